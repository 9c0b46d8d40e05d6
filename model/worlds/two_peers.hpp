// Two hosts, one 4-tuple, and a network that loses, duplicates, delays and reorders: the world of the handshake and the
// close.
//
// A step has two halves. `begin` picks a segment (or a user call, or a timer), lets the one endpoint concerned react,
// and takes the segment out of the network; `finish` puts into the network what was sent, and lets the monitors
// observe. The symbolic relation merges the first halves of all actions and has the second half once (see shared
// design: with an insertion per action it would be four times as large).
//
// TwoPeersBase is compiled once per domain (two_peers.cpp); only the monitors are templates of a claim's own file.
#pragma once

#include <utility>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/world.hpp"
#include "model/worlds/two_peers_state.hpp"
#include "model/worlds/watch.hpp"

namespace finalack::model {

/// The first half of a step.
template <class D> struct TwoPeersEffect {
  BOOST_HANA_DEFINE_STRUCT(TwoPeersEffect<D>, (typename D::Bool, enabled), (typename D::Bool, held_back),
                           (TwoPeersCore<D>, core), (Happening<D>, what));
};

class TwoPeersBase {
 public:
  template <class D> using Effect = TwoPeersEffect<D>;

  explicit TwoPeersBase(TwoPeersConfig config);

  std::string name() const { return "two peers"; }
  const TwoPeersConfig& config() const { return config_; }
  std::vector<ActionKind> actions() const;
  Scope scope() const;
  std::vector<std::string> parties() const { return {config_.names[0], config_.names[1]}; }

  template <class D> TwoPeersCore<D> initial_core() const;
  template <class D>
  TwoPeersEffect<D> begin_core(const TwoPeersCore<D>& core, unsigned action,
                               typename D::template Bits<4> argument) const;
  /// Puts what was sent into the network.
  template <class D> Step<D, TwoPeersCore<D>> finish_core(const TwoPeersEffect<D>& effect) const;
  /// Slots sorted, numbers relative to the last one that their sender used.
  template <unsigned Width> void canonicalise_core(TwoPeersCore<Concrete<Width>>& core) const;
  template <unsigned Width>
  Fairness fairness_core(const TwoPeersCore<Concrete<Width>>& core, unsigned action, unsigned argument) const;
  template <unsigned Width>
  Story narrate_core(const TwoPeersCore<Concrete<Width>>& before, Action action,
                     const TwoPeersCore<Concrete<Width>>& after) const;

  /// What an action of this world is: its kind, and the side that acts or receives.
  struct Entry {
    Deed deed;
    unsigned side;
  };
  const Entry& entry(unsigned action) const { return entries_[action]; }
  unsigned kinds() const { return static_cast<unsigned>(entries_.size()); }

 private:
  template <class D> TwoPeersEffect<D> local(const TwoPeersCore<D>& core, const Entry& entry) const;
  template <class D>
  TwoPeersEffect<D> deliver(const TwoPeersCore<D>& core, const Entry& entry, typename D::template Bits<4> slot) const;
  template <class D> TwoPeersEffect<D> lose(const TwoPeersCore<D>& core, typename D::template Bits<4> slot) const;
  template <class D>
  void react_at(TwoPeersEffect<D>& effect, const TwoPeersCore<D>& before, unsigned side, Event<D> event) const;
  template <class D>
  typename D::Bool is_fresh(const TwoPeersCore<D>& core, unsigned side, const typename D::Seq& iss) const;
  template <class D> typename D::Seq next_iss(const Host<D>& host, unsigned side) const;
  template <class D> void remove_slot(TwoPeersCore<D>& core, const typename D::template Bits<4>& slot) const;
  template <class D> typename D::Bool local_allowed(const TwoPeersCore<D>& core, const Entry& entry) const;

  TwoPeersConfig config_;
  std::vector<Entry> entries_;
};

template <template <class> class... Monitors> class TwoPeers : public TwoPeersBase {
 public:
  template <class D> using State = TwoPeersState<D, Monitors...>;

  using TwoPeersBase::TwoPeersBase;

  template <class D> State<D> initial() const {
    State<D> state;
    state.core = initial_core<D>();
    return state;
  }

  template <class D>
  TwoPeersEffect<D> begin(const State<D>& state, unsigned action, typename D::template Bits<4> argument) const {
    return begin_core<D>(state.core, action, argument);
  }

  template <class D> Step<D, State<D>> finish(const State<D>& before, const TwoPeersEffect<D>& effect) const {
    Step<D, TwoPeersCore<D>> core = finish_core<D>(effect);
    Step<D, State<D>> step;
    step.enabled = core.enabled;
    step.held_back = core.held_back;
    step.next.core = std::move(core.next);
    if constexpr (sizeof...(Monitors) > 0) {
      const Moment<D> moment{before.core, effect.what, step.next.core};
      step.next.history = {D::merge(Observe<Monitors>{}, std::get<Monitors<D>>(before.history), moment)...};
    }
    return step;
  }

  template <class D>
  Step<D, State<D>> step(const State<D>& state, unsigned action, typename D::template Bits<4> argument) const {
    const TwoPeersEffect<D> effect = begin<D>(state, action, argument);
    if constexpr (!D::is_symbolic) {
      if (!effect.enabled) return {effect.enabled, effect.held_back, {}};
    }
    return finish<D>(state, effect);
  }

  template <class S> void canonicalise(S& state) const { canonicalise_core(state.core); }
  template <class S> Fairness fairness(const S& state, unsigned action, unsigned argument) const {
    return fairness_core(state.core, action, argument);
  }
  template <class S> Story narrate(const S& before, Action action, const S& after) const {
    return narrate_core(before.core, action, after.core);
  }

  /// Bits that a packed state needs: unused slots of the network are trailing zeros.
  template <class S> unsigned packed_bits_of() const {
    using FlightType = std::remove_cvref_t<decltype(std::declval<S>().core.network[0])>;
    return packed_bits<S>() - (Network::kMaxCapacity - config().network.capacity) * packed_bits<FlightType>();
  }
};

}  // namespace finalack::model
