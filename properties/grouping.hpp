// Which cases are explored together: those of the same world, whose predicates are then those of one system.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "properties/verification.hpp"

namespace finalack::properties {

/// Cases that are decided by one exploration.
struct Group {
  std::vector<std::size_t> members;           ///< indices into the selection, ascending
  std::vector<const Subject*> subjects;       ///< without repetition; the system is made from these
  std::vector<checker::Property> properties;  ///< one per member; predicates count through `subjects`
  std::string title;                          ///< what progress calls it: "handshake.agreement two-way + 3 more"
};

/// Groups in the order of their first case. A system has at most 64 predicates, so a world may take several groups.
std::vector<Group> group_by_world(const std::vector<Selected>& cases, Bounds bounds);

}  // namespace finalack::properties
