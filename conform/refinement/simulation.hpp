// That the core does what the model's `react` allows, and owes what `react` must send: the relation between a step of
// the one and a step of the other.
//
// Templates, like both: the proof runs them on terms, and a counterexample is looked at again on native integers.
#pragma once

#include <vector>

#include "conform/abstraction/atoms.hpp"
#include "conform/refinement/invariant.hpp"

namespace finalack::conform {

/// Every reaction of the model, one for each way that it leaves open.
inline std::vector<model::Reaction<RealNumbers>> every_reaction(const model::Rules& rules,
                                                                const Windows<RealNumbers::Size>& windows,
                                                                const model::Tcb<RealNumbers>& tcb,
                                                                const model::Event<RealNumbers>& event) {
  const WithWindows in(windows);
  std::vector<model::Reaction<RealNumbers>> all;
  model::Choices choices;
  const model::ChoosingWith choosing(choices);
  do {
    choices.rewind();
    all.push_back(model::react(rules, tcb, event));
  } while (choices.next());
  return all;
}

inline std::vector<model::Reaction<RealTerms>> every_reaction(const model::Rules& rules,
                                                              const Windows<RealTerms::Size>& windows,
                                                              const model::Tcb<RealTerms>& tcb,
                                                              const model::Event<RealTerms>& event) {
  const WithWindows in(windows);
  std::vector<model::Reaction<RealTerms>> all;
  unsigned ways = 1;
  for (unsigned way = 0; way < ways; ++way) {
    RealTerms::begin(way);
    all.push_back(model::react(rules, tcb, event));
    ways = RealTerms::ways();
  }
  return all;
}

/// What a step of the core is compared by, with one reaction of the model.
template <class D> class Comparison {
 public:
  using M = ModelOf<D>;
  using T = Translation<D>;
  using Bool = typename M::Bool;

  Comparison(const impl::Decision<D>& decision, const model::Reaction<M>& reaction)
      : d_(decision), r_(reaction), after_(as_model(decision.tcb)) {}

  Bool same_state() const {
    return (after_.state == r_.tcb.state) & (after_.passive == r_.tcb.passive) &
           (after_.fin_pending == r_.tcb.fin_pending);
  }
  Bool same_numbers() const {
    return (after_.iss == r_.tcb.iss) & (after_.snd_una == r_.tcb.snd_una) & (after_.snd_nxt == r_.tcb.snd_nxt) &
           (after_.irs == r_.tcb.irs) & (after_.rcv_nxt == r_.tcb.rcv_nxt);
  }

  /// MUST. An acknowledgment may be delayed (SHLD-18), and a challenge's rate limited (RFC 5961 section 7): that they
  /// come at all is the connection's. `left_out`: numbers of the real segment that the model's did not have.
  Bool sends_what_it_must(const typename M::Size& left_out) const {
    const auto& sent = r_.segment;
    return implied(sends_ack(), acks()) & implied(sends(sent.syn & !sent.ack), replies(impl::Reply::Syn)) &
           implied(sends(sent.syn & sent.ack), replies(impl::Reply::SynAck)) &
           implied(sends(sent.rst & !sent.ack), replies(impl::Reply::Reset) & (T::seq(d_.reset_seq) == sent.seq)) &
           implied(sends(sent.rst & sent.ack),
                   replies(impl::Reply::ResetAck) & (T::seq(d_.reset_ack) == sent.ack_number + left_out));
  }
  /// MAY. An acknowledgment of what was received may be repeated at any time, wherever something was.
  Bool sends_what_it_may() const {
    const auto& sent = r_.segment;
    const auto has_peer = !((after_.state == model::State::Closed) | (after_.state == model::State::Listen) |
                            (after_.state == model::State::SynSent));
    return implied(acks(), sends_ack() | has_peer) & implied(replies(impl::Reply::Syn), sends(sent.syn & !sent.ack)) &
           implied(replies(impl::Reply::SynAck), sends(sent.syn & sent.ack)) &
           implied(replies(impl::Reply::Reset), sends(sent.rst & !sent.ack)) &
           implied(replies(impl::Reply::ResetAck), sends(sent.rst & sent.ack));
  }

  /// The model has no word for an end that was asked for, "finished".
  Bool same_signal() const {
    const auto both = [&](impl::Signal ours, model::Signal theirs) {
      return T::truth(d_.signal == ours) == (r_.signal == theirs);
    };
    return both(impl::Signal::Connected, model::Signal::Connected) &
           both(impl::Signal::PeerClosing, model::Signal::PeerClosing) &
           both(impl::Signal::Refused, model::Signal::ConnectionRefused) &
           both(impl::Signal::Reset, model::Signal::ConnectionReset) &
           both(impl::Signal::TimedOut, model::Signal::TimedOut);
  }
  Bool same_refusal() const { return T::truth(d_.error == impl::CallError::None) == r_.accepted; }

 private:
  static Bool implied(const Bool& condition, const Bool& consequence) { return (!condition) | consequence; }
  Bool replies(impl::Reply reply) const { return T::truth(d_.reply == reply); }
  Bool acks() const {
    return replies(impl::Reply::Ack) | replies(impl::Reply::AckSoon) | replies(impl::Reply::ChallengeAck);
  }
  Bool sends(const Bool& what) const { return r_.sends & what; }
  /// An ACK with nothing else, which can only be of the numbers that stand in the TCB.
  Bool sends_ack() const { return sends(r_.segment.ack & !(r_.segment.syn | r_.segment.rst)); }

  const impl::Decision<D>& d_;
  const model::Reaction<M>& r_;
  const model::Tcb<M> after_;
};

/// Of which event of the model a clause speaks, and which of the comparisons it asks for.
template <class D> struct ModelStep {
  using M = ModelOf<D>;
  model::Rules rules;
  model::Event<M> event;
  std::vector<model::Reaction<M>> reactions{};  ///< to it: every one
  model::Tcb<M> tcb;
  Windows<typename M::Size> windows;
  typename M::Bool applies = true;   ///< otherwise nothing is said
  typename M::Bool is_lost = false;  ///< the segment does not arrive at all
  typename M::Size left_out{0};      ///< see Comparison
  bool is_sending = false;           ///< a segment leaves, which is not the core's to write
  bool is_call = false;              ///< the user's: refused or not, and then not signalled
};

/// Calls `clause(in words, whether it holds)` for what the step must have in common with the model's.
template <class D, class Clause> void simulates(const ModelStep<D>& step, const impl::Decision<D>& d, Clause&& clause) {
  using M = ModelOf<D>;
  using Bool = typename M::Bool;
  struct Part {
    const char* words;
    Bool holds;
  };
  const auto parts_with = [&](const model::Reaction<M>& arrived) {
    const model::Reaction<M> reaction = M::select(step.is_lost, model::ignored(step.tcb), arrived);
    const Comparison<D> with(d, reaction);
    std::vector<Part> parts{{"the next state is the model's", with.same_state()},
                            {"the next numbers are the model's", with.same_numbers()}};
    if (step.is_call) {
      parts.push_back({"a call is refused where the model refuses it", with.same_refusal()});
    } else {
      parts.push_back({"the user is told what the model tells", with.same_signal()});
    }
    if (step.is_sending) return parts;
    parts.push_back({"what the model must send is sent", with.sends_what_it_must(step.left_out)});
    parts.push_back({"nothing is sent that the model may not send", with.sends_what_it_may()});
    return parts;
  };
  // Every clause is named each time, also where there is nothing to say: on terms, what one way says is merged with
  // what the others say.
  const bool is_open = step.reactions.size() > 1;
  Bool some = !is_open;
  for (const model::Reaction<M>& reaction : step.reactions) {
    Bool all = true;
    for (const Part& part : parts_with(reaction)) all = all & part.holds;
    some = some | all;
  }
  clause("the step is one of those that the model leaves open", (!step.applies) | some);
  for (const Part& part : parts_with(step.reactions.front())) {
    clause(part.words, Bool(is_open) | (!step.applies) | part.holds);
  }
}

}  // namespace finalack::conform
