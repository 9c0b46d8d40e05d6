// What has to be proved of the decision core at 32 bits: for each state and each kind of event, that the representation
// invariant is kept, and that a decision about a segment keeps its contract.
#pragma once

#include <string>
#include <vector>

#include "conform/core/terms.hpp"

namespace finalack::conform {

/// The kinds of segment that are told apart: by their first bit that 3.10.7 asks for.
enum class SegmentKind : unsigned char { Rst, Syn, SynAck, WithoutAck, Ack, FinAck };

inline constexpr std::size_t kSegmentKinds = 6;

std::string to_string(SegmentKind kind);

/// "In this state, at this event": every TCB that satisfies the invariant, every 32-bit number.
struct Obligation {
  impl::State state;
  impl::EventKind event;
  SegmentKind kind{};  ///< of SegmentArrives

  std::string name() const;  ///< "FIN-WAIT-2, SYN,ACK arrives"
};

std::vector<Obligation> all_obligations();

struct Proof {
  enum class Verdict : unsigned char {
    Proved,    ///< and proved again by a fresh solver
    Violated,  ///< see `failed` and `counterexample`
    Unknown    ///< out of time
  };
  Verdict verdict = Verdict::Unknown;
  std::vector<std::string> failed;            ///< the clauses that don't hold, in words
  std::vector<std::string> counterexample{};  ///< "tcb.snd_una = 17", of the first of them
  std::size_t clauses = 0;                    ///< that were asked
};

/// Whether some TCB and event satisfy what is assumed: if not, the proof would be one of nothing.
bool can_happen(const Obligation& obligation);

/// The core of impl/, or another, for those who want to see a broken one found out.
using Core = CoreDecision (*)(const impl::Policy&, const CoreTcb&, const impl::Event<Terms>&);

/// Asks Z3. `seconds`: for each question.
Proof prove(const Obligation& obligation, const impl::Policy& policy, unsigned seconds = 60,
            Core core = impl::decide<Terms>);

}  // namespace finalack::conform
