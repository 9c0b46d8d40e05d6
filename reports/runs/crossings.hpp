// Which arrival belongs to which departure: the arrows of a ladder or a sequence diagram.
//
// A story names messages by their content only, because the network does: two equal segments are one to everybody. So a
// departure is matched with an arrival of the same text and direction, the oldest first (for one that is marked old) or
// the newest first (or always the oldest, where a narrative says that equal messages arrive in order). Where the
// network holds equal segments once, a second departure joins the first.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// A message arrives, or is lost on its way.
struct Arrival {
  model::Message message;
  std::optional<std::size_t> departed;      ///< the step in which it was sent
  bool straight = false;                    ///< sent in the step before: one arrow shows both
  std::optional<std::size_t> copy_arrives;  ///< DeliveredAndKept: the step in which what stays arrives, or is lost
};

/// A message is sent.
struct Departure {
  model::Message message;
  bool straight = false;               ///< the next step's arrival shows it
  std::optional<std::size_t> same_as;  ///< the step that sent the equal message which the network takes it to be
  std::optional<std::size_t> arrives;  ///< the first step in which it (or a copy) arrives or is lost; never, if empty
  bool lost = false;                   ///< in the step that sends it: it never is under way
};

/// What crosses between the parties in one step.
struct Crossing {
  std::optional<Arrival> arrival;
  std::optional<Departure> departure;
};

/// One for each step. No arrow is straight across the start of a loop: the second time round, its start is different.
std::vector<Crossing> crossings(const Narrative& narrative);

}  // namespace finalack::reports
