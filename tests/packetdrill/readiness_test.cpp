// poll and epoll.
#include <array>
#include <cerrno>

#include <gtest/gtest.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

class EpollTest : public testing::Test {
 protected:
  int create() { return s.api().epoll_create(s.userdata(), 1); }
  std::int64_t control(int set, int operation, int fd, unsigned events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    return Script::result(s.api().epoll_ctl(s.userdata(), set, operation, fd, &event));
  }
  /// The events of the only file that is ready; 0: none is.
  std::int64_t wait(int set, int timeout_ms = 0) {
    std::array<epoll_event, 4> events{};
    const auto count = Script::result(s.api().epoll_wait(s.userdata(), set, events.data(), 4, timeout_ms));
    return count <= 0 ? count : static_cast<std::int64_t>(events[0].events);
  }

  Script s;
};

// Level triggered: it is told as long as it is so.
TEST_F(EpollTest, TellsTheLevel) {
  const int fd = s.accepted();
  const int set = create();
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP), 0);
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, fd, EPOLLIN), -EEXIST);
  EXPECT_EQ(wait(set), 0);
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(wait(set), EPOLLIN);
  EXPECT_EQ(wait(set), EPOLLIN);
  EXPECT_EQ(s.read(fd, 1000), 100);
  EXPECT_EQ(wait(set), 0);
  s.inject("F. 101:101(0) ack 1 win 1000");
  s.expect(". 1:1(0) ack 102");
  EXPECT_EQ(wait(set), EPOLLIN | EPOLLRDHUP);
  s.inject("R. 102:102(0) ack 1 win 0");
  EXPECT_EQ(wait(set), EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP);
}

// Edge triggered: it is told when something came.
TEST_F(EpollTest, TellsTheEdge) {
  const int fd = s.accepted();
  const int set = create();
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT | EPOLLET), 0);
  EXPECT_EQ(wait(set), EPOLLOUT);
  EXPECT_EQ(wait(set), 0);
  s.inject("P. 1:101(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 101");
  EXPECT_EQ(wait(set), EPOLLIN | EPOLLOUT);
  EXPECT_EQ(wait(set), 0);
  s.inject("P. 101:201(100) ack 1 win 1000");
  s.expect(". 1:1(0) ack 201");
  EXPECT_EQ(wait(set), EPOLLIN | EPOLLOUT);
  EXPECT_EQ(control(set, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLET), 0);
  EXPECT_EQ(wait(set), EPOLLIN);
  EXPECT_EQ(wait(set), 0);
}

TEST_F(EpollTest, TellsOnce) {
  const int fd = s.accepted();
  const int set = create();
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, fd, EPOLLOUT | EPOLLONESHOT), 0);
  EXPECT_EQ(wait(set), EPOLLOUT);
  EXPECT_EQ(wait(set), 0);
  EXPECT_EQ(control(set, EPOLL_CTL_MOD, fd, EPOLLOUT | EPOLLONESHOT), 0);
  EXPECT_EQ(wait(set), EPOLLOUT);
  EXPECT_EQ(control(set, EPOLL_CTL_DEL, fd, 0), 0);
  EXPECT_EQ(control(set, EPOLL_CTL_DEL, fd, 0), -ENOENT);
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, set, 0), -EINVAL);
}

TEST_F(EpollTest, WaitsAsleep) {
  const int fd = s.listening();
  const int set = create();
  EXPECT_EQ(control(set, EPOLL_CTL_ADD, fd, EPOLLIN), 0);
  Blocked waiting([&] { return wait(set, -1); });
  EXPECT_TRUE(waiting.was_asleep());
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 <mss 1460>");
  s.inject(". 1:1(0) ack 1 win 1000");
  EXPECT_EQ(waiting.result(), EPOLLIN);
}

// A timeout is of virtual time: whoever waits is woken when it comes, and the driver's own wait passes it.
TEST_F(EpollTest, WaitsInVirtualTime) {
  const int set = create();
  s.at(1.0);
  EXPECT_EQ(wait(set, 5000), 0);
  EXPECT_NEAR(s.now(), 6.0, 0.001);
  double woken = 0;
  Blocked waiting([&] {
    const auto events = wait(set, 3000);
    woken = s.now();
    return events;
  });
  s.at(20.0);
  EXPECT_EQ(waiting.result(), 0);
  EXPECT_NEAR(woken, 9.0, 0.01);
}

TEST(Poll, LooksAtSeveral) {
  Script s;
  const int listener = s.listening();
  const int fresh = s.socket();
  std::array<pollfd, 4> fds{{{listener, POLLIN, 0}, {fresh, POLLIN, 0}, {-1, POLLIN, 0}, {9999, POLLIN, 0}}};
  EXPECT_EQ(s.api().poll(s.userdata(), fds.data(), fds.size(), 0), 2);
  EXPECT_EQ(fds[0].revents, 0);
  EXPECT_EQ(fds[1].revents, POLLHUP);
  EXPECT_EQ(fds[2].revents, 0);
  EXPECT_EQ(fds[3].revents, POLLNVAL);
}

}  // namespace
}  // namespace finalack::packetdrill
