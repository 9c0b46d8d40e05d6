// What has to be proved of the decision core at 32 bits: for each state and each kind of event, that the representation
// invariant is kept, that a decision about a segment keeps its contract, and that the model's `react` allows the step
// and asks for no more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/property.hpp"
#include "conform/refinement/instance.hpp"

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
  std::vector<std::string> failed;         ///< the clauses that don't hold, in words
  std::optional<Instance> counterexample;  ///< to the first of them; it breaks it natively, too
  std::size_t clauses = 0;                 ///< that were asked
  double seconds = 0;
};

/// Whether some TCB and event satisfy what is assumed: if not, the proof would be one of nothing.
bool can_happen(const Obligation& obligation);

/// Asks Z3, within the limits' time and memory, and until they are cancelled. Throws InternalError where a
/// counterexample on terms is none on native integers, or two solvers disagree.
Proof prove(const Obligation& obligation, const impl::Policy& policy, const checker::Limits& limits = {},
            const Core& core = {});

}  // namespace finalack::conform
