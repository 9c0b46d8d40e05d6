// Which segments of a close a new connection may take for its own, and under which numbers.
#include "model/worlds/timed/old_segments.hpp"

#include <gtest/gtest.h>

#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {
namespace {

using D = ReactionTable::Numbers;

TimedConfig closing() {
  TimedConfig config;
  config.rules.rfc1337 = true;
  config.reopens = true;
  return config;
}

/// The reaction of the host that was found, asked of `react` once more.
Reaction<D> again(const Mistake& mistake, const Segment<D>& old) {
  Event<D> event{EventKind::SegmentArrives};
  event.segment = old;
  return react(closing().rules, mistake.host, event);
}

TEST(OldSegments, AreEachAcceptedByAnEstablishedHostUnderSomeNumbers) {
  const TimedHosts hosts(closing());
  const auto& segments = hosts.table().segments();
  EXPECT_GT(segments.size(), 3U);  // none, the FIN, its ACK, a RST
  for (unsigned i = 1; i < segments.size(); ++i) {
    const auto mistake = mistake_in(closing().rules, State::Established, segments[i]);
    ASSERT_TRUE(mistake) << "segment " << i;
    EXPECT_EQ(mistake->host.state, State::Established);
    EXPECT_TRUE(same(again(*mistake, segments[i]).tcb, mistake->reaction.tcb));
    EXPECT_FALSE(same(mistake->reaction.tcb, mistake->host));
    EXPECT_TRUE(hosts.may_be_mistaken(i));
  }
  EXPECT_FALSE(hosts.may_be_mistaken(ReactionTable::kNoSegment));
}

TEST(OldSegments, DoWhatTheyWereSentFor) {
  const TimedHosts hosts(closing());
  for (const auto& seg : hosts.table().segments()) {
    const auto mistake = mistake_in(closing().rules, State::Established, seg);
    if (same(seg, Segment<D>{})) continue;  // the table's first is none
    ASSERT_TRUE(mistake);
    const Reaction<D>& r = mistake->reaction;
    if (seg.rst) {
      EXPECT_EQ(Signal(r.signal), Signal::ConnectionReset);
      EXPECT_EQ(r.tcb.state, State::Closed);
    } else {  // text that the peer never got is taken as acknowledged
      EXPECT_EQ(r.tcb.snd_una, mistake->host.snd_una + 1);
    }
  }
}

TEST(OldSegments, AFinClosesAConnectionThatExpectsItsNumber) {
  const TimedHosts hosts(closing());
  const Segment<D>& fin = hosts.table().segments()[hosts.fin()];
  Event<D> open{EventKind::OpenActive};
  open.iss = fin.ack_number - 1;
  Event<D> answer{EventKind::SegmentArrives};
  answer.segment.syn = answer.segment.ack = true;
  answer.segment.seq = fin.seq - 1;
  answer.segment.ack_number = fin.ack_number;
  Event<D> old{EventKind::SegmentArrives};
  old.segment = fin;
  const auto opening = react(closing().rules, Tcb<D>{}, open).tcb;
  const auto established = react(closing().rules, opening, answer).tcb;
  EXPECT_EQ(established.state, State::Established);
  EXPECT_EQ(react(closing().rules, established, old).tcb.state, State::CloseWait);
}

TEST(OldSegments, HaveNothingToSayInSynSent) {
  // The RSTs of a close have no ACK, and nothing else of it has a SYN.
  const TimedHosts hosts(closing());
  for (const auto& segment : hosts.table().segments()) {
    EXPECT_FALSE(mistake_in(closing().rules, State::SynSent, segment));
  }
  Segment<D> answer;
  answer.syn = answer.ack = true;
  EXPECT_TRUE(mistake_in(closing().rules, State::SynSent, answer));
}

TEST(OldSegments, WithoutANumberAreAcceptedByNobody) {
  Segment<D> rst;
  rst.rst = rst.unnumbered = true;
  EXPECT_FALSE(mistake_in(closing().rules, State::Established, rst));
  EXPECT_THROW(mistake_in(closing().rules, State::TimeWait, rst), std::logic_error);
}

}  // namespace
}  // namespace finalack::model
