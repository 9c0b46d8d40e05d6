// A segment arrives: what the core decides of it is carried out.
#include <algorithm>
#include <utility>

#include "impl/connection/as_segment.hpp"
#include "impl/connection/connection.hpp"

namespace finalack::impl {
namespace {

constexpr Duration kTimestampsMeanNothingAfter = std::chrono::hours(24 * 24);  // RFC 7323 section 5.5
constexpr std::uint32_t kSmallestPeerMss = 64;  // below, headers alone would fill the path

}  // namespace

void Connection::on_segment(Time now, const TcpHeader& header, std::span<const std::uint8_t> text) {
  Event<Native> e{.kind = EventKind::SegmentArrives, .segment = as_segment(header, text.size(), options_.send_shift)};
  add_offers(e);
  const Tcb<Native> before = tcb_;
  Tcb<Native> asked = before;
  const bool time_is_new = tcb_.state >= State::SynReceived && tcb_.timestamps && e.segment.timestamped &&
                           now - last_received_ > kTimestampsMeanNothingAfter;
  if (time_is_new) asked.ts_recent = e.segment.ts_value;
  Decided d = decide(settings_->policy, asked, e);
  // Only of a segment that counts: by any other, whoever sends it could have the peer's rejected from then on.
  if (time_is_new && !d.processed && d.tcb.state >= State::SynReceived) d.tcb.ts_recent = before.ts_recent;

  const bool took_syn =
      (before.state == State::Listen || before.state == State::SynSent) && d.tcb.state >= State::SynReceived;
  if (took_syn) negotiate(header);
  carry_out(now, d);
  if (tcb_.state == State::Closed || tcb_.state == State::Listen) return;
  if (d.restarts_2msl) timers_.set(Timer::TimeWait, now + 2 * settings_->msl);
  if (took_syn || d.processed) {
    last_received_ = now;
    keepalives_ = 0;
  }
  if (d.processed) {
    on_ack(now, before, header, text.size());
    if (header.flags.urg) on_urgent(header);
  }
  note_old_text(before, e.segment);
  if (d.has_text || d.has_fin) on_text(now, d, header, text);
}

/// What both sides can do. RFC 7323 sections 2.2 and 3.2, RFC 2018 section 2: an option counts if both SYNs have it.
void Connection::negotiate(const TcpHeader& syn) {
  const TcpOptions& theirs = syn.options;
  if (theirs.has_mss) {
    options_.peer_mss = static_cast<std::uint16_t>(std::max<std::uint32_t>(theirs.mss, kSmallestPeerMss));
  }
  options_.sack = settings_->offers_sack && theirs.sack_permitted;
  options_.window_scale = settings_->offers_window_scale && theirs.has_window_scale;
  options_.send_shift = options_.window_scale ? std::min<std::uint8_t>(theirs.window_scale, 14) : 0;
  if (!options_.window_scale) options_.receive_shift = 0;
}

void Connection::carry_out(Time now, const Decided& decision) {
  switch (decision.reply) {
    case Reply::None:
    case Reply::AckSoon: break;  // on_text knows how soon
    case Reply::Ack: ack_ = AckState::Now; break;
    case Reply::ChallengeAck:
      if (may_challenge(now)) ack_ = AckState::Now;
      break;
    case Reply::Syn:
    case Reply::SynAck: syn_to_send_ = syn_in_flight_ = true; break;
    case Reply::Reset:
    case Reply::ResetAck: owe_reset(decision); break;
  }
  const State before = tcb_.state;
  tcb_ = decision.tcb;
  switch (decision.signal) {
    case Signal::None: break;
    case Signal::Connected: tell(Notice::Connected); break;
    case Signal::PeerClosing: tell(Notice::PeerClosed); break;
    default: reason_ = decision.signal; break;
  }
  if (before != tcb_.state) enter(now, before);
}

/// What the reset needs of the connection, before that is gone.
void Connection::owe_reset(const Decided& decision) {
  const bool of_connection =
      settings_->resets_acknowledge && decision.reply == Reply::Reset && decision.signal == Signal::Reset;
  reset_ = OwedReset{.seq = decision.reset_seq,
                     .ack_number = of_connection ? tcb_.rcv_nxt : decision.reset_ack,
                     .ts_echo = tcb_.ts_recent,
                     .acknowledges = of_connection || decision.reply == Reply::ResetAck,
                     .timestamped = of_connection && tcb_.timestamps};
}

/// Counts a challenge ACK, if there may be one more. RFC 5961 section 7.
bool Connection::may_challenge(Time now) {
  if (now >= challenges_until_) {
    challenges_until_ = now + settings_->challenge_period;
    challenges_ = 0;
  }
  if (challenges_ >= settings_->challenge_acks) return false;
  ++challenges_;
  return true;
}

/// A state was entered: its timers, and what ends with the one before.
void Connection::enter(Time now, State before) {
  switch (tcb_.state) {
    case State::TimeWait:
      timers_.stop_all();  // "turn off the other timers"
      timers_.set(Timer::TimeWait, now + 2 * settings_->msl);
      queued_.release();
      recovery_.clear();
      if (readable() == 0) received_.clear();  // the timer that would give it back is off, too
      break;
    case State::FinWait2:
      if (reads_no_more_ && settings_->fin_wait_2 > Duration::zero()) {
        timers_.set(Timer::FinWait2, now + settings_->fin_wait_2);
      }
      break;
    case State::Closed:
      if (before == State::Closed) break;
      timers_.stop_all();
      queued_.release();
      recovery_.clear();
      // "All segment queues should be flushed", but of a connection that ended as it should.
      if (reason_ != Signal::Finished || readable() == 0) received_.clear();
      ack_ = AckState::None;
      syn_to_send_ = syn_in_flight_ = keepalive_due_ = probes_ = has_urgent_to_read_ = false;
      tell(Notice::Closed);
      break;
    case State::Listen: back_to_listen(); break;
    case State::SynReceived:
      if (tcb_.passive && settings_->syn_received_limit > Duration::zero()) {
        timers_.set(Timer::User, now + settings_->syn_received_limit);
      }
      break;
    default: break;
  }
}

/// As if it had just been opened; and the next ISS is one that no segment of the last attempt can be mistaken for.
void Connection::back_to_listen() {
  OpenArguments next = opened_with_;
  next.iss = next.iss + 0x10000;
  start_over();
  opened_with_ = next;
}

/// Forgets a connection that is over, but for its TCB, for what its user chose, and for a reset that is still to be
/// sent.
void Connection::start_over() {
  Connection fresh(settings_);
  fresh.tcb_ = tcb_;
  fresh.user_timeout_ = user_timeout_;
  fresh.nagle_ = nagle_;
  fresh.keepalive_ = keepalive_;
  fresh.reset_ = reset_;
  *this = std::move(fresh);
}

void Connection::on_ack(Time now, const Tcb<Native>& before, const TcpHeader& header, std::size_t text) {
  const bool progress = !(tcb_.snd_una == before.snd_una);
  if (progress) on_progress(now, before, header);
  const LossRecovery::Flight in_flight = flight();
  if (in_flight.octets() > 0) {
    const bool sacks = options_.sack && recovery_.on_sack(header.options, in_flight);
    const bool repeats = !progress && text == 0 && !header.flags.fin && !header.flags.syn &&
                         SequenceNumber(header.ack_number) == tcb_.snd_una && tcb_.snd_wnd == before.snd_wnd;
    if (options_.sack ? sacks && !progress : repeats) recovery_.on_duplicate_ack();
    if (recovery_.detects_loss(in_flight, options_.sack)) {
      congestion_.on_loss(in_flight.octets(), in_flight.segment);
      recovery_.begin_fast(in_flight, options_.sack);
    } else if (sacks) {
      recovery_.mark_lost(in_flight, true);
    }
    if (before.snd_wnd == 0 && tcb_.snd_wnd > 0 && recovery_.mode() != LossRecovery::Mode::Fast) {
      recovery_.begin_reopened(in_flight);  // what was sent into the closed window was dropped
      round_trip_.forget_backing_off();
    }
    if (tcb_.snd_wnd == 0) retries_ = 0;  // MUST-37: the peer answers, so the connection stays
  }
  if (tcb_.snd_wnd > before.snd_wnd) timers_.stop(Timer::Persist);  // poll_transmit looks again
}

/// SND.UNA moved on.
void Connection::on_progress(Time now, const Tcb<Native>& before, const TcpHeader& header) {
  const std::uint32_t numbers = tcb_.snd_una - before.snd_una;
  const std::uint32_t syn = syn_in_flight_ ? 1 : 0;
  const std::uint32_t fin = fin_is_acknowledged(tcb_) ? 1 : 0;
  const std::uint32_t octets = numbers - syn - fin;
  const std::uint32_t was_in_flight = before.snd_nxt - before.snd_una;

  queued_.drop(std::min<std::size_t>(octets, queued_.size()));
  retries_ = 0;
  if (std::exchange(syn_in_flight_, false)) on_syn_acknowledged(now);
  measure(now, header);
  const LossRecovery::Flight in_flight = flight();
  if (recovery_.mode() != LossRecovery::Mode::Fast && octets > 0 && 2 * was_in_flight >= congestion_.window()) {
    congestion_.on_acknowledged(octets, in_flight.segment);
  }
  if (recovery_.on_progress(in_flight, numbers, options_.sack)) {
    congestion_.on_recovered(recovery_.pipe(in_flight), in_flight.segment);
  }
  if (has_urgent_to_send_ && snd_up_ <= tcb_.snd_una) has_urgent_to_send_ = false;

  if (in_flight.octets() == 0) {
    timers_.stop(Timer::Retransmission);  // RFC 6298 (5.2)
    if (tcb_.state != State::TimeWait) watch_memory(now);
  } else if (tcb_.state != State::TimeWait) {
    timers_.set(Timer::Retransmission, now + round_trip_.timeout(*settings_));  // (5.3)
  }
  if (timers_.runs(Timer::User)) {
    if (queued_.size() == 0) {
      timers_.stop(Timer::User);
    } else {
      timers_.set(Timer::User, now + user_timeout_);
    }
  }
  if (wants_room_ && octets > 0) {
    wants_room_ = false;
    tell(Notice::Writable);
  }
}

void Connection::on_syn_acknowledged(Time now) {
  if (std::exchange(syn_to_send_, false)) ack_ = AckState::Now;  // what it would have said of the peer's SYN
  congestion_.begin(syn_sent_again_ ? 1 : settings_->initial_window, segment_text());  // RFC 5681 section 3.1
  if (syn_sent_again_) round_trip_.after_retransmitted_syn(*settings_);
  if (keepalive_) timers_.set(Timer::Keepalive, now + settings_->keepalive_idle);
  if (user_timeout_ == Duration::zero() || queued_.size() == 0) timers_.stop(Timer::User);  // syn_received_limit
}

/// The round trip: of the segment that is timed, or, where that had to be sent again, as the peer's echo tells (Karn's
/// algorithm lets only that be used).
void Connection::measure(Time now, const TcpHeader& header) {
  if (is_timed_ && timed_ <= tcb_.snd_una) {
    is_timed_ = false;
    round_trip_.sample(now - timed_since_, *settings_);
    return;
  }
  if (is_timed_ || !tcb_.timestamps || !header.options.has_timestamps || header.options.ts_echo == 0) return;
  const std::uint32_t elapsed = now_in_ticks(now) - header.options.ts_echo;
  if (elapsed < (1U << 31)) round_trip_.sample(std::chrono::milliseconds(elapsed), *settings_);
}

/// Text that arrives again is reported as such (RFC 2883).
void Connection::note_old_text(const Tcb<Native>& before, const Segment<Native>& seg) {
  if (!options_.sack || seg.text == 0 || seg.syn || !(seg.seq < before.rcv_nxt)) return;
  if (before.rcv_nxt - seg.seq > (1U << 30)) return;
  const SequenceNumber end = seg.seq + seg.text;
  received_.note_duplicate(seg.seq, end < before.rcv_nxt ? end : before.rcv_nxt);
}

void Connection::on_text(Time now, const Decided& decision, const TcpHeader& header,
                         std::span<const std::uint8_t> text) {
  const SequenceNumber at = SequenceNumber(header.seq) + (header.flags.syn ? 1 : 0) + decision.text_from;
  const SequenceNumber expected = tcb_.rcv_nxt;
  const bool had_gap = received_.has_gap();
  const std::uint32_t octets = decision.text_to - decision.text_from;
  const auto [in_order, fin] =
      received_.store(expected, at, text.subspan(decision.text_from, octets), decision.has_fin);
  if (in_order > 0 && reads_no_more_) {  // SHLD-3: nobody will read it
    abort();
    return;
  }
  if (in_order > 0 || fin) {
    carry_out(now, on_text_in_order(tcb_, in_order, fin));
    if (in_order > 0) tell(Notice::Readable);
  }
  if (received_.has_gap()) watch_memory(now);
  if (had_gap || !(at == expected)) {
    ack_ = AckState::Now;  // RFC 5681 section 4.2: the sender waits for news of a gap
  } else if (in_order > 0) {
    owe_ack(now, octets);
  }
}

/// SHLD-18, SHLD-19, MUST-40: an ACK for every second full segment, and never later than the delay.
void Connection::owe_ack(Time now, std::uint32_t octets) {
  received_segment_ = std::max(received_segment_, std::min<std::uint32_t>(octets, settings_->mss));
  if (ack_ == AckState::Now) return;
  const std::uint32_t owed = tcb_.rcv_nxt - tcb_.last_ack_sent;
  if (quick_acks_ > 0 || owed >= 2 * received_segment_ || settings_->delayed_ack == Duration::zero()) {
    if (quick_acks_ > 0) --quick_acks_;
    ack_ = AckState::Now;
    return;
  }
  ack_ = AckState::Delayed;
  if (!timers_.runs(Timer::DelayedAck)) timers_.set(Timer::DelayedAck, now + settings_->delayed_ack);
}

/// Sixth step. The pointer names the octet after the urgent text (RFC 6093).
void Connection::on_urgent(const TcpHeader& header) {
  if (!takes_text(tcb_)) return;
  const SequenceNumber up = SequenceNumber(header.seq) + header.urgent_pointer;
  if (up <= next_to_read()) return;
  if (has_urgent_to_read_ && up <= rcv_up_) return;
  rcv_up_ = up;
  if (!std::exchange(has_urgent_to_read_, true)) tell(Notice::Urgent);
}

void Connection::on_packet_too_big(Time, std::uint16_t mss) {
  constexpr std::uint16_t kSmallest = 512;  // what claims less is no path that one would use
  const std::uint16_t limit = std::max(mss, kSmallest);
  if (limit >= path_mss_) return;
  const std::uint32_t before = segment_text();
  path_mss_ = limit;
  // What was sent again may have been too long, too.
  if (flight().octets() > 0 && segment_text() < before) recovery_.begin_reopened(flight());
}

void Connection::on_network_error(SequenceNumber seq, bool hard) {
  if (tcb_.snd_una == tcb_.snd_nxt || seq < tcb_.snd_una || tcb_.snd_nxt <= seq) return;  // not of now: RFC 5927
  const bool opening = tcb_.state == State::SynSent || tcb_.state == State::SynReceived;
  if (!hard || !opening) {
    tell(Notice::SoftError);
    return;
  }
  Decided d = decide(settings_->policy, tcb_, event(EventKind::UserTimeout));
  if (d.signal != Signal::None) d.signal = Signal::Refused;
  carry_out(last_received_, d);
}

}  // namespace finalack::impl
