// A world that is no pair of peers, as a Subject: whatever has the shape that model/world.hpp describes, and can be
// compared, is explored through ConcreteSystem and lowered as it is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "checker/errors.hpp"
#include "checker/symbolic/lowering.hpp"
#include "properties/catalogue.hpp"
#include "properties/every_domain.hpp"
#include "properties/symbolically.hpp"

namespace finalack::properties {

template <class World> class WorldSubject final : public Subject {
 public:
  using Configure = std::function<World(Bounds)>;
  template <class D> using StateOf = typename World::template State<D>;
  template <class D> using Holds = std::function<typename D::Bool(const StateOf<D>&)>;
  struct Predicate {
    std::string name;
    EveryDomain<Holds> holds;
  };

  WorldSubject(Configure configure, std::vector<Predicate> predicates)
      : configure_(std::move(configure)), predicates_(std::move(predicates)) {}

  /// One predicate, written once as a generic function over states.
  template <class F> static Predicate predicate(std::string name, F holds) {
    return {std::move(name), {holds, holds, holds, holds}};
  }

  bool same_world(const Subject& other, Bounds bounds) const override {
    const auto* same = dynamic_cast<const WorldSubject*>(&other);
    return same != nullptr && same->configure_(bounds) == configure_(bounds);
  }
  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    for (const Predicate& predicate : predicates_) names.push_back(predicate.name);
    return names;
  }
  std::unique_ptr<checker::System> system(const std::vector<const Subject*>& group, Bounds bounds,
                                          unsigned width) const override {
    switch (width) {
      case 5: return system_at<5>(group, bounds);
      case 6: return system_at<6>(group, bounds);
      case 32: return system_at<32>(group, bounds);
      default: throw UsageError("sequence numbers have 5, 6 or 32 bits here, not " + std::to_string(width));
    }
  }
  std::vector<checker::Outcome> check_symbolically(const std::vector<const Subject*>& group, Bounds bounds,
                                                   unsigned width, bool induction,
                                                   const std::vector<checker::Property>& properties,
                                                   const checker::Limits& limits,
                                                   const checker::OnProgress& progress) const override {
    using D = model::Symbolic;
    const auto replayed_on = system(group, bounds, width);
    const auto lowering = [&](model::SymbolicSession& session) {
      return checker::lower(configure_(bounds), all_of<D, checker::SymbolicPredicate<StateOf<D>>>(group), session);
    };
    return check_lowered(lowering, *replayed_on, width, induction, properties, limits, progress);
  }

 private:
  /// `Named`: the engine's own type of a predicate.
  template <class D, class Named> static std::vector<Named> all_of(const std::vector<const Subject*>& group) {
    using Answer = std::conditional_t<D::is_symbolic, typename D::Bool, bool>;
    std::vector<Named> all;
    for (const Subject* member : group) {
      for (const Predicate& predicate : dynamic_cast<const WorldSubject&>(*member).predicates_) {
        const Holds<D>& holds = predicate.holds.template in<D>();
        all.push_back({predicate.name, [holds](const StateOf<D>& state) { return static_cast<Answer>(holds(state)); }});
      }
    }
    return all;
  }
  template <unsigned Width>
  std::unique_ptr<checker::System> system_at(const std::vector<const Subject*>& group, Bounds bounds) const {
    using D = model::Concrete<Width>;
    return std::make_unique<checker::ConcreteSystem<World, Width>>(
        configure_(bounds), all_of<D, checker::NamedPredicate<StateOf<D>>>(group));
  }

  Configure configure_;
  std::vector<Predicate> predicates_;
};

}  // namespace finalack::properties
