// Timeouts, and what must have happened once a connection has been asked for segments until it had none.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

namespace {

using impl::Timer;
using model::EventKind;
using model::State;

/// A deadline, as a person would say it.
std::string shown(impl::Time time, impl::Time now) {
  if (time == impl::kNever) return "none";
  return fmt::format("one {:.3f} s from now", std::chrono::duration<double>(time - now).count());
}

}  // namespace

/// In the order in which a connection looks at them; each is that of the last observation.
void Oracle::on_timeout(Time now, const Observation& after) {
  begin_event(now);
  for (const Timer timer : {Timer::TimeWait, Timer::FinWait2, Timer::User, Timer::Retransmission, Timer::Persist,
                            Timer::Keepalive, Timer::Memory, Timer::DelayedAck}) {
    const bool gone = tcb_.state <= State::Listen;
    if (!gone && timers_.deadline(timer) <= now) expire(timer, after);
  }
  end(after);
}

void Oracle::expire(Timer timer, const Observation& after) {
  switch (timer) {
    case Timer::TimeWait: take(run(EventKind::TimeWaitTimeout)); break;
    case Timer::FinWait2:
      // Only of a connection that nobody reads any more: RFC 9293 has no end for the others.
      must(reads_no_more_, Rule::State, "no end of FIN-WAIT-2", "its timeout");
      take(run(EventKind::FinWait2Timeout));
      break;
    case Timer::User: {
      const bool limited = tcb_.state == State::SynReceived && settings_->syn_received_limit > Duration::zero();
      must(limited || settings_->user_timeout > Duration::zero(), Rule::State, "no user timeout", "one");
      give_up();
      break;
    }
    case Timer::Retransmission: on_retransmission_timeout(); break;
    case Timer::Persist: probe_owed_ = true; break;
    case Timer::Keepalive: {
      const bool idle = !in_flight() && text_end_ == (fin_sent_ ? tcb_.snd_nxt - 1 : tcb_.snd_nxt);
      if (!idle || (keepalives_ == 0 && now_ < last_heard_ + settings_->keepalive_idle)) break;
      if (keepalives_ >= settings_->keepalive_probes) return give_up();
      ++keepalives_;
      keepalive_owed_ = true;
      break;
    }
    case Timer::Memory:
      if (now_ >= last_heard_ + settings_->held_text && !travelling_.empty() &&
          !after.holds_text) {  // RFC 2018 section 8
        travelling_.clear();
        fin_travels_.reset();
      }
      break;
    case Timer::DelayedAck:
      if (ack_by_) ack_now_ = true;
      break;
  }
}

void Oracle::give_up() {
  Reaction r = run(EventKind::UserTimeout);
  if (r.accepted) take(r);
}

/// RFC 9293 3.8.3: the oldest number again, or, after R2, the end.
void Oracle::on_retransmission_timeout() {
  if (!in_flight()) return;
  expired_ = true;
  const bool syn = static_cast<bool>(tcb_.snd_una == tcb_.iss);
  const unsigned limit = tcb_.state == State::SynSent ? settings_->syn_retries
                         : syn                        ? settings_->syn_ack_retries
                                                      : settings_->data_retries;
  if (retries_ >= limit) return give_up();
  ++retries_;
  timed_out_ = true;
  const Reaction r = run(EventKind::RetransmissionTimeout);
  must(r.accepted && r.segment.seq == tcb_.snd_una, Rule::Retransmits, "SND.UNA sent again", "nothing to send");
  if (syn) {
    syn_owed_ = syn_resent_ = true;
  } else {
    retransmission_owed_ = true;
  }
}

void Oracle::on_quiet(Time now, const Observation& after) {
  begin(now);
  if (!violation_) check_answers();
  if (!violation_) check_timers(after);
  happened_ = bare_acks_ = 0;
  end(after);
}

/// Replies that were owed at once. A challenge ACK may stay unsent if as many as the limit allows were sent in the
/// period before it (RFC 5961 section 7).
void Oracle::check_answers() {
  must(resets_.empty(), Rule::Answer, "a reset", "none");
  must(!syn_owed_, Rule::Answer, "a SYN", "none");
  must(!ack_now_, Rule::Answer, "an ACK", "none");
  must(!second_segment_, Rule::SecondSegment, "an ACK", "none");
  must(!retransmission_owed_, Rule::Retransmits, "SND.UNA sent again", "nothing");
  must(!keepalive_owed_, Rule::Probes, "a keepalive", "none");
  for (const Time owed : challenges_owed_) {
    const auto answered = std::count_if(challenges_answered_.begin(), challenges_answered_.end(),
                                        [&](Time at) { return at > owed - settings_->challenge_period && at <= owed; });
    const bool too_many = static_cast<std::size_t>(answered) >= settings_->challenge_acks;
    must(too_many, Rule::Answer, "a challenge ACK", "none");
  }
  challenges_owed_.clear();
  challenges_allowed_ = 0;
  std::erase_if(challenges_answered_, [&](Time at) { return at <= now_ - settings_->challenge_period; });
}

void Oracle::check_timers(const Observation& after) {
  const Time next = after.timers.next();
  if (tcb_.state <= State::Listen) {
    must(next == impl::kNever, Rule::NoTimer, "no timer", [&] { return shown(next, now_); });
    return;
  }
  must(next > now_, Rule::DeadlineAhead, "a deadline that lies ahead", [&] { return shown(next, now_); });
  if (ack_by_)
    must(next <= *ack_by_, Rule::DelayedAck, "a deadline within 500 ms of the text", [&] { return shown(next, now_); });
  if (tcb_.state == State::TimeWait) {
    const Time ends = after.timers.deadline(Timer::TimeWait);
    if (ends == time_wait_or_) time_wait_until_ = ends;
    time_wait_or_ = time_wait_until_;
    must(ends == time_wait_until_, Rule::TimeWaitTimer, "2 MSL from the last FIN", [&] { return shown(ends, now_); });
    must(!after.timers.runs(Timer::Retransmission), Rule::TimeWaitTimer, "the other timers off", "one that runs");
    return;
  }
  must(!after.timers.runs(Timer::TimeWait), Rule::TimeWaitTimer, "none outside TIME-WAIT", "one that runs");
  if (in_flight()) {
    must(after.timers.runs(Timer::Retransmission), Rule::RetransmissionTimer, "a timer that runs", "none");
    return;
  }
  const bool may_send = tcb_.state == State::Established || tcb_.state == State::CloseWait ||
                        tcb_.state == State::FinWait1 || tcb_.state == State::Closing;
  const bool waits = may_send && !fin_sent_ && (close_called_ || text_end_ != tcb_.snd_nxt);
  if (!waits) {
    probe_owed_ = false;
    return;
  }
  must(!probe_owed_, Rule::Probes, "a probe", "none");
  const Time probe = after.timers.deadline(Timer::Persist);
  must(probe <= now_ + settings_->rto_max, Rule::PersistTimer, "a timer that runs, and not for long",
       [&] { return shown(probe, now_); });
}

}  // namespace finalack::conform
