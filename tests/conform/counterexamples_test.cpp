// What `finalack refine` has shown as counterexamples, each a test since: to the core, or to the relation itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conform/refinement/obligations.hpp"

namespace finalack::conform {
namespace {

// A SYN that stands before RCV.NXT, and whose FIN is in the window: what is left of it once it is trimmed opens
// nothing, but whether a SYN ends TIME-WAIT is asked before.
TEST(Counterexample, TIMEWAITSYNarrives) {
  Instance at;
  at.tcb.state = impl::State::TimeWait;
  at.tcb.close_called = true;
  at.tcb.fin_sent = true;
  at.tcb.timestamps = true;
  at.tcb.snd_wnd = 268435456;
  at.tcb.max_snd_wnd = 805306366;
  at.tcb.rcv_wnd = 49799360;
  at.tcb.last_ack_sent = impl::SequenceNumber(4109901824);
  at.event.kind = impl::EventKind::SegmentArrives;
  at.event.segment.syn = true;
  at.event.segment.fin = true;
  at.event.segment.timestamped = true;
  at.event.segment.seq = impl::SequenceNumber(4294967295);
  at.event.segment.ts_value = impl::SequenceNumber(536870912);
  EXPECT_THAT(broken_at(at, impl::Policy{}), testing::IsEmpty());
}

NativeDecision of_an_idle_core(const impl::Policy&, const NativeTcb& tcb, const NativeEvent&) {
  return impl::unchanged(tcb);
}

Instance refusal_in_syn_sent() {
  Instance at;
  at.tcb.state = impl::State::SynSent;
  at.tcb.iss = at.tcb.snd_una = impl::SequenceNumber(7);
  at.tcb.snd_nxt = impl::SequenceNumber(8);
  at.event.kind = impl::EventKind::SegmentArrives;
  at.event.segment.rst = at.event.segment.ack = true;
  at.event.segment.ack_number = impl::SequenceNumber(8);
  return at;
}

TEST(Counterexample, IsWrittenAsTheTestThatItBecomes) {
  EXPECT_EQ(refusal_in_syn_sent().as_test("SYN-SENT, RST arrives"),
            "TEST(Counterexample, SYNSENTRSTarrives) {\n"
            "  Instance at;\n"
            "  at.tcb.state = impl::State::SynSent;\n"
            "  at.tcb.iss = impl::SequenceNumber(7);\n"
            "  at.tcb.snd_una = impl::SequenceNumber(7);\n"
            "  at.tcb.snd_nxt = impl::SequenceNumber(8);\n"
            "  at.event.kind = impl::EventKind::SegmentArrives;\n"
            "  at.event.segment.ack = true;\n"
            "  at.event.segment.rst = true;\n"
            "  at.event.segment.ack_number = impl::SequenceNumber(8);\n"
            "  EXPECT_THAT(broken_at(at, impl::Policy{}), testing::IsEmpty());\n"
            "}\n");
}

TEST(Counterexample, BreaksACoreNatively) {
  const Core idle{.on_integers = of_an_idle_core};
  EXPECT_THAT(broken_at(refusal_in_syn_sent(), impl::Policy{}), testing::IsEmpty());
  EXPECT_THAT(broken_at(refusal_in_syn_sent(), impl::Policy{}, idle),
              testing::ElementsAre("the next state is the model's", "the next numbers are the model's",
                                   "the user is told what the model tells"));
}

// Of what does not satisfy the invariant, nothing is asked.
TEST(Counterexample, KeepsToWhatIsAssumed) {
  Instance at;
  at.tcb.state = impl::State::TimeWait;
  at.event.kind = impl::EventKind::TimeWaitTimeout;
  EXPECT_THAT(broken_at(at, impl::Policy{}, Core{.on_integers = of_an_idle_core}), testing::IsEmpty());
}

}  // namespace
}  // namespace finalack::conform
