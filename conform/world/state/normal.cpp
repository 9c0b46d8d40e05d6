#include "conform/world/state/normal.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace finalack::conform::world {
namespace {

using impl::LossRecovery;
using impl::Space;
using impl::Timer;

/// DupThresh: as many as anything asks for. In recovery they stand for segments that arrived as well: one of a small
/// flight at most, for the first is lost. For each number of a larger one there may be more, and partial ACKs take some
/// away again.
constexpr std::uint32_t kEnoughDuplicates = 3;
constexpr std::uint32_t kMoreForEach = 3;
/// Numbers that the windows of this world let out at once.
constexpr std::uint32_t kSmallFlight = 2;

constexpr std::uint8_t kOctet = 'x';
constexpr std::size_t kRing = 16;  // a power of two

/// Keeps its size only: all octets are the same.
struct RingNormaliser {
  bool is_used;
  void operator()(const char* name, auto& field, Space) {
    using T = std::remove_reference_t<decltype(field)>;
    if constexpr (std::is_same_v<T, std::vector<std::uint8_t>>) {
      if (is_used) {
        field = std::vector<std::uint8_t>(kRing, kOctet);
      } else {
        field = std::vector<std::uint8_t>();
      }
    } else if (std::string_view(name) == "front") {
      field = 0;
    }
  }
};

void normalise_ring(impl::Ring& ring, bool holds_more) {
  if (ring.size() >= kRing / 2) throw std::logic_error("it holds more text than its buffers may");
  RingNormaliser visitor{ring.size() > 0 || holds_more};
  impl::visit_fields(ring, visitor, Space::None);
}

/// Stamps become ranks.
struct RangesNormaliser {
  void operator()(const char*, std::vector<impl::Range>& ranges, Space) {
    std::vector<std::uint32_t> stamps;
    stamps.reserve(ranges.size());
    for (const impl::Range& range : ranges) stamps.push_back(range.stamp);
    std::sort(stamps.begin(), stamps.end());
    for (impl::Range& range : ranges) {
      range.stamp =
          static_cast<std::uint32_t>(std::lower_bound(stamps.begin(), stamps.end(), range.stamp) - stamps.begin()) + 1;
    }
    count = static_cast<std::uint32_t>(ranges.size());
  }
  void operator()(const char*, std::uint32_t& stamps, Space) { stamps = count; }
  std::uint32_t count = 0;
};

struct ReceiveBufferNormaliser {
  bool holds;
  bool has_sack;
  void operator()(const char*, impl::Ring& ring, Space) { normalise_ring(ring, holds); }
  void operator()(const char*, impl::Ranges& ranges, Space space) {
    RangesNormaliser visitor;
    impl::visit_fields(ranges, visitor, space);
  }
  void operator()(const char*, std::optional<impl::SequenceNumber>&, Space) {}
  void operator()(const char*, std::optional<impl::SackBlock>& duplicate, Space) {
    if (!has_sack) duplicate.reset();  // which is all that would report it
  }
};

struct RecoveryNormaliser {
  LossRecovery::Mode mode;
  std::uint32_t enough;  ///< duplicate ACKs
  void operator()(const char*, impl::SequenceNumber& number, Space) {
    if (mode == LossRecovery::Mode::None) number = {};
  }
  void operator()(const char*, std::uint32_t& duplicates, Space) { duplicates = std::min(duplicates, enough); }
  void operator()(const char*, auto&, Space) {}
};

/// Precondition: nothing larger than kSmallFlight fits the peer's window. A window that lets that out is as good as
/// any; a smaller one is of one segment, below every threshold.
struct CongestionNormaliser {
  std::uint32_t window;
  void operator()(const char* name, std::uint32_t& field, Space) {
    if (std::string_view(name) == "window") field = std::min(window, kSmallFlight);
    if (std::string_view(name) == "threshold") field = ~std::uint32_t{0};
    if (std::string_view(name) == "acknowledged") field = 0;
  }
  void operator()(const char*, bool& timed_out, Space) { timed_out = false; }
};

class Normaliser {
 public:
  Normaliser(const impl::Connection& connection, bool limits_retries)
      : is_done_sending_(connection.tcb().fin_sent && connection.tcb().snd_una == connection.tcb().snd_nxt),
        sends_fin_only_(connection.tcb().fin_sent && connection.tcb().snd_nxt - connection.tcb().snd_una <= 1),
        has_small_flights_(connection.tcb().max_snd_wnd <= kSmallFlight &&
                           connection.settings().receive_buffer <= kSmallFlight),
        enough_duplicates_(has_small_flights_ ? kEnoughDuplicates
                                              : kEnoughDuplicates + kMoreForEach * connection.tcb().max_snd_wnd),
        has_gap_(connection.received().has_gap()),
        has_sack_(connection.has_sack()),
        mode_(connection.recovery().mode()),
        limits_retries_(limits_retries) {}

  template <class T> void operator()(const char* name, T& field, Space space) {
    if constexpr (std::is_same_v<T, impl::Time>) {
      field = kNow;
    } else if constexpr (std::is_same_v<T, impl::RoundTrip> || std::is_same_v<T, impl::OpenArguments>) {
      field = {};
    } else if constexpr (std::is_same_v<T, impl::Timers>) {
      timers(field);
    } else if constexpr (std::is_same_v<T, impl::Tcb<impl::Native>>) {
      if (is_done_sending_) {
        field.snd_wnd = field.max_snd_wnd;
        field.snd_wl1 = field.snd_wl2 = {};
      }
    } else if constexpr (std::is_same_v<T, LossRecovery>) {
      RecoveryNormaliser visitor{mode_, enough_duplicates_};
      impl::visit_fields(field, visitor, space);
      if (is_done_sending_) field.clear();
    } else if constexpr (std::is_same_v<T, impl::Congestion>) {
      CongestionNormaliser visitor{field.window()};
      if (has_small_flights_) impl::visit_fields(field, visitor, space);
      if (sends_fin_only_) field = {};
    } else if constexpr (std::is_same_v<T, impl::Ring>) {
      normalise_ring(field, false);
    } else if constexpr (std::is_same_v<T, impl::ReceiveBuffer>) {
      ReceiveBufferNormaliser visitor{has_gap_, has_sack_};
      impl::visit_fields(field, visitor, space);
    } else if constexpr (std::is_same_v<T, impl::SequenceNumber> || std::is_integral_v<T> ||
                         std::is_same_v<T, impl::Signal>) {
      plain(name, field);
    }
  }

 private:
  template <class T> void plain(std::string_view name, T& field) {
    const bool is_of_round_trip = name == "timed" || name == "is_timed";
    const bool is_only_reported = name == "retransmissions" || name == "reason" || name == "gave_up";
    if (is_of_round_trip || is_only_reported || name == "challenges") field = T{};
    if (name == "syn_in_flight") syn_in_flight_ = field != T{};
    if (name == "syn_sent_again" && !syn_in_flight_) field = T{};  // listed after syn_in_flight
    if constexpr (std::is_integral_v<T>) {
      if (name == "retries" && !limits_retries_) field = std::min<T>(field, T(2));
    }
  }
  void timers(impl::Timers& timers) const {
    for (std::size_t i = 0; i < impl::kTimers; ++i) {
      const auto timer = static_cast<Timer>(i);
      if (timers.runs(timer)) timers.set(timer, kArmed);
    }
    // Where it runs may depend on when memory was taken: with a gap it may always fire.
    timers.set(Timer::Memory, has_gap_ ? kArmed : impl::kNever);
  }

  bool is_done_sending_;  ///< all that ever will be sent is acknowledged
  bool sends_fin_only_;   ///< or all but the FIN
  bool has_small_flights_;
  std::uint32_t enough_duplicates_;
  bool syn_in_flight_ = true;
  bool has_gap_;
  bool has_sack_;
  LossRecovery::Mode mode_;
  bool limits_retries_;
};

/// Hands a part of the connection to a function.
template <class Part, class F> struct Finder {
  F change;
  void operator()(const char*, Part& part, Space) { change(part); }
  void operator()(const char*, auto&, Space) {}
};

template <class Part, class F> void change(impl::Connection& connection, F&& change) {
  Finder<Part, F&> finder{change};
  impl::visit_fields(connection, finder, Space::None);
}

}  // namespace

void normalise(impl::Connection& connection, bool limits_retries) {
  Normaliser visitor(connection, limits_retries);
  impl::visit_fields(connection, visitor, Space::None);
}

void set_iss(impl::Connection& connection, impl::SequenceNumber iss) {
  change<impl::OpenArguments>(connection, [&](impl::OpenArguments& arguments) { arguments.iss = iss; });
}

void fire(impl::Connection& connection, impl::Timer timer) {
  change<impl::Timers>(connection, [&](impl::Timers& timers) { timers.set(timer, kLater); });
  connection.on_timeout(kLater);
}

}  // namespace finalack::conform::world
