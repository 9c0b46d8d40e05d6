// What calls give that make no sense: the errno that Linux has for each.
#include <array>
#include <cerrno>
#include <functional>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

/// Every call that takes a descriptor, on that one.
std::vector<std::int64_t> all_calls(Script& s, int fd) {
  const auto& api = s.api();
  void* const u = s.userdata();
  std::array<char, 16> octets{};
  iovec part{octets.data(), octets.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  const auto result = [](std::int64_t returned) { return Script::result(returned); };
  return {result(api.read(u, fd, octets.data(), 4)),
          result(api.readv(u, fd, &part, 1)),
          result(api.write(u, fd, octets.data(), 4)),
          result(api.writev(u, fd, &part, 1)),
          result(api.fcntl(u, fd, F_GETFL)),
          result(api.ioctl(u, fd, FIONREAD, octets.data())),
          result(api.recv(u, fd, octets.data(), 4, 0)),
          result(api.recvfrom(u, fd, octets.data(), 4, 0, nullptr, nullptr)),
          result(api.recvmsg(u, fd, &message, 0)),
          result(api.send(u, fd, octets.data(), 4, 0)),
          result(api.sendto(u, fd, octets.data(), 4, 0, nullptr, 0)),
          result(api.sendmsg(u, fd, &message, 0)),
          s.bind(fd),
          s.listen(fd),
          s.accept(fd),
          s.connect(fd),
          s.shutdown(fd, SHUT_WR),
          s.set(fd, SOL_SOCKET, SO_KEEPALIVE, 1),
          s.get(fd, SOL_SOCKET, SO_KEEPALIVE)};
}

constexpr std::size_t kCallsOnAnyFile = 6;

TEST(Errors, OfNoDescriptor) {
  Script s;
  const int closed = s.socket();
  EXPECT_EQ(s.close(closed), 0);
  for (const int fd : {-1, 99999, closed}) {
    for (const auto result : all_calls(s, fd)) EXPECT_EQ(result, -EBADF);
    EXPECT_EQ(s.close(fd), -EBADF);
    EXPECT_EQ(Script::result(s.api().epoll_wait(s.userdata(), fd, nullptr, 1, 0)), -EBADF);
    EXPECT_EQ(Script::result(static_cast<int>(s.api().splice(s.userdata(), fd, nullptr, fd, nullptr, 1, 0))), -EBADF);
  }
}

TEST(Errors, OfNoSocket) {
  Script s;
  std::array<int, 2> ends{};
  EXPECT_EQ(s.api().pipe(s.userdata(), ends.data()), 0);
  EXPECT_EQ(s.write(ends[1], 4), 4);
  for (const int fd : {ends[0], s.api().epoll_create(s.userdata(), 1)}) {
    const auto results = all_calls(s, fd);
    for (std::size_t i = kCallsOnAnyFile; i < results.size(); ++i) EXPECT_EQ(results[i], -ENOTSOCK) << i;
  }
}

TEST(Errors, OfASocketWithoutConnection) {
  Script s;
  for (const bool listens : {false, true}) {
    const int fd = listens ? s.listening() : s.socket();
    EXPECT_EQ(s.read(fd, 10), -ENOTCONN);
    EXPECT_EQ(s.write(fd, 10), -EPIPE);
  }
  EXPECT_EQ(s.accept(s.socket()), -EINVAL);
}

TEST(Errors, OfASocketWithConnection) {
  Script s;
  const int fd = s.connected();
  EXPECT_EQ(s.connect(fd), -EISCONN);
  EXPECT_EQ(s.listen(fd), -EINVAL);
  EXPECT_EQ(s.accept(fd), -EINVAL);
  EXPECT_EQ(s.bind(fd), -EINVAL);
}

TEST(Errors, OfAddresses) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  const auto* const address = reinterpret_cast<const sockaddr*>(&name);
  for (const auto call : {s.api().bind, s.api().connect}) {
    EXPECT_EQ(Script::result(call(s.userdata(), fd, address, sizeof name)), -EAFNOSUPPORT);
    EXPECT_EQ(Script::result(call(s.userdata(), fd, address, 1)), -EINVAL);
    EXPECT_EQ(Script::result(call(s.userdata(), fd, nullptr, sizeof name)), -EFAULT);
  }
}

// Two connections can't have the same four numbers; a connection of our own port and another's works.
TEST(Errors, OfASecondConnection) {
  Script s;
  for (const int expected : {-EINPROGRESS, -EADDRNOTAVAIL}) {
    const int fd = s.socket(SOCK_NONBLOCK);
    EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_REUSEADDR, 1), 0);
    EXPECT_EQ(s.bind(fd, 5000), 0);
    EXPECT_EQ(s.connect(fd), expected);
  }
  s.expect("S 0:0(0) <...>");
}

// AF_UNSPEC takes the connection from a socket, which may have another then.
TEST(Errors, EndWithTheConnection) {
  Script s;
  const int fd = s.socket(SOCK_NONBLOCK);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
  sockaddr name{};
  name.sa_family = AF_UNSPEC;
  EXPECT_EQ(s.api().connect(s.userdata(), fd, &name, sizeof name), 0);
  EXPECT_EQ(s.connect(fd), -EINPROGRESS);
  s.expect("S 0:0(0) <...>");
}

// Whoever waits is told of the refusal by the call itself, and not again.
TEST(Errors, AreToldToWhoWaits) {
  Script s;
  const int fd = s.socket();
  Blocked connect([&] { return s.connect(fd); });
  EXPECT_TRUE(connect.was_asleep());
  s.expect("S 0:0(0) <...>");
  s.inject("R. 0:0(0) ack 1 win 0");
  EXPECT_EQ(connect.result(), -ECONNREFUSED);
  EXPECT_EQ(s.so_error(fd), 0);
}

// A write waits for room when the reset arrives: it tells the reset, the next has no connection.
TEST(Errors, OfAWriteThatWaits) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(s.set(fd, SOL_SOCKET, SO_SNDBUF, 5000), 0);
  EXPECT_EQ(s.write(fd, 5000, MSG_DONTWAIT), 5000);
  for (int i = 0; i < 5; ++i) EXPECT_NE(s.next(), "");
  Blocked write([&] { return s.write(fd, 1000); });
  EXPECT_TRUE(write.was_asleep());
  s.inject("R. 1:1(0) ack 1 win 0");
  EXPECT_EQ(write.result(), -ECONNRESET);
  EXPECT_EQ(s.write(fd, 1000), -EPIPE);
}

// Closed by another thread: nobody waits for ever.
TEST(Errors, OfAFileThatIsClosedMeanwhile) {
  Script s;
  const int fd = s.accepted();
  Blocked read([&] { return s.read(fd, 1000); });
  EXPECT_TRUE(read.was_asleep());
  EXPECT_EQ(s.close(fd), 0);
  EXPECT_EQ(read.result(), -ENOTCONN);
  s.expect("F. 1:1(0) ack 1");
  s.inject("R. 1:1(0) ack 2 win 0");
}

}  // namespace
}  // namespace finalack::packetdrill
