// A user of a connection who does as a script says: writes so much, reads so fast, ends like this. What one writes can
// be computed from where it stands, so nothing is kept in order to be compared with what arrives.
#pragma once

#include <cstdint>
#include <optional>

#include "impl/pair/pair.hpp"

namespace finalack::impl {

struct Script {
  enum class Ending : std::uint8_t {
    Never,
    Shutdown,  ///< no more is written, but read until the peer's end
    Close,     ///< neither: the peer is reset if it still writes
    Abort,
  };

  std::uint64_t octets = 0;                 ///< to write
  std::size_t write_size = 1 << 16;         ///< at most that many at once
  Duration write_pause = Duration::zero();  ///< between one and the next
  std::size_t read_size = 1 << 16;
  Duration read_pause = Duration::zero();
  Duration reads_after = Duration::zero();  ///< reads nothing before: the window closes
  Ending ending = Ending::Shutdown;
  bool ends_second = false;                ///< ends only after everything that the peer wrote was read
  Duration ends_after = Duration::zero();  ///< the same, and no earlier
  std::optional<std::uint64_t> ends_at =
      std::nullopt;        ///< or after that many octets were written, whatever is still to come
  std::uint64_t seed = 1;  ///< which octets
};

/// The octet at `position` of what is written with `seed`.
std::uint8_t scripted_octet(std::uint64_t seed, std::uint64_t position);

class ScriptedUser {
 public:
  /// `expects` is the seed of the peer's script; the clock begins to count at `start`.
  ScriptedUser(const Script& script, std::uint64_t expects, Time start);

  /// Does all that can be done now.
  void act(Connection& connection, Time now);

  /// When, after `now`, a pause is over; kNever if none is. Otherwise there is something to do only after something
  /// happened to the connection.
  Time next(Time now) const;

  std::uint64_t written() const { return written_; }
  std::uint64_t read() const { return read_; }
  bool read_what_was_written() const { return right_; }
  bool saw_end() const { return saw_end_; }               ///< the peer's end, in order
  bool has_ended() const { return ended_; }               ///< called what ends it
  std::optional<Signal> reason() const { return over_; }  ///< the connection is over, and why
  std::uint64_t notices() const { return notices_; }
  bool saw_timer_after_end() const { return timer_after_end_; }  ///< which no connection should have

 private:
  void take_notices(Connection& connection);
  void write(Connection& connection, Time now);
  void read(Connection& connection, Time now);
  void end(Connection& connection, Time now);

  Script script_;
  std::uint64_t expects_;
  Time writes_at_;
  Time reads_at_;
  Time ends_at_;
  std::uint64_t written_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t notices_ = 0;
  bool right_ = true;
  bool saw_end_ = false;
  bool timer_after_end_ = false;
  bool ended_ = false;
  std::optional<Signal> over_;
};

/// Lets both users act after everything that happens, until nothing more will by `limit`. False if `limit` came first.
bool run(Pair& pair, ScriptedUser& a, ScriptedUser& b, Time limit);

}  // namespace finalack::impl
