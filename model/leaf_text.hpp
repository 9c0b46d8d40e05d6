// A concrete leaf as text, for people and for trace files.
#pragma once

#include <string>
#include <type_traits>

#include "model/domain/concrete.hpp"

namespace finalack::model {

/// "true", the enumerator's name, or the number.
template <class L> std::string leaf_text(const L& leaf) {
  if constexpr (std::is_same_v<L, concrete::Bool>) {
    return static_cast<bool>(leaf) ? "true" : "false";
  } else if constexpr (requires { typename L::enum_type; }) {
    return std::string(name_of(static_cast<typename L::enum_type>(leaf)));
  } else {
    return std::to_string(leaf.raw());
  }
}

}  // namespace finalack::model
