// What the tests of the decision core share: one endpoint driven by events, and its decisions in words.
//
// All numbers are written as offsets: an endpoint's own from its ISS, the peer's from the peer's. So one sentence, such
// as "ESTABLISHED <SEQ=1><ACK=4><CTL=ACK> now", is expected wherever the two ISSs lie, at the wrap of the number circle
// and at its half too. What the connection does around the core is done here as plainly as can be: text in order is
// taken at once, and only a test that says so leaves something unsent, unread or out of order.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "impl/core/decide.hpp"

namespace finalack::testing {

using impl::EventKind;
using impl::Policy;
using impl::Reply;
using impl::Signal;
using impl::State;
using D = impl::Native;
using Decision = impl::Decision<D>;
using Event = impl::Event<D>;
using Segment = impl::Segment<D>;
using Tcb = impl::Tcb<D>;
using impl::SequenceNumber;

/// Where the numbers of the two sides begin.
struct Numbers {
  std::uint32_t own = 0;
  std::uint32_t peer = 0;

  friend void PrintTo(const Numbers& numbers, std::ostream* out) {
    *out << "own ISS " << numbers.own << ", peer's ISS " << numbers.peer;
  }
};

inline constexpr std::uint32_t kHalf = 0x80000000U;

/// ISSs from which the few numbers of a test pass 0 and 2^31, on one side or on both.
inline const std::array kNumbers{Numbers{0, kHalf - 4}, Numbers{1000, 3000}, Numbers{kHalf - 4, 0U - 4},
                                 Numbers{0U - 4, 0U - 4}, Numbers{0U - 4, 1000}};

inline constexpr std::array kEveryState{State::Closed,      State::Listen,   State::SynSent,  State::SynReceived,
                                        State::Established, State::FinWait1, State::FinWait2, State::CloseWait,
                                        State::Closing,     State::LastAck,  State::TimeWait};

class Endpoint {
 public:
  /// What is advertised in every state, and what the peer advertises unless a test says otherwise.
  static constexpr std::uint32_t kWindow = 10;
  static constexpr std::uint32_t kPeersWindow = 100;

  explicit Endpoint(Numbers numbers) : numbers_(numbers) {}

  Policy policy;             ///< may be changed between events
  bool timestamps = false;   ///< offered by this side
  std::uint32_t clock = 50;  ///< TSval of the peer's segments made below, if `stamped`
  bool stamped = false;

  std::string deliver(const Segment& seg) {
    return happen({.kind = EventKind::SegmentArrives,
                   .segment = seg,
                   .iss = own(0),
                   .timestamps = timestamps,
                   .window = kWindow});
  }
  /// A call or a timeout.
  std::string call(EventKind kind) {
    return happen({.kind = kind, .iss = own(0), .timestamps = timestamps, .window = kWindow});
  }
  std::string close(bool queued, bool unread) {
    return happen({.kind = EventKind::Close, .queued = queued, .unread = unread});
  }
  std::string transmit(std::uint32_t octets, bool fin = false) {
    return happen({.kind = EventKind::Transmitted, .octets = octets, .fin = fin});
  }
  std::string receive_in_order(std::uint32_t octets, bool fin = false) {
    return happen({.kind = EventKind::TextInOrder, .octets = octets, .fin = fin});
  }
  std::string advertise(std::uint32_t window) { return happen({.kind = EventKind::Acknowledged, .window = window}); }

  /// Takes a new endpoint to a state by the shortest way; SYN-RECEIVED and all that follow, by a passive OPEN. The
  /// window is kWindow in all of them, and from ESTABLISHED on SND.UNA = SND.NXT, unless our FIN is on its way.
  void reach(State state) {
    arrive_at(state);
    EXPECT_EQ(to_string(tcb_.state), to_string(state));
    if (state > State::SynSent) advertise(kWindow);
  }
  /// SYN-RECEIVED by way of SYN-SENT: a simultaneous open.
  void reach_syn_received_actively() {
    reach(State::SynSent);
    deliver(syn(0));
  }
  /// The peer's FIN, received in order.
  void receive_fin() {
    deliver(fin(rcv(), una()));
    receive_in_order(0, true);
  }
  /// The same state with a window that `octets` of text have closed.
  void close_window() {
    reach(State::Established);
    receive_in_order(kWindow);
  }

  const Tcb& tcb() const { return tcb_; }
  // Numbers of the TCB, as offsets.
  std::uint32_t una() const { return tcb_.snd_una.value - numbers_.own; }
  std::uint32_t nxt() const { return tcb_.snd_nxt.value - numbers_.own; }
  std::uint32_t rcv() const { return tcb_.rcv_nxt.value - numbers_.peer; }
  std::uint32_t edge() const { return rcv() + tcb_.rcv_wnd; }

  // Segments from the peer. `seq` is an offset from its ISS, `acked` from ours.
  Segment bare(std::uint32_t seq) const {
    Segment s;
    s.seq = SequenceNumber(numbers_.peer + seq);
    s.window = kPeersWindow;
    s.timestamped = stamped;
    if (stamped) s.ts_value = SequenceNumber(clock);
    return s;
  }
  Segment ack(std::uint32_t seq, std::uint32_t acked) const { return acking(bare(seq), acked); }
  Segment syn(std::uint32_t seq) const { return with(bare(seq), &Segment::syn); }
  Segment syn_ack(std::uint32_t seq, std::uint32_t acked) const { return acking(syn(seq), acked); }
  Segment fin(std::uint32_t seq, std::uint32_t acked) const { return with(ack(seq, acked), &Segment::fin); }
  Segment text(std::uint32_t seq, std::uint32_t acked, std::uint32_t octets) const {
    return carrying(ack(seq, acked), octets);
  }
  Segment text_fin(std::uint32_t seq, std::uint32_t acked, std::uint32_t octets) const {
    return with(text(seq, acked, octets), &Segment::fin);
  }
  Segment rst(std::uint32_t seq) const { return with(bare(seq), &Segment::rst); }
  Segment rst_ack(std::uint32_t seq, std::uint32_t acked) const { return acking(rst(seq), acked); }

  static Segment with(Segment s, bool Segment::*bit) {
    s.*bit = true;
    return s;
  }
  static Segment carrying(Segment s, std::uint32_t octets) {
    s.text = octets;
    return s;
  }
  static Segment window_of(Segment s, std::uint32_t window) {
    s.window = window;
    return s;
  }
  Segment acking(Segment s, std::uint32_t acked) const {
    s.ack = true;
    s.ack_number = own(acked);
    return s;
  }
  Segment at_time(Segment s, std::uint32_t ts_value) const {
    s.timestamped = true;
    s.ts_value = SequenceNumber(ts_value);
    return s;
  }
  static Segment unstamped(Segment s) {
    s.timestamped = false;
    return s;
  }

  /// "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>" of this moment.
  std::string an_ack() const {
    return "<SEQ=" + std::to_string(nxt()) + "><ACK=" + std::to_string(rcv()) + "><CTL=ACK>";
  }

 private:
  SequenceNumber own(std::uint32_t offset) const { return SequenceNumber(numbers_.own + offset); }

  void arrive_at(State state) {
    switch (state) {
      case State::Closed: tcb_ = {}; return;
      case State::Listen: reach(State::Closed), call(EventKind::OpenPassive); return;
      case State::SynSent: reach(State::Closed), call(EventKind::OpenActive); return;
      case State::SynReceived: reach(State::Listen), deliver(syn(0)); return;
      case State::Established: reach(State::SynReceived), deliver(ack(1, 1)); return;
      case State::FinWait1: reach(State::Established), call(EventKind::Close), transmit(0, true); return;
      case State::FinWait2: reach(State::FinWait1), deliver(ack(1, 2)); return;
      case State::CloseWait: reach(State::Established), receive_fin(); return;
      case State::Closing: reach(State::FinWait1), receive_fin(); return;
      case State::LastAck: reach(State::CloseWait), call(EventKind::Close), transmit(0, true); return;
      case State::TimeWait: reach(State::FinWait2), receive_fin(); return;
    }
  }

  std::string happen(const Event& event) {
    const Decision d = impl::decide(policy, tcb_, event);
    tcb_ = d.tcb;
    return in_words(d);
  }

  std::string in_words(const Decision& d) const {
    static constexpr std::array errors{"", ", error: no connection", ", error: already exists", ", error: closing"};
    static constexpr std::array signals{"",        ", connected", ", closing", ", refused",
                                        ", reset", ", timed out", ", finished"};
    std::string words(to_string(d.tcb.state));
    words +=
        errors[static_cast<std::size_t>(d.error)] + reply_in_words(d) + signals[static_cast<std::size_t>(d.signal)];
    if (d.processed) words += ", ACK taken";
    if (d.has_text) words += ", keeps " + std::to_string(d.text_from) + " to " + std::to_string(d.text_to);
    if (d.has_fin) words += ", keeps FIN";
    if (d.restarts_2msl) words += ", 2MSL";
    if (d.reopens) words += ", reopens";
    return words;
  }

  std::string reply_in_words(const Decision& d) const {
    const auto number = [](SequenceNumber n, std::uint32_t base) { return std::to_string(n.value - base); };
    const std::string iss = " <SEQ=" + number(d.tcb.iss, numbers_.own) + ">";
    const std::string acks = "<ACK=" + number(d.tcb.rcv_nxt, numbers_.peer) + ">";
    const std::string ack = " <SEQ=" + number(d.tcb.snd_nxt, numbers_.own) + ">" + acks + "<CTL=ACK>";
    switch (d.reply) {
      case Reply::None: return "";
      case Reply::Ack: return ack + " now";
      case Reply::AckSoon: return ack + " soon";
      case Reply::ChallengeAck: return ack + " challenge";
      case Reply::Syn: return iss + "<CTL=SYN>";
      case Reply::SynAck: return iss + acks + "<CTL=SYN,ACK>";
      case Reply::Reset: return " <SEQ=" + number(d.reset_seq, numbers_.own) + "><CTL=RST>";
      case Reply::ResetAck: return " <SEQ=0><ACK=" + number(d.reset_ack, numbers_.peer) + "><CTL=RST,ACK>";
    }
    return "?";
  }

  Numbers numbers_;
  Tcb tcb_;
};

/// Whether nothing of the TCB differs.
inline bool same(const Tcb& a, const Tcb& b) {
  return a.state == b.state && a.passive == b.passive && a.close_called == b.close_called && a.fin_sent == b.fin_sent &&
         a.timestamps == b.timestamps && a.iss == b.iss && a.snd_una == b.snd_una && a.snd_nxt == b.snd_nxt &&
         a.snd_wnd == b.snd_wnd && a.max_snd_wnd == b.max_snd_wnd && a.snd_wl1 == b.snd_wl1 && a.snd_wl2 == b.snd_wl2 &&
         a.irs == b.irs && a.rcv_nxt == b.rcv_nxt && a.rcv_wnd == b.rcv_wnd && a.last_ack_sent == b.last_ack_sent &&
         a.ts_recent == b.ts_recent;
}

inline bool same(const Decision& a, const Decision& b) {
  return same(a.tcb, b.tcb) && a.error == b.error && a.reply == b.reply && a.reset_seq == b.reset_seq &&
         a.reset_ack == b.reset_ack && a.signal == b.signal && a.processed == b.processed && a.has_text == b.has_text &&
         a.text_from == b.text_from && a.text_to == b.text_to && a.has_fin == b.has_fin &&
         a.restarts_2msl == b.restarts_2msl && a.reopens == b.reopens;
}

/// A test at every pair of ISSs; the endpoint begins in CLOSED.
class AtEveryIss : public ::testing::TestWithParam<Numbers>, protected Endpoint {
 protected:
  AtEveryIss() : Endpoint(GetParam()) {}
};

/// The same, beginning in a given state.
template <State Begin> class Beginning : public AtEveryIss {
 protected:
  void SetUp() override { reach(Begin); }
};

/// Names a suite's instances after the endpoint's own ISS, the peer's following.
#define FINALACK_AT_EVERY_ISS(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::ValuesIn(kNumbers), [](const auto& test) { \
    return std::to_string(test.param.own) + "_and_" + std::to_string(test.param.peer);    \
  })

}  // namespace finalack::testing
