#include "properties/two_peers_subject.hpp"

#include "checker/errors.hpp"
#include "checker/worlds/two_peers_relation.hpp"
#include "properties/symbolically.hpp"

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
  const std::unique_ptr<checker::System> replayed_on = system(group, bounds, width);
  const auto lowering = [&](model::SymbolicSession& session) {
    return checker::lower_two_peers(model::TwoPeersBase(configure_(bounds)), *watches_.symbolic,
                                    all_of<model::Symbolic>(group), session);
  };
  return check_lowered(lowering, *replayed_on, width, induction, properties, limits, progress);
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
