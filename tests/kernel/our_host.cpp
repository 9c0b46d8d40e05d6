#include "tests/kernel/our_host.hpp"

#include <algorithm>
#include <cstring>
#include <random>

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/kernel/namespace.hpp"

namespace finalack::kernel {
namespace {

impl::StackOptions stack_options(const impl::Settings& settings) {
  impl::StackOptions options;
  options.addresses = {KernelNetwork::kOursV4, KernelNetwork::kOursV6};
  options.settings = settings;
  options.key = impl::KeyedHash::random_key();
  return options;
}

constexpr auto kPause = std::chrono::milliseconds(1);

}  // namespace

OurHost::OurHost(impl::TunDevice& device, Options options)
    : stack_(stack_options(options.settings)),
      driver_(device, stack_, {options.faults}),
      services_(stack_),
      wake_(eventfd(0, EFD_NONBLOCK)),
      thread_([this] { run(); }) {}

OurHost::~OurHost() {
  post([this] { stop_ = true; });
  thread_.join();
}

void OurHost::post(const std::function<void()>& task) {
  {
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(task);
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void OurHost::run() {
  while (!stop_) {
    pollfd woken{wake_.get(), POLLIN, 0};
    driver_.turn(std::chrono::milliseconds(100), {&woken, 1});
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = read(wake_.get(), &count, sizeof count);
    std::vector<std::function<void()>> tasks;
    {
      const std::scoped_lock lock(mutex_);
      tasks.swap(tasks_);
    }
    for (const auto& task : tasks) task();
    services_.attend(driver_.now());
  }
}

void OurHost::serve(std::uint16_t port, std::unique_ptr<impl::Service> service, impl::ListenerOptions options) {
  with([&](impl::Time, impl::Stack&, impl::Services& services) {
    const auto error = services.add({KernelNetwork::kOursV4, port}, options, std::move(service));
    EXPECT_EQ(error, impl::ListenError::None);
  });
}

impl::ConnectionId OurHost::connect(const impl::Endpoint& remote) {
  impl::ConnectionId id;
  with([&](impl::Time now, impl::Stack& stack, impl::Services&) {
    EXPECT_EQ(stack.connect(now, remote, 0, id), impl::ConnectError::None);
  });
  return id;
}

impl::State OurHost::state(impl::ConnectionId id) {
  return with([&](impl::Time, impl::Stack& stack, impl::Services&) {
    const impl::Connection* connection = stack.connection(id);
    return connection == nullptr ? impl::State::Closed : connection->state();
  });
}

impl::Signal OurHost::reason(impl::ConnectionId id) {
  return with([&](impl::Time, impl::Stack& stack, impl::Services&) {
    const impl::Connection* connection = stack.connection(id);
    return connection == nullptr ? impl::Signal::None : connection->reason();
  });
}

impl::State OurHost::wait_open(impl::ConnectionId id) {
  eventually([&] {
    const impl::State now = state(id);
    return now == impl::State::Closed || now >= impl::State::Established;
  });
  return state(id);
}

bool OurHost::wait_state(impl::ConnectionId id, impl::State wanted) {
  return eventually([&] { return state(id) == wanted; }, 5);
}

void OurHost::send_all(impl::ConnectionId id, std::span<const std::uint8_t> text) {
  auto last = std::chrono::steady_clock::now();
  while (!text.empty()) {
    const auto sent =
        with([&](impl::Time now, impl::Stack& stack, impl::Services&) { return stack.send(now, id, text); });
    text = text.subspan(sent.octets);
    const auto now = std::chrono::steady_clock::now();
    if (sent.octets > 0) {
      last = now;
    } else {
      ASSERT_EQ(sent.error, impl::SendError::NoRoom);
      ASSERT_LT(now - last, std::chrono::seconds(20)) << text.size() << " octets left";
      std::this_thread::sleep_for(kPause);
    }
  }
}

std::vector<std::uint8_t> OurHost::receive_all(impl::ConnectionId id) {
  std::vector<std::uint8_t> all;
  std::vector<std::uint8_t> buffer(1 << 20);
  auto last = std::chrono::steady_clock::now();
  for (;;) {
    const auto got =
        with([&](impl::Time now, impl::Stack& stack, impl::Services&) { return stack.receive(now, id, buffer); });
    all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got.octets));
    const auto now = std::chrono::steady_clock::now();
    if (got.octets > 0) {
      last = now;
    } else if (got.error != impl::ReceiveError::NothingYet) {
      return all;
    } else if (now - last > std::chrono::seconds(20)) {
      ADD_FAILURE() << "nothing for 20 s after " << all.size() << " octets";
      return all;
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

void OurHost::shutdown(impl::ConnectionId id) {
  with([&](impl::Time now, impl::Stack& stack, impl::Services&) { (void)stack.shutdown(now, id); });
}

std::map<impl::State, int> OurHost::states() {
  return with([](impl::Time, impl::Stack& stack, impl::Services&) {
    std::map<impl::State, int> count;
    stack.for_each([&](impl::ConnectionId, const impl::FourTuple&, const impl::Connection& c) { ++count[c.state()]; });
    return count;
  });
}

bool eventually(const std::function<bool()>& is_done, int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!is_done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

std::vector<std::uint8_t> random_text(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint8_t> text(size);
  for (std::size_t i = 0; i < size; i += 8) {
    const std::uint64_t word = random();
    std::memcpy(text.data() + i, &word, std::min<std::size_t>(8, size - i));
  }
  return text;
}

}  // namespace finalack::kernel
