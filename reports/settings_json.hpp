// A question's settings as other programs read them.
#pragma once

#include <nlohmann/json.hpp>

#include "properties/timed/question.hpp"

namespace finalack::reports {

/// "lost_acks"
std::string setting_key(properties::Setting setting);

/// Those that its claim has: {"lost_acks": 1, "lost_fins": 0, "backoff": "constant"}.
nlohmann::ordered_json settings_json(const properties::SynthesisQuestion& question);

}  // namespace finalack::reports
