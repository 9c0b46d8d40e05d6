#include "checker/timed/lowering.hpp"

#include "model/paths.hpp"

namespace finalack::checker {

namespace {

using model::Symbolic;
using model::Term;
using State = model::TimedState<Symbolic>;
namespace terms = model::terms;

/// A step as the leaves of a struct, so that alternatives can be put together leaf by leaf.
struct TimedStep {
  BOOST_HANA_DEFINE_STRUCT(TimedStep, (Symbolic::Bool, enabled), (Symbolic::Bool, held_back), (State, next));
};

template <class L> L fresh(const std::string& name) {
  if constexpr (requires { typename L::time_tag; }) {
    return L::from_term(terms::real_variable(name));
  } else {
    return L::from_term(terms::variable(name, L::term_width()));
  }
}

unsigned bits_for(std::size_t values) {
  unsigned bits = 1;
  while ((std::size_t{1} << bits) < values) ++bits;
  return bits;
}

}  // namespace

TimedRelation lower(const model::TimedPeers& world, const model::TimeParameters<Symbolic>& parameters,
                    const std::function<Symbolic::Bool(const State&)>& bad, model::SymbolicSession& session) {
  TimedRelation relation;
  relation.context = session.context();
  relation.name = "timed";
  for (const model::ActionKind& kind : world.actions()) relation.kinds.push_back(kind);

  const State initial = world.initial<Symbolic>(parameters);
  const std::vector<Term> first = model::terms_of(initial);
  // Slots that the network does not have keep what they begin with: literals, which fold.
  const std::string beyond = "network[" + std::to_string(world.config().capacity) + "]";
  State state = initial;
  bool past = false;
  std::size_t i = 0;
  std::vector<std::size_t> positions;
  model::for_each_named_leaf(
      [&](const std::string& name, auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        past = past || name.starts_with(beyond);
        if (!past) {
          leaf = fresh<L>(name);
          relation.variables.push_back({name, leaf.term(), {}, first[i]});
          positions.push_back(i);
        }
        ++i;
      },
      state);

  const unsigned kind_bits = bits_for(relation.kinds.size() + 1);  // one more: no step
  relation.kind = terms::variable("kind", kind_bits);
  relation.argument = terms::variable("argument", 4);
  const auto lose = fresh<Symbolic::Bool>("lose");
  const auto delay = fresh<Symbolic::Time>("delay");
  relation.lose = lose.term();
  relation.delay = delay.term();

  const Symbolic::Bool passes = world.may_pass<Symbolic>(state, delay) & (Symbolic::Time(0) <= delay);
  const State then = model::TimedPeers::later<Symbolic>(state, delay);
  TimedStep any;
  any.next = then;
  for (unsigned kind = 0; kind < relation.kinds.size(); ++kind) {
    if (world.hosts().entries()[kind].deed == model::TimedDeed::Tick) continue;
    const auto argument = relation.kinds[kind].arguments > 1
                              ? Symbolic::Bits<4>::from_term(relation.argument)
                              : Symbolic::Bits<4>(0);
    const auto step = world.step<Symbolic>(parameters, then, kind, argument, lose);
    const auto chosen = Symbolic::Bool::from_term(terms::equal(relation.kind, terms::number(kind, kind_bits)));
    any.enabled = Symbolic::select(chosen, step.enabled, any.enabled);
    any.held_back = Symbolic::select(chosen, step.held_back, any.held_back);
    any.next = Symbolic::select(chosen, step.next, any.next);
  }
  relation.enabled = (any.enabled & passes).term();
  relation.held_back = (any.held_back & passes).term();
  const std::vector<Term> next = model::terms_of(any.next);
  for (std::size_t v = 0; v < positions.size(); ++v) relation.variables[v].next = next[positions[v]];
  relation.bad = bad(state).term();
  relation.parameters = {{"MSL", parameters.msl.term()}, {"RTO", parameters.rto.term()}, {"W", parameters.w.term()}};
  return relation;
}

}  // namespace finalack::checker
