// That the proof fails where it should: cores with one fault each.
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conform/refinement/obligations.hpp"

namespace finalack::conform {
namespace {

using impl::EventKind;
using impl::Policy;
using impl::State;
using testing::Contains;
using testing::HasSubstr;

/// FIN-WAIT-1 believes that its FIN was acknowledged when something was.
template <class D>
impl::Decision<D> any_ack_is_the_fins(const Policy& policy, const impl::Tcb<D>& tcb, const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (d.processed & d.tcb.fin_sent & (d.tcb.state == State::FinWait1)) d.tcb.state = State::FinWait2;
  return d;
}

template <class D>
impl::Decision<D> fin_is_kept_beyond_the_window(const Policy& policy, const impl::Tcb<D>& tcb,
                                                const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (d.processed & event.segment.fin & impl::takes_text(d.tcb)) d.has_fin = true;
  return d;
}

template <class D>
impl::Decision<D> text_in_order_opens_the_window(const Policy& policy, const impl::Tcb<D>& tcb,
                                                 const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (event.kind == EventKind::TextInOrder) d.tcb.rcv_wnd = tcb.rcv_wnd;
  return d;
}

template <class D>
impl::Decision<D> ack_beyond_snd_nxt_counts(const Policy& policy, const impl::Tcb<D>& tcb,
                                            const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (event.segment.ack & (d.reply == impl::Reply::ChallengeAck) & (d.tcb.state == State::Established)) {
    d.tcb.snd_una = event.segment.ack_number;
  }
  return d;
}

template <class D>
impl::Decision<D> rst_is_answered(const Policy& policy, const impl::Tcb<D>& tcb, const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (event.segment.rst & (tcb.state == State::Closed)) d.reply = impl::Reply::ResetAck;
  return d;
}

/// SYN-SENT believes an ACK of nothing.
template <class D>
impl::Decision<D> ack_of_iss_opens(const Policy& policy, const impl::Tcb<D>& tcb, const impl::Event<D>& event) {
  impl::Event<D> taken = event;
  if (tcb.state == State::SynSent) {
    if (event.segment.ack & (event.segment.ack_number == tcb.iss)) taken.segment.ack_number = tcb.snd_nxt;
  }
  return impl::decide(policy, tcb, taken);
}

template <class D>
impl::Decision<D> rst_anywhere_in_the_window_counts(const Policy& policy, const impl::Tcb<D>& tcb,
                                                    const impl::Event<D>& event) {
  Policy obeying = policy;
  obeying.rfc5961 = policy.rfc5961 && event.kind != EventKind::SegmentArrives;
  return impl::decide(obeying, tcb, event);
}

template <class D>
impl::Decision<D> old_text_is_not_answered(const Policy& policy, const impl::Tcb<D>& tcb, const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (!d.processed) d.reply = impl::Reply::None;
  return d;
}

template <class D>
impl::Decision<D> last_octet_of_the_window_is_lost(const Policy& policy, const impl::Tcb<D>& tcb,
                                                   const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  const typename D::Bool fills = event.segment.seq + d.text_to == tcb.rcv_nxt + tcb.rcv_wnd;
  if (d.has_text & fills) d.text_to = d.text_to - typename D::Size(1);
  d.has_text = d.text_from < d.text_to;
  return d;
}

/// The FIN of two octets and itself moves RCV.NXT by one too many.
template <class D>
impl::Decision<D> fin_counts_twice(const Policy& policy, const impl::Tcb<D>& tcb, const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (event.kind == EventKind::TextInOrder) d.tcb.rcv_nxt = d.tcb.rcv_nxt + impl::one_if<D>(event.fin);
  return d;
}

template <class D>
impl::Decision<D> long_text_counts_once_more(const Policy& policy, const impl::Tcb<D>& tcb,
                                             const impl::Event<D>& event) {
  impl::Decision<D> d = impl::decide(policy, tcb, event);
  if (event.kind == EventKind::Transmitted) {
    if (typename D::Size(1000) < event.octets) d.tcb.snd_nxt = d.tcb.snd_nxt + typename D::Size(1);
  }
  return d;
}

struct Broken {
  Core core;
  Obligation obligation;
  const char* words;

  friend void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.words; }
};

class BrokenCore : public testing::TestWithParam<Broken> {};

template <class... F> constexpr Core core_of(F... f) { return {f...}; }
#define BROKEN(core) core_of(core<Terms>, core<impl::Native>)

constexpr auto kArrives = EventKind::SegmentArrives;

INSTANTIATE_TEST_SUITE_P(, BrokenCore,
                         testing::Values(Broken{BROKEN(any_ack_is_the_fins),
                                                {State::FinWait1, kArrives, SegmentKind::Ack},
                                                "FIN-WAIT-2 and TIME-WAIT have it acknowledged"},
                                         Broken{BROKEN(fin_is_kept_beyond_the_window),
                                                {State::Established, kArrives, SegmentKind::FinAck},
                                                "so does the FIN, right behind it"},
                                         Broken{BROKEN(text_in_order_opens_the_window),
                                                {State::Established, EventKind::TextInOrder},
                                                "the right edge stands where it was advertised, or further right"},
                                         Broken{BROKEN(ack_beyond_snd_nxt_counts),
                                                {State::Established, kArrives, SegmentKind::Ack},
                                                "SND.UNA moves to the right, and not beyond SND.NXT"},
                                         Broken{BROKEN(rst_is_answered),
                                                {State::Closed, kArrives, SegmentKind::Rst},
                                                "a RST is answered by a challenge ACK only"},
                                         Broken{BROKEN(ack_of_iss_opens),
                                                {State::SynSent, kArrives, SegmentKind::SynAck},
                                                "the next state is the model's"},
                                         Broken{BROKEN(rst_anywhere_in_the_window_counts),
                                                {State::Established, kArrives, SegmentKind::Rst},
                                                "what the model must send is sent"},
                                         Broken{BROKEN(old_text_is_not_answered),
                                                {State::CloseWait, kArrives, SegmentKind::Ack},
                                                "what the model must send is sent"},
                                         Broken{BROKEN(last_octet_of_the_window_is_lost),
                                                {State::FinWait2, kArrives, SegmentKind::Ack},
                                                "an octet is kept exactly where the model would take it"},
                                         Broken{BROKEN(fin_counts_twice),
                                                {State::FinWait1, EventKind::TextInOrder},
                                                "the step is one of those that the model leaves open"},
                                         Broken{BROKEN(long_text_counts_once_more),
                                                {State::Established, EventKind::Transmitted},
                                                "octets count one by one"}));

TEST_P(BrokenCore, IsFoundOut) {
  const Proof proof = prove(GetParam().obligation, Policy{}, {}, GetParam().core);
  EXPECT_EQ(proof.verdict, Proof::Verdict::Violated);
  EXPECT_THAT(proof.failed, Contains(std::string(GetParam().words)));
  ASSERT_TRUE(proof.counterexample);
  EXPECT_THAT(proof.counterexample->in_words(), Contains(HasSubstr("tcb.")));
}

}  // namespace
}  // namespace finalack::conform
