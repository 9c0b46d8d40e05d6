// What the sender believes of each octet in flight (arrived, lost, sent again) and which of them it sends next.
//
// RFC 6675, on the scoreboard that SACK fills. Where the peer doesn't send SACK, each duplicate ACK stands for one
// segment that arrived, somewhere, and partial ACKs say what is lost next (RFC 6582): so one algorithm serves both.
#pragma once

#include <optional>

#include "impl/connection/fields.hpp"
#include "impl/connection/ranges.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

class LossRecovery {
 public:
  enum class Mode : unsigned char {
    None,
    Fast,      ///< duplicate ACKs, or SACK, said that something is lost
    Timeout,   ///< the retransmission timer did: all that is not acknowledged is to be sent again
    Reopened,  ///< so did the window of the peer, which had no room for it
  };

  /// What is in flight when something happens.
  struct Flight {
    SequenceNumber una;
    SequenceNumber nxt;
    std::uint32_t segment;  ///< SMSS, octets

    std::uint32_t octets() const { return nxt - una; }
  };

  Mode mode() const { return mode_; }
  const Ranges& sacked() const { return sacked_; }

  /// SACK blocks arrived. Blocks that lie outside what is in flight (old ones, DSACK, nonsense) are ignored. True if
  /// they brought news.
  bool on_sack(const TcpOptions& options, const Flight& flight);

  /// SND.UNA moved on. True if that ended fast recovery.
  bool on_progress(const Flight& flight, std::uint32_t acknowledged, bool has_sack);

  /// An ACK that acknowledges nothing new, RFC 5681 section 2. With SACK, only one that brought news counts. After a
  /// timeout none does: each may answer what was sent again.
  void on_duplicate_ack() {
    if (mode_ == Mode::None || mode_ == Mode::Fast) ++duplicates_;
  }

  /// Whether fast recovery is to begin now; then `begin_fast` is.
  bool detects_loss(const Flight& flight, bool has_sack) const;
  void begin_fast(const Flight& flight, bool has_sack);

  /// In fast recovery: what SACK reports since tells more of what is lost.
  void mark_lost(const Flight& flight, bool has_sack);

  void begin_timeout(const Flight& flight) { begin_from_start(Mode::Timeout, flight); }
  void begin_reopened(const Flight& flight) { begin_from_start(Mode::Reopened, flight); }

  /// Octets that are still on their way, as far as one can tell: "pipe".
  std::uint32_t pipe(const Flight& flight) const;

  /// Octets in flight that are taken for lost, and those of them that were sent again.
  std::uint32_t lost(const Flight& flight) const { return missing(flight, lost_to_); }
  std::uint32_t sent_again(const Flight& flight) const { return missing(flight, high_rxt_); }

  /// What to send again: [left, right), at most a segment; nothing if all that is lost was. RFC 6675, NextSeg (1).
  std::optional<Range> next(const Flight& flight) const;
  /// What was asked for by `next` has left, up to `right`.
  void on_retransmitted(SequenceNumber right);

  void clear() { *this = {}; }

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [sacked, point, high_rxt, lost_to, duplicates, mode, at_point] = self;
    visit("sacked", sacked, Space::Own);
    visit("point", point, Space::Own);
    visit("high_rxt", high_rxt, Space::Own);
    visit("lost_to", lost_to, Space::Own);
    visit("duplicates", duplicates, Space::None);
    visit("mode", mode, Space::None);
    visit("at_point", at_point, Space::None);
  }

  bool operator==(const LossRecovery&) const = default;

 private:
  void begin_from_start(Mode mode, const Flight& flight);
  std::uint32_t arrived(const Flight& flight) const;
  std::uint32_t missing(const Flight& flight, SequenceNumber to) const;

  Ranges sacked_;
  SequenceNumber point_;     // recovery ends when this is acknowledged
  SequenceNumber high_rxt_;  // up to here everything lost was sent again
  SequenceNumber lost_to_;   // what is below and not SACKed is lost
  std::uint32_t duplicates_ = 0;
  Mode mode_ = Mode::None;
  bool at_point_ = false;  // recovery ended, and nothing was acknowledged since
};

}  // namespace finalack::impl
