// What the adaptors of concrete worlds share: trying every action, and naming one.
#pragma once

#include <string>
#include <vector>

#include "model/choice.hpp"
#include "model/world.hpp"

namespace finalack::checker {

/// Calls `attempt(kind, argument, choices)` for every kind with every argument and every sequence of answers to the
/// model's own choices; `choices` holds the code of the answers once the model has been run.
template <class Attempt> void try_every_action(const std::vector<model::ActionKind>& kinds, Attempt&& attempt) {
  // One odometer for all actions: it stands at zero again whenever `next` has returned false.
  model::Choices choices;
  const model::ChoosingWith choosing(choices);
  for (unsigned kind = 0; kind < kinds.size(); ++kind) {
    for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
      do attempt(kind, argument, choices);
      while (choices.next());
    }
  }
}

/// "deliver 2"; where the model itself made choices other than its first, "deliver 2, choosing 0 1".
inline std::string name_of(model::Action action, const std::vector<model::ActionKind>& kinds) {
  const bool is_known = action.kind < kinds.size();
  std::string name = is_known ? kinds[action.kind].name : "action";
  const auto add = [&](unsigned number) { name.append(1, ' ').append(std::to_string(number)); };
  if (!is_known) {
    add(action.kind);
    return name;
  }
  if (kinds[action.kind].arguments > 1) add(action.argument);
  if (action.choices != 0) name += ", choosing";
  for (unsigned rest = action.choices; rest != 0; rest >>= model::Choices::kBitsEach) {
    add(rest & ((1U << model::Choices::kBitsEach) - 1));
  }
  return name;
}

}  // namespace finalack::checker
