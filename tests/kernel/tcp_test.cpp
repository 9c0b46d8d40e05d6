// The kernel's TCP and ours, on the two ends of a TUN device: each as client and as server, over a good wire and a bad
// one, and every way to end.
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>
#include <thread>

#include <poll.h>
#include <sys/socket.h>

#include "tests/kernel/kernel_test.hpp"
#include "tests/kernel/our_host.hpp"
#include "tests/kernel/sockets.hpp"

namespace finalack::kernel {
namespace {

using impl::Endpoint;
using impl::Signal;
using impl::State;

constexpr std::size_t kMuch = std::size_t{64} << 20U;

Endpoint ours(std::uint16_t port) { return {KernelNetwork::kOursV4, port}; }
Endpoint kernels(std::uint16_t port) { return {KernelNetwork::kKernelV4, port}; }

impl::Faults bad_wire() {
  impl::Faults faults;
  faults.loss = 0.02;
  faults.reorder = 0.02;
  faults.hold = std::chrono::milliseconds(1);  // the path is short, and so is what a packet is late
  faults.seed = 7;
  return faults;
}

/// `text` to an echo of ours and back, all of it compared. The kernel writes and reads at the same time.
void expect_echo(const impl::Descriptor& socket, const std::vector<std::uint8_t>& text) {
  std::thread writer([&] {
    write_all(socket, text);
    finish_writing(socket);
  });
  const std::vector<std::uint8_t> back = read_all(socket);
  writer.join();
  EXPECT_EQ(back.size(), text.size());
  EXPECT_TRUE(back == text);
}

/// The kernel's connections by the state that /proc/net/tcp has for them: 1 ESTABLISHED ... 6 TIME-WAIT ... 10 LISTEN.
std::map<int, int> kernel_states() {
  std::map<int, int> count;
  std::ifstream table("/proc/thread-self/net/tcp");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string number, local, remote, state;
    fields >> number >> local >> remote >> state;
    ++count[std::stoi(state, nullptr, 16)];
  }
  return count;
}

class Transfer : public EitherOffloadTest {};

TEST_P(Transfer, OfMuchTextFromTheKernelAndBack) {
  OurHost host(device(), {});
  host.serve(7, std::make_unique<impl::EchoService>());
  expect_echo(connect_to(ours(7)), random_text(kMuch, 1));
}

TEST_P(Transfer, OfMuchTextFromUsToTheKernelAndBack) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  std::thread echo([&] {
    const impl::Descriptor socket = accept_from(listener);
    for (;;) {
      const auto some = read_some(socket);
      if (some.empty()) break;
      write_all(socket, some);
    }
    finish_writing(socket);
  });
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  EXPECT_EQ(host.wait_open(id), State::Established);
  const auto text = random_text(kMuch, 2);
  std::thread writer([&] {
    host.send_all(id, text);
    host.shutdown(id);
  });
  const auto back = host.receive_all(id);
  writer.join();
  echo.join();
  EXPECT_TRUE(back == text) << back.size();
}

INSTANTIATE_TEST_SUITE_P(Kernel, Transfer, testing::Bool(), offload_name);

class Kernel : public KernelTest {
 protected:
  void SetUp() override { start({.offload = false}); }
};

TEST_F(Kernel, SendsMuchTextOverABadWireAndGetsItBack) {
  OurHost host(device(), {.faults = bad_wire()});
  host.serve(7, std::make_unique<impl::EchoService>());
  expect_echo(connect_to(ours(7)), random_text(kMuch, 3));
}

TEST_F(Kernel, GetsMuchTextFromUsOverABadWire) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  std::vector<std::uint8_t> got;
  std::thread reader([&] { got = read_all(accept_from(listener)); });
  OurHost host(device(), {.faults = bad_wire()});
  const auto id = host.connect(kernels(5000));
  const auto text = random_text(kMuch, 4);
  ASSERT_EQ(host.wait_open(id), State::Established);
  host.send_all(id, text);
  host.shutdown(id);
  reader.join();
  EXPECT_TRUE(got == text) << got.size();
}

TEST_F(Kernel, RefusesAConnectionToAClosedPort) {
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5001));
  EXPECT_EQ(host.wait_open(id), State::Closed);
  EXPECT_EQ(host.reason(id), Signal::Refused);
}

TEST_F(Kernel, IsRefusedAtAClosedPortOfOurs) {
  OurHost host(device(), {});
  try {
    connect_to(ours(5002));
    FAIL() << "connected";
  } catch (const std::system_error& e) {
    EXPECT_EQ(e.code().value(), ECONNREFUSED);
  }
}

TEST_F(Kernel, ClosesFirst) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  { const impl::Descriptor accepted = accept_from(listener); }
  EXPECT_TRUE(host.wait_state(id, State::CloseWait));
  host.shutdown(id);
  EXPECT_TRUE(host.wait_state(id, State::Closed));
  EXPECT_EQ(host.reason(id), Signal::Finished);
  EXPECT_TRUE(eventually([] { return kernel_states()[6] == 1; })) << "the kernel's end is in TIME-WAIT";
}

TEST_F(Kernel, SeesUsCloseFirst) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  {
    const impl::Descriptor accepted = accept_from(listener);
    host.shutdown(id);
    EXPECT_TRUE(host.wait_state(id, State::FinWait2));
    EXPECT_TRUE(read_all(accepted).empty());
  }
  EXPECT_TRUE(host.wait_state(id, State::TimeWait));
  EXPECT_EQ(kernel_states()[6], 0) << "only one end waits";
}

TEST_F(Kernel, GoesOnSendingAfterWeClosedOurHalf) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  const impl::Descriptor accepted = accept_from(listener);
  host.shutdown(id);
  EXPECT_TRUE(read_all(accepted).empty());
  const auto text = random_text(300'000, 5);
  std::thread writer([&] {
    write_all(accepted, text);
    finish_writing(accepted);
  });
  EXPECT_TRUE(host.receive_all(id) == text);
  writer.join();
}

TEST_F(Kernel, ReadsOnAfterItClosedItsHalf) {
  OurHost host(device(), {});
  host.serve(7, std::make_unique<impl::EchoService>());
  const auto text = random_text(300'000, 6);
  expect_echo(connect_to(ours(7)), text);  // all of it is written, and its FIN sent, before the last of it is back
}

TEST_F(Kernel, ClosesWhenWeDo) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  impl::Faults slow;  // each end's FIN is on its way when the other's leaves
  slow.delay = std::chrono::milliseconds(50);
  OurHost host(device(), {.faults = slow});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  {
    const impl::Descriptor accepted = accept_from(listener);
    host.shutdown(id);
  }
  EXPECT_TRUE(host.wait_state(id, State::Closing));
  EXPECT_TRUE(host.wait_state(id, State::TimeWait));
  EXPECT_TRUE(eventually([] { return kernel_states()[6] == 1; }));
}

TEST_F(Kernel, ResetsAConnectionThatItDidNotReadToTheEnd) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  host.send_all(id, random_text(100, 7));
  {
    const impl::Descriptor accepted = accept_from(listener);
    pollfd in{accepted.get(), POLLIN, 0};
    ASSERT_EQ(poll(&in, 1, 5000), 1);
  }
  EXPECT_TRUE(host.wait_state(id, State::Closed));
  EXPECT_EQ(host.reason(id), Signal::Reset);
}

TEST_F(Kernel, IsResetWhenWeAbort) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  const auto id = host.connect(kernels(5000));
  ASSERT_EQ(host.wait_open(id), State::Established);
  const impl::Descriptor accepted = accept_from(listener);
  host.with([&](impl::Time now, impl::Stack& stack, impl::Services&) { (void)stack.abort(now, id); });
  pollfd in{accepted.get(), POLLIN, 0};
  ASSERT_EQ(poll(&in, 1, 5000), 1);
  char octet = 0;
  EXPECT_EQ(recv(accepted.get(), &octet, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
}

TEST_F(Kernel, ConnectsThroughACookie) {
  OurHost host(device(), {});
  impl::ListenerOptions options;
  options.cookies = impl::SynCookies::Always;
  host.serve(7, std::make_unique<impl::EchoService>(), options);
  expect_echo(connect_to(ours(7)), random_text(1'000'000, 8));
  host.with([](impl::Time, impl::Stack& stack, impl::Services& services) {
    const impl::ListenerCounters& c = stack.listener(services.listeners().front()).counters;
    EXPECT_EQ(c.cookies_sent, 1U);
    EXPECT_EQ(c.cookies_accepted, 1U);
    EXPECT_EQ(c.queued, 0U);
  });
}

TEST_F(Kernel, LeavesNothingButTimeWaitAfterAThousandConnections) {
  const impl::Descriptor listener = listen_at(kernels(5000));
  OurHost host(device(), {});
  host.serve(7, std::make_unique<impl::EchoService>());
  const auto text = random_text(100, 9);
  for (int i = 0; i < 1000; ++i) {
    if (i % 2 == 0) {
      expect_echo(connect_to(ours(7)), text);  // the kernel closes first
    } else {
      const auto id = host.connect(kernels(5000));
      ASSERT_EQ(host.wait_open(id), State::Established) << i;
      const impl::Descriptor accepted = accept_from(listener);
      host.shutdown(id);
      ASSERT_TRUE(read_all(accepted).empty());
    }
  }
  EXPECT_TRUE(eventually([&] {
    const auto states = host.states();
    return states.size() == 1 && states.begin()->first == State::TimeWait && states.begin()->second == 500;
  }));
  EXPECT_TRUE(eventually([] {
    auto states = kernel_states();
    states.erase(10);  // the listener
    return states.size() == 1 && states[6] == 500;
  }));
}

}  // namespace
}  // namespace finalack::kernel
