#include "conform/subject/real_subject.hpp"

#include <algorithm>

#include "checker/errors.hpp"
#include "conform/world/real_system.hpp"

namespace finalack::conform {

using properties::Bounds;

namespace {

constexpr unsigned kManyDeeds = 4;
constexpr unsigned kSmallNetwork = 2;

/// What the users may do in all, each of which multiplies states.
unsigned deeds_of(const model::TwoPeersConfig& config) {
  unsigned deeds = 0;
  for (const model::User& user : config.users) {
    deeds += user.opens + user.sends + user.crashes + (user.closes || user.closes_for_sure ? 1 : 0);
  }
  return deeds;
}

}  // namespace

model::TwoPeersConfig RealSubject::configuration(Bounds bounds) const {
  model::TwoPeersConfig config = asked_->configuration(Bounds::Default);
  if (bounds == Bounds::Default && deeds_of(config) >= kManyDeeds) {
    config.network.capacity = std::min(config.network.capacity, kSmallNetwork);
  }
  return config;
}

bool RealSubject::same_world(const properties::Subject& other, Bounds bounds) const {
  const auto* same = dynamic_cast<const RealSubject*>(&other);
  return same != nullptr && &asked_->watches() == &same->asked_->watches() &&
         configuration(bounds) == same->configuration(bounds);
}

std::unique_ptr<checker::System> RealSubject::system(const std::vector<const Subject*>& group, Bounds bounds,
                                                     unsigned) const {
  std::vector<checker::WatchedPredicate<world::Domain>> predicates;
  for (const Subject* member : group) {
    for (const properties::Predicate& predicate : dynamic_cast<const RealSubject&>(*member).asked_->predicates()) {
      predicates.push_back(predicate.in<world::Domain>());
    }
  }
  return world::real_system(world::RealPeers(configuration(bounds)), asked_->watches().in<world::Domain>(),
                            std::move(predicates));
}

std::vector<checker::Outcome> RealSubject::check_symbolically(const std::vector<const Subject*>&, Bounds, unsigned,
                                                              bool, const std::vector<checker::Property>&,
                                                              const checker::Limits&,
                                                              const checker::OnProgress&) const {
  throw UsageError("the implementation can only be explored: --engine explicit, or auto");
}

}  // namespace finalack::conform
