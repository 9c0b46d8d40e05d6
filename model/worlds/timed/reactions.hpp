// All that two hosts can do to each other, as a table: `react`, run once for every host and event that can come
// together.
//
// Where only a handful of hosts and segments exist (one connection, its close), a state of the timed world holds their
// numbers in this table in place of TCBs and segments. The protocol is then the same for every domain by construction,
// and a Z3 term over the world is small: the search for a timed run is about clocks, and not about TCP.
//
// The table is the least one that holds the hosts it begins with, and with a host and an event what `react` makes of
// them; a segment is an event of every host of the other side. It is an over-approximation: not every pair of it can
// come about.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"

namespace finalack::model {

/// What a host's own user, or one of its timers, may do in a timed world.
enum class LocalEvent : unsigned char { Close, RetransmissionTimeout, TimeWaitTimeout, Send, UserTimeout };
inline constexpr std::size_t kLocalEvents = 5;

class ReactionTable {
 public:
  using Numbers = Concrete<5>;
  using Hosts = std::array<std::vector<Tcb<Numbers>>, 2>;

  /// What an event does to the retransmission timer of RFC 6298 section 5.
  enum class Timer : std::uint8_t {
    Off,      ///< it is not running afterwards
    Started,  ///< it runs, from now on, for the first time since something is outstanding, or since SND.UNA advanced
    Again,    ///< it has expired, and runs again: backed off
    Kept,     ///< it runs as before
  };
  static constexpr unsigned kNoSegment = 0;

  struct Outcome {
    bool accepted = false;          ///< the event can happen to this host
    unsigned host = 0;              ///< what it is afterwards
    unsigned segment = kNoSegment;  ///< what it sends
    Timer timer = Timer::Off;
    bool enters_time_wait = false;
    bool fin_again = false;           ///< in TIME-WAIT, a FIN that ends at RCV.NXT
    bool time_wait_ended = false;     ///< by its timer, or a RST
    bool fin_at_closed = false;       ///< a FIN arrives, and there is no TCB
    bool fin_was_reset = false;       ///< a RST has ended a connection whose FIN was not acknowledged
    bool reset_in_time_wait = false;  ///< a RST has ended TIME-WAIT
  };

  /// Which of the local events can happen to whom.
  struct Users {
    std::array<bool, 2> closes{true, true};
    /// Units of text that a user has to say, in ESTABLISHED.
    std::array<unsigned, 2> says{0, 0};
    std::array<bool, 2> retransmits{true, true};
    std::array<bool, 2> gives_up{false, false};  ///< by a USER TIMEOUT, in SYN-RECEIVED
  };

  /// Numbers are counted from each host's ISS. Throws std::length_error if there are more than 63 hosts or segments,
  /// and std::logic_error if the rules leave `react` a choice.
  ReactionTable(const Rules& rules, const Users& users, Hosts beginning,
                const std::vector<Segment<Numbers>>& in_flight = {});

  const std::vector<Tcb<Numbers>>& hosts(unsigned side) const { return hosts_[side]; }
  /// Segment 0 is none.
  const std::vector<Segment<Numbers>>& segments() const { return segments_; }
  const Outcome& local(unsigned side, unsigned host, LocalEvent event) const {
    return local_[side][host][static_cast<std::size_t>(event)];
  }
  const Outcome& arrival(unsigned side, unsigned host, unsigned segment) const { return arrival_[side][host][segment]; }

  unsigned host_of(unsigned side, const Tcb<Numbers>& tcb) const;
  unsigned segment_of(const Segment<Numbers>& segment) const;

 private:
  bool may(unsigned side, const Tcb<Numbers>& tcb, EventKind kind) const;
  unsigned add_host(unsigned side, const Tcb<Numbers>& tcb);
  unsigned add_segment(const Segment<Numbers>& segment);
  Outcome outcome(unsigned side, unsigned host, const Event<Numbers>& event);

  Rules rules_;
  Users users_;
  Hosts hosts_;
  std::vector<Segment<Numbers>> segments_;
  std::array<std::vector<std::array<Outcome, kLocalEvents>>, 2> local_;
  std::array<std::vector<std::vector<Outcome>>, 2> arrival_;
};

}  // namespace finalack::model
