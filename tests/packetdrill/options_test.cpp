// Socket options, TCP_INFO, fcntl and ioctl.
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

TEST(Options, SayWhatWasSet) {
  Script s;
  const int fd = s.socket();
  const auto keeps = [&](int level, int name, int value) {
    EXPECT_EQ(s.set(fd, level, name, value), 0) << name;
    EXPECT_EQ(s.get(fd, level, name), value) << name;
  };
  keeps(SOL_SOCKET, SO_REUSEADDR, 1);
  keeps(SOL_SOCKET, SO_KEEPALIVE, 1);
  keeps(IPPROTO_TCP, TCP_NODELAY, 1);
  keeps(IPPROTO_TCP, TCP_CORK, 1);
  keeps(IPPROTO_TCP, TCP_KEEPIDLE, 11);
  keeps(IPPROTO_TCP, TCP_KEEPINTVL, 12);
  keeps(IPPROTO_TCP, TCP_KEEPCNT, 13);
  keeps(IPPROTO_TCP, TCP_SYNCNT, 3);
  keeps(IPPROTO_TCP, TCP_LINGER2, 14);
  keeps(IPPROTO_TCP, TCP_USER_TIMEOUT, 1500);
  keeps(IPPROTO_TCP, TCP_DEFER_ACCEPT, 1);
  keeps(IPPROTO_TCP, TCP_MAXSEG, 1000);
  keeps(IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1000);
  keeps(SOL_SOCKET, SO_OOBINLINE, 1);
  EXPECT_EQ(s.get(fd, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
  EXPECT_EQ(s.get(fd, SOL_SOCKET, SO_ACCEPTCONN), 0);
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_SNDBUF, 10000), 0);
  EXPECT_EQ(s.get(fd, SOL_SOCKET, SO_SNDBUF), 20000);
  EXPECT_EQ(s.get(s.listening(), SOL_SOCKET, SO_ACCEPTCONN), 1);
}

TEST(Options, RefuseWhatIsWrong) {
  Script s;
  const int fd = s.socket();
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_MARK, 1), -ENOPROTOOPT);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, 9999, 1), -ENOPROTOOPT);
  EXPECT_EQ(s.set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1), -ENOPROTOOPT);
  EXPECT_EQ(s.get(fd, IPPROTO_TCP, 9999), -ENOPROTOOPT);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 0), -EINVAL);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_MAXSEG, 10), -EINVAL);
  EXPECT_EQ(s.set(9999, SOL_SOCKET, SO_KEEPALIVE, 1), -EBADF);
  const char one = 1;
  EXPECT_EQ(Script::result(s.api().setsockopt(s.userdata(), fd, SOL_SOCKET, SO_KEEPALIVE, &one, 1)), -EINVAL);
}

TEST(Options, V6OnlyIsForIPv6) {
  Script s("strict", Version::V6);
  const int fd = s.socket();
  EXPECT_EQ(s.get(fd, IPPROTO_IPV6, IPV6_V6ONLY), 0);
  EXPECT_EQ(s.set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1), 0);
  EXPECT_EQ(s.get(fd, IPPROTO_IPV6, IPV6_V6ONLY), 1);
}

// TCP_MAXSEG is what our SYN says, and the most that we send.
TEST(MaxSegment, LimitsBothWays) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_MAXSEG, 500), 0);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <mss 500,sackOK,TS val 0 ecr 0,nop,wscale 7>");
  s.inject("S. 0:0(0) ack 1 win 1000 <mss 1460>");
  s.expect(". 1:1(0) ack 1");
  EXPECT_EQ(s.write(fd, 600), 600);
  s.expect(". 1:501(500) ack 1");
  s.inject(". 1:1(0) ack 501 win 1000");
  s.expect("P. 501:601(100) ack 1");
}

// TCP_NOTSENT_LOWAT: poll() calls a socket writable while less than that waits to be sent.
TEST(Unsent, LimitsWhatIsWritable) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, 1000), 0);
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_EQ(s.write(fd, 1999), 1999);
  s.expect(". 1:1001(1000) ack 1");
  EXPECT_EQ(s.poll(fd, POLLOUT), POLLOUT);
  EXPECT_EQ(s.write(fd, 1), 1);
  EXPECT_EQ(s.poll(fd, POLLOUT), 0);
  s.inject(". 1:1(0) ack 1001 win 1000");
  s.expect("P. 1001:2001(1000) ack 1");
  EXPECT_EQ(s.poll(fd, POLLOUT), POLLOUT);
}

tcp_info info_of(Script& s, int fd) {
  tcp_info info{};
  socklen_t size = sizeof info;
  EXPECT_EQ(s.api().getsockopt(s.userdata(), fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
  EXPECT_EQ(size, sizeof info);
  return info;
}

// What Linux's TCP_INFO says of a connection with a round trip of 100 ms, and a loss.
TEST(TcpInfo, TellsWhatIsKnown) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(info_of(s, fd).tcpi_state, TCP_CLOSE);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  EXPECT_EQ(info_of(s, fd).tcpi_state, TCP_SYN_SENT);
  s.expect("S 0:0(0) <...>");
  s.at(0.1);
  s.inject("S. 0:0(0) ack 1 win 65535 <mss 1000,nop,nop,sackOK,nop,wscale 3>");
  s.expect(". 1:1(0) ack 1");
  tcp_info info = info_of(s, fd);
  EXPECT_EQ(info.tcpi_state, TCP_ESTABLISHED);
  EXPECT_EQ(info.tcpi_options, TCPI_OPT_SACK | TCPI_OPT_WSCALE);
  EXPECT_EQ(info.tcpi_snd_wscale, 3);
  EXPECT_EQ(info.tcpi_rcv_wscale, 7);
  EXPECT_EQ(info.tcpi_snd_mss, 1000U);
  EXPECT_EQ(info.tcpi_advmss, 1460U);
  EXPECT_EQ(info.tcpi_snd_cwnd, 10U);
  EXPECT_EQ(info.tcpi_snd_ssthresh, 0x7fffffffU);
  EXPECT_NEAR(info.tcpi_rtt, 100'000, 1000);
  EXPECT_NEAR(info.tcpi_rttvar, 50'000, 1000);
  EXPECT_NEAR(info.tcpi_rto, 300'000, 3000);
  EXPECT_EQ(s.write(fd, 2000), 2000);
  s.expect(". 1:1001(1000) ack 1");
  s.expect("P. 1001:2001(1000) ack 1");
  s.inject(". 1:1(0) ack 1 win 65535 <nop,nop,sack 1001:2001>");
  info = info_of(s, fd);
  EXPECT_EQ(info.tcpi_unacked, 2U);
  EXPECT_EQ(info.tcpi_sacked, 1U);
  EXPECT_EQ(info.tcpi_retransmits, 0U);
  s.at(0.4);
  s.expect(". 1:1001(1000) ack 1");
  info = info_of(s, fd);
  EXPECT_EQ(info.tcpi_retransmits, 1U);
  EXPECT_EQ(info.tcpi_total_retrans, 1U);
  EXPECT_EQ(info.tcpi_snd_cwnd, 1U);
  EXPECT_EQ(info.tcpi_ca_state, TCP_CA_Loss);
  s.inject("R. 1:1(0) ack 1001 win 0");
}

TEST(TcpInfo, IsCutToTheRoomThereIs) {
  Script s;
  std::array<unsigned char, 4> info{9, 9, 9, 9};
  socklen_t size = 1;
  EXPECT_EQ(s.api().getsockopt(s.userdata(), s.listening(), IPPROTO_TCP, TCP_INFO, info.data(), &size), 0);
  EXPECT_EQ(size, 1U);
  EXPECT_EQ(info[0], TCP_LISTEN);
  EXPECT_EQ(info[1], 9);
}

TEST(Control, TurnsWaitingOff) {
  Script s;
  const int fd = s.listening();
  const auto fcntl = [&](int command, int argument) { return s.api().fcntl(s.userdata(), fd, command, argument); };
  EXPECT_EQ(fcntl(F_GETFL, 0), O_RDWR);
  EXPECT_EQ(fcntl(F_SETFL, O_RDWR | O_NONBLOCK), 0);
  EXPECT_EQ(fcntl(F_GETFL, 0), O_RDWR | O_NONBLOCK);
  EXPECT_EQ(s.accept(fd), -EAGAIN);
  int off = 0;
  EXPECT_EQ(s.api().ioctl(s.userdata(), fd, FIONBIO, &off), 0);
  EXPECT_EQ(fcntl(F_GETFL, 0), O_RDWR);
  EXPECT_EQ(Script::result(fcntl(F_DUPFD, 0)), -EINVAL);
}

TEST(Control, TellsWhatIsQueued) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.write(fd, 100), 100);
  s.expect("P. 1:101(100) ack 1");
  EXPECT_EQ(s.write(fd, 50), 50);
  EXPECT_EQ(s.ioctl(fd, SIOCOUTQ), 150);
  EXPECT_EQ(s.ioctl(fd, SIOCOUTQNSD), 50);
  s.inject("P. 1:8(7) ack 101 win 1000");
  s.expect("P. 101:151(50) ack 8");
  EXPECT_EQ(s.ioctl(fd, SIOCINQ), 7);
  EXPECT_EQ(s.ioctl(fd, SIOCOUTQ), 50);
  EXPECT_EQ(s.ioctl(fd, TCGETS), -ENOTTY);
}

}  // namespace
}  // namespace finalack::packetdrill
