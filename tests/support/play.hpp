// A run that a test writes down by the stories of its steps.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"

namespace finalack::testing {

inline constexpr std::string_view kDelayed = ", to be acknowledged later";

/// The run whose steps have these stories; of several steps with the same one, the first. A story that ends with
/// kDelayed is that of the step in which the model chooses its second alternative.
inline checker::Trace play(const checker::System& system, const std::vector<std::string>& stories) {
  checker::Trace trace;
  checker::PackedState state = system.raw_initial();
  checker::Successors successors;
  for (const std::string& given : stories) {
    const bool chooses = given.ends_with(kDelayed);
    const std::string wanted = chooses ? given.substr(0, given.size() - kDelayed.size()) : given;
    system.expand_raw(state.data(), successors);
    std::string possible;
    std::size_t i = 0;
    for (; i < successors.size(); ++i) {
      const auto* after = successors.words.data() + i * system.words();
      const std::string story = system.narrate(state.data(), successors.actions[i], after).action;
      if (story == wanted && (!chooses || successors.actions[i].choices != 0)) break;
      possible += "\n  " + story;
    }
    if (i == successors.size()) throw std::invalid_argument("no step is '" + wanted + "', but:" + possible);
    trace.actions.push_back(successors.actions[i]);
    const auto* after = successors.words.data() + i * system.words();
    state.assign(after, after + system.words());
  }
  return trace;
}

}  // namespace finalack::testing
