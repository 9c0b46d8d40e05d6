#include "conform/oracle/decisions.hpp"

#include <array>

#include <fmt/format.h>

namespace finalack::conform {

namespace {

using Tcb = model::Tcb<Beside>;
using Segment = model::Segment<Beside>;
using Event = model::Event<Beside>;
using model::State;

constexpr std::array<std::string_view, kOccasions> kOccasionNames{"RST",
                                                                  "SYN",
                                                                  "SYN,ACK",
                                                                  "segment without ACK",
                                                                  "ACK",
                                                                  "FIN,ACK",
                                                                  "passive OPEN",
                                                                  "active OPEN",
                                                                  "CLOSE",
                                                                  "ABORT",
                                                                  "transmit",
                                                                  "retransmission timeout",
                                                                  "user timeout",
                                                                  "TIME-WAIT timeout",
                                                                  "FIN-WAIT-2 timeout"};
constexpr std::array<std::string_view, kAnswers> kAnswerNames{"nothing", "ACK",     "SYN",  "SYN,ACK",
                                                              "RST",     "RST,ACK", "text", "FIN"};

Answer answer_of(const model::Reaction<Beside>& r) {
  const Segment& s = r.segment;
  if (!r.sends) return r.tcb.ack_owed ? Answer::Ack : Answer::Nothing;
  if (s.rst) return s.ack ? Answer::RstAck : Answer::Rst;
  if (s.syn) return s.ack ? Answer::SynAck : Answer::Syn;
  if (s.fin) return Answer::Fin;
  return s.text ? Answer::Text : Answer::Ack;
}

/// Calls `visit(tcb)` with endpoints of every state: what they sent, what of it is acknowledged, whether a FIN waits.
template <class Visit> void each_tcb(Visit visit) {
  for (std::size_t i = 0; i < std::size(model::EnumNames<State>::names); ++i) {
    const auto state = static_cast<State>(i);
    Tcb tcb;
    tcb.state = state;
    if (state <= State::Listen) {
      visit(tcb);
      continue;
    }
    tcb.iss = Beside::Seq(1000);
    const bool opening = state == State::SynSent || state == State::SynReceived;
    if (state != State::SynSent) {
      tcb.irs = Beside::Seq(5000);
      tcb.rcv_nxt = Beside::Seq(5001);
    }
    for (unsigned variant = 0; variant < 16; ++variant) {
      const bool waits = (variant & 1U) != 0;  // a CLOSE, for what is queued
      const bool passive = (variant & 2U) != 0;
      const bool in_flight = (variant & 4U) != 0;
      const bool only_last = (variant & 8U) != 0;  // is in flight
      tcb.passive = passive;
      tcb.fin_pending = waits;
      tcb.snd_nxt = tcb.iss + (opening ? 1U : 4U);
      tcb.snd_una = opening ? tcb.iss : tcb.snd_nxt - (in_flight ? only_last ? 1U : 2U : 0U);
      const bool has_closed = state == State::FinWait1 || state == State::Closing;
      const bool may_wait = state == State::SynReceived || state == State::CloseWait || has_closed;
      if ((waits && !may_wait) || (only_last && !in_flight)) continue;
      if (passive && state != State::SynReceived) continue;
      const bool fin_in_flight = state == State::LastAck || (has_closed && !waits);
      if (fin_in_flight && !in_flight) continue;
      if (in_flight && (state == State::FinWait2 || state == State::TimeWait || opening)) continue;
      visit(tcb);
    }
  }
}

/// Calls `visit(segment)` with every combination of control bits, at numbers around those of the endpoint.
template <class Visit> void each_segment(const Tcb& tcb, std::uint32_t window, Visit visit) {
  constexpr std::array offsets{-2, -1, 0, 1, 2};
  for (unsigned bits = 0; bits < 32; ++bits) {
    Segment s;
    s.syn = (bits & 1U) != 0;
    s.ack = (bits & 2U) != 0;
    s.fin = (bits & 4U) != 0;
    s.rst = (bits & 8U) != 0;
    s.text = (bits & 16U) != 0;
    for (const Beside::Seq left : {tcb.rcv_nxt, tcb.rcv_nxt + window}) {
      for (const int at : offsets) {
        s.seq = left + static_cast<std::uint32_t>(at);
        for (const Beside::Seq number : {tcb.snd_una - 100, tcb.snd_una, tcb.snd_nxt}) {
          for (const int beside : offsets) {
            s.ack_number = s.ack ? number + static_cast<std::uint32_t>(beside) : Beside::Seq(0);
            visit(s);
            if (!s.ack) break;
          }
          if (!s.ack) break;
        }
      }
    }
  }
}

}  // namespace

Occasion occasion_of(const Event& event) {
  switch (event.kind) {
    case model::EventKind::OpenPassive: return Occasion::OpenPassive;
    case model::EventKind::OpenActive:
    case model::EventKind::OpenActiveWithText: return Occasion::OpenActive;
    case model::EventKind::Close: return Occasion::Close;
    case model::EventKind::Abort: return Occasion::Abort;
    case model::EventKind::Transmit: return Occasion::Transmit;
    case model::EventKind::RetransmissionTimeout: return Occasion::RetransmissionTimeout;
    case model::EventKind::UserTimeout: return Occasion::UserTimeout;
    case model::EventKind::TimeWaitTimeout: return Occasion::TimeWaitTimeout;
    case model::EventKind::FinWait2Timeout: return Occasion::FinWait2Timeout;
    case model::EventKind::SegmentArrives: break;
    default: return Occasion::Other;
  }
  const Segment& s = event.segment;
  if (s.rst) return Occasion::Rst;
  if (s.syn) return s.ack ? Occasion::SynAck : Occasion::Syn;
  if (!s.ack) return Occasion::WithoutAck;
  return s.fin ? Occasion::FinAck : Occasion::Ack;
}

Decision decision_of(const Tcb& before, const Event& event, const model::Reaction<Beside>& reaction) {
  return {before.state, occasion_of(event), reaction.tcb.state, answer_of(reaction)};
}

std::size_t Decision::index() const {
  const auto place = static_cast<std::size_t>(state) * 16 + static_cast<std::size_t>(occasion);
  return (place * 11 + static_cast<std::size_t>(next)) * kAnswers + static_cast<std::size_t>(answer);
}

Decision Decision::at(std::size_t index) {
  const std::size_t place = index / kAnswers / 11;
  return {static_cast<State>(place / 16), static_cast<Occasion>(place % 16), static_cast<State>(index / kAnswers % 11),
          static_cast<Answer>(index % kAnswers)};
}

std::string Decision::text() const {
  const auto& states = model::EnumNames<State>::names;
  const std::string event = fmt::format("{}, {}: ", states[static_cast<std::size_t>(state)],
                                        kOccasionNames[static_cast<std::size_t>(occasion)]);
  const std::string then = next == state ? "stays" : fmt::format("to {}", states[static_cast<std::size_t>(next)]);
  return event + then + ", " + std::string(kAnswerNames[static_cast<std::size_t>(answer)]);
}

std::vector<Decision> Coverage::decisions() const {
  std::vector<Decision> all;
  for (std::size_t i = seen_._Find_first(); i < kSize; i = seen_._Find_next(i)) all.push_back(Decision::at(i));
  return all;
}

Coverage all_decisions(const model::Rules& rules) {
  Coverage all;
  model::Rules resetting = rules;  // CLOSE by a user who reads no more
  resetting.unread_text_resets = true;
  for (const std::uint32_t window : {0U, 4U}) {
    const Windows<Beside::Size> windows{.receive = window, .send = 8U, .largest_send = 8U};
    const WithWindows<Beside::Size> with(windows);
    const auto meets = [&](const model::Rules& held_to, const Tcb& tcb, const Event& event) {
      for (Beside::answer = 0; Beside::answer < 2; ++Beside::answer) {
        const auto reaction = model::react(held_to, tcb, event);
        if (reaction.accepted && occasion_of(event) != Occasion::Other) all.add(decision_of(tcb, event, reaction));
      }
    };
    each_tcb([&](const Tcb& tcb) {
      for (unsigned kind = 0; kind <= static_cast<unsigned>(model::EventKind::UserTimeout); ++kind) {
        Event event{static_cast<model::EventKind>(kind), {}, Beside::Seq(1000)};
        if (event.kind == model::EventKind::SegmentArrives) continue;
        if (event.kind == model::EventKind::OpenActiveWithText) continue;
        for (const unsigned queued : {0U, 1U}) {
          // A FIN leaves in a step of its own: something always waits before it.
          const bool closes = event.kind == model::EventKind::Close;
          if (closes && queued == 0 && tcb.state != State::SynReceived) continue;
          Tcb asked = tcb;
          asked.unsent = queued;
          meets(rules, asked, event);
          asked.unread = 1;
          if (closes) meets(resetting, asked, event);
        }
      }
      each_segment(tcb, window, [&](const Segment& segment) {
        meets(rules, tcb, {model::EventKind::SegmentArrives, segment, Beside::Seq(1000)});
      });
    });
  }
  return all;
}

}  // namespace finalack::conform
