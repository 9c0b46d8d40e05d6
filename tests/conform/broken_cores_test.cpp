// That the proof fails where it should: cores with one fault each.
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

struct Broken {
  Core core;
  Obligation obligation;
  const char* words;
};

class BrokenCore : public testing::TestWithParam<Broken> {};

INSTANTIATE_TEST_SUITE_P(
    , BrokenCore,
    testing::Values(Broken{{any_ack_is_the_fins<Terms>, any_ack_is_the_fins<impl::Native>},
                           {State::FinWait1, EventKind::SegmentArrives, SegmentKind::Ack},
                           "FIN-WAIT-2 and TIME-WAIT have it acknowledged"},
                    Broken{{fin_is_kept_beyond_the_window<Terms>, fin_is_kept_beyond_the_window<impl::Native>},
                           {State::Established, EventKind::SegmentArrives, SegmentKind::FinAck},
                           "so does the FIN, right behind it"},
                    Broken{{text_in_order_opens_the_window<Terms>, text_in_order_opens_the_window<impl::Native>},
                           {State::Established, EventKind::TextInOrder},
                           "the right edge stands where it was advertised, or further right"},
                    Broken{{ack_beyond_snd_nxt_counts<Terms>, ack_beyond_snd_nxt_counts<impl::Native>},
                           {State::Established, EventKind::SegmentArrives, SegmentKind::Ack},
                           "SND.UNA moves to the right, and not beyond SND.NXT"},
                    Broken{{rst_is_answered<Terms>, rst_is_answered<impl::Native>},
                           {State::Closed, EventKind::SegmentArrives, SegmentKind::Rst},
                           "a RST is answered by a challenge ACK only"}));

TEST_P(BrokenCore, IsFoundOut) {
  const Proof proof = prove(GetParam().obligation, Policy{}, {}, GetParam().core);
  EXPECT_EQ(proof.verdict, Proof::Verdict::Violated);
  EXPECT_THAT(proof.failed, Contains(std::string(GetParam().words)));
  ASSERT_TRUE(proof.counterexample);
  EXPECT_THAT(proof.counterexample->in_words(), Contains(HasSubstr("tcb.")));
}

}  // namespace
}  // namespace finalack::conform
