#include "checker/symbolic/unrolling.hpp"

#include "model/choice.hpp"

namespace finalack::checker {

using model::to_z3;

namespace {

std::uint32_t value_of(const z3::model& model, const z3::expr& constant) {
  const z3::expr value = model.eval(constant, true);
  if (value.is_bool()) return value.is_true() ? 1 : 0;
  return static_cast<std::uint32_t>(value.get_numeral_uint64());
}

}  // namespace

Unrolling::Unrolling(const Relation& relation)
    : relation_(relation), current_(context()), next_(context()), step_(to_z3(relation.enabled)) {
  z3::expr_vector conjuncts(context());
  conjuncts.push_back(step_);
  for (const Relation::Variable& variable : relation.variables) {
    if (variable.fixed) continue;
    moving_.push_back(&variable);
    const z3::expr current = to_z3(variable.current);
    current_.push_back(current);
    next_.push_back(context().constant((variable.name + "'").c_str(), current.get_sort()));
    conjuncts.push_back(next_.back() == to_z3(variable.next));
  }
  current_.push_back(to_z3(relation.kind));
  current_.push_back(to_z3(relation.argument));
  for (const Term& choice : relation.choices) current_.push_back(to_z3(choice));
  step_ = z3::mk_and(conjuncts);
}

const Unrolling::Names& Unrolling::names(unsigned time) {
  const auto found = names_.find(time);
  if (found != names_.end()) return found->second;
  Names names{z3::expr_vector(context()), z3::expr_vector(context()), z3::expr_vector(context())};
  for (unsigned i = 0; i < current_.size(); ++i) {
    const z3::expr of = current_[static_cast<int>(i)];
    const std::string name = of.decl().name().str() + "@" + std::to_string(time);
    const z3::expr constant = context().constant(name.c_str(), of.get_sort());
    (i < moving_.size() ? names.state : names.inputs).push_back(constant);
    names.all.push_back(constant);
  }
  return names_.emplace(time, std::move(names)).first->second;
}

z3::expr Unrolling::at(const Term& term, unsigned time) {
  z3::expr e = to_z3(term);
  return e.substitute(current_, names(time).all);
}

z3::expr Unrolling::initial() {
  z3::expr_vector equalities(context());
  for (unsigned i = 0; i < moving_.size(); ++i) {
    const z3::expr constant = names(0).state[static_cast<int>(i)];
    const std::uint32_t value = moving_[i]->initial;
    equalities.push_back(constant.is_bool() ? constant == context().bool_val(value != 0)
                                            : constant == context().bv_val(value, constant.get_sort().bv_size()));
  }
  return z3::mk_and(equalities);
}

z3::expr Unrolling::transition(unsigned time) {
  z3::expr_vector from(context());
  z3::expr_vector to(context());
  for (const z3::expr& e : current_) from.push_back(e);
  for (const z3::expr& e : next_) from.push_back(e);
  for (const z3::expr& e : names(time).all) to.push_back(e);
  for (const z3::expr& e : names(time + 1).state) to.push_back(e);
  return step_.substitute(from, to);
}

z3::expr Unrolling::differ(unsigned one, unsigned other) {
  z3::expr_vector differences(context());
  for (int i = 0; i < static_cast<int>(moving_.size()); ++i) {
    differences.push_back(names(one).state[i] != names(other).state[i]);
  }
  return z3::mk_or(differences);
}

Snapshot Unrolling::snapshot(const z3::model& model, unsigned time) {
  const Names& here = names(time);
  Snapshot snapshot;
  int next = 0;
  for (const Relation::Variable& v : relation_.variables) {
    snapshot.state.push_back(v.fixed ? v.initial : value_of(model, here.state[next++]));
  }
  snapshot.step.kind = static_cast<std::uint8_t>(value_of(model, here.inputs[0]));
  snapshot.step.argument = static_cast<std::uint8_t>(value_of(model, here.inputs[1]));
  unsigned code = 0;
  for (int i = 2; i < static_cast<int>(here.inputs.size()); ++i) {
    code |= value_of(model, here.inputs[i]) << (static_cast<unsigned>(i - 2) * model::Choices::kBitsEach);
  }
  snapshot.step.choices = static_cast<std::uint16_t>(code);
  return snapshot;
}

}  // namespace finalack::checker
