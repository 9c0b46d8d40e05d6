#include "properties/grouping.hpp"

#include <algorithm>
#include <optional>

namespace finalack::properties {

namespace {

constexpr std::size_t kMaxPredicates = 64;

/// A group that is being filled.
struct Draft {
  Group group;
  std::vector<std::size_t> offsets;  ///< of each subject's predicates
  std::size_t predicates = 0;
};

/// The offset of the subject's predicates in the draft, which is extended by them where they are new; nothing if they
/// don't fit.
std::optional<std::size_t> offset_in(Draft& draft, const Subject& subject) {
  const auto& subjects = draft.group.subjects;
  const auto known = std::find(subjects.begin(), subjects.end(), &subject);
  if (known != subjects.end()) return draft.offsets[static_cast<std::size_t>(known - subjects.begin())];
  const std::size_t count = subject.predicate_names().size();
  if (draft.predicates + count > kMaxPredicates) return std::nullopt;
  draft.group.subjects.push_back(&subject);
  draft.offsets.push_back(draft.predicates);
  draft.predicates += count;
  return draft.offsets.back();
}

checker::Property shifted(checker::Property property, std::size_t offset) {
  const auto by = static_cast<unsigned>(offset);
  property.predicate += by;
  if (property.trigger) *property.trigger += by;
  if (property.witness) *property.witness += by;
  return property;
}

bool try_to_join(Draft& draft, const Selected& selected, std::size_t index, Bounds bounds) {
  const Subject& subject = *selected.which->subject;
  if (!draft.group.subjects.empty() && !draft.group.subjects.front()->same_world(subject, bounds)) return false;
  const auto offset = offset_in(draft, subject);
  if (!offset) return false;
  draft.group.members.push_back(index);
  draft.group.properties.push_back(shifted(selected.which->property, *offset));
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
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool joined = std::any_of(drafts.begin(), drafts.end(),
                                    [&](Draft& draft) { return try_to_join(draft, cases[i], i, bounds); });
    if (!joined) try_to_join(drafts.emplace_back(), cases[i], i, bounds);
  }
  std::vector<Group> groups;
  for (Draft& draft : drafts) {
    draft.group.title = title_of(draft.group, cases);
    groups.push_back(std::move(draft.group));
  }
  return groups;
}

}  // namespace finalack::properties
