// The user's calls.
#include "impl/connection/connection.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace finalack::impl {
namespace {

CloseError as_close_error(CallError error) {
  switch (error) {
    case CallError::None: return CloseError::None;
    case CallError::NoConnection: return CloseError::NoConnection;
    default: return CloseError::Closing;
  }
}

}  // namespace

Connection::Connection(std::shared_ptr<const Settings> settings)
    : settings_(std::move(settings)),
      user_timeout_(settings_->user_timeout),
      path_mss_(settings_->path_mss),
      quick_acks_(static_cast<std::uint16_t>(settings_->quick_acks)),
      nagle_(settings_->nagle),
      keepalive_(settings_->keepalive) {
  options_.receive_shift = window_shift(*settings_);
  options_.peer_mss = settings_->default_mss;
}

std::uint8_t Connection::window_shift(const Settings& settings) {
  if (!settings.offers_window_scale) return 0;
  const int bits = std::bit_width(settings.receive_buffer);  // the smallest shift that lets 16 bits say the window
  return static_cast<std::uint8_t>(std::clamp(bits - 16, 0, 14));
}

std::uint32_t Connection::ticks(Time now, std::uint32_t offset) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  return static_cast<std::uint32_t>(milliseconds) + offset;
}

Event<Native> Connection::event(EventKind kind) const {
  Event<Native> e{.kind = kind};
  add_offers(e);
  return e;
}

/// What an opening takes from our side.
void Connection::add_offers(Event<Native>& e) const {
  e.iss = opened_with_.iss;
  e.timestamps = settings_->offers_timestamps;
  e.window = std::min<std::uint32_t>(settings_->receive_buffer, 65535);  // in a SYN it is not scaled
}

OpenError Connection::connect(Time now, const OpenArguments& arguments) {
  Event<Native> e = event(EventKind::OpenActive);
  e.iss = arguments.iss;
  const Decided d = decide(settings_->policy, tcb_, e);
  if (d.error != CallError::None) return OpenError::AlreadyExists;
  start_over();
  opened_with_ = arguments;
  carry_out(now, d);
  return OpenError::None;
}

OpenError Connection::open_passive(const OpenArguments& arguments) {
  const Decided d = decide(settings_->policy, tcb_, event(EventKind::OpenPassive));
  if (d.error != CallError::None) return OpenError::AlreadyExists;
  start_over();
  opened_with_ = arguments;
  tcb_ = d.tcb;
  return OpenError::None;
}

Transferred<SendError> Connection::send(Time now, std::span<const std::uint8_t> text, bool urgent) {
  switch (send_error(tcb_)) {
    case CallError::None: break;
    case CallError::NoConnection: return {0, SendError::NoConnection};
    default: return {0, SendError::Closing};
  }
  const std::size_t octets = std::min(send_room(), text.size());
  if (octets < text.size() || octets == 0) wants_room_ = true;
  if (octets == 0) return {0, SendError::NoRoom};
  queued_.append(text.first(octets));
  if (urgent) {
    snd_up_ = text_at() + static_cast<std::uint32_t>(queued_.size());
    has_urgent_to_send_ = true;
  }
  if (user_timeout_ > Duration::zero() && !timers_.runs(Timer::User)) timers_.set(Timer::User, now + user_timeout_);
  return {octets, SendError::None};
}

Transferred<ReceiveError> Connection::receive(Time now, std::span<std::uint8_t> to) {
  const std::size_t octets = received_.read(to);
  if (octets == 0) {
    switch (tcb_.state) {
      case State::Closed:
        return {0, reason_ == Signal::Finished ? ReceiveError::EndOfText : ReceiveError::NoConnection};
      case State::CloseWait:
      case State::Closing:
      case State::LastAck:
      case State::TimeWait: return {0, to.empty() && readable() > 0 ? ReceiveError::None : ReceiveError::EndOfText};
      default: return {0, ReceiveError::NothingYet};
    }
  }
  if (readable() == 0) {
    if (takes_text(tcb_)) {
      watch_memory(now);
    } else {
      received_.release_if_empty();  // no more will come
    }
  }
  if (has_urgent_to_read_ && urgent_octets() == 0) has_urgent_to_read_ = false;
  // The window opened: the peer is to know, if it is news worth a segment. Otherwise the next ACK says so.
  if (takes_text(tcb_)) {
    const std::uint32_t opened = window_to_advertise() - tcb_.rcv_wnd;
    const std::uint32_t half = largest_window() / 2;
    const bool was_closed = tcb_.rcv_wnd < received_segment_;
    if (opened >= half || (was_closed && opened > 0)) ack_ = AckState::Now;
  }
  return {octets, ReceiveError::None};
}

CloseError Connection::shutdown(Time now) {
  Event<Native> e = event(EventKind::Close);
  e.queued = queued_.size() > 0;
  const Decided d = decide(settings_->policy, tcb_, e);
  carry_out(now, d);
  return as_close_error(d.error);
}

CloseError Connection::close(Time now) {
  const bool unread = readable() > 0;
  const bool after_shutdown = tcb_.close_called && !reads_no_more_;
  reads_no_more_ = true;
  if (after_shutdown) {
    const bool peer_waits = takes_text(tcb_) || tcb_.state == State::CloseWait;  // the later states end without a RST
    if (unread && peer_waits) return abort();
    forget_unread();
    if (tcb_.state == State::FinWait2) enter(now, tcb_.state);
    return CloseError::None;
  }
  Event<Native> e = event(EventKind::Close);
  e.queued = queued_.size() > 0;
  e.unread = unread;
  const Decided d = decide(settings_->policy, tcb_, e);
  forget_unread();
  carry_out(now, d);
  return as_close_error(d.error);
}

CloseError Connection::abort() {
  const Decided d = decide(settings_->policy, tcb_, event(EventKind::Abort));
  forget_unread();
  carry_out(last_received_, d);
  return as_close_error(d.error);
}

/// Nobody will read it. What is held behind a gap stays: when the gap is filled, the peer is to be told.
void Connection::forget_unread() {
  received_.discard(readable());
  has_urgent_to_read_ = false;
}

std::optional<Notice> Connection::poll_notice() {
  if (notices_ == 0) return std::nullopt;
  const int first = std::countr_zero(notices_);
  notices_ = static_cast<std::uint8_t>(notices_ & (notices_ - 1));
  return static_cast<Notice>(first);
}

bool Connection::is_over() const { return tcb_.state == State::Closed && !reset_ && notices_ == 0 && readable() == 0; }

SequenceNumber Connection::text_at() const {
  return tcb_.snd_una + (syn_in_flight_ ? 1 : 0);  // the SYN is not in the queue
}

std::size_t Connection::unsent() const {
  if (tcb_.fin_sent) return 0;
  return queued_.size() - (tcb_.snd_nxt - text_at());
}

std::size_t Connection::send_room() const {
  return settings_->send_buffer - std::min<std::size_t>(settings_->send_buffer, queued_.size());
}

std::uint32_t Connection::urgent_octets() const {
  if (!has_urgent_to_read_) return 0;
  const SequenceNumber next = next_to_read();
  return rcv_up_ < next ? 0 : rcv_up_ - next;
}

SequenceNumber Connection::next_to_read() const {
  const bool had_fin = tcb_.state > State::FinWait2;
  return tcb_.rcv_nxt - static_cast<std::uint32_t>(readable()) - (had_fin ? 1U : 0U);
}

void Connection::set_user_timeout(Time now, Duration timeout) {
  user_timeout_ = timeout;
  if (timeout == Duration::zero()) {
    timers_.stop(Timer::User);
  } else if (queued_.size() > 0) {
    timers_.set(Timer::User, std::min(timers_.deadline(Timer::User), now + timeout));
  }
}

std::uint32_t Connection::segment_text() const {
  const std::uint32_t octets = std::min(options_.peer_mss, path_mss_);
  return octets - (tcb_.timestamps ? 12 : 0);
}

void Connection::set_keepalive(Time now, bool on) {
  keepalive_ = on;
  keepalives_ = 0;
  if (!on) {
    timers_.stop(Timer::Keepalive);
  } else if (tcb_.state >= State::Established && tcb_.state != State::TimeWait) {
    timers_.set(Timer::Keepalive, now + settings_->keepalive_idle);
  }
}

void Connection::set_quick_acks(bool on) {
  quick_acks_ = on ? static_cast<std::uint16_t>(std::max(settings_->quick_acks, 1U)) : std::uint16_t{0};
  if (on && ack_ == AckState::Delayed) ack_ = AckState::Now;
}

void Connection::set_settings(Time now, std::shared_ptr<const Settings> settings) {
  const bool other_keepalive = settings->keepalive_idle != settings_->keepalive_idle ||
                               settings->keepalive_interval != settings_->keepalive_interval;
  settings_ = std::move(settings);
  set_user_timeout(now, settings_->user_timeout);
  if (other_keepalive && keepalive_) set_keepalive(now, true);
}

}  // namespace finalack::impl
