#include "conform/world/reaction.hpp"

#include <array>
#include <new>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "conform/world/state/bytes.hpp"
#include "conform/world/state/normal.hpp"
#include "impl/wire/text.hpp"

namespace finalack::conform::world {
namespace {

using impl::Timer;
using model::Deed;

bool is_gone(const impl::Connection& connection) {
  return connection.state() == impl::State::Closed || connection.state() == impl::State::Listen;
}

/// The timer whose timeout a deed is; kTimers: it is none.
Timer timer_of(Happens what) {
  switch (what.own) {
    case Happens::Own::Persist: return Timer::Persist;
    case Happens::Own::HeldText: return Timer::Memory;
    case Happens::Own::Nothing: break;
  }
  switch (what.deed) {
    case Deed::RetransmissionTimeout: return Timer::Retransmission;
    case Deed::TimeWaitTimeout: return Timer::TimeWait;
    case Deed::FinWait2Timeout: return Timer::FinWait2;
    case Deed::DelayedAckTimeout: return Timer::DelayedAck;
    default: return static_cast<Timer>(impl::kTimers);
  }
}

/// Whether there is some to be had: then whoever was refused memory asked for too much.
bool has_memory() {
  constexpr std::size_t kSome = std::size_t{1} << 20U;
  void* const some = ::operator new(kSome, std::nothrow);
  ::operator delete(some);
  return some != nullptr;
}

/// Of the model's signals, the one that says the same.
model::Signal as_model(impl::Signal signal) {
  switch (signal) {
    case impl::Signal::Refused: return model::Signal::ConnectionRefused;
    case impl::Signal::Reset: return model::Signal::ConnectionReset;
    case impl::Signal::TimedOut: return model::Signal::TimedOut;
    default: return model::Signal::None;
  }
}

}  // namespace

std::string_view name_of(Happens what) {
  switch (what.own) {
    case Happens::Own::Persist: return "persist timeout";
    case Happens::Own::HeldText: return "throws away text behind a gap";
    case Happens::Own::Nothing: break;
  }
  return model::name_of(what.deed);
}

Reactor::Reactor(const model::TwoPeersConfig& config, Tamper tamper)
    : config_(config),
      settings_(settings_for(config)),
      close_call_(close_call(config.rules)),
      limits_retries_(config.rules.retry_limit != model::Rules::kUnlimited),
      closed_(settings_),
      tamper_(std::move(tamper)) {
  normalise(closed_, limits_retries_);
}

End Reactor::initial(unsigned side) const {
  End end{.connection = impl::Connection(settings_)};
  if (config_.users[side].listens) static_cast<void>(end.connection.open_passive({}));
  normalise(end.connection, true);
  return end;
}

impl::SequenceNumber Reactor::next_iss(const End& end) const {
  return config_.isn == model::IsnPolicy::Fresh ? end.isn + config_.rules.window : end.isn;
}

/// As far as the configuration limits it.
bool Reactor::allows(unsigned side, const End& end, Happens what) const {
  const model::User& user = config_.users[side];
  if (end.has_more) return what == Happens{};
  switch (what.deed) {
    case Deed::Open: return end.opened < user.opens;
    case Deed::OpenWithText: return false;  // see missing_variant
    case Deed::Send: return end.sent < user.sends;
    case Deed::Transmit: return what.own != Happens::Own::Nothing;
    case Deed::Crash: return !end.crashed && !is_gone(end.connection);
    default: return true;
  }
}

bool Reactor::close(impl::Connection& connection) const {
  switch (close_call_) {
    case CloseCall::Shutdown: return connection.shutdown(kNow) == impl::CloseError::None;
    case CloseCall::Close: return connection.close(kNow) == impl::CloseError::None;
    case CloseCall::Abort: break;
  }
  switch (connection.state()) {
    case impl::State::SynReceived:
    case impl::State::Established:
    case impl::State::CloseWait: return connection.abort() == impl::CloseError::None;
    default: return connection.shutdown(kNow) == impl::CloseError::None;
  }
}

void Reactor::crash(End& end) const {
  end.connection = impl::Connection(settings_);
  end.crashed = true;
}

/// The event itself; false if it can't happen.
bool Reactor::act(Reaction& r, Happens what, const Envelope* arriving) const {
  static constexpr std::array<std::uint8_t, 1> octet{'x'};
  End& end = r.after;
  impl::Connection& connection = end.connection;
  if (const Timer timer = timer_of(what); static_cast<std::size_t>(timer) < impl::kTimers) {
    if (!connection.timers().runs(timer)) return false;
    fire(connection, timer);
    return true;
  }
  switch (what.deed) {
    case Deed::Open: ++end.opened; return connection.connect(kNow, {.iss = next_iss(end)}) == impl::OpenError::None;
    case Deed::Send: ++end.sent; return connection.send(kNow, octet).error == impl::SendError::None;
    case Deed::Receive: {
      std::array<std::uint8_t, 1> to;
      r.delivered = static_cast<unsigned>(connection.receive(kNow, to).octets);
      return r.delivered > 0;
    }
    case Deed::Close: return close(connection);
    case Deed::Abort: return connection.abort() == impl::CloseError::None;
    case Deed::Crash: crash(end); return true;
    case Deed::Deliver:
    case Deed::DeliverAndKeep:
      if (connection.state() == impl::State::Listen) set_iss(connection, next_iss(end));
      connection.on_segment(kNow, arriving->header, std::span(octet).first(arriving->text));
      return true;
    default: return true;
  }
}

/// Takes what the connection has to tell; of several things the last, as in the model.
void Reactor::tell(Reaction& r, bool by_user) const {
  impl::Connection& connection = r.after.connection;
  while (connection.has_notice()) {
    switch (connection.poll_notice().value_or(impl::Notice::Readable)) {
      case impl::Notice::Connected: r.signal = model::Signal::Connected; break;
      case impl::Notice::PeerClosed: r.signal = model::Signal::PeerClosing; break;
      case impl::Notice::Closed:  // one's own ABORT is no news
        r.signal = by_user ? model::Signal::None : as_model(connection.reason());
        break;
      default: break;
    }
  }
}

/// A user that always has a RECEIVE outstanding.
void Reactor::take_text(Reaction& r) const {
  if (!config_.rules.receive_posted) return;
  std::array<std::uint8_t, 8> to;
  r.delivered += static_cast<unsigned>(r.after.connection.receive(kNow, to).octets);
}

/// Sends a segment, if there is one, and finds out whether there is another. What is sent again because of a segment
/// that arrived (fast retransmit, a partial ACK, a window that opened) is left for a step of its own: to the model it
/// is no answer, but what a timer does.
void Reactor::transmit(unsigned side, Reaction& r, impl::SequenceNumber snd_nxt, bool arrived) const {
  impl::Connection& connection = r.after.connection;
  impl::Connection asked = connection;
  impl::Outgoing out;
  if (!asked.transmit(kNow, 1, out)) {
    connection = std::move(asked);  // which may have turned to waiting for the window
    r.after.has_more = false;
    return;
  }
  const bool takes_numbers = !out.header.flags.rst && (out.text.size() > 0 || out.header.flags.fin);
  const bool again = takes_numbers && impl::SequenceNumber(out.header.seq) < snd_nxt;
  r.after.has_more = true;
  if (again && arrived) return;
  r.sends_again = again;
  if (out.text.size() > 1) {
    throw std::logic_error(fmt::format("it sends {} octets in a segment that may have one", out.text.size()));
  }
  r.emitted = Envelope{
      .to_server = side == model::kClient, .text = static_cast<std::uint8_t>(out.text.size()), .header = out.header};
  connection = asked;
  impl::Outgoing more;
  if (asked.transmit(kNow, 1, more)) return;
  connection = std::move(asked);
  r.after.has_more = false;
}

/// What this world has no state for, or no action, would be hidden. No connection with these settings does it.
void Reactor::require_words_for(const Reaction& r) const {
  const impl::Timers& timers = r.after.connection.timers();
  const auto require_off = [&](Timer timer, const char* name) {
    if (timers.runs(timer)) throw std::logic_error(fmt::format("its {} timer runs, which its settings turn off", name));
  };
  require_off(Timer::User, "user");
  require_off(Timer::Keepalive, "keepalive");
  if (!config_.rules.fin_wait_2_timeout) require_off(Timer::FinWait2, "FIN-WAIT-2");
  if (!config_.rules.delays_ack) require_off(Timer::DelayedAck, "delayed-ACK");
  const unsigned sent = config_.users[0].sends + config_.users[1].sends;
  if (r.delivered > sent) {
    throw std::logic_error(fmt::format("it hands its user {} octets, though {} are sent in all", r.delivered, sent));
  }
}

InternalError Reactor::failure(unsigned side, const End& end, Happens what, const Envelope* arriving,
                               const std::string& why) const {
  return InternalError(fmt::format("the implementation fails: the {}, in {}, {}{}: {}", config_.names[side],
                                   impl::to_string(end.connection.state()), name_of(what),
                                   arriving == nullptr ? "" : " " + impl::flags_text(arriving->header.flags), why));
}

std::optional<Reaction> Reactor::react(unsigned side, const End& end, Happens what, const Envelope* arriving) const {
  try {
    return try_to_react(side, end, what, arriving);
  } catch (const std::bad_alloc&) {
    if (!has_memory()) throw;
    throw failure(side, end, what, arriving, "it asks for more memory than there is");
  } catch (const std::exception& e) {
    throw failure(side, end, what, arriving, e.what());
  }
}

std::optional<Reaction> Reactor::try_to_react(unsigned side, const End& end, Happens what,
                                              const Envelope* arriving) const {
  if (!allows(side, end, what)) return std::nullopt;
  Reaction r(end);
  if (!act(r, what, arriving)) return std::nullopt;
  if (tamper_) tamper_(end.connection, r.after.connection);
  const bool by_user = what.deed == Deed::Close || what.deed == Deed::Abort;
  tell(r, by_user);
  take_text(r);
  transmit(side, r, end.connection.tcb().snd_nxt, arriving != nullptr);

  impl::Connection& connection = r.after.connection;
  if (connection.state() == impl::State::Closed && !r.after.has_more && config_.users[side].listens_again) {
    static_cast<void>(connection.open_passive({}));
  }
  if (!is_gone(connection)) {
    r.begins = is_gone(end.connection);
    if (config_.isn == model::IsnPolicy::Fresh) r.after.isn = connection.tcb().snd_nxt;
  }
  require_words_for(r);
  normalise(connection, limits_retries_);
  const bool is_closed = connection.state() == impl::State::Closed && !r.after.has_more;
  if (is_closed && connection.readable() == 0 && is_as_new(connection)) {
    connection = closed_;
  }
  return r;
}

/// Whether a connection in CLOSED does at everything that can happen to it what a new one would: whatever it still
/// holds is then nothing that counts. Calls other than OPEN are refused; a segment is answered by what it says alone,
/// if no TCB is left; and no timer may run.
bool Reactor::is_as_new(const impl::Connection& connection) const {
  if (connection.poll_timeout() != impl::kNever || bytes_of(connection.tcb()) != bytes_of(closed_.tcb())) return false;
  const auto does_the_same = [&](auto&& happen) {
    std::array<End, 2> ends{End{.connection = connection}, End{.connection = closed_}};
    for (End& end : ends) {
      happen(end.connection);
      impl::Outgoing out;
      end.connection.transmit(kNow, 1, out);
      while (end.connection.poll_notice()) continue;
      normalise(end.connection, limits_retries_);
    }
    return bytes_of(ends[0]) == bytes_of(ends[1]);
  };
  const impl::OpenArguments arguments{impl::SequenceNumber(kFirstNumber)};
  return does_the_same([&](impl::Connection& c) { static_cast<void>(c.connect(kNow, arguments)); }) &&
         does_the_same([&](impl::Connection& c) { static_cast<void>(c.open_passive(arguments)); });
}

}  // namespace finalack::conform::world
