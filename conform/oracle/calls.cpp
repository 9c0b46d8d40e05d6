// The user's calls, RFC 9293 3.10.1 to 3.10.5.
#include <fmt/format.h>

#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

namespace {

using model::EventKind;
using model::State;

template <class Error> std::string name(Error error) { return fmt::format("error {}", static_cast<int>(error)); }

}  // namespace

void Oracle::on_connect(Time now, const impl::OpenArguments& arguments, impl::OpenError error,
                        const Observation& after) {
  begin_event(now);
  const Reaction r = run(Event{EventKind::OpenActive, {}, Seq(arguments.iss.value)});
  const auto expected = r.accepted ? impl::OpenError::None : impl::OpenError::AlreadyExists;
  must(error == expected, Rule::CallResult, "the error of OPEN that the state has", [&] { return name(error); });
  if (r.accepted) {
    forget();
    listens_again_ = false;
    take(r);
    text_end_ = tcb_.snd_nxt;
  }
  end(after);
}

void Oracle::on_open_passive(Time now, const impl::OpenArguments& arguments, impl::OpenError error,
                             const Observation& after) {
  begin_event(now);
  const Reaction r = run(EventKind::OpenPassive);
  const auto expected = r.accepted ? impl::OpenError::None : impl::OpenError::AlreadyExists;
  must(error == expected, Rule::CallResult, "the error of OPEN that the state has", [&] { return name(error); });
  if (r.accepted) {
    forget();
    listens_again_ = false;
    next_iss_ = Seq(arguments.iss.value);
    take(r);
  }
  end(after);
}

void Oracle::on_send(Time now, std::size_t given, const impl::Transferred<impl::SendError>& sent,
                     const Observation& after) {
  begin_event(now);
  const bool possible = static_cast<bool>(run(EventKind::Send).accepted);
  auto expected = tcb_.state <= State::Listen ? impl::SendError::NoConnection : impl::SendError::Closing;
  std::size_t octets = 0;
  if (possible) {
    const Seq first = tcb_.snd_una == tcb_.iss ? tcb_.iss + 1 : tcb_.snd_una;
    const std::size_t queued = (text_end_ - first).raw();
    octets =
        std::min<std::size_t>(given, settings_->send_buffer - std::min<std::size_t>(settings_->send_buffer, queued));
    expected = octets > 0 ? impl::SendError::None : impl::SendError::NoRoom;
  }
  if (sent.error != expected || sent.octets != octets) {
    fail(Rule::CallResult, fmt::format("{} octets of SEND, {}", octets, name(expected)),
         fmt::format("{} octets, {}", sent.octets, name(sent.error)));
  }
  text_end_ = text_end_ + static_cast<std::uint32_t>(octets);
  end(after);
}

void Oracle::on_receive(Time now, std::size_t room, std::span<const std::uint8_t> text, impl::ReceiveError error,
                        const Observation& after) {
  begin_event(now);
  const std::size_t octets = std::min<std::size_t>(room, unread_);
  if (text.size() != octets) {
    fail(Rule::Delivery, fmt::format("{} octets", octets), fmt::format("{}", text.size()));
  }
  for (std::size_t i = 0; i < text.size() && !violation_; ++i) {
    const Seq number = next_to_read_ + static_cast<std::uint32_t>(i);
    if (text[i] == octet_at(number.raw())) continue;
    fail(Rule::Delivery, fmt::format("octet {} of the peer's", (number - tcb_.irs).raw()), "another");
  }
  unread_ -= static_cast<std::uint32_t>(octets);
  next_to_read_ = next_to_read_ + static_cast<std::uint32_t>(octets);
  auto expected = impl::ReceiveError::None;
  if (octets == 0 && room > 0) {
    const bool had_fin = tcb_.state >= State::CloseWait;
    const bool ended_well = tcb_.state == State::Closed && reason_ == impl::Signal::Finished;
    expected = had_fin || ended_well         ? impl::ReceiveError::EndOfText
               : tcb_.state == State::Closed ? impl::ReceiveError::NoConnection
                                             : impl::ReceiveError::NothingYet;
  }
  must(room == 0 || error == expected, Rule::CallResult, "the error of RECEIVE that the state has",
       [&] { return name(error); });
  end(after);
}

/// CLOSE. The FIN leaves when what is queued before it has: to the model something always waits before it, and Transmit
/// is a step of its own. Only the CLOSE that skips ESTABLISHED (3.10.4, SYN-RECEIVED) names its state at once.
void Oracle::call_close(impl::CloseError error) {
  const bool skips = tcb_.state == State::SynReceived && !rules_.close_waits && text_end_ == tcb_.snd_nxt;
  const Seq rcv_nxt = tcb_.rcv_nxt;
  tcb_.unsent = skips ? 0 : 1;
  tcb_.unread = unread_ > 0 ? 1 : 0;
  Reaction r = run(EventKind::Close);
  r.tcb.unsent = tcb_.unsent = 0;
  r.tcb.unread = tcb_.unread = 0;
  auto expected = impl::CloseError::None;
  if (!r.accepted) {
    expected = tcb_.state == State::Closed ? impl::CloseError::NoConnection : impl::CloseError::Closing;
  } else {
    close_called_ = true;
    if (r.sends && r.segment.fin) {
      r.tcb.snd_nxt = r.segment.seq;
      r.tcb.fin_pending = true;
      r.sends = false;
    }
    take(r);
    if (r.sends) was_reset(rcv_nxt);
  }
  must(error == expected, Rule::CallResult, "the error of CLOSE that the state has", [&] { return name(error); });
}

void Oracle::on_shutdown(Time now, impl::CloseError error, const Observation& after) {
  begin_event(now);
  rules_.unread_text_resets = false;
  call_close(error);
  end(after);
}

/// CLOSE by a user who reads no more, either (MAY-1): unread text resets the connection (SHLD-3). After shutdown() it
/// says only that.
void Oracle::on_close(Time now, impl::CloseError error, const Observation& after) {
  begin_event(now);
  const bool half_closed = close_called_ && !reads_no_more_ && tcb_.state > State::Listen;
  reads_no_more_ = true;
  rules_.unread_text_resets = true;
  if (!half_closed) {
    call_close(error);
  } else {
    if (unread_ > 0 && (takes_text() || tcb_.state == State::CloseWait)) call_abort();
    must(error == impl::CloseError::None, Rule::CallResult, "no error of CLOSE", [&] { return name(error); });
  }
  read_nothing_more();
  end(after);
}

void Oracle::on_abort(Time now, impl::CloseError error, const Observation& after) {
  begin_event(now);
  const bool accepted = call_abort();
  must(error == (accepted ? impl::CloseError::None : impl::CloseError::NoConnection), Rule::CallResult,
       "the error of ABORT that the state has", [&] { return name(error); });
  read_nothing_more();
  end(after);
}

bool Oracle::call_abort() {
  const State before = tcb_.state;
  const Seq rcv_nxt = tcb_.rcv_nxt;
  const Reaction r = run(EventKind::Abort);
  if (!r.accepted) return false;
  take(r);
  reason_ = before >= State::Closing ? impl::Signal::Finished : impl::Signal::Reset;
  if (r.sends) was_reset(rcv_nxt);
  return true;
}

/// The user ended it, and the peer learns so by a reset of the connection's own.
void Oracle::was_reset(Seq rcv_nxt) {
  reason_ = impl::Signal::Reset;
  resets_.back().of_connection = true;
  resets_.back().rcv_nxt = rcv_nxt;
}

void Oracle::read_nothing_more() {
  next_to_read_ = next_to_read_ + unread_;
  unread_ = 0;
}

}  // namespace finalack::conform
