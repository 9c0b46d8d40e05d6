// Text both ways, and how fast it is acknowledged.
#include <array>
#include <cerrno>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

// Sixteen segments are acknowledged at once; the next after 40 ms, or with the one that follows it.
TEST(DelayedAck, BeginsAfterSixteenQuickOnes) {
  Script s;
  const int fd = s.accepted();
  int seq = 1;
  const auto segment = [&] {
    s.inject("P. " + std::to_string(seq) + ":" + std::to_string(seq + 1000) + "(1000) ack 1 win 1000");
    seq += 1000;
  };
  for (int i = 0; i < 16; ++i) {
    segment();
    s.expect(". 1:1(0) ack " + std::to_string(seq));
  }
  s.at(1.0);
  segment();
  s.at(1.04);
  s.expect(". 1:1(0) ack " + std::to_string(seq));
  s.at(2.0);
  segment();
  segment();
  s.expect(". 1:1(0) ack " + std::to_string(seq));
  EXPECT_EQ(s.read(fd, 100000), 19000);
}

// TCP_QUICKACK sends the acknowledgment that waits.
TEST(DelayedAck, IsEndedByQuickAck) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_QUICKACK, 0), 0);
  EXPECT_EQ(s.get(fd, IPPROTO_TCP, TCP_QUICKACK), 0);
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.at(0.01);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_QUICKACK, 1), 0);
  s.expect(". 1:1(0) ack 101");
}

// Reading a little is no news worth a segment, nor is it told with the next one (MUST-39); also without a window scale,
// where the buffer is larger than what 16 bits can say.
TEST(Window, IsNotAnnouncedAtEachRead) {
  Script s;
  const int fd = s.accepted();
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(s.read(fd, 1000), 100);
  EXPECT_EQ(s.write(fd, 10), 10);
  s.expect("P. 1:11(10) ack 101 win 65435");
}

// A small buffer fills; reading opens the window again, and that is told at once.
TEST(Window, IsAnnouncedWhenItOpens) {
  Script s;
  const int fd = s.listening();
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_RCVBUF, 2000), 0);
  EXPECT_EQ(s.get(fd, SOL_SOCKET, SO_RCVBUF), 4000);
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 win 2000 <mss 1460>");
  s.inject(". 1:1(0) ack 1 win 1000");
  const int connection = s.accept(fd);
  s.inject(". 1:1001(1000) ack 1 win 1000");
  s.expect(". 1:1(0) ack 1001 win 1000");
  s.inject(". 1001:2001(1000) ack 1 win 1000");
  s.expect(". 1:1(0) ack 2001 win 0");
  EXPECT_EQ(s.read(connection, 5000), 2000);
  s.expect(". 1:1(0) ack 2001 win 2000");
}

// Text that comes in the wrong order is acknowledged at once, with SACK, and read in the right one.
TEST(OutOfOrder, IsReportedBySack) {
  Script s;
  const int fd = s.accepted("<mss 1000,nop,nop,sackOK>");
  s.inject(". 1001:2001(1000) ack 1 win 1000");
  s.expect(". 1:1(0) ack 1 <nop,nop,sack 1001:2001>");
  EXPECT_EQ(s.ioctl(fd, FIONREAD), 0);
  s.inject(". 1:1001(1000) ack 1 win 1000");
  s.expect(". 1:1(0) ack 2001");
  EXPECT_EQ(s.ioctl(fd, FIONREAD), 2000);
  EXPECT_EQ(s.read(fd, 1500), 1500);
  EXPECT_EQ(s.read(fd, 1500), 500);
}

// MSG_PEEK leaves the text where it is; MSG_DONTWAIT doesn't wait; MSG_WAITALL waits for all of it.
TEST(Receive, TakesFlags) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.read(fd, 10, MSG_DONTWAIT), -EAGAIN);
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(s.read(fd, 60, MSG_PEEK), 60);
  EXPECT_EQ(s.read(fd, 1000, MSG_PEEK), 100);
  EXPECT_EQ(s.read(fd, 10, MSG_OOB), -EINVAL);
  Blocked all([&] { return s.read(fd, 150, MSG_WAITALL); });
  EXPECT_TRUE(all.was_asleep());
  s.inject("P. 101:201(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 201");
  EXPECT_EQ(all.result(), 150);
  EXPECT_EQ(s.ioctl(fd, FIONREAD), 50);
  EXPECT_EQ(s.read(fd, 0), 0);
}

// MSG_TRUNC throws away what it reads; no buffer is needed.
TEST(Receive, DiscardsText) {
  Script s;
  const int fd = s.accepted();
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(Script::result(s.api().recv(s.userdata(), fd, nullptr, 60, 0)), -EFAULT);
  EXPECT_EQ(Script::result(s.api().recv(s.userdata(), fd, nullptr, 60, MSG_TRUNC)), 60);
  EXPECT_EQ(s.read(fd, 1000), 40);
}

// SO_RCVTIMEO and SO_SNDTIMEO, in virtual time.
TEST(Timeout, EndsAWait) {
  Script s;
  const int fd = s.accepted();
  const auto set = [&](int name, timeval value) {
    return Script::result(s.api().setsockopt(s.userdata(), fd, SOL_SOCKET, name, &value, sizeof value));
  };
  EXPECT_EQ(set(SO_RCVTIMEO, {2, 500'000}), 0);
  timeval said{};
  socklen_t size = sizeof said;
  EXPECT_EQ(s.api().getsockopt(s.userdata(), fd, SOL_SOCKET, SO_RCVTIMEO, &said, &size), 0);
  EXPECT_EQ(said.tv_sec, 2);
  EXPECT_EQ(said.tv_usec, 500'000);
  s.at(1.0);
  EXPECT_EQ(s.read(fd, 10), -EAGAIN);
  EXPECT_NEAR(s.now(), 3.5, 0.001);
  EXPECT_EQ(set(SO_SNDTIMEO, {1, 0}), 0);
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_SNDBUF, 5000), 0);
  s.inject(". 1:1(0) ack 1 win 0");
  EXPECT_EQ(s.write(fd, 8000), 5000);
  EXPECT_NEAR(s.now(), 4.5, 0.001);
  EXPECT_EQ(set(SO_SNDTIMEO, {0, 1'000'000}), -EDOM);
  s.inject("R. 1:1(0) ack 1 win 0");
  for (std::string probe; probe = s.next(), !probe.empty();) EXPECT_EQ(probe, ". 1:2(1) ack 1");
}

// readv, recvmsg, recvfrom; writev, sendmsg, sendto.
TEST(Transfer, TakesVectors) {
  Script s;
  const int fd = s.accepted();
  std::array<char, 60> a{};
  std::array<char, 60> b{};
  std::array<iovec, 2> both{{{a.data(), a.size()}, {b.data(), b.size()}}};
  msghdr message{};
  message.msg_iov = both.data();
  message.msg_iovlen = both.size();
  const auto& api = s.api();
  EXPECT_EQ(api.writev(s.userdata(), fd, both.data(), 2), 120);
  s.expect("P. 1:121(120) ack 1");
  s.inject(". 1:1(0) ack 121 win 1000");
  EXPECT_EQ(api.sendmsg(s.userdata(), fd, &message, MSG_NOSIGNAL), 120);
  s.expect("P. 121:241(120) ack 1");
  s.inject("P. 1:151(150) ack 241 win 1000");
  s.expect(". 241:241(0) ack 151");
  EXPECT_EQ(api.readv(s.userdata(), fd, both.data(), 2), 120);
  EXPECT_EQ(api.recvfrom(s.userdata(), fd, a.data(), 10, 0, nullptr, nullptr), 10);
  EXPECT_EQ(api.recvmsg(s.userdata(), fd, &message, 0), 20);
  EXPECT_EQ(api.sendto(s.userdata(), fd, a.data(), 10, 0, nullptr, 0), 10);
  s.expect("P. 241:251(10) ack 151");
  EXPECT_EQ(Script::result(api.readv(s.userdata(), fd, both.data(), -1)), -EINVAL);
  EXPECT_EQ(Script::result(api.recvmsg(s.userdata(), fd, nullptr, 0)), -EFAULT);
}

// Urgent text: the pointer names what follows it.
TEST(Send, MarksUrgentText) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 5, MSG_OOB), 5);
  s.expect("P.U 1:6(5) ack 1 urg 5");
}

TEST(Receive, NoticesUrgentText) {
  Script s;
  const int fd = s.accepted();
  s.inject("P.U 1:2(1) ack 1 win 1000 urg 1");
  s.expect(". 1:1(0) ack 2");
  EXPECT_EQ(s.poll(fd, POLLPRI), POLLPRI);
  EXPECT_EQ(s.ioctl(fd, SIOCATMARK), 1);
  EXPECT_EQ(s.read(fd, 10), 1);
  EXPECT_EQ(s.poll(fd, POLLPRI), 0);
}

// Nagle: the small segment waits for the acknowledgment of the one before, unless it is told not to.
TEST(Nagle, IsTurnedOff) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 10), 10);
  s.expect("P. 1:11(10) ack 1");
  EXPECT_EQ(s.write(fd, 10), 10);
  EXPECT_EQ(s.ioctl(fd, TIOCOUTQ), 20);
  s.at(0.1);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_NODELAY, 1), 0);
  s.expect("P. 11:21(10) ack 1");
  EXPECT_EQ(s.get(fd, IPPROTO_TCP, TCP_NODELAY), 1);
}

// The send buffer is full: a call that doesn't wait takes what there is room for; one that waits gets on with an ACK.
TEST(Send, WaitsForRoom) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_SNDBUF, 5000), 0);
  EXPECT_EQ(s.write(fd, 8000, MSG_DONTWAIT), 5000);
  EXPECT_EQ(s.write(fd, 8000, MSG_DONTWAIT), -EAGAIN);
  EXPECT_EQ(s.poll(fd, POLLOUT), 0);
  for (int i = 0; i < 4; ++i) {
    s.expect(". " + std::to_string(1 + 1000 * i) + ":" + std::to_string(1001 + 1000 * i) + "(1000) ack 1");
  }
  s.expect("P. 4001:5001(1000) ack 1");
  Blocked write([&] { return s.write(fd, 2000); });
  EXPECT_TRUE(write.was_asleep());
  s.at(0.1);
  s.inject(". 1:1(0) ack 4001 win 60000");
  s.expect(". 5001:6001(1000) ack 1");
  s.expect("P. 6001:7001(1000) ack 1");
  EXPECT_EQ(write.result(), 2000);
  EXPECT_EQ(s.poll(fd, POLLOUT), POLLOUT);
  s.inject(". 1:1(0) ack 7001 win 60000");
}

// The remote side's text goes through a pipe back to it.
TEST(Splice, CarriesTextThroughAPipe) {
  Script s;
  const int fd = s.accepted();
  std::array<int, 2> ends{};
  EXPECT_EQ(s.api().pipe(s.userdata(), ends.data()), 0);
  const auto splice = [&](int from, int to, std::size_t size) {
    loff_t null = 0;  // so packetdrill passes a script's NULL
    return Script::result(static_cast<int>(s.api().splice(s.userdata(), from, &null, to, &null, size, 2)));
  };
  EXPECT_EQ(splice(fd, ends[1], 1000), -EAGAIN);
  EXPECT_EQ(splice(fd, fd, 1000), -EINVAL);
  loff_t offset = 7;
  EXPECT_EQ(Script::result(s.api().splice(s.userdata(), fd, &offset, ends[1], nullptr, 1000, 2)), -ESPIPE);
  s.inject("P. 1:801(800) ack 1 win 1000");
  s.expect(". 1:1(0) ack 801");
  EXPECT_EQ(splice(fd, ends[1], 500), 500);
  EXPECT_EQ(s.poll(ends[0], POLLIN), POLLIN);
  EXPECT_EQ(splice(ends[0], fd, 1000), 500);
  s.expect("P. 1:501(500) ack 801");
  EXPECT_EQ(s.close(ends[0]), 0);
  EXPECT_EQ(splice(fd, ends[1], 500), -EPIPE);
  EXPECT_EQ(s.close(ends[1]), 0);
}

TEST(Pipe, CarriesOctets) {
  Script s;
  std::array<int, 2> ends{};
  EXPECT_EQ(s.api().pipe(s.userdata(), ends.data()), 0);
  EXPECT_EQ(s.write(ends[1], 100), 100);
  EXPECT_EQ(s.read(ends[0], 60), 60);
  EXPECT_EQ(s.close(ends[1]), 0);
  EXPECT_EQ(s.read(ends[0], 60), 40);
  EXPECT_EQ(s.read(ends[0], 60), 0);
  EXPECT_EQ(s.write(ends[0], 1), -EBADF);
}

}  // namespace
}  // namespace finalack::packetdrill
