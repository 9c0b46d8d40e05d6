// A two-peer configuration, what watches it and a case's predicates, turned into what the engines take.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/worlds/two_peers_system.hpp"
#include "properties/catalogue.hpp"
#include "properties/every_domain.hpp"

namespace finalack::properties {

template <class D> using SharedWatch = std::shared_ptr<const model::Watch<D>>;
using Watches = EveryDomain<SharedWatch>;

/// The watch of these monitors: always the same one, so that claims with the same monitors can share an exploration.
template <template <class> class... Monitors> const Watches& watches() {
  using namespace model;
  static const Watches all{
      std::make_shared<WatchedBy<Concrete<5>, Monitors...>>(), std::make_shared<WatchedBy<Concrete<6>, Monitors...>>(),
      std::make_shared<WatchedBy<Concrete<32>, Monitors...>>(), std::make_shared<WatchedBy<Symbolic, Monitors...>>()};
  return all;
}

using Predicate = EveryDomain<checker::WatchedPredicate>;

/// One predicate, written once as a generic function over watched states.
template <template <class> class... Monitors, class F> Predicate predicate(const std::string& name, F holds) {
  const auto in = [&]<class D>(D) {
    return checker::WatchedPredicate<D>{
        name, [holds](const model::TwoPeersCore<D>& core, const model::History<D>& history) {
          using Memory = model::Remembered<D, Monitors...>;
          return
              typename D::Bool(holds(model::WatchedState<D, Monitors...>{core, model::from_history<Memory>(history)}));
        }};
  };
  using namespace model;
  return {in(Concrete<5>{}), in(Concrete<6>{}), in(Concrete<32>{}), in(Symbolic{})};
}

/// `configure(bounds)` gives the configuration; configurations are compared with ==.
class TwoPeersSubject final : public Subject {
 public:
  using Configure = std::function<model::TwoPeersConfig(Bounds)>;

  TwoPeersSubject(Configure configure, const Watches& watches, std::vector<Predicate> predicates)
      : configure_(std::move(configure)), watches_(watches), predicates_(std::move(predicates)) {}

  bool same_world(const Subject& other, Bounds bounds) const override;
  std::vector<std::string> predicate_names() const override;
  std::unique_ptr<checker::System> system(const std::vector<const Subject*>& group, Bounds bounds,
                                          unsigned width) const override;
  std::vector<checker::Outcome> check_symbolically(const std::vector<const Subject*>& group, Bounds bounds,
                                                   unsigned width, bool induction,
                                                   const std::vector<checker::Property>& properties,
                                                   const checker::Limits& limits,
                                                   const checker::OnProgress& progress) const override;

  model::TwoPeersConfig configuration(Bounds bounds) const { return configure_(bounds); }
  const Watches& watches() const { return watches_; }
  const std::vector<Predicate>& predicates() const { return predicates_; }

 private:
  template <class D> static std::vector<checker::WatchedPredicate<D>> all_of(const std::vector<const Subject*>& group);
  template <unsigned Width>
  std::unique_ptr<checker::System> system_at(const std::vector<const Subject*>& group, Bounds bounds) const;

  Configure configure_;
  const Watches& watches_;
  std::vector<Predicate> predicates_;
};

}  // namespace finalack::properties
