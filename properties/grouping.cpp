#include "properties/grouping.hpp"

#include <algorithm>
#include <optional>

namespace finalack::properties {

namespace {

constexpr std::size_t kMaxPredicates = 64;

/// A group that is being filled.
struct OpenGroup {
  Group group;
  std::vector<std::size_t> offsets;  ///< of each subject's predicates
  std::size_t predicates = 0;
};

/// The offset of the subject's predicates in the group, which is extended by them where they are new; nothing if they
/// don't fit.
std::optional<std::size_t> offset_in(OpenGroup& open, const Subject& subject) {
  const auto& subjects = open.group.subjects;
  const auto known = std::find(subjects.begin(), subjects.end(), &subject);
  if (known != subjects.end()) return open.offsets[static_cast<std::size_t>(known - subjects.begin())];
  const std::size_t count = subject.predicate_names().size();
  if (open.predicates + count > kMaxPredicates) return std::nullopt;
  open.group.subjects.push_back(&subject);
  open.offsets.push_back(open.predicates);
  open.predicates += count;
  return open.offsets.back();
}

checker::Property shifted(checker::Property property, std::size_t offset) {
  const auto by = static_cast<unsigned>(offset);
  property.predicate += by;
  if (property.trigger) *property.trigger += by;
  if (property.witness) *property.witness += by;
  return property;
}

bool try_to_join(OpenGroup& open, const Selected& selected, std::size_t index, Bounds bounds) {
  const Subject& subject = *selected.which->subject;
  if (!open.group.subjects.empty() && !open.group.subjects.front()->same_world(subject, bounds)) return false;
  const auto offset = offset_in(open, subject);
  if (!offset) return false;
  open.group.members.push_back(index);
  open.group.properties.push_back(shifted(selected.which->property, *offset));
  return true;
}

std::string title_of(const Group& group, const std::vector<Selected>& cases) {
  const Selected& first = cases[group.members.front()];
  std::string title = first.claim->id + " " + first.which->variant;
  if (group.members.size() > 1) title += " + " + std::to_string(group.members.size() - 1) + " more";
  return title;
}

}  // namespace

std::vector<Group> group_by_world(const std::vector<Selected>& cases, Bounds bounds) {
  std::vector<OpenGroup> all;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool joined =
        std::any_of(all.begin(), all.end(), [&](OpenGroup& open) { return try_to_join(open, cases[i], i, bounds); });
    if (!joined) try_to_join(all.emplace_back(), cases[i], i, bounds);
  }
  std::vector<Group> groups;
  for (OpenGroup& open : all) {
    open.group.title = title_of(open.group, cases);
    groups.push_back(std::move(open.group));
  }
  return groups;
}

}  // namespace finalack::properties
