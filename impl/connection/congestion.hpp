// The congestion window, RFC 5681. What is lost, and when it is sent again, is loss_recovery.hpp's.
#pragma once

#include <algorithm>
#include <cstdint>

#include "impl/connection/fields.hpp"

namespace finalack::impl {

class Congestion {
 public:
  /// Octets; `segment` is SMSS.
  void begin(std::uint32_t segments, std::uint32_t segment) {
    window_ = segments * segment;
    threshold_ = kUnlimited;
    timed_out_ = false;
  }

  std::uint32_t window() const { return window_; }        ///< cwnd, octets
  std::uint32_t threshold() const { return threshold_; }  ///< ssthresh, octets

  /// New text was acknowledged, while the window was what limited us (otherwise it says nothing of the path). Slow
  /// start counts octets and grows by two segments at most, or by one after a timeout, when an ACK may be of much that
  /// had arrived long before (RFC 3465); avoidance by one segment per window.
  void on_acknowledged(std::uint32_t octets, std::uint32_t segment) {
    if (window_ < threshold_) {
      window_ = std::min(window_ + std::min(octets, timed_out_ ? segment : 2 * segment), kLargest);
      return;
    }
    timed_out_ = false;
    acknowledged_ += octets;
    if (acknowledged_ >= window_) {
      acknowledged_ -= window_;
      window_ = std::min(window_ + segment, kLargest);
    }
  }

  /// Equation (4): half of what was in flight, but two segments at least.
  void on_loss(std::uint32_t flight, std::uint32_t segment) {
    threshold_ = std::max(flight / 2, 2 * segment);
    window_ = threshold_;
    acknowledged_ = 0;
    timed_out_ = false;
  }

  /// After a timeout: one segment (3.1). The threshold falls at the first timeout of a segment only.
  void on_timeout(std::uint32_t flight, std::uint32_t segment, bool first) {
    if (first) threshold_ = std::max(flight / 2, 2 * segment);
    window_ = segment;
    acknowledged_ = 0;
    timed_out_ = true;
  }

  /// The end of fast recovery: no burst of what became free at once.
  void on_recovered(std::uint32_t flight, std::uint32_t segment) {
    window_ = std::min(threshold_, std::max(flight, segment) + segment);
  }

  /// Nothing was sent for longer than a retransmission timeout (4.1).
  void on_idle(std::uint32_t restart_window) { window_ = std::min(window_, restart_window); }

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [window, threshold, acknowledged, timed_out] = self;
    visit("window", window, Space::None);
    visit("threshold", threshold, Space::None);
    visit("acknowledged", acknowledged, Space::None);
    visit("timed_out", timed_out, Space::None);
  }

  bool operator==(const Congestion&) const = default;

 private:
  static constexpr std::uint32_t kUnlimited = ~std::uint32_t{0};
  static constexpr std::uint32_t kLargest = 1U << 30;

  std::uint32_t window_ = 0;
  std::uint32_t threshold_ = kUnlimited;
  std::uint32_t acknowledged_ = 0;
  bool timed_out_ = false;  // slow start follows a retransmission timeout
};

}  // namespace finalack::impl
