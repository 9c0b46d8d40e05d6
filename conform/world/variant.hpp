// Which of the model's variants the implementation has, and the settings with which it is one of them.
#pragma once

#include <memory>
#include <string>

#include "impl/connection/settings.hpp"
#include "model/worlds/two_peers_config.hpp"

namespace finalack::conform::world {

/// What the configuration asks of a TCP that the implementation can't do; empty if it can do all of it.
std::string missing_variant(const model::TwoPeersConfig& config);

/// Settings with which every segment is one of the model's: at most one octet of text in each, no options, windows of
/// the model's size. What the implementation has no setting for is ignored.
std::shared_ptr<const impl::Settings> settings_for(const model::TwoPeersConfig& config);

/// How the user's CLOSE is called.
enum class CloseCall : unsigned char {
  Shutdown,  ///< CLOSE as RFC 9293 has it
  Close,     ///< which ends reading, too (MAY-1): what the variants with orphans and with SHLD-3 speak of
  Abort,     ///< SO_LINGER with a zero timeout
};
CloseCall close_call(const model::Rules& rules);

}  // namespace finalack::conform::world
