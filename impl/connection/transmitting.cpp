// What is sent, and when: retransmissions before new text, text before a bare ACK, which text makes superfluous.
#include <algorithm>

#include "impl/connection/connection.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kTimestampSpace = 12;  // with the two NOPs that align it
constexpr std::size_t kOptionSpace = 40;

}  // namespace

std::optional<Outgoing> Connection::poll_transmit(Time now, std::uint32_t segments) {
  std::optional<Outgoing> out(std::in_place);
  if (!transmit(now, segments, *out)) out.reset();
  return out;
}

bool Connection::transmit(Time now, std::uint32_t segments, Outgoing& out) {
  if (reset_) {
    write_reset(now, out);
    return true;
  }
  if (tcb_.state == State::Closed || tcb_.state == State::Listen) return false;
  if (syn_to_send_) {
    write_syn(now, out);
    return true;
  }
  if (tcb_.state >= State::Established) {
    if (recovery_.mode() != LossRecovery::Mode::None && retransmit(now, out)) return true;
    if (may_transmit(tcb_)) {
      if (transmit_new(now, segments, out)) return true;
      watch_window(now);
    }
    if (keepalive_due_) {
      write_probe(now, out);
      return true;
    }
  }
  if (ack_ != AckState::Now) return false;
  write_acknowledgment(now, out);
  return true;
}

std::uint32_t Connection::now_in_ticks(Time now) const { return ticks(now, opened_with_.timestamp_offset); }

/// What the buffer may hold, and 16 bits can say.
std::uint32_t Connection::largest_window() const {
  return std::min(settings_->receive_buffer, 65535U << options_.receive_shift);
}

/// RCV.WND, without moving the right edge to the left, and to the right only by a step that is worth it (MUST-39).
std::uint32_t Connection::window_to_advertise() const {
  const std::uint32_t limit = settings_->receive_buffer;
  const std::uint32_t free = limit - std::min<std::uint32_t>(limit, static_cast<std::uint32_t>(readable()));
  const std::uint32_t room = std::min(free, largest_window());
  const std::uint32_t step = std::min<std::uint32_t>(largest_window() / 2, settings_->mss);
  return room >= tcb_.rcv_wnd + step ? room : tcb_.rcv_wnd;
}

/// A header that stands at `seq` and says all that is known of what was received.
void Connection::write_header(Time now, SequenceNumber seq, TcpHeader& h) {
  h.seq = seq.value;
  h.flags.ack = true;
  if (tcb_.timestamps) {
    h.options.has_timestamps = true;
    h.options.ts_value = now_in_ticks(now);
    h.options.ts_echo = tcb_.ts_recent.value;
  }
  if (has_urgent_to_send_ && seq < snd_up_ && !syn_in_flight_) {
    h.flags.urg = true;
    h.urgent_pointer = static_cast<std::uint16_t>(std::min<std::uint32_t>(snd_up_ - seq, 65535));
  }
}

/// Acknowledges RCV.NXT in a header that is about to leave: nothing is owed any more.
void Connection::acknowledged(TcpHeader& h) {
  const std::uint32_t field = std::min<std::uint32_t>(window_to_advertise() >> options_.receive_shift, 65535);
  h.ack_number = tcb_.rcv_nxt.value;
  h.window = static_cast<std::uint16_t>(field);
  tcb_ = on_acknowledged(tcb_, field << options_.receive_shift).tcb;
  if (ack_ != AckState::None) {
    ack_ = AckState::None;
    timers_.stop(Timer::DelayedAck);
  }
}

void Connection::write_reset(Time now, Outgoing& out) {
  TcpHeader& h = out.header;
  h.seq = reset_->seq.value;
  h.flags.rst = true;
  if (reset_->acknowledges) {
    h.flags.ack = true;
    h.ack_number = reset_->ack_number.value;
  }
  if (reset_->timestamped) {
    h.options.has_timestamps = true;
    h.options.ts_value = now_in_ticks(now);
    h.options.ts_echo = reset_->ts_echo.value;
  }
  reset_.reset();
}

void Connection::offer_options(TcpOptions& options) const {
  const bool answers = tcb_.state != State::SynSent;  // with what the peer's SYN had, too
  options.has_mss = true;
  options.mss = settings_->mss;
  options.sack_permitted = answers ? options_.sack : settings_->offers_sack;
  options.has_window_scale = answers ? options_.window_scale : settings_->offers_window_scale;
  options.window_scale = options.has_window_scale ? options_.receive_shift : 0;
}

void Connection::write_syn(Time now, Outgoing& out) {
  syn_to_send_ = false;
  write_header(now, tcb_.iss, out.header);
  out.header.flags.syn = true;
  offer_options(out.header.options);
  out.header.window = static_cast<std::uint16_t>(std::min<std::uint32_t>(tcb_.rcv_wnd, 65535));  // not scaled
  if (tcb_.state == State::SynSent) {
    out.header.flags.ack = false;
    out.header.options.ts_echo = 0;
  } else {
    out.header.ack_number = tcb_.rcv_nxt.value;
    tcb_ = on_acknowledged(tcb_, tcb_.rcv_wnd).tcb;
    ack_ = AckState::None;
  }
  if (!syn_sent_again_ && !timers_.runs(Timer::Retransmission)) {
    is_timed_ = true;
    timed_ = tcb_.snd_nxt;
    timed_since_ = now;
  } else {
    is_timed_ = false;
  }
  arm_retransmission(now);
}

/// SEG.SEQ of a segment without text: SND.NXT; or the last number that the peer takes, if it drew its window back from
/// what is in flight: of a segment beyond the window it would not even see the ACK, and if both ends did, neither would
/// ever learn of the other's window again.
SequenceNumber Connection::bare_seq() const {
  if (syn_in_flight_ || tcb_.snd_nxt <= window_edge()) return tcb_.snd_nxt;
  return tcb_.snd_wnd == 0 ? tcb_.snd_una : window_edge() - 1;
}

/// The segment [left, left + octets), and the FIN behind it.
void Connection::write_text(Time now, SequenceNumber left, std::uint32_t octets, bool fin, Outgoing& out) {
  write_header(now, left, out.header);
  last_sent_ = now;
  out.header.flags.fin = fin;
  out.text = queued_.pieces(left - text_at(), octets);
  const std::uint32_t segment = segment_text();
  out.segment_size = static_cast<std::uint16_t>(segment);
  out.header.flags.psh = octets > 0 && left + octets - text_at() == queued_.size();
  // Whether the peer will know then what it is owed; otherwise a bare ACK follows. What is beyond its window it drops.
  bool is_enough = left + octets + (fin ? 1 : 0) <= window_edge();
  if (options_.sack && (received_.has_gap() || received_.has_duplicate())) {
    // Reports go along where they find room.
    const std::size_t used = tcb_.timestamps ? kTimestampSpace : 0;
    const std::size_t room = std::min<std::size_t>(segment - std::min(segment, octets), kOptionSpace - used);
    if (room < 12) {
      is_enough = false;
    } else {
      received_.report(out.header.options, (room - 4) / 8);
      received_.forget_duplicate();
    }
  }
  const bool still_owed = ack_ != AckState::None && !is_enough;
  acknowledged(out.header);
  if (still_owed) ack_ = AckState::Now;
}

bool Connection::retransmit(Time now, Outgoing& out) {
  const LossRecovery::Flight in_flight = flight();
  const std::optional<Range> lost = recovery_.next(in_flight);
  if (!lost) return false;
  // The first is sent whatever is still on its way (RFC 6675 section 5, (4.3)).
  if (!(lost->left == tcb_.snd_una) && recovery_.pipe(in_flight) + lost->size() > congestion_.window()) {
    return false;
  }
  SequenceNumber right = lost->right;
  if (window_edge() < right) {  // the peer drew it back: what it still takes, or an octet as a probe (MUST-35)
    if (!(lost->left == tcb_.snd_una)) return false;
    right = tcb_.snd_una + std::max(tcb_.snd_wnd, 1U);
  }
  const bool fin = tcb_.fin_sent && right == tcb_.snd_nxt;
  write_text(now, lost->left, right - lost->left - (fin ? 1 : 0), fin, out);
  recovery_.on_retransmitted(right);
  if (is_timed_ && lost->left < timed_) is_timed_ = false;  // Karn's algorithm
  ++retransmissions_;
  arm_retransmission(now);
  return true;
}

/// Nagle's algorithm (RFC 9293 3.7.4) and the sender's side of silly window avoidance (3.8.6.2.1): a full segment; or
/// all there is, if nothing is on its way or nobody wants to wait; or half of the largest window that the peer ever
/// had.
bool Connection::is_worth_sending(std::uint32_t octets, std::uint32_t waiting, bool with_fin) const {
  if (octets >= segment_text() || with_fin) return true;
  if (octets == waiting && (!nagle_ || tcb_.close_called || tcb_.snd_una == tcb_.snd_nxt)) return true;
  const bool may_now = !nagle_ || tcb_.snd_una == tcb_.snd_nxt;
  return may_now && octets > 0 && octets >= tcb_.max_snd_wnd / 2;
}

bool Connection::transmit_new(Time now, std::uint32_t segments, Outgoing& out) {
  const auto waiting = static_cast<std::uint32_t>(unsent());
  if (waiting == 0 && !tcb_.close_called) return false;
  const LossRecovery::Flight in_flight = flight();
  const std::uint32_t segment = in_flight.segment;
  if (in_flight.octets() == 0 && now - last_sent_ > round_trip_.timeout(*settings_)) {
    congestion_.on_idle(settings_->initial_window * segment);
  }

  const std::uint32_t window = tcb_.snd_nxt < window_edge() ? window_edge() - tcb_.snd_nxt : 0;
  // Whoever cuts text up copies the urgent pointer, which would then point behind other text.
  if (has_urgent_to_send_ && tcb_.snd_nxt < snd_up_) segments = 1;
  std::uint32_t octets = std::min({waiting, window, segments * segment});
  bool fin = tcb_.close_called && octets == waiting && octets < window;
  if (probes_) {  // an octet, or the FIN, although there is no room for it (MUST-36)
    octets = std::clamp<std::uint32_t>(octets, waiting > 0 ? 1 : 0, segment);
    fin = tcb_.close_called && octets == waiting;
  } else {
    const std::uint32_t pipe = recovery_.pipe(in_flight);
    const std::uint32_t allowed = congestion_.window() > pipe ? congestion_.window() - pipe : 0;
    if (octets > allowed) {
      octets = pipe == 0 ? std::min(octets, segment) : allowed - allowed % segment;
      fin = false;
    }
    if (octets > segment && (octets < waiting || (nagle_ && !tcb_.close_called))) octets -= octets % segment;
    if (octets == 0 && !fin) return false;
    if (!is_worth_sending(octets, waiting, fin)) return false;
  }
  probes_ = false;
  const SequenceNumber left = tcb_.snd_nxt;
  write_text(now, left, octets, fin, out);
  carry_out(now, on_transmitted(tcb_, octets, fin));
  if (!is_timed_) {
    is_timed_ = true;
    timed_ = tcb_.snd_nxt;
    timed_since_ = now;
  }
  timers_.stop(Timer::Persist);
  arm_retransmission(now);
  return true;
}

/// <SEQ=SND.NXT-1>, which the peer has long received, and has to answer (RFC 9293 3.8.4). It drops what is old before
/// it looks at the ACK, so an ACK that is owed still is.
void Connection::write_probe(Time now, Outgoing& out) {
  keepalive_due_ = false;
  write_header(now, tcb_.snd_nxt - 1, out.header);
  const bool owed = ack_ != AckState::None;
  acknowledged(out.header);
  if (owed) ack_ = AckState::Now;
}

void Connection::write_acknowledgment(Time now, Outgoing& out) {
  write_header(now, bare_seq(), out.header);
  if (options_.sack && (received_.has_gap() || received_.has_duplicate())) {
    received_.report(out.header.options, tcb_.timestamps ? 3 : 4);
    received_.forget_duplicate();
  }
  acknowledged(out.header);
}

}  // namespace finalack::impl
