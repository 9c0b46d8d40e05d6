// Random walks of one endpoint through `react`, from CLOSED, under random rules, and random TCBs that nothing has led
// to. On a walk most segments are nearly right: uniformly random ones of 32 bits would never fall into a window.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <rapidcheck.h>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"
#include "model/worlds/segment_text.hpp"

namespace finalack::testing {

using namespace finalack::model;  // NOLINT(google-build-using-namespace): all of it is what is tested

/// One step: what happened under which rules, and the reaction.
template <unsigned W> struct Happening {
  Rules rules;
  Tcb<Concrete<W>> before;
  Event<Concrete<W>> event;
  std::uint16_t choices;
  Reaction<Concrete<W>> r;

  bool arrives() const { return event.kind == EventKind::SegmentArrives; }
  bool synchronized_before() const { return before.state >= State::SynReceived; }
  bool synchronized_after() const { return r.tcb.state >= State::SynReceived; }
  /// A SYN reopens TIME-WAIT (a two-way handshake is over at once), or a reopened connection goes back to it: another
  /// connection, with other numbers.
  bool enters_or_leaves_time_wait_anew() const {
    const auto from_to = [&](State from, State to) { return before.state == from && r.tcb.state == to; };
    return from_to(State::TimeWait, State::SynReceived) || from_to(State::TimeWait, State::Established) ||
           from_to(State::SynReceived, State::TimeWait);
  }
};

/// For a law that fails: the steps up to it are printed.
template <unsigned W> std::string in_words(const Happening<W>& step) {
  static constexpr std::array kinds{"OPEN (passive)",
                                    "OPEN",
                                    "OPEN with text",
                                    "SEND",
                                    "RECEIVE",
                                    "CLOSE",
                                    "ABORT",
                                    "",
                                    "RETRANSMISSION TIMEOUT",
                                    "TIME-WAIT TIMEOUT",
                                    "FIN-WAIT-2 timeout",
                                    "delayed ACK timeout",
                                    "transmit",
                                    "USER TIMEOUT"};
  std::string words(name_of(State(step.before.state)));
  words += step.arrives() ? " gets " + text_of<W>(step.event.segment)
                          : std::string(" at ") + kinds[static_cast<std::size_t>(step.event.kind)];
  if (!step.r.accepted) return words + ": refused\n";
  words += ": " + std::string(name_of(State(step.r.tcb.state)));
  return words + (step.r.sends ? " " + text_of<W>(step.r.segment) : "") + "\n";
}

template <unsigned W>
Happening<W> happen(const Rules& rules, const Tcb<Concrete<W>>& tcb, const Event<Concrete<W>>& event,
                    std::uint16_t code) {
  Choices choices(code);
  const ChoosingWith choosing(choices);
  return {rules, tcb, event, code, react(rules, tcb, event)};
}

/// A number below `limit`, evenly: RapidCheck's ranges begin by their lower ends unless they are given their full size.
inline std::uint32_t below(std::uint32_t limit) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0U, limit));
}

inline std::uint32_t any_number() { return *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()); }

inline bool flip() { return below(2) == 1; }

template <class E> E any(unsigned count) { return static_cast<E>(below(count)); }

inline Rules any_rules() {
  Rules rules;
  rules.handshake = flip() ? Handshake::ThreeWay : any<Handshake>(3);
  rules.closing = flip() ? Closing::Rfc : any<Closing>(5);
  rules.syn_received_timer = any<SynReceivedTimer>(3);
  rules.crossing_syn_ack = any<CrossingSynAck>(2);
  rules.syn_text = any<SynText>(3);
  rules.reopening = any<model::Reopening>(4);
  rules.window = 1 + below(3);
  rules.retry_limit = *rc::gen::element(0U, 1U, 2U, 3U, Rules::kUnlimited);
  for (bool Rules::*option :
       {&Rules::rfc5961, &Rules::delays_ack, &Rules::defers_send, &Rules::receive_posted, &Rules::unread_text_resets,
        &Rules::close_waits, &Rules::close_aborts, &Rules::fin_wait_2_timeout, &Rules::rfc1337,
        &Rules::validates_leniently, &Rules::half_open_resets_bad_ack, &Rules::acks_at_will}) {
    rules.*option = flip();
  }
  return rules;
}

/// Mostly `expected`, often near it, sometimes half way round or anywhere.
template <unsigned W> concrete::Seq<W> number_near(concrete::Seq<W> expected) {
  switch (below(12)) {
    case 0: return concrete::Seq<W>(any_number());
    case 1: return expected + ((1U << (W - 1)) + below(4U)) - 2;
    case 2:
    case 3:
    case 4: return expected + below(7U) - 3;
    default: return expected;
  }
}

template <unsigned W> Segment<Concrete<W>> any_segment(const Tcb<Concrete<W>>& tcb) {
  Segment<Concrete<W>> s;
  const auto likely = [](unsigned one_in) { return below(one_in) == 0; };
  const bool opening = tcb.state <= State::SynSent;
  s.syn = opening ? flip() : likely(16);
  s.ack = opening ? flip() : !likely(8);
  s.text = likely(3);
  s.fin = likely(4);
  s.rst = likely(20);
  s.unnumbered = static_cast<bool>(s.rst) && !s.syn && flip();  // only resets go without a number
  if (!s.unnumbered) s.seq = number_near<W>(tcb.rcv_nxt);
  if (s.ack) s.ack_number = number_near<W>(tcb.snd_nxt);
  return s;
}

/// Whatever the fields can hold, apart from numbers that the state doesn't have.
template <unsigned W> Tcb<Concrete<W>> any_tcb() {
  Tcb<Concrete<W>> tcb;
  tcb.state = any<State>(enum_count<State>);
  if (tcb.state <= State::Listen) return tcb;
  tcb.iss = concrete::Seq<W>(any_number());
  for (auto* number : {&tcb.snd_una, &tcb.snd_nxt}) *number = number_near<W>(tcb.iss);
  for (auto* bit : {&tcb.passive, &tcb.fin_pending}) *bit = flip();
  for (auto* count : {&tcb.unsent, &tcb.unread, &tcb.retries}) *count = below(4U);
  if (tcb.state == State::SynSent) return tcb;
  tcb.irs = concrete::Seq<W>(any_number());
  tcb.rcv_nxt = number_near<W>(tcb.irs);
  tcb.ack_owed = flip();
  tcb.reopened = tcb.state == State::SynReceived && flip();
  if (!tcb.reopened) return tcb;
  tcb.old_snd_nxt = number_near<W>(tcb.iss);
  tcb.old_rcv_nxt = number_near<W>(tcb.irs);
  return tcb;
}

/// The counters hold what a window's worth of text needs; the worlds keep to that.
template <unsigned W> Event<Concrete<W>> any_event(const Tcb<Concrete<W>>& tcb) {
  using Number = concrete::Seq<W>;
  const unsigned kind = below(25U);
  Event<Concrete<W>> event{kind <= 13 ? static_cast<EventKind>(kind) : EventKind::SegmentArrives};
  if (tcb.state == State::Closed && flip()) event.kind = static_cast<EventKind>(below(3));  // an OPEN
  const bool ends = event.kind == EventKind::Abort || event.kind == EventKind::UserTimeout ||
                    (event.kind == EventKind::Close && tcb.state < State::Established);
  if (ends && below(4) != 0) event.kind = EventKind::SegmentArrives;
  if (event.kind == EventKind::Send && tcb.unsent.raw() == 3) event.kind = EventKind::Transmit;
  event.iss = Number(*rc::gen::element(0U, 1U << (W - 1), ~0U, any_number()));
  if (event.kind == EventKind::SegmentArrives) event.segment = any_segment<W>(tcb);
  if (tcb.unread.raw() == 3) event.segment.text = false;
  return event;
}

inline std::uint16_t any_choices() { return static_cast<std::uint16_t>(below(2U)); }

/// Shows every step of a walk to `law`.
template <unsigned W, class Law> void walk(const Rules& rules, Law law) {
  Tcb<Concrete<W>> tcb;
  for (int steps = 0; steps < 60; ++steps) {
    const auto step = happen<W>(rules, tcb, any_event<W>(tcb), any_choices());
    RC_LOG(in_words(step));
    law(step);
    tcb = step.r.tcb;
  }
}

/// Walks at full width, and where the numbers soon come round.
template <class Law> void at_every_step(Law law) {
  const Rules rules = any_rules();
  walk<32>(rules, law);
  walk<5>(rules, law);
}

}  // namespace finalack::testing
