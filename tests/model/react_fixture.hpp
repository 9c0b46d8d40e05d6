// What the tests of `react` share: one endpoint driven by events, and its reactions in words.
//
// All numbers are written as offsets: an endpoint's own numbers from its ISS, the peer's from the peer's. So one
// sentence such as "ESTABLISHED <SEQ=1><ACK=2><CTL=ACK>, delivers 1" is expected wherever the two ISSs lie, at the wrap
// of the number circle and at its half too, and an implementation that compares numbers without the modulus fails
// somewhere.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/react/react.hpp"
#include "model/worlds/segment_text.hpp"

namespace finalack::testing {

using D = model::Concrete<32>;
using model::EventKind;
using model::Rules;
using model::State;
using Segment = model::Segment<D>;
using Tcb = model::Tcb<D>;

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
inline const std::array kNumbers{Numbers{0, kHalf - 2}, Numbers{100, 300}, Numbers{kHalf - 2, 0U - 2},
                                 Numbers{0U - 2, 0U - 2}, Numbers{0U - 2, 100}};

/// A TCB and the rules it follows, driven by events only.
class Endpoint {
 public:
  explicit Endpoint(Numbers numbers) : numbers_(numbers) {}

  Rules rules;            ///< may be changed between events
  unsigned choice = 0;    ///< the answer to every choice that the model leaves open
  std::uint32_t iss = 0;  ///< the ISS to select, as an offset
  Segment last_sent;      ///< by the latest event that sent one, absolute

  std::string deliver(const Segment& seg) { return happen({EventKind::SegmentArrives, seg, own(iss)}); }
  std::string call(EventKind kind) { return happen({kind, {}, own(iss)}); }

  /// Takes a new endpoint to a state by the shortest way; SYN-RECEIVED and all that follow, by a passive OPEN.
  void reach(State state) {
    arrive_at(state);
    EXPECT_EQ(model::name_of(State(tcb_.state)), model::name_of(state));
  }
  /// SYN-RECEIVED by way of SYN-SENT: a simultaneous open.
  void reach_syn_received_actively() {
    reach(State::SynSent);
    deliver(syn(0));
  }

  const Tcb& tcb() const { return tcb_; }
  /// SND.UNA, SND.NXT and RCV.NXT, as offsets.
  bool stands_at(std::uint32_t una, std::uint32_t nxt, std::uint32_t rcv_nxt) const {
    const auto mine = (tcb_.snd_una == own(una)) & (tcb_.snd_nxt == own(nxt));
    return static_cast<bool>(mine & (tcb_.rcv_nxt == peers(rcv_nxt)));
  }
  /// The offsets of SND.NXT and RCV.NXT.
  std::uint32_t nxt() const { return tcb_.snd_nxt.raw() - numbers_.own; }
  std::uint32_t rcv() const { return tcb_.rcv_nxt.raw() - numbers_.peer; }

  // Segments from the peer. `seq` is an offset from its ISS, `acked` from ours.
  Segment bare(std::uint32_t seq) const {
    Segment s;
    s.seq = peers(seq);
    return s;
  }
  Segment ack(std::uint32_t seq, std::uint32_t acked) const { return acking(bare(seq), acked); }
  Segment syn(std::uint32_t seq) const { return with(bare(seq), &Segment::syn); }
  Segment syn_ack(std::uint32_t seq, std::uint32_t acked) const { return acking(syn(seq), acked); }
  Segment fin(std::uint32_t seq, std::uint32_t acked) const { return with(ack(seq, acked), &Segment::fin); }
  Segment text(std::uint32_t seq, std::uint32_t acked) const { return with(ack(seq, acked), &Segment::text); }
  Segment text_fin(std::uint32_t seq, std::uint32_t acked) const { return with(text(seq, acked), &Segment::fin); }
  Segment rst(std::uint32_t seq) const { return with(bare(seq), &Segment::rst); }
  Segment rst_ack(std::uint32_t seq, std::uint32_t acked) const { return acking(rst(seq), acked); }
  /// The reset of RFC 9293 3.10.7.1 that answers a segment without ACK.
  Segment unnumbered_rst(std::uint32_t acked) const {
    Segment s = with(acking({}, acked), &Segment::rst);
    s.unnumbered = true;
    return s;
  }

  static Segment with(Segment s, D::Bool Segment::*bit) {
    s.*bit = true;
    return s;
  }
  static Segment without_ack(Segment s) {
    s.ack = false;
    s.ack_number = {};
    return s;
  }

 private:
  D::Seq own(std::uint32_t offset) const { return D::Seq(numbers_.own + offset); }
  D::Seq peers(std::uint32_t offset) const { return D::Seq(numbers_.peer + offset); }
  Segment acking(Segment s, std::uint32_t acked) const {
    s.ack = true;
    s.ack_number = own(acked);
    return s;
  }

  void arrive_at(State state) {
    switch (state) {
      case State::Closed: tcb_ = {}; return;
      case State::Listen: reach(State::Closed), call(EventKind::OpenPassive); return;
      case State::SynSent: reach(State::Closed), call(EventKind::OpenActive); return;
      case State::SynReceived: reach(State::Listen), deliver(syn(0)); return;
      case State::Established: reach(State::SynReceived), deliver(ack(1, 1)); return;
      case State::FinWait1: reach(State::Established), call(EventKind::Close); return;
      case State::FinWait2: reach(State::FinWait1), deliver(ack(1, 2)); return;
      case State::CloseWait: reach(State::Established), deliver(fin(1, 1)); return;
      case State::Closing: reach(State::FinWait1), deliver(fin(1, 1)); return;
      case State::LastAck: reach(State::CloseWait), call(EventKind::Close); return;
      case State::TimeWait: reach(State::FinWait2), deliver(fin(1, 2)); return;
    }
  }

  std::string happen(const model::Event<D>& event) {
    const unsigned each = choice;
    model::Choices choices(static_cast<std::uint16_t>(each | each << 3 | each << 6 | each << 9));
    const model::ChoosingWith choosing(choices);
    const auto r = model::react(rules, tcb_, event);
    if (!r.accepted) {
      EXPECT_TRUE(model::same(r, model::refused(tcb_))) << "a refusal that does something";
      return "refused";
    }
    tcb_ = r.tcb;
    std::string words(model::name_of(State(tcb_.state)));
    if (r.sends) {
      last_sent = r.segment;
      words += " " + in_words(r.segment);
    } else {
      EXPECT_TRUE(model::same(r.segment, Segment{})) << "a segment that is not sent";
    }
    if (r.signal != model::Signal::None) words += ", " + std::string(model::name_of(model::Signal(r.signal)));
    if (r.delivered.raw() != 0) words += ", delivers " + std::to_string(r.delivered.raw());
    return words;
  }

  std::string in_words(Segment s) const {
    if (!s.unnumbered) s.seq = s.seq - numbers_.own;
    if (s.ack) s.ack_number = s.ack_number - numbers_.peer;
    return model::text_of<32>(s);
  }

  Numbers numbers_;
  Tcb tcb_;
};

inline constexpr std::array kStates{State::Closed,      State::Listen,   State::SynSent,  State::SynReceived,
                                    State::Established, State::FinWait1, State::FinWait2, State::CloseWait,
                                    State::Closing,     State::LastAck,  State::TimeWait};

/// A test at every pair of ISSs; the endpoint begins in CLOSED.
class AtEveryIss : public ::testing::TestWithParam<Numbers>, protected Endpoint {
 protected:
  AtEveryIss() : Endpoint(GetParam()) {}

  /// One event's outcome in each of the 11 states, in the RFC's order.
  std::vector<std::string> in_every_state(EventKind kind) {
    std::vector<std::string> outcomes;
    for (const State state : kStates) {
      reach(state);
      outcomes.push_back(call(kind));
    }
    return outcomes;
  }
};

/// The same, beginning in a given state.
template <State Begin> class Beginning : public AtEveryIss {
 protected:
  void SetUp() override { reach(Begin); }
};

/// Beginning in CLOSED, under rules that `Change` has altered.
template <auto Change> class Under : public AtEveryIss {
 protected:
  void SetUp() override { Change(rules); }
};

/// Names a suite's instances after the endpoint's own ISS, the peer's following.
#define FINALACK_AT_EVERY_ISS(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::ValuesIn(kNumbers), [](const auto& test) { \
    return std::to_string(test.param.own) + "_and_" + std::to_string(test.param.peer);    \
  })

}  // namespace finalack::testing
