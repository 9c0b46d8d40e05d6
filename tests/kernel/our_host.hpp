// A TCP of ours at the other end of the device: a stack and its driver on a thread of their own.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "impl/services/service.hpp"
#include "impl/tun/descriptor.hpp"
#include "impl/tun/driver.hpp"

namespace finalack::kernel {

class OurHost {
 public:
  struct Options {
    impl::Settings settings = impl::linux_profile();
    std::optional<impl::Faults> faults;
  };

  OurHost(impl::TunDevice& device, Options options);
  ~OurHost();
  OurHost(const OurHost&) = delete;
  OurHost& operator=(const OurHost&) = delete;

  /// Runs `f(now, stack, services)` on the host's thread, between two turns of the driver, and gives what it gives.
  template <class F> auto with(F f) {
    using Result = decltype(f(impl::Time{}, std::declval<impl::Stack&>(), std::declval<impl::Services&>()));
    std::promise<Result> promise;
    auto result = promise.get_future();
    post([&] {
      if constexpr (std::is_void_v<Result>) {
        f(driver_.now(), stack_, services_);
        promise.set_value();
      } else {
        promise.set_value(f(driver_.now(), stack_, services_));
      }
    });
    return result.get();
  }

  // What a program with blocking sockets would call; each fails the test after some seconds without progress.
  void serve(std::uint16_t port, std::unique_ptr<impl::Service> service, impl::ListenerOptions options = {});
  impl::ConnectionId connect(const impl::Endpoint& remote);
  /// Waits until it is established, or over.
  impl::State wait_open(impl::ConnectionId id);
  void send_all(impl::ConnectionId id, std::span<const std::uint8_t> text);
  /// Up to the end of the text.
  std::vector<std::uint8_t> receive_all(impl::ConnectionId id);
  void shutdown(impl::ConnectionId id);
  /// Waits until the connection is in this state; false after five seconds.
  bool wait_state(impl::ConnectionId id, impl::State state);
  impl::State state(impl::ConnectionId id);
  impl::Signal reason(impl::ConnectionId id);
  /// How many connections are in each state.
  std::map<impl::State, int> states();

 private:
  void post(const std::function<void()>& task);
  void run();

  impl::Stack stack_;
  impl::Driver driver_;
  impl::Services services_;
  impl::Descriptor wake_;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

/// Calls `is_done` until it is true, or `seconds` have passed: false.
bool eventually(const std::function<bool()>& is_done, int seconds = 10);

/// `size` octets that look like none other's, from a seed.
std::vector<std::uint8_t> random_text(std::size_t size, std::uint64_t seed);

}  // namespace finalack::kernel
