// The model's decisions, so that one can say which of them a connection has been through: in which state, at which
// event (a segment's kind, as in conform/refinement), to which state, with which reply.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "conform/abstraction/windows.hpp"
#include "model/react/react.hpp"

namespace finalack::conform {

/// The model beside a real connection. What it leaves open is answered by `answer`, set by whoever runs it.
struct Beside : RealNumbers {
  static inline thread_local constinit unsigned answer = 0;

  static unsigned choose(unsigned alternatives) { return answer < alternatives ? answer : alternatives - 1; }
};

/// Events that are told apart. Segments by the first bit that 3.10.7 asks for.
enum class Occasion : std::uint8_t {
  Rst,
  Syn,
  SynAck,
  WithoutAck,
  Ack,
  FinAck,
  OpenPassive,
  OpenActive,
  Close,
  Abort,
  Transmit,
  RetransmissionTimeout,
  UserTimeout,
  TimeWaitTimeout,
  FinWait2Timeout,
  Other,  ///< which no decision is made at: SEND, RECEIVE, a delayed ACK
};

inline constexpr std::size_t kOccasions = static_cast<std::size_t>(Occasion::Other);

Occasion occasion_of(const model::Event<Beside>& event);

enum class Answer : std::uint8_t { Nothing, Ack, Syn, SynAck, Rst, RstAck, Text, Fin };

inline constexpr std::size_t kAnswers = 8;

struct Decision {
  model::State state;
  Occasion occasion;
  model::State next;
  Answer answer;

  /// "SYN-SENT, SYN,ACK: to ESTABLISHED, ACK"
  std::string text() const;
  std::size_t index() const;
  static Decision at(std::size_t index);
};

/// What the model decided: `before` met `event`.
Decision decision_of(const model::Tcb<Beside>& before, const model::Event<Beside>& event,
                     const model::Reaction<Beside>& reaction);

class Coverage {
 public:
  static constexpr std::size_t kSize = std::size_t{11} * 16 * 11 * kAnswers;

  void add(const Decision& decision) { seen_.set(decision.index()); }
  bool has(const Decision& decision) const { return seen_.test(decision.index()); }
  void add(const Coverage& other) { seen_ |= other.seen_; }
  /// Whether `other` has something that this has not.
  bool is_extended_by(const Coverage& other) const { return (other.seen_ & ~seen_).any(); }
  Coverage without(const Coverage& other) const {
    Coverage rest = *this;
    rest.seen_ &= ~other.seen_;
    return rest;
  }
  Coverage common(const Coverage& other) const {
    Coverage both = *this;
    both.seen_ &= other.seen_;
    return both;
  }
  std::size_t count() const { return seen_.count(); }
  std::vector<Decision> decisions() const;

  bool operator==(const Coverage&) const = default;

 private:
  std::bitset<kSize> seen_;
};

/// All the decisions of the model under these rules: of every endpoint that has a well-formed TCB, whether it can come
/// about or not, at every event. Found by running `react` on TCBs and segments whose numbers lie at every place from
/// which one can be told apart: around the windows' edges, and around what was sent.
Coverage all_decisions(const model::Rules& rules);

}  // namespace finalack::conform
