// Choices made by the model itself, one depending on another.
#pragma once

#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D> struct DiceState { BOOST_HANA_DEFINE_STRUCT(DiceState<D>, (typename D::template Bits<6>, total)); };

/// Adds up throws of a die; a six throws again at once, a second time at most. Totals up to `limit`; 12 (six and six)
/// and everything below it but 6 are reached in one throw or fewer, 24 in two.
struct Dice {
  template <class D> using State = DiceState<D>;
  unsigned limit = 30;

  std::string name() const { return "dice"; }
  std::vector<ActionKind> actions() const { return {{"throw"}}; }
  Scope scope() const { return {{{"total", std::to_string(limit)}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned, typename D::template Bits<4>) const {
    State<D> next = s;
    unsigned thrown = D::choose(6) + 1;
    if (thrown == 6) thrown += D::choose(6) + 1;
    next.total = s.total + thrown;
    if (next.total > limit) return disabled<D>(s);
    return taken<D>(next);
  }

  template <class D> static typename D::Bool is_six(const State<D>& s) { return s.total == 6; }
  template <class D> static typename D::Bool is_twenty_four(const State<D>& s) { return s.total == 24; }
};

}  // namespace finalack::checker::toys
