// How connections begin.
#include <cerrno>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

// A client connects to a listening socket, without any options of its own. The server's SYN,ACK has what needs no
// answer: the MSS only.
TEST(PassiveOpen, AcceptsAClientWithoutOptions) {
  Script s;
  s.at(0.0);
  const int fd = s.listening();
  EXPECT_EQ(s.poll(fd, POLLIN), 0);
  s.at(0.1);
  s.inject("S 0:0(0) win 1000");
  s.expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
  s.at(0.2);
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_EQ(s.poll(fd, POLLIN), POLLIN);
  EXPECT_GE(s.accept(fd), 0);
  EXPECT_EQ(s.poll(fd, POLLIN), 0);
}

// The same over IPv6, whose headers are 20 octets longer; and an IPv6 socket takes IPv4 clients, too.
TEST(PassiveOpen, AcceptsOverIPv6) {
  Script s("strict", Version::V6);
  const int fd = s.listening();
  s.inject("S 0:0(0) win 1000 <mss 1440>");
  s.expect("S. 0:0(0) ack 1 <mss 1440>");
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_GE(s.accept(fd), 0);
}

TEST(PassiveOpen, AcceptsIPv4OnAnIPv6Socket) {
  Script s("strict", Version::MappedV4);
  const int fd = s.listening();
  s.inject("S 0:0(0) win 1000 <mss 1460>");
  s.expect("S. 0:0(0) ack 1 <mss 1460>");
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_GE(s.accept(fd), 0);
}

// Options of the SYN,ACK stand in the order that Linux has, for each of the four ways to have timestamps and SACK.
struct Options {
  const char* name;
  const char* offered;
  const char* answered;
};

class OptionOrder : public testing::TestWithParam<Options> {};

TEST_P(OptionOrder, OfTheSynAckIsLinuxs) {
  Script s;
  s.listening();
  s.inject(std::string("S 0:0(0) win 1000 ") + GetParam().offered);
  s.expect(std::string("S. 0:0(0) ack 1 win 65535 ") + GetParam().answered);
}

INSTANTIATE_TEST_SUITE_P(, OptionOrder,
                         testing::Values(Options{"WithBoth", "<mss 1000,sackOK,TS val 7 ecr 0,nop,wscale 7>",
                                                 "<mss 1460,sackOK,TS val 0 ecr 7,nop,wscale 7>"},
                                         Options{"WithTimestamps", "<mss 1000,nop,nop,TS val 7 ecr 0,nop,wscale 7>",
                                                 "<mss 1460,nop,nop,TS val 0 ecr 7,nop,wscale 7>"},
                                         Options{"WithSack", "<mss 1000,nop,nop,sackOK,nop,wscale 7>",
                                                 "<mss 1460,nop,nop,sackOK,nop,wscale 7>"},
                                         Options{"WithNeither", "<mss 1000,nop,wscale 7>", "<mss 1460,nop,wscale 7>"}),
                         [](const auto& each) { return std::string(each.param.name); });

// connect() on a socket that must not block: the SYN leaves with all options; asked again, it says that it goes on;
// once it is done it says so once, as Linux does, and from then on that there is nothing to do.
TEST(ActiveOpen, TellsHowFarItIs) {
  Script s;
  s.at(0.0);
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.poll(fd, POLLIN | POLLOUT), POLLOUT | POLLHUP);
  EXPECT_EQ(s.read(fd, 10), -ENOTCONN);
  EXPECT_EQ(s.write(fd, 10), -EPIPE);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) win 65535 <mss 1460,sackOK,TS val 0 ecr 0,nop,wscale 7>");
  EXPECT_EQ(s.connect(fd), -EALREADY);
  EXPECT_EQ(s.poll(fd, POLLIN | POLLOUT), 0);
  EXPECT_EQ(s.write(fd, 10), -EAGAIN);
  s.at(0.1);
  s.inject("S. 0:0(0) ack 1 win 65535 <mss 1000,sackOK,TS val 700 ecr 0,nop,wscale 7>");
  s.expect(". 1:1(0) ack 1 <nop,nop,TS val 100 ecr 700>");
  EXPECT_EQ(s.poll(fd, POLLIN | POLLOUT), POLLOUT);
  EXPECT_EQ(s.so_error(fd), 0);
  EXPECT_EQ(s.connect(fd), 0);
  EXPECT_EQ(s.connect(fd), -EISCONN);
  EXPECT_EQ(s.read(fd, 10), -EAGAIN);
}

TEST(ActiveOpen, WorksOverIPv6) {
  Script s("strict", Version::V6);
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) win 65535 <mss 1440,sackOK,TS val 0 ecr 0,nop,wscale 7>");
  s.inject("S. 0:0(0) ack 1 win 65535 <mss 1440>");
  s.expect(". 1:1(0) ack 1");
}

// Both sides send a SYN, which cross; each answers with SYN,ACK, and both are connected.
TEST(ActiveOpen, MeetsAnother) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  s.at(0.1);
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 <mss 1460>");
  s.at(0.2);
  s.inject("S. 0:0(0) ack 1 win 1000 <mss 1000>");
  s.expect(". 1:1(0) ack 1");
  EXPECT_EQ(s.connect(fd), 0);
  EXPECT_EQ(s.write(fd, 100), 100);
  s.expect("P. 1:101(100) ack 1");
}

// Nobody listens: the error is told once.
TEST(ActiveOpen, IsRefused) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  s.inject("R. 0:0(0) ack 1 win 0");
  EXPECT_EQ(s.poll(fd, POLLOUT) & (POLLERR | POLLHUP), POLLERR | POLLHUP);
  EXPECT_EQ(s.so_error(fd), ECONNREFUSED);
  EXPECT_EQ(s.so_error(fd), 0);
}

TEST(ActiveOpen, IsRefusedByIcmp) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  s.inject_icmp(3, 3);  // port unreachable
  EXPECT_EQ(s.connect(fd), -ECONNREFUSED);
}

// Nobody answers: SYNs leave when Linux's do, the first four retries a second apart.
TEST(ActiveOpen, GivesUpAtLinuxsTimes) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  for (const double t : {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 11.0, 19.0, 35.0, 67.0}) {
    s.at(t);
    s.expect("S 0:0(0) <...>");
  }
  s.at(130.9);
  EXPECT_EQ(s.so_error(fd), 0);
  s.at(131.1);
  EXPECT_EQ(s.so_error(fd), ETIMEDOUT);
  s.expect_no_more_packets();
}

// A router that can't reach the host: Linux gives up at once. To the RFC's profile that is no reason to, but the reason
// that is told when nobody answers (MUST-56).
TEST(ActiveOpen, TellsWhatARouterSaid) {
  struct Case {
    std::uint8_t type, code;
    int error;
  };
  for (const Case c : {Case{3, 0, ENETUNREACH}, Case{3, 1, EHOSTUNREACH}, Case{3, 13, EHOSTUNREACH},
                       Case{11, 0, EHOSTUNREACH}, Case{12, 0, EPROTO}}) {
    Script s;
    const int fd = s.socket(SOCK_NONBLOCK);
    EXPECT_EQ(s.connect(fd), -EINPROGRESS);
    s.expect("S 0:0(0) <...>");
    s.inject_icmp(c.type, c.code);
    EXPECT_EQ(s.poll(fd, POLLOUT) & POLLERR, POLLERR);
    EXPECT_EQ(s.connect(fd), -c.error);
    s.expect_no_more_packets();
  }
  Script s("strict profile=rfc");
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_SYNCNT, 1), 0);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  s.inject_icmp(3, 1);
  s.at(1.0);
  s.expect("S 0:0(0) <...>");
  s.at(3.1);
  EXPECT_EQ(s.connect(fd), -EHOSTUNREACH);
}

// In ESTABLISHED nothing that a router says ends a connection (RFC 5927); text goes on leaving.
TEST(Established, OutlivesARouter) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 10), 10);
  s.expect("P. 1:11(10) ack 1");
  for (const std::uint8_t code : {0, 1, 2, 3, 13}) s.inject_icmp(3, code);
  EXPECT_EQ(s.poll(fd, POLLIN) & (POLLERR | POLLHUP), 0);
  s.at(0.2);
  s.expect("P. 1:11(10) ack 1");
  s.inject(". 1:1(0) ack 11 win 1000");
}

// The RFC's profile: exponential from the start, and three minutes at least (MUST-23).
TEST(ActiveOpen, GivesUpAfterThreeMinutesByTheRfc) {
  Script s("strict profile=rfc");
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  for (const double t : {0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 123.0}) {
    s.at(t);
    s.expect("S 0:0(0) <...>");
  }
  s.at(180.0);
  EXPECT_EQ(s.poll(fd, POLLOUT) & POLLERR, 0);
  s.at(183.1);
  EXPECT_EQ(s.so_error(fd), ETIMEDOUT);
}

// A listener with room for one (Linux: one more than it was told) drops the SYN that finds the queue full.
TEST(Listener, HasAsManyWaitingAsItWasTold) {
  Script s;
  const int fd = s.listening(1);
  for (const std::uint16_t port : {5001, 5002}) {
    s.inject("S 0:0(0) win 1000 <mss 1000>", port);
    s.expect("S. 0:0(0) ack 1 <mss 1460>", port);
    s.inject(". 1:1(0) ack 1 win 1000", port);
  }
  s.inject("S 0:0(0) win 1000 <mss 1000>", 5003);  // which is not answered
  EXPECT_GE(s.accept(fd), 0);
  s.at(1.0);
  s.inject("S 0:0(0) win 1000 <mss 1000>", 5003);
  s.expect("S. 0:0(0) ack 1 <mss 1460>", 5003);
}

// What arrives where nobody listens is answered with a reset.
TEST(Listener, IsMissed) {
  Script s;
  s.inject("S 0:0(0) win 1000");
  s.expect("R. 0:0(0) ack 1");
}

TEST(Bind, RefusesWhatIsTaken) {
  Script s;
  const int fd = s.listening();
  const int other = s.socket();
  EXPECT_EQ(s.bind(other), -EADDRINUSE);
  EXPECT_EQ(s.bind(other, 8081), 0);
  EXPECT_EQ(s.bind(other, 8082), -EINVAL);
  EXPECT_EQ(s.connect(fd), -EISCONN);
  EXPECT_EQ(s.bind(1234567, 1), -EBADF);
}

TEST(Socket, RefusesWhatIsNoTcp) {
  Script s;
  const auto open = [&](int domain, int type, int protocol) {
    return Script::result(s.api().socket(s.userdata(), domain, type, protocol));
  };
  EXPECT_EQ(open(AF_UNIX, SOCK_STREAM, 0), -EAFNOSUPPORT);
  EXPECT_EQ(open(AF_INET, SOCK_DGRAM, 0), -ESOCKTNOSUPPORT);
  EXPECT_EQ(open(AF_INET, SOCK_STREAM, IPPROTO_UDP), -EPROTONOSUPPORT);
}

// Calls that wait do so asleep, on another thread, and get on at the time of what they waited for.
TEST(Blocking, AcceptSleepsUntilSomebodyConnects) {
  Script s;
  const int fd = s.listening();
  double accepted_at = 0;
  Blocked accept([&] {
    const int connection = s.accept(fd);
    accepted_at = s.now();
    return connection;
  });
  EXPECT_TRUE(accept.was_asleep());
  s.at(0.1);
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 <mss 1460>");
  s.at(0.2);
  s.inject(". 1:1(0) ack 1 win 1000");
  s.at(5.0);
  EXPECT_GE(accept.result(), 0);
  EXPECT_NEAR(accepted_at, 0.2, 0.01);
}

TEST(Blocking, ConnectSleepsUntilItIsAnswered) {
  Script s;
  const int fd = s.socket();
  Blocked connect([&] { return s.connect(fd); });
  EXPECT_TRUE(connect.was_asleep());
  s.expect("S 0:0(0) <...>");
  s.at(0.1);
  s.inject("S. 0:0(0) ack 1 win 1000 <mss 1000>");
  s.expect(". 1:1(0) ack 1");
  EXPECT_EQ(connect.result(), 0);
}

// Who waits for what can't come while the only driver waits is told so, instead of waiting for ever.
TEST(Blocking, DriverIsNotLeftAlone) {
  Script s;
  const int fd = s.listening();
  EXPECT_EQ(s.accept(fd), -EDEADLK);
}

}  // namespace
}  // namespace finalack::packetdrill
