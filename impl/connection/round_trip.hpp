// The retransmission timeout, RFC 6298.
#pragma once

#include <algorithm>
#include <cstdint>

#include "impl/connection/fields.hpp"
#include "impl/connection/settings.hpp"

namespace finalack::impl {

class RoundTrip {
 public:
  /// Takes a measured round trip into account, and ends backing off. Whose segment was sent more than once is not to be
  /// measured, unless a timestamp says which sending was answered (Karn's algorithm, section 3).
  void sample(Duration measured, const Settings& settings) {
    measured = std::max(measured, Duration(1));
    if (smoothed_ == Duration::zero()) {
      smoothed_ = measured;  // (2.2)
      variation_ = measured / 2;
    } else {  // (2.3)
      const Duration error = measured < smoothed_ ? smoothed_ - measured : measured - smoothed_;
      variation_ += (error - variation_) / 4;
      smoothed_ += (measured - smoothed_) / 8;
    }
    const Duration timeout = smoothed_ + std::max(kGranularity, 4 * variation_);
    timeout_ = std::clamp(timeout, settings.rto_min, settings.rto_max);
    backoff_ = 0;
  }

  /// The timeout as it is to be used now: doubled at each timeout since the last sample (5.5), within its limit.
  Duration timeout(const Settings& settings) const {
    const Duration base = timeout_ == Duration::zero() ? settings.rto_initial : timeout_;
    return std::min(base * (std::int64_t{1} << std::min<unsigned>(backoff_, 20)), settings.rto_max);
  }

  void back_off() { ++backoff_; }
  void forget_backing_off() { backoff_ = 0; }

  /// (5.7): a SYN had to be sent again, so three seconds until something is measured.
  void after_retransmitted_syn(const Settings& settings) {
    backoff_ = 0;
    if (smoothed_ == Duration::zero())
      timeout_ = std::min(std::max(Duration(3'000'000), settings.rto_min), settings.rto_max);
  }

  Duration smoothed() const { return smoothed_; }    ///< SRTT; zero before the first sample
  Duration variation() const { return variation_; }  ///< RTTVAR

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [smoothed, variation, timeout, backoff] = self;
    visit("smoothed", smoothed, Space::None);
    visit("variation", variation, Space::None);
    visit("timeout", timeout, Space::None);
    visit("backoff", backoff, Space::None);
  }

  bool operator==(const RoundTrip&) const = default;

 private:
  static constexpr Duration kGranularity = std::chrono::milliseconds(1);  // G: that of timestamps

  Duration smoothed_{};
  Duration variation_{};
  Duration timeout_{};  // zero: nothing measured yet
  unsigned backoff_ = 0;
};

}  // namespace finalack::impl
