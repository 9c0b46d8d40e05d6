#include "checker/timed/search.hpp"

#include <string>

#include "checker/errors.hpp"
#include "checker/timed/linear_z3.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

namespace {

constexpr unsigned kBeforeInputs = 2;  ///< the kind and the delay

}  // namespace

TimedSearch::TimedSearch(const TimedRelation& relation, const model::Term& what, unsigned depth, SolverBudget& budget)
    : relation_(relation),
      bad_(without_fixed(relation, what)),
      depth_(depth),
      budget_(budget),
      context_(*relation.context),
      solver_(make_bit_blasting_solver(context_)),
      idle_(static_cast<unsigned>(relation.kinds.size())) {
  // The kind's variable has room for one more value, or this would be a real kind again.
  const unsigned width = model::to_z3(relation_.kind).get_sort().bv_size();
  if (idle_ >= (1U << width)) throw InternalError("no room for a step that is left out");
  Moment now = moment(0);
  for (unsigned i = 0; i < now.state.size(); ++i) {
    solver_.add(now.state[i] == model::to_z3(relation_.variables[i].initial));
  }
  z3::expr_vector current = this->current();
  z3::expr_vector inputs = this->inputs();
  z3::expr was_idle = context_.bool_val(false);
  for (unsigned time = 0; time < depth_; ++time) {
    const Moment next = moment(time + 1);
    const auto now_for = [&](const model::Term& term) {
      z3::expr e = model::to_z3(term);
      z3::expr_vector from(context_);
      z3::expr_vector to(context_);
      for (unsigned i = 0; i < current.size(); ++i) {
        from.push_back(current[i]);
        to.push_back(now.state[i]);
      }
      for (unsigned i = 0; i < inputs.size(); ++i) {
        from.push_back(inputs[i]);
        to.push_back(now.inputs[i]);
      }
      return e.substitute(from, to);
    };
    const z3::expr idle = now.inputs[0] == context_.bv_val(idle_, width);
    solver_.add(idle || now_for(relation_.enabled));
    if (time > 0) solver_.add(!was_idle || idle);  // what is left out is the end: of equal runs, one
    was_idle = idle;
    for (unsigned i = 0; i < now.state.size(); ++i) {
      solver_.add(next.state[i] == z3::ite(idle, now.state[i], now_for(relation_.variables[i].next)));
    }
    now = next;
  }
  z3::expr_vector from = current;
  z3::expr bad = model::to_z3(bad_);
  solver_.add(bad.substitute(from, now.state));
  for (const z3::expr& p : parameters()) solver_.add(p > 0);
}

z3::expr_vector TimedSearch::current() const {
  z3::expr_vector all(context_);
  for (const auto& v : relation_.variables) all.push_back(model::to_z3(v.current));
  return all;
}

z3::expr_vector TimedSearch::inputs() const {
  z3::expr_vector all(context_);
  all.push_back(model::to_z3(relation_.kind));
  all.push_back(model::to_z3(relation_.delay));
  for (const auto& input : relation_.inputs) all.push_back(model::to_z3(input.term));
  return all;
}

std::vector<z3::expr> TimedSearch::parameters() const {
  std::vector<z3::expr> all;
  for (const auto& p : relation_.parameters) all.push_back(model::to_z3(p.term));
  return all;
}

TimedSearch::Moment TimedSearch::moment(unsigned time) const {
  Moment m{z3::expr_vector(context_), z3::expr_vector(context_)};
  const auto named = [&](const z3::expr& e) {
    return context_.constant((e.to_string() + "@" + std::to_string(time)).c_str(), e.get_sort());
  };
  for (const z3::expr& e : current()) m.state.push_back(named(e));
  for (const z3::expr& e : inputs()) m.inputs.push_back(named(e));
  return m;
}

TimedSearch::Answer TimedSearch::find(const z3::expr& where) {
  solver_.push();
  solver_.add(where);
  const z3::check_result result = budget_.check(solver_);
  if (result == z3::sat) read(solver_.get_model());
  solver_.pop();
  return result == z3::sat ? Answer::Found : result == z3::unsat ? Answer::None : Answer::OutOfBudget;
}

void TimedSearch::read(const z3::model& model) {
  run_ = {};
  for (const z3::expr& p : parameters()) run_.parameters.push_back(rational_of(model.eval(p, true)));
  z3::expr now = context_.real_val(0);
  for (unsigned time = 0; time < depth_; ++time) {
    const Moment m = moment(time);
    const unsigned kind = model.eval(m.inputs[0], true).get_numeral_uint();
    if (kind == idle_) continue;
    now = (now + model.eval(m.inputs[1], true)).simplify();
    TimedStepTaken step{rational_of(now), kind, 0, false};
    for (unsigned i = 0; i < relation_.inputs.size(); ++i) {
      const z3::expr value = model.eval(m.inputs[kBeforeInputs + i], true);
      if (relation_.inputs[i].name == "argument" && relation_.kinds[kind].arguments > 1) {  // free elsewhere
        step.argument = value.get_numeral_uint();
      }
      if (relation_.inputs[i].name == "lose") step.lose = value.is_true();
    }
    run_.steps.push_back(std::move(step));
  }
}

}  // namespace finalack::checker
