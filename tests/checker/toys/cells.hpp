// As many states as one likes: for budgets, and for measuring.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D, unsigned Count> struct CellsState {
  using Values = std::array<typename D::template Bits<16>, Count>;
  using Self = CellsState;
  BOOST_HANA_DEFINE_STRUCT(Self, (Values, value));
};

/// `Count` independent counters modulo `modulus`: modulus^Count states of 16 * Count bits, Count transitions from each,
/// the deepest after Count * (modulus-1) steps.
template <unsigned Count> struct Cells {
  template <class D> using State = CellsState<D, Count>;
  unsigned modulus = 4;

  std::string name() const { return "cells"; }
  std::vector<ActionKind> actions() const { return {{"tick", Count}}; }
  Scope scope() const { return {{{"modulus", std::to_string(modulus)}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned, typename D::template Bits<4> argument) const {
    State<D> next = s;
    for (unsigned i = 0; i < Count; ++i) {
      if (argument != i) continue;
      next.value[i] = s.value[i] + 1;
      if (s.value[i] == modulus - 1) next.value[i] = 0;
      break;
    }
    return taken<D>(next);
  }

  /// Reached after Count steps.
  template <class D> static typename D::Bool all_one(const State<D>& s) {
    typename D::Bool all = true;
    for (unsigned i = 0; i < Count; ++i) all = all & (s.value[i] == 1);
    return all;
  }
  template <class D> static typename D::Bool out_of_range(const State<D>& s) { return s.value[0] > 60000; }
};

}  // namespace finalack::checker::toys
