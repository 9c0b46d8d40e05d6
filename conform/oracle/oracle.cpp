// What every step has in common: the model is run, its reaction taken over, and the connection compared with it.
#include "conform/oracle/oracle.hpp"

#include <utility>

#include <fmt/format.h>

namespace finalack::conform {

namespace {

using impl::Notice;
using model::State;

constexpr std::uint8_t kComparedNotices =
    bit_of(Notice::Connected) | bit_of(Notice::Readable) | bit_of(Notice::PeerClosed) | bit_of(Notice::Closed);
constexpr auto kAckDelay = std::chrono::milliseconds(500);  // MUST-40

std::string name(State state) { return std::string(model::EnumNames<State>::names[static_cast<std::size_t>(state)]); }

State as_model(impl::State state) { return static_cast<State>(state); }

std::string listed(std::uint8_t notices) {
  static constexpr std::array names{"connected",   "readable",   "urgent", "writable",
                                    "peer closed", "soft error", "closed"};
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((notices >> i & 1U) != 0) text += (text.empty() ? "" : ", ") + std::string(names[i]);
  }
  return text.empty() ? "nothing" : text;
}

impl::Signal reason_of(model::Signal signal) {
  switch (signal) {
    case model::Signal::ConnectionRefused: return impl::Signal::Refused;
    case model::Signal::ConnectionReset: return impl::Signal::Reset;
    case model::Signal::TimedOut: return impl::Signal::TimedOut;
    default: return impl::Signal::Finished;
  }
}

}  // namespace

Oracle::Oracle(std::shared_ptr<const impl::Settings> settings)
    : settings_(std::move(settings)), rules_(as_rules(settings_->policy)) {
  forget();
}

/// Everything of a connection, but for a reset that is still owed.
void Oracle::forget() {
  text_end_ = Seq{};
  close_called_ = fin_sent_ = reads_no_more_ = false;
  snd_wnd_ = max_snd_wnd_ = 0;
  snd_wl1_ = snd_wl2_ = Seq{};
  peer_mss_ = settings_->default_mss;
  send_shift_ = receive_shift_ = 0;
  own_shift_.reset();
  resent_.clear();
  edge_ = last_ack_sent_ = next_to_read_ = Seq{};
  unread_ = largest_text_ = 0;
  travelling_.clear();
  fin_travels_.reset();
  may_have_dropped_ = false;
  timestamps_ = sack_ = peer_scales_ = false;
  ts_recent_ = Seq{};
  ts_sent_.reset();
  ack_now_ = second_segment_ = syn_owed_ = retransmission_owed_ = probe_owed_ = keepalive_owed_ = false;
  ack_by_.reset();
  challenges_owed_.clear();
  challenges_answered_.clear();
  challenges_allowed_ = 0;
  retries_ = keepalives_ = 0;
  syn_resent_ = false;
  least_timeout_ = std::min(settings_->rto_initial, settings_->rto_max);
  last_heard_ = Time{};
}

bool Oracle::fail(Rule rule, std::string expected, std::string seen) {
  if (!violation_) violation_ = Violation{rule, steps_, std::move(expected), std::move(seen)};
  return false;
}

void Oracle::begin(Time now) {
  now_ = now;
  told_ = 0;
  timed_out_ = reopened_ = expired_ = progress_ = false;
  Beside::answer = 1;  // the laziest: an ACK that may wait does
}

/// Of what a connection may answer.
void Oracle::begin_event(Time now) {
  begin(now);
  ++steps_;
  ++happened_;
}

void Oracle::end(const Observation& after) {
  compare(after);
  const Time deadline = after.timers.deadline(impl::Timer::Retransmission);
  const Time before = timers_.deadline(impl::Timer::Retransmission);
  if (deadline != impl::kNever && deadline != before) {
    const bool put_off = before != impl::kNever && deadline > before;
    must(!put_off || progress_ || timed_out_, Rule::RetransmissionTimer, "a timer that goes on",
         "one that starts anew");
    armed(deadline - now_);
  }
  timers_ = after.timers;
}

/// The retransmission timer was set. RFC 6298: it doubles at a timeout, up to its limit, and is not less until a round
/// trip is measured, or the SYN acknowledged, or a closed window opened. The first few of a SYN need not double.
void Oracle::armed(Duration interval) {
  const bool linear = tcb_.state == State::SynSent && retries_ <= settings_->syn_linear_retries;
  Duration least = least_timeout_;
  if (timed_out_ && !linear) least = std::min(2 * least, settings_->rto_max);
  const Duration most = timed_out_ ? std::min(2 * last_timeout_, settings_->rto_max) : settings_->rto_max;
  if (interval < least || interval > most) {
    fail(Rule::BacksOff, fmt::format("{} to {} us", least.count(), most.count()),
         fmt::format("{} us", interval.count()));
  }
  last_timeout_ = interval;
  if (!reopened_) least_timeout_ = interval;
}

void Oracle::compare(const Observation& after) {
  if (violation_) return;
  const State state = as_model(after.tcb.state);
  if (!(tcb_.state == state)) {
    fail(expired_ ? Rule::GivesUp : Rule::State, name(tcb_.state), name(state));
    return;
  }
  if (tcb_.state > State::Listen) compare_numbers(after);
  const auto notices = static_cast<std::uint8_t>(after.notices & kComparedNotices);
  if (notices != told_) fail(Rule::Notices, listed(told_), listed(notices));
  if ((told_ & bit_of(Notice::Closed)) != 0 && after.reason != reason_) {
    fail(Rule::Reason, fmt::format("reason {}", static_cast<int>(reason_)),
         fmt::format("{}", static_cast<int>(after.reason)));
  }
}

void Oracle::compare_numbers(const Observation& after) {
  const auto same = [&](Rule rule, const char* what, std::uint32_t expected, std::uint32_t seen) {
    if (expected != seen) fail(rule, fmt::format("{} {}", what, expected), fmt::format("{}", seen));
  };
  const auto& t = after.tcb;
  same(Rule::InitialNumbers, "ISS", tcb_.iss.raw(), t.iss.value);
  same(Rule::SendNumbers, "SND.UNA", tcb_.snd_una.raw(), t.snd_una.value);
  same(Rule::SendNumbers, "SND.NXT", tcb_.snd_nxt.raw(), t.snd_nxt.value);
  if (tcb_.state == State::SynSent) return;
  same(Rule::InitialNumbers, "IRS", tcb_.irs.raw(), t.irs.value);
  same(Rule::ReceiveNumbers, "RCV.NXT", tcb_.rcv_nxt.raw(), t.rcv_nxt.value);
  same(Rule::ReceiveWindow, "RCV.WND", receive_window(), t.rcv_wnd);
  same(Rule::SendWindow, "SND.WND", snd_wnd_, t.snd_wnd);
  same(Rule::SendWindow, "SND.WL1", snd_wl1_.raw(), t.snd_wl1.value);
  same(Rule::SendWindow, "SND.WL2", snd_wl2_.raw(), t.snd_wl2.value);
  same(Rule::SendWindow, "MAX.SND.WND", max_snd_wnd_, t.max_snd_wnd);
  same(Rule::TimestampEcho, "timestamps in use", timestamps_ ? 1 : 0, t.timestamps ? 1 : 0);
  same(Rule::TimestampEcho, "TS.Recent", ts_recent_.raw(), t.ts_recent.value);
}

Oracle::Reaction Oracle::run(const Event& event) {
  const Windows<Beside::Size> windows{
      .receive = receive_window(), .send = (tcb_.snd_nxt - tcb_.snd_una).raw() + 1, .largest_send = max_snd_wnd_};
  const WithWindows<Beside::Size> with(windows);
  const Reaction reaction = model::react(rules_, tcb_, event);
  if (coverage_ != nullptr && reaction.accepted && occasion_of(event) != Occasion::Other) {
    coverage_->add(decision_of(tcb_, event, reaction));
  }
  return reaction;
}

/// Goes on as the model did. `Limited`: an ACK that it sends is one whose rate may be limited.
void Oracle::take(const Reaction& reaction, Haste haste) {
  const State before = tcb_.state;
  tcb_ = reaction.tcb;
  if (reaction.delivered.raw() > 0) {
    unread_ += reaction.delivered.raw();
    told_ |= bit_of(Notice::Readable);
  }
  const bool connects = tcb_.state >= State::Established && before < State::Established && before >= State::SynSent;
  if (reaction.signal == model::Signal::Connected || (connects && reaction.signal == model::Signal::PeerClosing)) {
    told_ |= bit_of(Notice::Connected);
  }
  if (reaction.signal == model::Signal::PeerClosing) told_ |= bit_of(Notice::PeerClosed);
  if (!(tcb_.state == before)) enter(before, reaction.signal);
  reply(reaction, haste);
}

/// `RFC 9293 3.8.6.3`: what the model would rather delay is owed within half a second.
void Oracle::reply(const Reaction& reaction, Haste haste) {
  const Atom& segment = reaction.segment;
  if (!reaction.sends) {
    if (tcb_.ack_owed && !ack_by_) ack_by_ = now_ + kAckDelay;
    tcb_.ack_owed = false;
  } else if (segment.rst) {
    const bool of_connection = (told_ & bit_of(Notice::Closed)) != 0 && reason_ == impl::Signal::Reset;
    resets_.push_back({segment.seq, static_cast<bool>(segment.ack), segment.ack_number, of_connection, {}});
  } else if (segment.syn) {
    syn_owed_ = true;
  } else if (haste == Haste::Limited) {
    challenges_owed_.push_back(now_);
  } else {
    ack_now_ = true;
  }
}

void Oracle::enter(State before, model::Signal signal) {
  switch (tcb_.state) {
    case State::Closed: end_connection(reason_of(signal)); break;
    case State::Listen:
      if (before == State::Closed) break;
      forget();
      listens_again_ = true;
      break;
    case State::TimeWait:
      time_wait_until_ = time_wait_or_ = now_ + 2 * settings_->msl;
      retransmission_owed_ = probe_owed_ = keepalive_owed_ = false;
      resent_.clear();
      break;
    default: break;
  }
}

void Oracle::end_connection(impl::Signal reason) {
  told_ = static_cast<std::uint8_t>(told_ | bit_of(Notice::Closed));
  reason_ = reason;
  if (reason != impl::Signal::Finished) unread_ = 0;
  ack_now_ = second_segment_ = syn_owed_ = retransmission_owed_ = probe_owed_ = keepalive_owed_ = false;
  ack_by_.reset();
  challenges_owed_.clear();
  travelling_.clear();
  fin_travels_.reset();
  resent_.clear();
}

bool Oracle::takes_text() const {
  return tcb_.state == State::Established || tcb_.state == State::FinWait1 || tcb_.state == State::FinWait2;
}

}  // namespace finalack::conform
