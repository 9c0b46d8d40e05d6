#include "checker/timed/relation.hpp"

#include <utility>

#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

const TimedRelation::Named* input_called(const TimedRelation& relation, const std::string& name) {
  for (const auto& input : relation.inputs) {
    if (input.name == name) return &input;
  }
  return nullptr;
}

model::Term without_fixed(const TimedRelation& relation, const model::Term& term) {
  z3::expr_vector from(*relation.context);
  z3::expr_vector to(*relation.context);
  for (const auto& v : relation.fixed) {
    from.push_back(model::to_z3(v.current));
    to.push_back(model::to_z3(v.initial));
  }
  z3::expr e = model::to_z3(term);
  return model::from_z3(e.substitute(from, to).simplify());
}

void take_out_fixed(TimedRelation& relation) {
  std::vector<TimedRelation::Variable> moving;
  for (auto& v : relation.variables) {
    const bool literal = v.initial.truth().has_value() || v.initial.number().has_value();
    (literal && v.next.same_as(v.current) ? relation.fixed : moving).push_back(std::move(v));
  }
  relation.variables = std::move(moving);
  for (auto& v : relation.variables) v.next = without_fixed(relation, v.next);
  relation.enabled = without_fixed(relation, relation.enabled);
  relation.held_back = without_fixed(relation, relation.held_back);
}

}  // namespace finalack::checker
