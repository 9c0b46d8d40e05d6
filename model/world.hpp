// What a world is: the shape that every model has towards the engines, TCP's and a user's own.
//
// A world W is a value with these members (D is a value domain; see model/worlds/two_peers.hpp for the large example
// and tests/checker/toys.hpp for ones of twenty lines):
//
//   template <class D> using State = ...;                 a reflected struct of domain values
//   std::string name() const;
//   std::vector<ActionKind> actions() const;              what may happen, each with a number of arguments
//   template <class D> State<D> initial() const;
//   template <class D> Step<D, State<D>> step(const State<D>&, unsigned action, typename D::template Bits<4> argument)
//   const; Scope scope() const;                                   its bounds, in words
//
// and optionally
//
//   void canonicalise(State<Concrete<W>>&) const;          the representative of the state's symmetry class
//   Fairness fairness(const State<Concrete<W>>&, unsigned action, unsigned argument) const;
//   template <class D> ... begin / finish                  a step in two halves (see TwoPhase), which keeps the
//   relation small Story narrate(const State<Concrete<W>>& before, Action, const State<Concrete<W>>& after) const;
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace finalack::model {

/// A kind of action: its name, and how many arguments it is tried with (0 .. arguments-1, at most 16).
struct ActionKind {
  std::string name;
  unsigned arguments = 1;
};

/// One concrete action: kind, argument, and the answers that the model's own choices got (see Choices::code).
struct Action {
  std::uint8_t kind = 0;
  std::uint8_t argument = 0;
  std::uint16_t choices = 0;

  friend bool operator==(const Action&, const Action&) = default;
};

/// The outcome of an action. `held_back` says that the action would have exceeded a bound of the world (a full network,
/// no fresh number left): it is then not enabled, and a search that met one is complete only within that bound.
template <class D, class S> struct Step {
  typename D::Bool enabled{};
  typename D::Bool held_back{};
  S next{};
};

/// How an action is treated by liveness claims. Actions with the same key are one fairness constraint.
struct Fairness {
  enum class Kind : std::uint8_t {
    None,    ///< may be put off for ever
    Weak,    ///< enabled from some point on without end, it is taken infinitely often
    Strong,  ///< enabled infinitely often, it is taken infinitely often
  };
  Kind kind = Kind::None;
  std::uint64_t key = 0;
};

/// The bounds within which a verdict speaks, as (what, how much) in the order in which they are printed.
struct Scope {
  struct Bound {
    std::string name;
    std::string value;
    friend bool operator==(const Bound&, const Bound&) = default;
  };
  std::vector<Bound> bounds;
  bool reached = false;  ///< some action was held back: the bounds mattered

  std::string text() const;
};

/// A message in a story: what a ladder diagram draws as an arrow. Messages with equal `text` and direction are alike.
struct Message {
  enum class Fate : std::uint8_t { Sent, Delivered, DeliveredAndKept, Lost };
  Fate fate = Fate::Sent;
  unsigned from = 0;  ///< index into Story::parties of the trace
  unsigned to = 1;
  std::string text;  ///< `<SEQ=4><ACK=2><CTL=SYN,ACK>`
  bool old = false;  ///< sent by an earlier incarnation of its sender
};

/// What one step was, for people.
struct Story {
  std::string action;               ///< "client: OPEN (active)", "network: loses the server's SYN,ACK"
  int actor = -1;                   ///< the party that acted; -1: the network
  std::vector<Message> messages;    ///< at most one consumed, then at most one sent
  std::vector<std::string> labels;  ///< each party's state after the step, as shown beside its line ("SYN-SENT")
  std::string note;                 ///< what the user was told ("connection reset"), or empty
  bool only_time = false;           ///< nothing happens but that time passes
  std::string remark;               ///< what is worth pointing out, and nobody was told ("TIME-WAIT starts"), or empty
};

}  // namespace finalack::model
