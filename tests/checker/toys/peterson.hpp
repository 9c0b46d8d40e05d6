// Mutual exclusion, right and wrong: a safety property, and progress that needs weak fairness.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "model/domain/enums.hpp"
#include "tests/checker/toys/step.hpp"

namespace finalack::checker::toys {

enum class Place : std::uint8_t { Away, Asking, Waiting, Inside };

template <class D> struct Process {
  BOOST_HANA_DEFINE_STRUCT(Process<D>, (typename D::template Enum<Place>, place), (typename D::Bool, wants));
};
template <class D> struct PetersonState {
  using Both = std::array<Process<D>, 2>;
  BOOST_HANA_DEFINE_STRUCT(PetersonState<D>, (Both, process), (typename D::Bool, turn_of_second));
};

/// Peterson's mutual exclusion: a process says that it wants in, gives the other the turn, and waits. The impolite one
/// keeps the turn for itself, and both get in.
struct Peterson {
  template <class D> using State = PetersonState<D>;
  bool polite = true;
  bool fair = true;  ///< a process that has left Away goes on (weak fairness)

  std::string name() const { return polite ? "peterson" : "peterson, impolite"; }
  std::vector<ActionKind> actions() const { return {{"first"}, {"second"}}; }
  Scope scope() const { return {{{"processes", "2"}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4>) const {
    State<D> next = s;
    Process<D>& me = next.process[action];
    switch (s.process[action].place) {
      case Place::Away:
        me.place = Place::Asking;
        me.wants = true;
        break;
      case Place::Asking:
        me.place = Place::Waiting;
        next.turn_of_second = polite == (action == 0);
        break;
      case Place::Waiting:
        if (s.process[1 - action].wants & (s.turn_of_second == (action == 0))) return disabled<D>(s);
        me.place = Place::Inside;
        break;
      case Place::Inside: me = Process<D>{}; break;
    }
    return taken<D>(next);
  }
  template <class S> Fairness fairness(const S& s, unsigned action, unsigned) const {
    if (!fair || s.process[action].place == Place::Away) return {};
    return {Fairness::Kind::Weak, action};
  }

  template <class D> static typename D::Bool both_inside(const State<D>& s) {
    return (s.process[0].place == Place::Inside) & (s.process[1].place == Place::Inside);
  }
  template <class D> static typename D::Bool first_asking(const State<D>& s) {
    return s.process[0].place == Place::Asking;
  }
  template <class D> static typename D::Bool first_inside(const State<D>& s) {
    return s.process[0].place == Place::Inside;
  }
};

}  // namespace finalack::checker::toys

template <> struct finalack::model::EnumNames<finalack::checker::toys::Place> {
  static constexpr std::array<std::string_view, 4> names = {"Away", "Asking", "Waiting", "Inside"};
};
