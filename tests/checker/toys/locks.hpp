// Two locks in two orders: deadlock, and states from which there is no way back.
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

enum class Owner : std::uint8_t { Nobody, First, Second };

template <class D> struct LocksState {
  using Owners = std::array<typename D::template Enum<Owner>, 2>;
  BOOST_HANA_DEFINE_STRUCT(LocksState<D>, (Owners, owner));
};

/// Two processes that each need both locks. In opposite orders they may deadlock, two steps from the start; in the same
/// order they can't.
struct Locks {
  template <class D> using State = LocksState<D>;
  bool same_order = false;

  std::string name() const { return "locks"; }
  std::vector<ActionKind> actions() const {
    return {{"first takes"}, {"second takes"}, {"first gives"}, {"second gives"}};
  }
  Scope scope() const { return {{{"locks", "2"}}}; }

  template <class D> State<D> initial() const { return {}; }
  template <class D> Step<D, State<D>> step(const State<D>& s, unsigned action, typename D::template Bits<4>) const {
    State<D> next = s;
    const Owner me = action % 2 == 0 ? Owner::First : Owner::Second;
    const unsigned one = me == Owner::First || same_order ? 0 : 1;
    if (action < 2) {
      const unsigned wanted = s.owner[one] == me ? 1 - one : one;
      if (s.owner[wanted] != Owner::Nobody) return disabled<D>(s);
      next.owner[wanted] = me;
    } else {
      if ((s.owner[0] != me) | (s.owner[1] != me)) return disabled<D>(s);
      next = State<D>{};
    }
    return taken<D>(next);
  }

  template <class D> static typename D::Bool all_free(const State<D>& s) {
    return (s.owner[0] == Owner::Nobody) & (s.owner[1] == Owner::Nobody);
  }
  template <class D> static typename D::Bool crossed(const State<D>& s) {
    return (s.owner[0] == Owner::First) & (s.owner[1] == Owner::Second);
  }
  template <class D> static typename D::Bool first_has_both(const State<D>& s) {
    return (s.owner[0] == Owner::First) & (s.owner[1] == Owner::First);
  }
};

}  // namespace finalack::checker::toys

template <> struct finalack::model::EnumNames<finalack::checker::toys::Owner> {
  static constexpr std::array<std::string_view, 3> names = {"Nobody", "First", "Second"};
};
