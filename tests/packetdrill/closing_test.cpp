// How connections end.
#include <cerrno>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

// We close first, then the remote side does; its FIN, sent again, is acknowledged from TIME-WAIT; after 60 s the port
// can be bound without SO_REUSEADDR.
TEST(Close, WaitsInTimeWait) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 1:1(0) ack 1");
  s.at(0.1);
  s.inject(". 1:1(0) ack 2 win 1000");
  s.inject("F. 1:1(0) ack 2 win 1000");
  s.expect(". 2:2(0) ack 2");
  s.at(1.1);
  s.inject("F. 1:1(0) ack 2 win 1000");
  s.expect(". 2:2(0) ack 2");
  const int other = s.socket();
  s.at(61.0);
  EXPECT_EQ(s.bind(other), -EADDRINUSE);
  s.at(61.2);
  EXPECT_EQ(s.bind(other), 0);
}

// Both close at once: the FINs cross, and each side acknowledges the other's.
TEST(Close, MeetsAnother) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 1:1(0) ack 1");
  s.inject("F. 1:1(0) ack 1 win 1000");
  s.expect(". 2:2(0) ack 2");
  s.inject(". 2:2(0) ack 2 win 1000");
  s.at(70.0);
  s.inject(". 2:2(0) ack 2 win 1000");  // TIME-WAIT is over: nobody knows it
  s.expect("R 2:2(0)");
}

// The remote side closes first: reading tells the end, writing still works.
TEST(Close, ByTheRemoteSideLeavesOurDirectionOpen) {
  Script s;
  const int fd = s.accepted();
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  s.inject("F. 101:101(0) ack 1 win 1000");
  s.expect(". 1:1(0) ack 102");
  EXPECT_EQ(s.poll(fd, POLLIN | POLLOUT | POLLRDHUP), POLLIN | POLLOUT | POLLRDHUP);
  EXPECT_EQ(s.read(fd, 1000), 100);
  EXPECT_EQ(s.read(fd, 1000), 0);
  EXPECT_EQ(s.write(fd, 10), 10);
  s.expect("P. 1:11(10) ack 102");
  s.inject(". 102:102(0) ack 11 win 1000");
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 11:11(0) ack 102");
  s.inject(". 102:102(0) ack 12 win 1000");
  s.expect_no_more_packets();
}

// shutdown(SHUT_WR): the FIN leaves, writing fails, reading goes on.
TEST(Shutdown, EndsOurDirectionOnly) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.shutdown(fd, SHUT_WR), 0);
  s.expect("F. 1:1(0) ack 1");
  EXPECT_EQ(s.write(fd, 10), -EPIPE);
  s.inject(". 1:1(0) ack 2 win 1000");
  s.inject("P. 1:101(100) ack 2 win 1000");
  s.expect(". 2:2(0) ack 101");
  EXPECT_EQ(s.read(fd, 1000), 100);
  s.inject("F. 101:101(0) ack 2 win 1000");
  s.expect(". 2:2(0) ack 102");
  EXPECT_EQ(s.read(fd, 1000), 0);
  EXPECT_EQ(s.poll(fd, POLLIN) & POLLHUP, POLLHUP);
}

TEST(Shutdown, WantsAConnection) {
  Script s;
  const int fd = s.socket();
  EXPECT_EQ(s.shutdown(fd, SHUT_WR), -ENOTCONN);
  EXPECT_EQ(s.shutdown(fd, 17), -EINVAL);
}

// What was received and never read: the remote side learns so by a reset (SHLD-3).
TEST(Close, ResetsIfTextIsUnread) {
  Script s;
  const int fd = s.accepted();
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(s.close(fd), 0);
  s.expect("R. 1:1(0) ack 101");
}

// Text that arrives after close() meets nobody, either.
TEST(Close, ResetsIfTextArrivesLater) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 1:1(0) ack 1");
  s.inject(". 1:1(0) ack 2 win 1000");
  s.inject("P. 1:101(100) ack 2 win 1000");
  EXPECT_EQ(s.next().substr(0, 1), "R");
}

TEST(Linger, ForNoTimeResets) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set_linger(fd, 0), 0);
  EXPECT_EQ(s.close(fd), 0);
  s.expect("R. 1:1(0) ack 1");
}

TEST(Linger, WaitsForTheAcknowledgment) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set_linger(fd, 10), 0);
  Blocked close([&] { return s.close(fd); });
  EXPECT_TRUE(close.was_asleep());
  s.expect("F. 1:1(0) ack 1");
  s.inject(". 1:1(0) ack 2 win 1000");
  EXPECT_EQ(close.result(), 0);
}

// FIN-WAIT-2 without a socket ends after 60 s; what arrives then belongs to nobody.
TEST(Close, LeavesFinWait2AfterAMinute) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 1:1(0) ack 1");
  s.inject(". 1:1(0) ack 2 win 1000");
  s.at(61.0);
  s.inject("F. 1:1(0) ack 2 win 1000");
  s.expect("R 2:2(0)");
}

TEST(Close, LeavesFinWait2WhenTcpLinger2Says) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_LINGER2, 5), 0);
  EXPECT_EQ(s.close(fd), 0);
  s.expect("F. 1:1(0) ack 1");
  s.inject(". 1:1(0) ack 2 win 1000");
  s.at(5.1);
  s.inject("F. 1:1(0) ack 2 win 1000");
  s.expect("R 2:2(0)");
}

// A reset: the first read tells it, after that there is nothing; writing has no connection.
TEST(Reset, IsToldOnce) {
  Script s;
  const int fd = s.accepted();
  s.inject("R. 1:1(0) ack 1 win 0");
  EXPECT_EQ(s.poll(fd, POLLIN), POLLIN | POLLERR | POLLHUP);
  EXPECT_EQ(s.read(fd, 10), -ECONNRESET);
  EXPECT_EQ(s.read(fd, 10), 0);
  EXPECT_EQ(s.write(fd, 10), -EPIPE);
  EXPECT_EQ(s.so_error(fd), 0);
}

TEST(Reset, AfterTheFinIsABrokenPipe) {
  Script s;
  const int fd = s.accepted();
  s.inject("F. 1:1(0) ack 1 win 1000");
  s.expect(". 1:1(0) ack 2");
  s.inject("R. 2:2(0) ack 1 win 0");
  EXPECT_EQ(s.so_error(fd), EPIPE);
}

// RFC 5961: a reset that lies in the window, but not at its edge, is challenged; outside it is nothing; and challenges
// are limited to one in half a second.
TEST(Reset, IsChallengedUnlessExact) {
  Script s;
  const int fd = s.accepted();
  s.at(1.0);
  s.inject("R 10:10(0) win 0");
  s.expect(". 1:1(0) ack 1");
  s.inject("R 11:11(0) win 0");
  s.inject("R 4000000000:4000000000(0) win 0");
  s.at(1.6);
  s.inject("S 5:5(0) win 1000");
  s.expect(". 1:1(0) ack 1");
  EXPECT_EQ(s.so_error(fd), 0);
  s.inject("R 1:1(0) win 0");
  EXPECT_EQ(s.so_error(fd), ECONNRESET);
}

// Bare segments outside the window are answered once in half a second; text is answered each time.
TEST(ChallengeAck, IsLimited) {
  Script s;
  s.accepted();
  s.at(1.0);
  for (int i = 0; i < 10; ++i) s.inject(". 100000:100000(0) ack 1 win 1000");
  s.expect(". 1:1(0) ack 1");
  s.at(1.3);
  for (int i = 0; i < 3; ++i) {
    s.inject("P. 100000:100010(10) ack 1 win 1000");
    s.expect(". 1:1(0) ack 1");
  }
}

// Two threads: a read is asleep when the reset arrives.
TEST(Blocking, ReadIsWokenByAReset) {
  Script s;
  const int fd = s.accepted();
  Blocked read([&] { return s.read(fd, 100); });
  EXPECT_TRUE(read.was_asleep());
  s.at(0.3);
  s.inject("R. 1:1(0) ack 1 win 0");
  EXPECT_EQ(read.result(), -ECONNRESET);
}

}  // namespace
}  // namespace finalack::packetdrill
