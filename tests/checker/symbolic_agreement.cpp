#include "tests/checker/symbolic_agreement.hpp"

namespace finalack::checker {

using model::from_z3;
using model::to_z3;

namespace {

z3::expr all_terms(const Relation& relation) {
  z3::expr_vector terms(*relation.context);
  z3::sort_vector sorts(*relation.context);
  const auto add = [&](const Term& term) {
    terms.push_back(to_z3(term));
    sorts.push_back(terms.back().get_sort());
  };
  add(relation.enabled);
  add(relation.held_back);
  add(relation.well_formed);
  for (const Relation::Variable& v : relation.variables) add(v.next);
  return z3::function("together", sorts, relation.context->bool_sort())(terms);
}

class Assignment {
 public:
  explicit Assignment(z3::context& context) : from_(context), to_(context) {}

  void set(const Term& variable, std::uint32_t value) {
    z3::context& context = from_.ctx();
    from_.push_back(to_z3(variable));
    to_.push_back(variable.width() == 0 ? context.bool_val(value != 0) : context.bv_val(value, variable.width()));
  }
  z3::expr in(z3::expr term) const { return term.substitute(from_, to_).simplify(); }

 private:
  z3::expr_vector from_;
  z3::expr_vector to_;
};

}  // namespace

EvaluatedState::EvaluatedState(const Relation& relation, const Numbers& state)
    : relation_(relation), together_(all_terms(relation)) {
  Assignment here(*relation.context);
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (!relation.variables[i].fixed) here.set(relation.variables[i].current, state[i]);
  }
  together_ = here.in(together_);
}

EvaluatedStep EvaluatedState::step(Action action) const {
  Assignment inputs(*relation_.context);
  inputs.set(relation_.kind, action.kind);
  inputs.set(relation_.argument, action.argument);
  for (unsigned i = 0; i < relation_.choices.size(); ++i) {
    inputs.set(relation_.choices[i], (action.choices >> (i * model::Choices::kBitsEach)) & 7U);
  }
  const z3::expr values = inputs.in(together_);
  EvaluatedStep step;
  step.enabled = values.arg(0).is_true();
  step.held_back = values.arg(1).is_true();
  step.well_formed = values.arg(2).is_true();
  for (unsigned i = 3; i < values.num_args(); ++i) {
    const Term value = from_z3(values.arg(i));
    step.next.push_back(value.truth() ? static_cast<std::uint32_t>(*value.truth()) : value.number().value());
  }
  return step;
}

}  // namespace finalack::checker
