// Everything that an exchange between two users can depend on, drawn by RapidCheck, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>

#include "impl/pair/scripted_user.hpp"

namespace finalack::impl {

struct OneSide {
  Settings settings;
  Script script;
  OpenArguments open;
};

struct Scenario {
  OneSide a;
  OneSide b;
  Faults ab;
  Faults ba;
  bool both_connect = false;
  std::uint32_t segments_at_once = 1;
};

/// Draws each figure by itself, so that a failure shrinks to few faults and little text. To be called in a property.
/// With `orderly`, both users read to the end and shut down; otherwise at least one closes or aborts.
Scenario draw_scenario(bool orderly);

struct Outcome {
  struct End {
    State state;
    std::optional<Signal> reason;
    std::uint64_t written;
    std::uint64_t read;
    bool right;
    bool saw_end;
    bool has_timer;
    bool has_something_to_send;
    std::size_t largest_memory;  ///< octets
  };

  bool ended;  ///< or the limit came first
  Time at;
  End a;
  End b;
  std::uint64_t segments;
  std::uint64_t zero_windows;  ///< segments that advertised one
};

Outcome play(const Scenario& scenario);

std::ostream& operator<<(std::ostream& out, const Scenario& scenario);
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

}  // namespace finalack::impl
