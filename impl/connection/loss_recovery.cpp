#include "impl/connection/loss_recovery.hpp"

#include <algorithm>

namespace finalack::impl {
namespace {

constexpr std::uint32_t kDupThresh = 3;

SequenceNumber later(SequenceNumber a, SequenceNumber b) { return a < b ? b : a; }
SequenceNumber earlier(SequenceNumber a, SequenceNumber b) { return a < b ? a : b; }

}  // namespace

bool LossRecovery::on_sack(const TcpOptions& options, const Flight& flight) {
  bool news = false;
  for (std::size_t i = 0; i < options.sack_count; ++i) {
    const SequenceNumber left(options.sack[i].left);
    const SequenceNumber right(options.sack[i].right);
    // Places from SND.UNA on: three comparisons modulo 2^32 could lead all the way around.
    const std::uint32_t from = left - flight.una;
    const std::uint32_t to = right - flight.una;
    const bool in_flight = 0 < from && from < to && to <= flight.octets();
    if (!in_flight || sacked_.covered(left, right) == right - left) continue;
    news = sacked_.insert(left, right) || news;
  }
  return news;
}

std::uint32_t LossRecovery::arrived(const Flight& flight) const {
  if (!sacked_.empty()) return sacked_.covered(flight.una, flight.nxt);
  // At least one segment is missing, or SND.UNA would have moved.
  const std::uint32_t most = flight.octets() > flight.segment ? flight.octets() - flight.segment : 0;
  return std::min(duplicates_ * flight.segment, most);
}

bool LossRecovery::detects_loss(const Flight& flight, bool has_sack) const {
  if (mode_ != Mode::None || flight.octets() == 0) return false;
  // Without SACK, duplicates may be the echo of what recovery sent again, until more is acknowledged (RFC 6582, 3.2).
  if (!has_sack) return duplicates_ >= kDupThresh && !at_point_;
  return duplicates_ >= kDupThresh || sacked_.count() >= kDupThresh ||
         sacked_.covered(flight.una, flight.nxt) > (kDupThresh - 1) * flight.segment;
}

void LossRecovery::mark_lost(const Flight& flight, bool has_sack) {
  if (mode_ != Mode::Fast) return;
  // The segment at the front is lost, or recovery would not have begun, or the ACK would have covered it.
  lost_to_ = later(lost_to_, earlier(flight.una + flight.segment, point_));
  if (!has_sack) return;
  // IsLost: above it, DupThresh ranges or more than DupThresh - 1 segments arrived.
  std::uint32_t ranges = 0;
  std::uint32_t octets = 0;
  for (std::size_t i = sacked_.count(); i-- > 0;) {
    octets += sacked_[i].size();
    if (++ranges >= kDupThresh || octets > (kDupThresh - 1) * flight.segment) {
      lost_to_ = later(lost_to_, sacked_[i].left);
      return;
    }
  }
}

void LossRecovery::begin_fast(const Flight& flight, bool has_sack) {
  mode_ = Mode::Fast;
  point_ = flight.nxt;
  high_rxt_ = flight.una;
  lost_to_ = flight.una;
  mark_lost(flight, has_sack);
}

void LossRecovery::begin_from_start(Mode mode, const Flight& flight) {
  mode_ = mode;
  // The peer may have thrown away what it reported (RFC 2018 section 8).
  sacked_.clear();
  duplicates_ = 0;
  point_ = flight.nxt;
  high_rxt_ = flight.una;
  lost_to_ = flight.nxt;
}

bool LossRecovery::on_progress(const Flight& flight, std::uint32_t acknowledged, bool has_sack) {
  sacked_.remove_before(flight.una);
  at_point_ = false;
  if (mode_ == Mode::None) {
    duplicates_ = 0;
    return false;
  }
  high_rxt_ = later(high_rxt_, flight.una);
  if (point_ <= flight.una) {
    const bool was_fast = mode_ == Mode::Fast;
    mode_ = Mode::None;
    at_point_ = point_ == flight.una;
    duplicates_ = 0;
    return was_fast;
  }
  // A partial ACK. Of what it covers, one segment was sent again; the others had arrived before.
  const std::uint32_t segments = acknowledged / std::max(flight.segment, 1U);
  duplicates_ -= std::min(duplicates_, segments > 1 ? segments - 1 : 0);
  mark_lost(flight, has_sack);
  return false;
}

std::uint32_t LossRecovery::pipe(const Flight& flight) const {
  std::uint32_t gone = arrived(flight);
  if (mode_ != Mode::None && high_rxt_ < lost_to_) {
    const SequenceNumber from = later(high_rxt_, flight.una);
    gone += (lost_to_ - from) - sacked_.covered(from, lost_to_);
  }
  return flight.octets() - std::min(gone, flight.octets());
}

std::optional<Range> LossRecovery::next(const Flight& flight) const {
  if (mode_ == Mode::None) return std::nullopt;
  const SequenceNumber left = sacked_.first_gap(later(high_rxt_, flight.una));
  if (left < lost_to_) {
    SequenceNumber right = earlier(left + flight.segment, flight.nxt);
    for (const Range& r : sacked_) {
      if (left < r.left) {
        right = earlier(right, r.left);
        break;
      }
    }
    return Range{left, right};
  }
  return std::nullopt;
}

/// Below `to`, and not reported by SACK; none but in recovery.
std::uint32_t LossRecovery::missing(const Flight& flight, SequenceNumber to) const {
  if (mode_ == Mode::None || !(flight.una < to)) return 0;
  return (to - flight.una) - sacked_.covered(flight.una, to);
}

void LossRecovery::on_retransmitted(SequenceNumber right) { high_rxt_ = later(high_rxt_, right); }

}  // namespace finalack::impl
