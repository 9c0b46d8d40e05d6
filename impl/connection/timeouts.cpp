// Time passes: RFC 9293 3.10.8, RFC 6298 section 5, and the timers that keep a connection from waiting for ever.
#include <algorithm>

#include "impl/connection/connection.hpp"

namespace finalack::impl {
namespace {

constexpr Duration kIdleAfter = std::chrono::seconds(1);

}  // namespace

void Connection::on_timeout(Time now) {
  const auto expires = [&](Timer timer) {
    if (!timers_.expired(timer, now)) return false;
    timers_.stop(timer);
    return true;
  };
  if (expires(Timer::TimeWait)) end(now, EventKind::TimeWaitTimeout);
  if (expires(Timer::FinWait2)) end(now, EventKind::FinWait2Timeout);
  if (expires(Timer::User)) end(now, EventKind::UserTimeout);
  if (expires(Timer::Retransmission)) on_retransmission_timeout(now);
  if (expires(Timer::Persist)) on_persist_timeout(now);
  if (expires(Timer::Keepalive)) on_keepalive_timeout(now);
  if (expires(Timer::Memory)) on_memory_timeout(now);
  if (expires(Timer::DelayedAck)) {
    if (ack_ == AckState::Delayed) ack_ = AckState::Now;
  }
}

void Connection::end(Time now, EventKind why) {
  carry_out(now, decide(settings_->policy, tcb_, event(why)));
  gave_up_ = why == EventKind::UserTimeout;
}

/// RFC 6298 (5.1): it runs while something is in flight.
void Connection::arm_retransmission(Time now) {
  if (!timers_.runs(Timer::Retransmission)) {
    timers_.set(Timer::Retransmission, now + round_trip_.timeout(*settings_));
  }
}

/// Text waits, or the FIN does, and nothing is in flight whose acknowledgment would let it leave: look again later
/// (MUST-36, MUST-38).
void Connection::watch_window(Time now) {
  const bool waits = (unsent() > 0 || tcb_.close_called) && tcb_.snd_una == tcb_.snd_nxt;
  if (!waits) {
    timers_.stop(Timer::Persist);
  } else if (!timers_.runs(Timer::Persist)) {
    timers_.set(Timer::Persist, now + round_trip_.timeout(*settings_));
  }
}

/// A buffer was emptied. It is not given back at once, for it would be taken again with the next text: only when
/// nothing has happened for a while. Looking again once a while costs less than noting each time that something did.
void Connection::watch_memory(Time now) {
  if (timers_.runs(Timer::Memory) || memory() == 0) return;
  if (queued_.size() == 0 || received_.readable() == 0) timers_.set(Timer::Memory, now + kIdleAfter);
}

void Connection::on_memory_timeout(Time now) {
  const Time due = std::max(last_received_, last_sent_) + kIdleAfter;
  if (now < due) {
    timers_.set(Timer::Memory, due);
    return;
  }
  if (queued_.size() == 0) queued_.release();
  if (received_.has_gap()) {
    const Time stale = last_received_ + settings_->held_text;
    if (now < stale) {
      timers_.set(Timer::Memory, stale);
      return;
    }
    received_.discard_held();
  }
  received_.release_if_empty();
}

void Connection::on_persist_timeout(Time) { probes_ = true; }

bool Connection::gives_up() const {
  if (tcb_.state == State::SynSent) return retries_ >= settings_->syn_retries;
  return retries_ >= (syn_in_flight_ ? settings_->syn_ack_retries : settings_->data_retries);
}

void Connection::on_retransmission_timeout(Time now) {
  if (tcb_.snd_una == tcb_.snd_nxt) return;
  if (gives_up()) {
    end(now, EventKind::UserTimeout);
    return;
  }
  ++retries_;
  is_timed_ = false;
  if (syn_in_flight_) {
    syn_to_send_ = true;
    syn_sent_again_ = true;
    ++retransmissions_;
    if (retries_ > settings_->syn_linear_retries || tcb_.state != State::SynSent) round_trip_.back_off();
  } else if (tcb_.snd_wnd == 0) {
    recovery_.begin_reopened(flight());  // a probe: it says nothing of the path
    round_trip_.back_off();
  } else {
    congestion_.on_timeout(flight().octets(), segment_text(), retries_ == 1);
    recovery_.begin_timeout(flight());
    round_trip_.back_off();
  }
  timers_.set(Timer::Retransmission, now + round_trip_.timeout(*settings_));
}

/// RFC 9293 3.8.4.
void Connection::on_keepalive_timeout(Time now) {
  const bool idle = tcb_.snd_una == tcb_.snd_nxt && unsent() == 0;
  const Time due = last_received_ + settings_->keepalive_idle;
  if (!idle) {
    timers_.set(Timer::Keepalive, now + settings_->keepalive_idle);  // retransmissions notice a peer that is gone
  } else if (keepalives_ == 0 && now < due) {
    timers_.set(Timer::Keepalive, due);
  } else if (keepalives_ >= settings_->keepalive_probes) {
    end(now, EventKind::UserTimeout);
  } else {
    ++keepalives_;
    keepalive_due_ = true;
    timers_.set(Timer::Keepalive, now + settings_->keepalive_interval);
  }
}

}  // namespace finalack::impl
