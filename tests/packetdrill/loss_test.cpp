// What is lost is sent again, and when; and timers that notice a remote side that is gone.
#include <cerrno>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

std::string segment(int from, int octets, const char* flags = ".") {
  return std::string(flags) + " " + std::to_string(from) + ":" + std::to_string(from + octets) + "(" +
         std::to_string(octets) + ") ack 1";
}

// Nobody acknowledges: the segment leaves again after 200 ms (Linux's least), and then after twice as long each time.
TEST(Retransmission, BacksOff) {
  Script s;
  s.at(0.0);
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 100), 100);
  for (const double t : {0.0, 0.2, 0.6, 1.4, 3.0, 6.2}) {
    s.at(t);
    s.expect(segment(1, 100, "P."));
  }
  s.at(6.3);
  s.inject(". 1:1(0) ack 101 win 1000");
  EXPECT_EQ(s.ioctl(fd, TIOCOUTQ), 0);
}

// The example of impl/packetdrill/README.md.
TEST(Retransmission, IsAsInTheReadme) {
  Script s;
  const int fd = s.listening(1);
  Blocked accept([&] { return s.accept(fd); });
  s.at(0.1);
  s.inject("S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 7>");
  s.expect("S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 7>");
  s.at(0.2);
  s.inject(". 1:1(0) ack 1 win 257");
  const auto connection = static_cast<int>(accept.result());
  s.at(0.3);
  EXPECT_EQ(s.write(connection, 1000), 1000);
  s.expect("P. 1:1001(1000) ack 1");
  s.at(0.6);
  s.expect("P. 1:1001(1000) ack 1");
}

// Three SACKs tell that the first of ten segments is lost: it is sent at once, and nothing else twice.
TEST(FastRetransmit, FollowsThreeSacks) {
  Script s;
  const int fd = s.accepted("<mss 1000,nop,nop,sackOK>");
  EXPECT_EQ(s.write(fd, 10000), 10000);
  for (int i = 0; i < 9; ++i) s.expect(segment(1 + 1000 * i, 1000));
  s.expect(segment(9001, 1000, "P."));
  s.at(0.1);
  s.inject(". 1:1(0) ack 1 win 65535 <nop,nop,sack 1001:2001>");
  s.inject(". 1:1(0) ack 1 win 65535 <nop,nop,sack 1001:3001>");
  s.inject(". 1:1(0) ack 1 win 65535 <nop,nop,sack 1001:4001>");
  s.expect(segment(1, 1000));
  s.at(0.15);
  s.inject(". 1:1(0) ack 10001 win 65535");
}

// The same without SACK, by three duplicate ACKs.
TEST(FastRetransmit, FollowsThreeDuplicateAcks) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 5000), 5000);
  for (int i = 0; i < 4; ++i) s.expect(segment(1 + 1000 * i, 1000));
  s.expect(segment(4001, 1000, "P."));
  s.at(0.1);
  for (int i = 0; i < 3; ++i) s.inject(". 1:1(0) ack 1 win 65535");
  s.expect(segment(1, 1000));
  s.inject(". 1:1(0) ack 5001 win 65535");
}

// The window is closed: it is probed, ever more slowly, for as long as the remote side answers.
TEST(ZeroWindow, IsProbed) {
  Script s;
  const int fd = s.accepted();
  s.inject(". 1:1(0) ack 1 win 0");
  EXPECT_EQ(s.write(fd, 100), 100);
  double last = 0;
  for (int i = 0; i < 5; ++i) {
    double t = 0;
    EXPECT_EQ(s.next(&t), segment(1, 1)) << i;
    EXPECT_GT(t, last);
    last = t;
    s.at(t);
    s.inject(". 1:1(0) ack 1 win 0");
  }
  EXPECT_EQ(s.so_error(fd), 0);
  s.at(last + 0.01);
  s.inject(". 1:1(0) ack 1 win 1000");
  s.expect(segment(1, 1));
  s.inject(". 1:1(0) ack 2 win 1000");
  s.expect(segment(2, 99, "P."));
}

// Keepalive: after ten idle seconds three probes, five seconds apart, and then the connection is given up.
TEST(Keepalive, FindsOutThatNobodyIsThere) {
  Script s;
  s.at(0.0);
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 10), 0);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 5), 0);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3), 0);
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
  for (const double t : {10.0, 15.0, 20.0}) {
    s.at(t);
    s.expect(". 0:0(0) ack 1");
  }
  s.at(25.1);
  EXPECT_EQ(s.read(fd, 10), -ETIMEDOUT);
}

TEST(Keepalive, IsAnswered) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 10), 0);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 5), 0);
  for (const double t : {10.0, 20.0, 30.0}) {
    s.at(t);
    s.expect(". 0:0(0) ack 1");
    s.inject(". 1:1(0) ack 1 win 1000");
  }
  EXPECT_EQ(s.so_error(fd), 0);
}

// TCP_USER_TIMEOUT: text stays unacknowledged for a second.
TEST(UserTimeout, EndsTheConnection) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 1000), 0);
  EXPECT_EQ(s.write(fd, 100), 100);
  for (const double t : {0.0, 0.2, 0.6}) {
    s.at(t);
    s.expect(segment(1, 100, "P."));
  }
  s.at(0.99);
  EXPECT_EQ(s.so_error(fd), 0);
  s.at(1.01);
  EXPECT_EQ(s.so_error(fd), ETIMEDOUT);
}

// A router says that the path takes less: what was sent is sent again, in smaller segments.
TEST(PathMtu, IsHeeded) {
  Script s;
  const int fd = s.accepted("<mss 1460>");
  EXPECT_EQ(s.write(fd, 1460), 1460);
  s.expect(segment(1, 1460, "P."));
  s.inject_icmp(3, 4, 1040);
  s.expect(segment(1, 1000));
  s.expect(segment(1001, 460, "P."));
  s.inject(". 1:1(0) ack 1461 win 65535");
}

// A minute of virtual time takes no time.
TEST(VirtualTime, CostsNothing) {
  const auto before = std::chrono::steady_clock::now();
  {
    Script s;
    const int fd = s.accepted();
    EXPECT_EQ(s.write(fd, 100), 100);
    s.expect(segment(1, 100, "P."));
    double t = 0;
    while (t < 64) EXPECT_EQ(s.next(&t), segment(1, 100, "P."));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(500));
}

// Each look at the clock finds it later: who waits in a loop gets on.
TEST(VirtualTime, PassesWhenLookedAt) {
  Script s;
  const double first = s.now();
  EXPECT_LT(first, s.now());
}

}  // namespace
}  // namespace finalack::packetdrill
