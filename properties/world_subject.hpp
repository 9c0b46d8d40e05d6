// A world and a case's predicates, turned into what the engines take. The only place where a claim's types meet theirs.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "checker/errors.hpp"
#include "checker/symbolic/bmc.hpp"
#include "checker/symbolic/kinduction.hpp"
#include "checker/symbolic/lowering.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

/// One predicate, written once as a generic function over states and compiled for every domain it is decided in.
template <class W> struct PredicateFamily {
  template <unsigned Width> using StateAt = typename W::template State<model::Concrete<Width>>;
  using SymbolicState = typename W::template State<model::Symbolic>;

  template <class F>
  PredicateFamily(std::string text, F holds)
      : name(std::move(text)),
        at_5([holds](const StateAt<5>& s) { return static_cast<bool>(holds(s)); }),
        at_6([holds](const StateAt<6>& s) { return static_cast<bool>(holds(s)); }),
        at_32([holds](const StateAt<32>& s) { return static_cast<bool>(holds(s)); }),
        symbolic([holds](const SymbolicState& s) { return model::Symbolic::Bool(holds(s)); }) {}

  template <unsigned Width> const auto& at() const {
    if constexpr (Width == 5)
      return at_5;
    else if constexpr (Width == 6)
      return at_6;
    else
      return at_32;
  }

  std::string name;
  std::function<bool(const StateAt<5>&)> at_5;
  std::function<bool(const StateAt<6>&)> at_6;
  std::function<bool(const StateAt<32>&)> at_32;
  std::function<model::Symbolic::Bool(const SymbolicState&)> symbolic;
};

/// `configure(bounds)` gives the arguments from which W is made; configurations are compared with ==.
template <class W, class Config> class WorldSubject final : public Subject {
 public:
  using Configure = std::function<Config(Bounds)>;

  WorldSubject(Configure configure, std::vector<PredicateFamily<W>> predicates)
      : configure_(std::move(configure)), predicates_(std::move(predicates)) {}

  bool same_world(const Subject& other, Bounds bounds) const override {
    const auto* same_type = dynamic_cast<const WorldSubject*>(&other);
    return same_type != nullptr && same_type->configure_(bounds) == configure_(bounds);
  }

  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    for (const auto& predicate : predicates_) names.push_back(predicate.name);
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
    const std::unique_ptr<checker::System> replayed_on = system(group, bounds, width);
    model::SymbolicSession session(width);
    std::vector<checker::SymbolicPredicate<typename W::template State<model::Symbolic>>> predicates;
    for (const PredicateFamily<W>* predicate : all_of(group))
      predicates.push_back({predicate->name, predicate->symbolic});
    const checker::Relation relation = checker::lower(W(configure_(bounds)), predicates, session);
    if (induction) return checker::check_kinduction(relation, *replayed_on, properties, {}, limits, progress);
    return checker::check_bmc(relation, *replayed_on, properties, limits, progress);
  }

 private:
  std::vector<const PredicateFamily<W>*> all_of(const std::vector<const Subject*>& group) const {
    std::vector<const PredicateFamily<W>*> all;
    for (const Subject* member : group) {
      for (const auto& predicate : dynamic_cast<const WorldSubject&>(*member).predicates_) all.push_back(&predicate);
    }
    return all;
  }

  template <unsigned Width>
  std::unique_ptr<checker::System> system_at(const std::vector<const Subject*>& group, Bounds bounds) const {
    std::vector<checker::NamedPredicate<typename W::template State<model::Concrete<Width>>>> predicates;
    for (const PredicateFamily<W>* predicate : all_of(group)) {
      predicates.push_back({predicate->name, predicate->template at<Width>()});
    }
    return std::make_unique<checker::ConcreteSystem<W, Width>>(W(configure_(bounds)), std::move(predicates));
  }

  Configure configure_;
  std::vector<PredicateFamily<W>> predicates_;
};

}  // namespace finalack::properties
