// Whether a run of an untimed world can happen on real clocks, and when each of its steps then does.
//
// An untimed world lets a timer fire whenever it runs and a segment be under way for as long as it likes. That is sound
// for what can never happen; a run found in it may ask for times that no clock allows. What a world's steps ask of the
// clocks, the world says (System::time_bounds); here it is decided.
#pragma once

#include <optional>

#include "checker/property.hpp"
#include "checker/system.hpp"
#include "checker/timing/timing.hpp"

namespace finalack::checker {

/// Nothing if the world says nothing of time. Of a lasso, the loop is gone through twice: for ever is not looked at.
/// Throws NotEnabled if the trace doesn't replay.
std::optional<Timing> realisation(const System& system, const Trace& trace, const TimingParameters& parameters);

struct RealisableRun {
  std::optional<Trace> trace;
  unsigned tried_up_to = 0;  ///< steps: no shorter run, or where there is no trace none of up to so many, will do
};

/// The shortest run that shows what `untimed` shows of the property and that clocks allow, of up to `longer` steps
/// more; none, if none was found within the limits. Many a run of an untimed world only takes its steps in an order
/// that no clocks allow. Not for a lasso that goes round; one that rests in its last state is looked for in the same
/// state.
RealisableRun realisable_run(const System& system, const Property& property, const Trace& untimed,
                             const TimingParameters& parameters, const Limits& limits, unsigned longer = 2);

}  // namespace finalack::checker
