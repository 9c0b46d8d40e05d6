// Keepalives, RFC 9293 3.8.4: what is asked, by whom, and what the peer makes of it.
#include <string>
#include <vector>

#include "tests/model/react_fixture.hpp"

namespace finalack::testing {
namespace {

constexpr auto with_keepalive = [](Rules& rules) { rules.keepalive = true; };
using Keepalive = Under<with_keepalive>;
using NoKeepalive = AtEveryIss;
FINALACK_AT_EVERY_ISS(Keepalive);
FINALACK_AT_EVERY_ISS(NoKeepalive);

constexpr unsigned kStates = 11;

TEST_P(Keepalive, AsksWhereTheConnectionIsOpenAndNothingIsOutstanding) {
  std::vector<std::string> expected(kStates, "refused");
  expected[static_cast<std::size_t>(State::Established)] = "ESTABLISHED <SEQ=0><ACK=1><CTL=ACK>";
  expected[static_cast<std::size_t>(State::FinWait2)] = "FIN-WAIT-2 <SEQ=1><ACK=1><CTL=ACK>";
  expected[static_cast<std::size_t>(State::CloseWait)] = "CLOSE-WAIT <SEQ=0><ACK=2><CTL=ACK>";
  EXPECT_EQ(in_every_state(EventKind::KeepaliveTimeout), expected);
}

TEST_P(Keepalive, IsNotSentWhileTextIsOutstanding) {  // MUST-26
  reach(State::Established);
  call(EventKind::Send);
  EXPECT_EQ(call(EventKind::KeepaliveTimeout), "refused");
}

TEST_P(Keepalive, IsAnsweredBecauseItIsNotAcceptable) {
  reach(State::Established);
  EXPECT_EQ(deliver(ack(0, 1)), "ESTABLISHED <SEQ=1><ACK=1><CTL=ACK>");
}

TEST_P(NoKeepalive, IsTheDefault) {  // MUST-25
  EXPECT_EQ(in_every_state(EventKind::KeepaliveTimeout), std::vector<std::string>(kStates, "refused"));
}

}  // namespace
}  // namespace finalack::testing
