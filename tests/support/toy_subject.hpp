// A catalogue of toy worlds, for tests of whatever stands on the catalogue: its verdicts are known and take no time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/concrete_system.hpp"
#include "properties/catalogue.hpp"
#include "tests/checker/toys.hpp"

namespace finalack::testing {

/// A toy world as a Subject. Two subjects are the same world if they have the same type and the same `world_name`.
/// Symbolic engines answer what `symbolic` says, by default that they don't know.
template <class W> class ToySubject : public properties::Subject {
 public:
  using System = checker::ConcreteSystem<W, 5>;
  using Predicate = typename System::Predicate;
  using Symbolic = std::function<checker::Verdict(const checker::Property&, const checker::Limits&)>;

  ToySubject(W world, std::string world_name, std::vector<Predicate> predicates)
      : world_(std::move(world)), world_name_(std::move(world_name)), predicates_(std::move(predicates)) {}

  bool same_world(const properties::Subject& other, properties::Bounds) const override {
    const auto* same = dynamic_cast<const ToySubject*>(&other);
    return same != nullptr && same->world_name_ == world_name_;
  }
  std::vector<std::string> predicate_names() const override {
    std::vector<std::string> names;
    for (const Predicate& predicate : predicates_) names.push_back(predicate.name);
    return names;
  }
  std::unique_ptr<checker::System> system(const std::vector<const properties::Subject*>& group, properties::Bounds,
                                          unsigned) const override {
    ++systems_made;
    std::vector<Predicate> all;
    for (const properties::Subject* member : group) {
      const auto& theirs = dynamic_cast<const ToySubject&>(*member).predicates_;
      all.insert(all.end(), theirs.begin(), theirs.end());
    }
    return std::make_unique<System>(world_, std::move(all));
  }
  std::vector<checker::Outcome> check_symbolically(const std::vector<const properties::Subject*>&, properties::Bounds,
                                                   unsigned, bool induction,
                                                   const std::vector<checker::Property>& asked,
                                                   const checker::Limits& limits,
                                                   const checker::OnProgress&) const override {
    std::vector<checker::Outcome> outcomes;
    for (const auto& property : asked)
      outcomes.push_back({symbolic(property, limits), induction ? "kind" : "bmc", 0, 0, 0});
    return outcomes;
  }

  Symbolic symbolic = [](const checker::Property&, const checker::Limits&) {
    return checker::Verdict::unknown({}, "no solver here");
  };
  static inline std::atomic<unsigned> systems_made{0};

 private:
  W world_;
  std::string world_name_;
  std::vector<Predicate> predicates_;
};

using ToyCounter = ToySubject<checker::toys::Counter>;
using CounterState = checker::toys::Counter::State<model::Concrete<5>>;

/// A counter and the question whether it shows `value`.
inline std::shared_ptr<ToyCounter> counter_showing(unsigned value, unsigned modulus = 10) {
  const auto shows = [value](const CounterState& s) { return s.value.raw() == value; };
  return std::make_shared<ToyCounter>(checker::toys::Counter{modulus}, "counter to " + std::to_string(modulus),
                                      std::vector<ToyCounter::Predicate>{{"it shows " + std::to_string(value), shows}});
}

inline properties::Case toy_case(std::string variant, checker::Property::Kind kind, checker::VerdictKind expected,
                                 std::shared_ptr<const properties::Subject> subject) {
  const std::string what = subject->predicate_names().front();
  properties::Case which;
  which.variant = std::move(variant);
  which.expected = expected;
  which.property.kind = kind;
  which.statement = (kind == checker::Property::Kind::Never ? "never: " : "can happen: ") + what;
  which.subject = std::move(subject);
  return which;
}

}  // namespace finalack::testing
