// Two connections, a wire each way, and a clock that jumps to the next thing that happens: a simulation that takes no
// longer than its segments do, and that is the same every time.
//
// It is a value: a copy goes on as the original would, from where it is. Users are not part of it. They call their
// connection whenever they like, and step on (scripted_user.hpp has some that follow a script).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "impl/connection/connection.hpp"
#include "impl/link/faulty_link.hpp"

namespace finalack::impl {

enum class Side : std::uint8_t { A, B };

inline constexpr std::array kSides{Side::A, Side::B};

constexpr Side peer_of(Side side) { return side == Side::A ? Side::B : Side::A; }

/// A segment that passed one end of a wire.
struct Sighting {
  enum class What : std::uint8_t {
    Sent,
    Lost,     ///< sent, but it will never arrive
    Arrived,  ///< before the connection has seen it
  };

  Time at;
  Side from;
  What what;
  const TcpHeader& header;
  std::span<const std::uint8_t> text;
};

class Pair {
 public:
  using Watcher = std::function<void(const Sighting&)>;
  using SharedSettings = std::shared_ptr<const Settings>;

  /// Both in CLOSED; the clock stands at one second. `ab` are the faults of the wire from A to B.
  Pair(SharedSettings a, SharedSettings b, const Faults& ab = {}, const Faults& ba = {});

  Connection& operator[](Side side) { return end(side).connection; }
  const Connection& operator[](Side side) const { return end(side).connection; }
  Time now() const { return now_; }

  /// A in SYN-SENT, B in LISTEN.
  void open(const OpenArguments& a, const OpenArguments& b);

  /// Calls `watcher` for every segment from now on, instead of who was called before.
  void watch(Watcher watcher) { watcher_ = std::move(watcher); }

  /// How many segments' text a connection may hand over at once, as to a device that cuts it up. The wire has single
  /// segments whatever this is.
  void set_segments_at_once(std::uint32_t segments) { segments_at_once_ = segments; }

  /// Puts on the wires all that the connections have to send now.
  void transmit();

  /// When something happens next: a segment arrives, a timer expires. kNever if nothing does.
  Time next() const;

  /// Transmits, then goes to the next thing that happens, if that is by `limit`, and lets everything happen that is due
  /// then. False, with the clock at `limit` (unless that is kNever), if there is none.
  bool step(Time limit = kNever);

  /// Steps until nothing happens any more by `limit`; the clock then stands there.
  void run_until(Time limit);
  void run_for(Duration duration) { run_until(now_ + duration); }

  const FaultyLink& wire_from(Side side) const { return end(side).wire; }
  /// Segments put on the wires.
  std::uint64_t segments() const;

 private:
  struct End {
    Connection connection;
    FaultyLink wire;  // to the peer
  };

  End& end(Side side) { return ends_[static_cast<std::size_t>(side)]; }
  const End& end(Side side) const { return ends_[static_cast<std::size_t>(side)]; }

  void transmit(Side side);
  void put(Side side, const TcpHeader& header, const Pieces& text);
  void arrive(Side from, const FaultyLink::Octets& packet);
  void happen();

  std::array<End, 2> ends_;
  Time now_{std::chrono::seconds(1)};
  std::uint32_t segments_at_once_ = 1;
  Watcher watcher_;
};

}  // namespace finalack::impl
