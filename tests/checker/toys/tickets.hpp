// A symmetry: only the distance of two numbers matters.
#pragma once

#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D> struct TicketsState {
  BOOST_HANA_DEFINE_STRUCT(TicketsState<D>, (typename D::Seq, issued), (typename D::Seq, served));
};

/// A ticket machine whose numbers wrap: only their distance matters, so that a state's class is represented by the one
/// that has served number 0. 2^Width * (waiting+1) states without the symmetry, waiting+1 with it.
template <bool Symmetric> struct Tickets {
  template <class D> using State = TicketsState<D>;
  unsigned waiting = 3;

  std::string name() const { return "tickets"; }
  std::vector<ActionKind> actions() const { return {{"move", 2}}; }
  Scope scope() const { return {{{"waiting", std::to_string(waiting)}}}; }

  template <class D> State<D> initial() const {
    State<D> s;
    s.issued = typename D::Seq(2);  // not canonical, on purpose
    s.served = typename D::Seq(2);
    return s;
  }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned, typename D::template Bits<4> argument) const {
    State<D> next = s;
    if (argument == 0) {
      if (s.issued - s.served == waiting) return disabled<D>(s);
      next.issued = s.issued + 1;
    } else {
      if (s.issued == s.served) return disabled<D>(s);
      next.served = s.served + 1;
    }
    return taken<D>(next);
  }
  template <class S> void canonicalise(S& s) const requires Symmetric {
    s.issued = s.issued - s.served.raw();
    s.served = s.served - s.served.raw();
  }

  template <class D> static typename D::Bool three_wait(const State<D>& s) { return s.issued - s.served == 3; }
  template <class D> static typename D::Bool nobody_waits(const State<D>& s) { return s.issued == s.served; }
};

}  // namespace finalack::checker::toys
