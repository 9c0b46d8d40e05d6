// A number that counts and wraps: the simplest state space with a known depth.
#pragma once

#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D> struct CounterState {
  BOOST_HANA_DEFINE_STRUCT(CounterState<D>, (typename D::template Bits<4>, value));
};

/// Counts 0, 1, ... modulus-1, 0; may be reset. `modulus` states, the last at depth modulus-1.
struct Counter {
  template <class D> using State = CounterState<D>;
  unsigned modulus = 10;

  std::string name() const { return "counter"; }
  std::vector<ActionKind> actions() const { return {{"tick"}, {"reset"}}; }
  Scope scope() const { return {{{"modulus", std::to_string(modulus)}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4>) const {
    State<D> next = s;
    if (action == 0) {
      next.value = s.value + 1;
      if (s.value == modulus - 1) next.value = 0;
    } else {
      if (s.value == 0) return disabled<D>(s);
      next.value = 0;
    }
    return taken<D>(next);
  }

  /// Reachable in 7 steps (for a modulus above it).
  template <class D> static typename D::Bool is_seven(const State<D>& s) { return s.value == 7; }
  /// False in every reachable state of a counter whose modulus is at most 12.
  template <class D> static typename D::Bool above_eleven(const State<D>& s) { return s.value > 11; }
  template <class D> static typename D::Bool is_zero(const State<D>& s) { return s.value == 0; }
};

}  // namespace finalack::checker::toys
