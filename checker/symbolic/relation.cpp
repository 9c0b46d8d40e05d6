// What lowering does to terms once the world's functions have been followed: selection by kind, bounds of the inputs,
// and the removal of state that never changes (a slot that the configuration doesn't use would otherwise be a free
// variable to every induction).
#include "checker/symbolic/relation.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <stdexcept>
#include <unordered_set>

#include "checker/symbolic/lowering.hpp"
#include "model/choice.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::checker {

using model::from_z3;
using model::to_z3;
namespace terms = model::terms;

namespace {

/// Many terms as the arguments of one: a substitution or simplification then walks the graph that they share once.
std::vector<Term> rewritten(z3::context& context, const std::vector<Term>& all, const z3::expr_vector& from,
                            const z3::expr_vector& to) {
  z3::sort_vector sorts(context);
  z3::expr_vector arguments(context);
  for (const Term& term : all) {
    arguments.push_back(to_z3(term));
    sorts.push_back(arguments.back().get_sort());
  }
  const z3::func_decl bundle = z3::function("?bundle", sorts, context.bool_sort());
  z3::expr whole = bundle(arguments);
  if (!from.empty()) whole = whole.substitute(from, to);
  whole = whole.simplify();
  std::vector<Term> out;
  out.reserve(whole.num_args());
  for (unsigned i = 0; i < whole.num_args(); ++i) out.push_back(from_z3(whole.arg(i)));
  return out;
}

std::size_t count_nodes(const std::vector<Term>& roots) {
  std::unordered_set<unsigned> seen;
  std::vector<z3::expr> waiting;
  for (const Term& root : roots) waiting.push_back(to_z3(root));
  while (!waiting.empty()) {
    const z3::expr e = waiting.back();
    waiting.pop_back();
    if (!seen.insert(e.id()).second) continue;
    for (unsigned i = 0; i < e.num_args(); ++i) waiting.push_back(e.arg(i));
  }
  return seen.size();
}

Term literal(std::uint32_t value, unsigned term_width) {
  return term_width == 0 ? terms::boolean(value != 0) : terms::number(value, term_width);
}

std::string grouped(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace

std::string Relation::statistics() const {
  const auto fixed = std::count_if(variables.begin(), variables.end(), [](const Variable& v) { return v.fixed; });
  char took[32];
  std::snprintf(took, sizeof took, "%.2f s", seconds);
  return grouped(paths) + " paths, " + grouped(nodes) + " nodes, " + took + ", " + std::to_string(fixed) + " of " +
         std::to_string(variables.size()) + " variables fixed";
}

RelationBuilder::RelationBuilder(model::SymbolicSession& session, std::string name,
                                 std::vector<model::ActionKind> kinds)
    : session_(session), paths_before_(session.paths) {
  if (&model::SymbolicSession::current() != &session) {
    throw std::logic_error("a world can be lowered in the thread's current session only");
  }
  relation_.context = session.context();
  relation_.name = std::move(name);
  relation_.kinds = std::move(kinds);
  const auto count = static_cast<unsigned>(relation_.kinds.size());
  if (count == 0) throw std::logic_error("the world " + relation_.name + " has no actions");
  relation_.kind = terms::variable("?kind", std::max(1U, static_cast<unsigned>(std::bit_width(count - 1))));
  relation_.argument = terms::variable("?argument", 4);
  relation_.well_formed = terms::boolean(true);
}

Term RelationBuilder::declare(const std::string& name, unsigned term_width, unsigned values) {
  Relation::Variable variable;
  variable.name = name;
  variable.bits = std::max(1U, term_width);
  variable.values = values == std::uint64_t{1} << variable.bits ? 0 : values;
  variable.current = terms::variable(name, term_width);
  relation_.variables.push_back(variable);
  return variable.current;
}

Term RelationBuilder::argument_of(unsigned kind) const {
  const unsigned arguments = relation_.kinds.at(kind).arguments;
  if (arguments < 1 || arguments > 16) throw std::logic_error("an action has 1 to 16 arguments");
  return arguments == 1 ? terms::number(0, 4) : relation_.argument;
}

RelationBuilder::Leaves RelationBuilder::by_kind(const std::vector<Leaves>& of_kind) const {
  const unsigned width = relation_.kind.width();
  Leaves selected;
  for (std::size_t leaf = 0; leaf < of_kind.front().size(); ++leaf) {
    // Kinds that agree share one branch, and the commonest term needs no test.
    struct Branch {
      Term term;
      Term condition;
      unsigned kinds;
    };
    std::vector<Branch> branches;
    for (unsigned kind = 0; kind < of_kind.size(); ++kind) {
      const Term& term = of_kind[kind].at(leaf);
      const Term here = terms::equal(relation_.kind, terms::number(kind, width));
      const auto same = [&](const Branch& b) { return b.term.same_as(term); };
      const auto found = std::find_if(branches.begin(), branches.end(), same);
      if (found == branches.end()) {
        branches.push_back({term, here, 1});
      } else {
        found->condition = terms::disjunction(found->condition, here);
        ++found->kinds;
      }
    }
    const auto fewer = [](const Branch& a, const Branch& b) { return a.kinds < b.kinds; };
    std::iter_swap(branches.begin(), std::max_element(branches.begin(), branches.end(), fewer));
    Term result = branches.front().term;
    for (std::size_t i = 1; i < branches.size(); ++i) {
      result = terms::select(branches[i].condition, branches[i].term, result);
    }
    selected.push_back(std::move(result));
  }
  return selected;
}

void RelationBuilder::add_predicate(std::string name, Term holds) {
  relation_.predicates.push_back({std::move(name), std::move(holds)});
}

Relation RelationBuilder::finish(const Leaves& initial, Term enabled, Term held_back, const Leaves& next) {
  for (std::size_t i = 0; i < relation_.variables.size(); ++i) {
    Relation::Variable& variable = relation_.variables[i];
    const Term value = terms::simplified(initial.at(i));
    if (!value.truth() && !value.number()) {
      throw std::logic_error("the initial value of " + variable.name + " is no literal: " + value.text());
    }
    variable.initial = value.truth() ? static_cast<std::uint32_t>(*value.truth()) : *value.number();
    variable.next = next.at(i);
  }
  relation_.enabled = std::move(enabled);
  relation_.held_back = std::move(held_back);
  restrict_inputs();
  fix_constants();
  for (const Relation::Variable& v : relation_.variables) {
    if (v.fixed || v.values == 0) continue;
    const Term in_range = terms::negation(terms::below(terms::number(v.values - 1, v.bits), v.current));
    relation_.well_formed = terms::conjunction(relation_.well_formed, in_range);
  }
  for (unsigned i = 0; i < model::Choices::kMaxChoices; ++i) {
    relation_.choices.push_back(model::Paths::choice_input(i));
  }
  relation_.paths = session_.paths - paths_before_;
  return std::move(relation_);
}

void RelationBuilder::restrict_inputs() {
  const auto count = static_cast<unsigned>(relation_.kinds.size());
  std::vector<Leaves> in_range;
  for (const model::ActionKind& kind : relation_.kinds) {
    const Term above = terms::below(terms::number(kind.arguments - 1, 4), relation_.argument);
    in_range.push_back({terms::negation(above)});
  }
  Term valid = by_kind(in_range).front();
  const Term past_last = terms::below(terms::number(count - 1, relation_.kind.width()), relation_.kind);
  valid = terms::conjunction(valid, terms::negation(past_last));
  // A step that is held back is not enabled, whatever the world says.
  relation_.enabled =
      terms::conjunction(terms::conjunction(relation_.enabled, terms::negation(relation_.held_back)), valid);
  relation_.held_back = terms::conjunction(relation_.held_back, valid);
}

/// The greatest set of variables that all keep their initial value as long as all of them have it: an invariant, by
/// induction, so their literals may stand for them everywhere.
void RelationBuilder::fix_constants() {
  z3::context& context = *relation_.context;
  std::vector<Relation::Variable*> fixed;
  for (Relation::Variable& v : relation_.variables) fixed.push_back(&v);
  std::vector<Term> all{relation_.enabled, relation_.held_back};
  for (const Relation::Predicate& p : relation_.predicates) all.push_back(p.holds);
  for (const Relation::Variable& v : relation_.variables) all.push_back(v.next);

  std::vector<Term> now;
  for (bool changed = true; changed;) {
    z3::expr_vector from(context);
    z3::expr_vector to(context);
    for (const Relation::Variable* v : fixed) {
      from.push_back(to_z3(v->current));
      to.push_back(to_z3(literal(v->initial, v->current.width())));
    }
    now = rewritten(context, all, from, to);
    const std::size_t first_next = now.size() - relation_.variables.size();
    const auto moves = [&](const Relation::Variable* v) {
      const auto index = static_cast<std::size_t>(v - relation_.variables.data());
      return !now[first_next + index].same_as(literal(v->initial, v->current.width()));
    };
    changed = std::erase_if(fixed, moves) != 0;
  }
  std::size_t i = 0;
  relation_.enabled = now[i++];
  relation_.held_back = now[i++];
  for (Relation::Predicate& p : relation_.predicates) p.holds = now[i++];
  for (Relation::Variable& v : relation_.variables) v.next = now[i++];
  for (Relation::Variable* v : fixed) {
    v->fixed = true;
    v->current = v->next;
  }
  now.erase(now.begin() + 2, now.begin() + 2 + static_cast<std::ptrdiff_t>(relation_.predicates.size()));
  relation_.nodes = count_nodes(now);
}

}  // namespace finalack::checker
