// A stack on a TUN device, put together from options.
#pragma once

#include <memory>
#include <stdexcept>

#include "cli/net/capture.hpp"
#include "cli/net/live_ladder.hpp"
#include "cli/net/net_options.hpp"
#include "cli/terminal/console.hpp"
#include "impl/tun/driver.hpp"

namespace finalack::cli {

/// The system doesn't give what is needed; the message says how to get it.
class Unavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Network {
 public:
  /// Opens and configures the device. Throws UsageError, Unavailable, CannotWrite.
  Network(const NetOptions& options, const Console& console);

  impl::Stack& stack() { return *stack_; }
  impl::Driver& driver() { return *driver_; }
  /// The driver's. Throws Unavailable if the interface was deleted.
  bool turn(impl::Duration longest, std::span<pollfd> others = {});
  impl::Time now() const { return driver_->now(); }
  /// Who is told of segments beside the trace.
  void also_tell(impl::SegmentObserver* observer);
  const std::vector<impl::IpAddress>& addresses() const { return stack_->options().addresses; }
  const impl::TunDevice& device() const { return *device_; }

 private:
  struct Tee : impl::SegmentObserver {
    std::vector<impl::SegmentObserver*> all;
    void on_segment(const impl::SegmentSeen& seen) override {
      for (auto* one : all) one->on_segment(seen);
    }
  };

  std::unique_ptr<impl::TunDevice> device_;
  std::unique_ptr<impl::Stack> stack_;
  std::unique_ptr<impl::Driver> driver_;
  std::unique_ptr<Capture> capture_;
  std::unique_ptr<LiveLadder> ladder_;
  Tee tee_;
};

}  // namespace finalack::cli
