// A bound of the world that holds an action back.
#pragma once

#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D> struct QueueState {
  BOOST_HANA_DEFINE_STRUCT(QueueState<D>, (typename D::template Bits<3>, length));
};

/// A queue of which the world holds `capacity` elements: a put beyond it is held back, not refused.
struct BoundedQueue {
  template <class D> using State = QueueState<D>;
  unsigned capacity = 3;
  bool can_take = true;

  std::string name() const { return "bounded queue"; }
  std::vector<ActionKind> actions() const { return {{"put"}, {"take"}}; }
  Scope scope() const { return {{{"elements", std::to_string(capacity)}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4>) const {
    State<D> next = s;
    if (action == 0) {
      if (s.length == capacity) return {false, true, s};
      next.length = s.length + 1;
    } else {
      if (!can_take) return disabled<D>(s);
      if (s.length == 0) return disabled<D>(s);
      next.length = s.length - 1;
    }
    return taken<D>(next);
  }
  template <class S> Fairness fairness(const S&, unsigned action, unsigned) const {
    if (action == 0) return {Fairness::Kind::Weak, 0};
    return {};
  }

  template <class D> static typename D::Bool is_empty(const State<D>& s) { return s.length == 0; }
  template <class D> static typename D::Bool holds_seven(const State<D>& s) { return s.length == 7; }
};

}  // namespace finalack::checker::toys
