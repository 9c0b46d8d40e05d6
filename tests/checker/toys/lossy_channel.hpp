// Retransmission over a channel that loses: what tells no, weak and strong fairness apart.
#pragma once

#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

template <class D> struct ChannelState {
  BOOST_HANA_DEFINE_STRUCT(ChannelState<D>, (typename D::Bool, in_flight), (typename D::Bool, delivered));
};

/// One message, sent again whenever the channel has lost it. It arrives for certain only if the sender doesn't rest and
/// the channel is strongly fair: a weakly fair one loses each copy before its delivery was due.
struct LossyChannel {
  template <class D> using State = ChannelState<D>;
  Fairness::Kind sending = Fairness::Kind::Weak;
  Fairness::Kind delivery = Fairness::Kind::Strong;
  bool lossy = true;

  std::string name() const { return "lossy channel"; }
  std::vector<ActionKind> actions() const { return {{"send"}, {"lose"}, {"deliver"}}; }
  Scope scope() const { return {{{"messages in flight", "1"}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4>) const {
    State<D> next = s;
    if (action == 0) {
      if (s.in_flight | s.delivered) return disabled<D>(s);
      next.in_flight = true;
    } else {
      if (!s.in_flight) return disabled<D>(s);
      if (action == 1 && !lossy) return disabled<D>(s);
      next.in_flight = false;
      if (action == 2) next.delivered = true;
    }
    return taken<D>(next);
  }
  template <class S> Fairness fairness(const S&, unsigned action, unsigned) const {
    if (action == 1) return {};
    return {action == 0 ? sending : delivery, action};
  }

  template <class D> static typename D::Bool arrived(const State<D>& s) { return s.delivered; }
  template <class D> static typename D::Bool on_its_way(const State<D>& s) { return s.in_flight; }
};

}  // namespace finalack::checker::toys
