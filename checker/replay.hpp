// Replaying traces on raw states, which is how every trace of every engine earns belief before it is shown.
//
// An engine that stores canonical states finds runs between classes of states. Replay turns such a run into one of
// single states, by choosing at every step an action whose successor lies in the right class.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"

namespace finalack::checker {

/// A trace asks for an action that is not enabled where it asks for it.
class NotEnabled : public std::runtime_error {
 public:
  NotEnabled(std::size_t step_index, const std::string& message) : std::runtime_error(message), step(step_index) {}
  std::size_t step;  ///< index into the trace's actions
};

/// The raw states of a trace, the initial one first: one more than it has actions. Throws NotEnabled. Whether a lasso
/// closes is not looked at.
std::vector<PackedState> replay(const System& system, const Trace& trace);

/// A run between canonical states.
struct CanonicalRun {
  std::vector<PackedState> states;
  std::vector<Action> actions;  ///< which to prefer where several lead to the next class; may be empty: no matter
};

/// The actions of a raw run through the classes of `run`. Throws InternalError if there is none.
std::vector<Action> raw_actions(const System& system, const CanonicalRun& run);

/// Replays `trace` and checks that it shows what a verdict about `property` says it shows: the state that is never, or
/// somewhere, reached; a trigger (that nothing recovers from there is not checked); a deadlock; a fair lasso that
/// avoids the goal. Throws InternalError if it does not.
void confirm(const System& system, const Property& property, const Trace& trace);

}  // namespace finalack::checker
