// The two profiles side by side: the same scenario at the times of each.
#include <cerrno>

#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

// Text that nobody acknowledges: the last retransmission, and the end.
TEST(Profile, SaysWhenToGiveUp) {
  for (const bool is_linux : {true, false}) {
    Script s(is_linux ? "strict" : "strict profile=rfc");
    const int fd = s.accepted();
    EXPECT_EQ(s.write(fd, 10), 10);
    int segments = 0;
    double last = 0;
    for (double t = 0; s.next(&t) == "P. 1:11(10) ack 1"; last = t) ++segments;
    EXPECT_EQ(segments, is_linux ? 16 : 9);          // tcp_retries2; R2: at least 100 s (SHLD-11)
    EXPECT_NEAR(last, is_linux ? 804.6 : 183, 0.1);  // 0.2, 0.4, ... 102.4 s, then 120 s; 1, 2, ... 32 s, then 60 s
    EXPECT_NEAR(s.now(), is_linux ? 924.6 : 243, 0.1);
    EXPECT_EQ(s.so_error(fd), ETIMEDOUT);
    EXPECT_EQ(s.write(fd, 10), -EPIPE);
    EXPECT_EQ(s.read(fd, 10), 0);
  }
}

// The SYN,ACK is sent again, too, until the listener forgets who asked.
TEST(Profile, SaysHowOftenASynIsAnswered) {
  for (const bool is_linux : {true, false}) {
    Script s(is_linux ? "strict" : "strict profile=rfc");
    s.listening();
    s.inject("S 0:0(0) win 1000 <mss 1000>");
    int segments = 0;
    double last = 0;
    for (double t = 0; s.next(&t) == "S. 0:0(0) ack 1"; last = t) ++segments;
    EXPECT_EQ(segments, is_linux ? 6 : 8);
    EXPECT_NEAR(last, is_linux ? 31 : 123, 0.1);
  }
}

TEST(Profile, SaysHowLongAnAckWaits) {
  Script s("strict profile=rfc");
  const int fd = s.accepted();
  s.at(1.0);
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.at(1.2);
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(s.read(fd, 1000), 100);
}

TEST(Profile, SaysHowLongTimeWaitLasts) {
  for (const double length : {60.0, 240.0}) {
    Script s(length == 60 ? "strict" : "strict profile=rfc");
    const int fd = s.accepted();
    s.inject("F. 1:1(0) ack 1 win 1000");
    EXPECT_EQ(s.shutdown(fd, SHUT_WR), 0);
    EXPECT_EQ(s.close(fd), 0);
    while (s.next().substr(0, 1) != "F") continue;
    s.inject(". 2:2(0) ack 2 win 1000");  // LAST-ACK: no TIME-WAIT
    const int other = s.accepted();
    EXPECT_EQ(s.close(other), 0);
    s.expect("F. 1:1(0) ack 1");
    const double begin = s.now();
    s.inject("F. 1:1(0) ack 2 win 1000");
    s.expect(". 2:2(0) ack 2");
    s.at(begin + length - 0.1);
    s.inject("F. 1:1(0) ack 2 win 1000");
    s.expect(". 2:2(0) ack 2");  // which begins it anew
    s.at(begin + 2 * length);
    s.inject("F. 1:1(0) ack 2 win 1000");
    s.expect("R 2:2(0)");
  }
}

// A SYN with a later sequence number opens a new connection out of TIME-WAIT (MAY-2).
TEST(TimeWait, EndsWithANewSyn) {
  Script s;
  const int listener = s.listening();
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 <mss 1460>");
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_EQ(s.close(s.accept(listener)), 0);
  s.expect("F. 1:1(0) ack 1");
  s.inject("F. 1:1(0) ack 2 win 1000");
  s.expect(". 2:2(0) ack 2");
  s.at(5.0);
  s.inject("S 1000:1000(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1001 <mss 1460>");
  s.inject(". 1001:1001(0) ack 1 win 1000");
  EXPECT_GE(s.accept(listener), 0);
}

// A wait in close() ends with its time; the FIN goes on leaving.
TEST(Linger, EndsWithItsTime) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set_linger(fd, 3), 0);
  s.at(1.0);
  EXPECT_EQ(s.close(fd), 0);
  EXPECT_NEAR(s.now(), 4.0, 0.01);
  int fins = 0;
  while (s.next() == "F. 1:1(0) ack 1") ++fins;
  EXPECT_GT(fins, 5);
}

// shutdown(SHUT_RD) sends nothing; reading is at its end at once, writing goes on.
TEST(Shutdown, OfReadingIsOurAffair) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.shutdown(fd, SHUT_RD), 0);
  EXPECT_EQ(s.read(fd, 10), 0);
  EXPECT_EQ(s.poll(fd, POLLIN | POLLOUT | POLLRDHUP), POLLIN | POLLOUT | POLLRDHUP);
  EXPECT_EQ(s.write(fd, 10), 10);
  s.expect("P. 1:11(10) ack 1");
  EXPECT_EQ(s.shutdown(fd, SHUT_RDWR), 0);
  s.inject(". 1:1(0) ack 11 win 1000");
  s.expect("F. 11:11(0) ack 1");
  s.inject("F. 1:1(0) ack 12 win 1000");
  s.expect(". 12:12(0) ack 2");
}

// Both versions do the same: text both ways, a loss, and ICMPv6's errors.
TEST(IPv6, CarriesText) {
  Script s("strict", Version::V6);
  const int fd = s.accepted("<mss 1440>");
  s.inject("P. 1:101(100) ack 1 win 65535");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(s.read(fd, 1000), 100);
  EXPECT_EQ(s.write(fd, 1440), 1440);
  s.expect("P. 1:1441(1440) ack 101");
  s.inject_icmp(2, 0, 1280);  // packet too big
  s.expect(". 1:1221(1220) ack 101");
  s.expect("P. 1221:1441(220) ack 101");
  s.inject_icmp(1, 0);  // no route: it may pass, and whoever asks is told
  EXPECT_EQ(s.so_error(fd), ENETUNREACH);
  EXPECT_EQ(s.so_error(fd), 0);
  s.inject(". 101:101(0) ack 1441 win 65535");
  EXPECT_EQ(s.ioctl(fd, TIOCOUTQ), 0);
}

TEST(IPv6, IsRefusedByIcmp) {
  Script s("strict", Version::V6);
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  s.inject_icmp(1, 4);  // port unreachable
  EXPECT_EQ(s.so_error(fd), ECONNREFUSED);
}

// Text beyond the window is not taken, and what lies across its edge is cut.
TEST(Window, HoldsNoMore) {
  Script s("strict rcvbuf=3000");
  const int fd = s.accepted();
  for (int i = 0; i < 2; ++i) {
    const std::string range = std::to_string(1 + 1400 * i) + ":" + std::to_string(1401 + 1400 * i);
    s.inject(". " + range + "(1400) ack 1 win 1000");
    s.expect(". 1:1(0) ack " + std::to_string(1401 + 1400 * i));
  }
  s.inject(". 2801:4201(1400) ack 1 win 1000");
  s.expect(". 1:1(0) ack 3001 win 0");
  s.inject(". 3001:4401(1400) ack 1 win 1000");
  s.expect(". 1:1(0) ack 3001 win 0");
  EXPECT_EQ(s.read(fd, 10'000), 3000);
  s.expect(". 1:1(0) ack 3001 win 3000");
}

}  // namespace
}  // namespace finalack::packetdrill
