#include "properties/two_peers_subject.hpp"

#include <algorithm>
#include <chrono>

#include "checker/errors.hpp"
#include "checker/symbolic/bmc.hpp"
#include "checker/symbolic/kinduction.hpp"
#include "checker/worlds/two_peers_relation.hpp"

namespace finalack::properties {

using model::Concrete;

bool TwoPeersSubject::same_world(const Subject& other, Bounds bounds) const {
  const auto* same = dynamic_cast<const TwoPeersSubject*>(&other);
  return same != nullptr && &same->watches_ == &watches_ && same->configure_(bounds) == configure_(bounds);
}

std::vector<std::string> TwoPeersSubject::predicate_names() const {
  std::vector<std::string> names;
  for (const Predicate& predicate : predicates_) names.push_back(predicate.symbolic.name);
  return names;
}

std::unique_ptr<checker::System> TwoPeersSubject::system(const std::vector<const Subject*>& group, Bounds bounds,
                                                         unsigned width) const {
  switch (width) {
    case 5: return system_at<5>(group, bounds);
    case 6: return system_at<6>(group, bounds);
    case 32: return system_at<32>(group, bounds);
    default: throw UsageError("sequence numbers have 5, 6 or 32 bits here, not " + std::to_string(width));
  }
}

std::vector<checker::Outcome> TwoPeersSubject::check_symbolically(const std::vector<const Subject*>& group,
                                                                  Bounds bounds, unsigned width, bool induction,
                                                                  const std::vector<checker::Property>& properties,
                                                                  const checker::Limits& limits,
                                                                  const checker::OnProgress& progress) const {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const std::unique_ptr<checker::System> replayed_on = system(group, bounds, width);
  const std::string engine = induction ? "kind" : "bmc";
  const auto give_up = [&](checker::EndedBy by) {
    const auto verdict =
        checker::Verdict::unknown(replayed_on->scope(), budget_text(by, limits) + " before the world was lowered", by);
    return std::vector<checker::Outcome>(properties.size(), {verdict, engine, 0, 0, seconds()});
  };
  // Lowering can't be interrupted; at least it is not begun in vain.
  if (limits.cancelled && limits.cancelled()) return give_up(checker::EndedBy::Cancelled);
  if (seconds() >= limits.seconds) return give_up(checker::EndedBy::Time);
  model::SymbolicSession session(width);
  const checker::Relation relation = checker::lower_two_peers(
      model::TwoPeersBase(configure_(bounds)), *watches_.symbolic, all_of<model::Symbolic>(group), session);
  checker::Limits left = limits;
  left.seconds = std::max(0.0, limits.seconds - seconds());
  if (left.whole_seconds == 0 && limits.seconds < checker::Limits().seconds) left.whole_seconds = limits.seconds;
  auto outcomes = induction ? checker::check_kinduction(relation, *replayed_on, properties, {}, left, progress)
                            : checker::check_bmc(relation, *replayed_on, properties, left, progress);
  return outcomes;
}

template <class D>
std::vector<checker::WatchedPredicate<D>> TwoPeersSubject::all_of(const std::vector<const Subject*>& group) {
  std::vector<checker::WatchedPredicate<D>> all;
  for (const Subject* member : group) {
    for (const Predicate& predicate : dynamic_cast<const TwoPeersSubject&>(*member).predicates_) {
      all.push_back(predicate.in<D>());
    }
  }
  return all;
}

template <unsigned Width>
std::unique_ptr<checker::System> TwoPeersSubject::system_at(const std::vector<const Subject*>& group,
                                                            Bounds bounds) const {
  using D = Concrete<Width>;
  return checker::two_peers_system<Width>(model::TwoPeersBase(configure_(bounds)), watches_.in<D>(), all_of<D>(group));
}

}  // namespace finalack::properties
