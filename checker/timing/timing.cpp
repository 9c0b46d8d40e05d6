#include "checker/timing/timing.hpp"

#include <fmt/format.h>

namespace finalack::checker {

std::string duration_text(Milliseconds duration) {
  if (duration % 1000 != 0 && duration < 1000) return fmt::format("{} ms", duration);
  std::string text = fmt::format("{}", duration / 1000);
  if (const Milliseconds rest = duration % 1000; rest != 0) {
    text += fmt::format(".{:03}", rest);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + " s";
}

std::string timing_text(const Timing& timing) {
  const TimingParameters& p = timing.parameters;
  std::string clocks = fmt::format("MSL {}, RTO {}", duration_text(p.msl), duration_text(p.rto));
  clocks += p.backoff == Backoff::Exponential ? " doubling" : " constant";
  if (p.time_wait) clocks += ", TIME-WAIT " + duration_text(*p.time_wait);
  if (timing.rounds > 0) clocks += fmt::format("; the loop gone through {} times", timing.rounds);
  if (timing.rounds == 0 && timing.times.size() > timing.untimed_length) {
    clocks += fmt::format("; without clocks {} steps would do", timing.untimed_length);
  }
  if (timing.is_realisable()) return fmt::format("realisable ({})", clocks);
  const std::string others =
      timing.tried_up_to > 0 ? fmt::format("; nor will another run of up to {} steps do", timing.tried_up_to) : "";
  return fmt::format("untimed only ({}): {}{}", clocks, fmt::join(timing.conflict, "; but "), others);
}

}  // namespace finalack::checker
