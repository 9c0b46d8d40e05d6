// Every rule of the oracle fires: of a connection that keeps it, somebody tells the oracle otherwise.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/conform/oracle/watched.hpp"

namespace finalack::conform {
namespace {

using namespace std::chrono_literals;
using impl::Notice;
using impl::State;
using impl::Timer;

std::string words(Rule rule) { return std::string(text_of(rule).words); }

struct Breach {
  Rule rule;
  void (*happens)(Watched& w);
};

template <class Change> void tampered(Watched& w, Change change) {
  w.tampers = [change](Observation& seen) { change(seen); };
}
template <class Change> void changed(Watched& w, Change change) {
  w.leaves = [change](impl::Outgoing& out) {
    change(out);
    return true;
  };
}
void swallowed(Watched& w) {
  w.leaves = [](impl::Outgoing&) { return false; };
}

/// FIN-WAIT-1 to TIME-WAIT.
void to_time_wait(Watched& w) {
  w.establish();
  w.shutdown();
  auto fin = w.from_peer(0, 1);
  fin.flags.fin = true;
  w.arrives(fin);
}

std::vector<std::uint8_t> octets_from(std::uint32_t number, std::uint32_t octets) {
  std::vector<std::uint8_t> text;
  for (std::uint32_t i = 0; i < octets; ++i) text.push_back(octet_at(number + i));
  return text;
}

/// As if the next segment had more text.
void lengthened(Watched& w, std::uint32_t octets) {
  changed(w, [octets](impl::Outgoing& out) {
    static std::vector<std::uint8_t> text;
    text = octets_from(out.header.seq, octets);
    out.text = {text, {}};
  });
}

const std::vector<Breach>& breaches() {
  static const std::vector<Breach> all{
      {Rule::State,
       [](Watched& w) {
         tampered(w, [](Observation& seen) { seen.tcb.state = State::Established; });
         w.connect();
       }},
      {Rule::SendNumbers,
       [](Watched& w) {
         tampered(w, [](Observation& seen) { seen.tcb.snd_una = seen.tcb.snd_una + 1; });
         w.connect();
       }},
      {Rule::ReceiveNumbers,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.tcb.rcv_nxt = seen.tcb.rcv_nxt + 1; });
         w.arrives(w.from_peer(0), 5);
       }},
      {Rule::InitialNumbers,
       [](Watched& w) {
         tampered(w, [](Observation& seen) { seen.tcb.iss = seen.tcb.iss + 1; });
         w.connect();
       }},
      {Rule::SendWindow,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.tcb.snd_wnd = 17; });
         auto old = w.from_peer(0);
         old.window = 17;
         old.seq = Watched::kIrs - 5;  // not acceptable: neither is its window
         w.arrives(old);
       }},
      {Rule::ReceiveWindow,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.tcb.rcv_wnd += 1; });
         w.arrives(w.from_peer(0), 5);
       }},
      {Rule::TimestampEcho,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.tcb.ts_recent = impl::SequenceNumber(1); });
         w.arrives(w.from_peer(0), 5);
       }},
      {Rule::Notices,
       [](Watched& w) {
         tampered(w, [](Observation& seen) { seen.notices = 0; });
         w.establish();
       }},
      {Rule::Reason,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.reason = impl::Signal::TimedOut; });
         w.abort();
       }},
      {Rule::CallResult,
       [](Watched& w) {
         w.oracle.on_send(w.now, 5, {4, impl::SendError::None}, w.seen());
       }},
      {Rule::Delivery,
       [](Watched& w) {
         w.establish();
         w.arrives(w.from_peer(0), 2);
         const std::vector<std::uint8_t> wrong{octet_at(Watched::kIrs + 2), octet_at(Watched::kIrs + 1)};
         w.oracle.on_receive(w.now, 2, wrong, impl::ReceiveError::None, w.seen());
       }},
      {Rule::ResetOwed,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { out.header.flags.rst = true; });
         w.send(5);
       }},
      {Rule::ResetNumbers,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { ++out.header.seq; });
         w.abort();
       }},
      {Rule::AfterClosed, [](Watched& w) { w.oracle.on_transmitted(w.now, {}, w.seen()); }},
      {Rule::SynOwed,
       [](Watched& w) {
         w.leaves = [&w](impl::Outgoing& out) {
           w.oracle.on_transmitted(w.now, out, w.seen());
           return true;
         };
         w.connect();
       }},
      {Rule::SynNumbers,
       [](Watched& w) {
         changed(w, [](impl::Outgoing& out) { ++out.header.seq; });
         w.connect();
       }},
      {Rule::SynWindow,
       [](Watched& w) {
         changed(w, [](impl::Outgoing& out) { out.header.window >>= 4; });
         w.connect();
       }},
      {Rule::AckNumber,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { ++out.header.ack_number; });
         w.send(5);
       }},
      {Rule::BareNumber,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { --out.header.seq; });
         w.arrives(w.from_peer(7), 5);
       }},
      {Rule::WindowEdge,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { out.header.window -= 5; });
         w.send(5);
       }},
      {Rule::WindowBuffer,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { out.header.window += 2000; });
         w.send(5);
       }},
      {Rule::SillyWindow,
       [](Watched& w) {
         w.establish();
         w.arrives(w.from_peer(0), 300);
         w.receive(300);
         changed(w, [](impl::Outgoing& out) { out.header.window += 200; });
         w.send(5);
       }},
      {Rule::RepeatedAck,
       [](Watched& w) {
         w.establish();
         w.leaves = [&w](impl::Outgoing& out) {
           w.oracle.on_transmitted(w.now, out, w.seen());
           return true;
         };
         w.arrives(w.from_peer(7), 5);
       }},
      {Rule::WasSent,
       [](Watched& w) {
         w.establish();
         w.send(5);
         changed(w, [](impl::Outgoing& out) { out.header.flags.fin = true; });
         w.time_out();
       }},
      {Rule::Text,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) {
           static const std::vector<std::uint8_t> wrong{'w', 'r', 'o', 'n', 'g'};
           out.text = {wrong, {}};
         });
         w.send(5);
       }},
      {Rule::NewText,
       [](Watched& w) {
         w.establish();
         lengthened(w, 6);
         w.send(5);
       }},
      {Rule::PeerWindow,
       [](Watched& w) {
         w.peer_window = 4;
         w.establish();
         lengthened(w, 5);
         w.send(20);
       }},
      {Rule::SegmentSize,
       [](Watched& w) {
         w.establish();
         lengthened(w, 1461);
         w.send(1500);
       }},
      {Rule::SillySegment,
       [](Watched& w) {
         w.establish();
         w.send(5);
         w.send(5);  // Nagle's algorithm holds it back
         const auto text = octets_from(Watched::kIss + 6, 5);
         impl::Outgoing out{w.sent.back(), {text, {}}};
         out.header.seq += 5;
         w.oracle.on_transmitted(w.now, out, w.seen());
       }},
      {Rule::Options,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { out.header.options.has_timestamps = true; });
         w.send(5);
       }},
      {Rule::SackReport,
       [](Watched& w) {
         w.establish();
         changed(w, [](impl::Outgoing& out) { out.header.options.sack[0].right += 1; });
         w.arrives(w.from_peer(7), 5);
       }},
      {Rule::Answer,
       [](Watched& w) {
         w.establish();
         swallowed(w);
         w.arrives(w.from_peer(7), 5);
       }},
      {Rule::DelayedAck,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.timers.stop(Timer::DelayedAck); });
         w.arrives(w.from_peer(0), 5);
       }},
      {Rule::SecondSegment,
       [](Watched& w) {
         w.establish();
         w.arrives(w.from_peer(0), 5);
         swallowed(w);
         w.arrives(w.from_peer(5), 5);
       }},
      {Rule::WindowOpens,
       [](Watched& w) {
         w.establish();
         w.arrives(w.from_peer(0), 3000);
         changed(w, [](impl::Outgoing& out) { out.header.window = 1000; });
         w.receive(3000);
       }},
      {Rule::DeadlineAhead,
       [](Watched& w) {
         w.establish();
         tampered(w, [&w](Observation& seen) { seen.timers.set(Timer::Memory, w.now); });
         w.arrives(w.from_peer(0));
       }},
      {Rule::RetransmissionTimer,
       [](Watched& w) {
         w.establish();
         tampered(w, [](Observation& seen) { seen.timers.stop(Timer::Retransmission); });
         w.send(5);
       }},
      {Rule::PersistTimer,
       [](Watched& w) {
         w.peer_window = 0;
         w.establish();
         tampered(w, [](Observation& seen) { seen.timers.stop(Timer::Persist); });
         w.send(5);
       }},
      {Rule::TimeWaitTimer,
       [](Watched& w) {
         to_time_wait(w);
         w.now += 1s;
         tampered(w, [&w](Observation& seen) { seen.timers.set(Timer::TimeWait, w.now + 240s); });
         w.arrives(w.from_peer(1, 1));  // which is no FIN
       }},
      {Rule::NoTimer,
       [](Watched& w) {
         w.establish();
         tampered(w, [&w](Observation& seen) { seen.timers.set(Timer::Memory, w.now + 1s); });
         w.abort();
       }},
      {Rule::Retransmits,
       [](Watched& w) {
         w.establish();
         w.send(5);
         swallowed(w);
         w.time_out();
       }},
      {Rule::Probes,
       [](Watched& w) {
         w.peer_window = 0;
         w.establish();
         w.send(5);
         swallowed(w);
         tampered(w, [](Observation& seen) { seen.tcb.snd_nxt = impl::SequenceNumber(Watched::kIss + 1); });
         w.time_out();
       }},
      {Rule::GivesUp,
       [](Watched& w) {
         w.establish();
         w.send(5);
         while (!w.oracle.violation() && w.connection.state() == State::Established) {
           tampered(w, [](Observation& seen) { seen.tcb.state = State::Established; });
           w.time_out();
         }
       }},
      {Rule::BacksOff,
       [](Watched& w) {
         w.establish();
         w.send(5);
         tampered(w, [&w](Observation& seen) { seen.timers.set(Timer::Retransmission, w.now + 1s); });
         w.time_out();
       }},
  };
  return all;
}

TEST(OracleRules, EachFires) {
  std::set<Rule> seen;
  impl::Settings settings = impl::rfc_profile();
  settings.receive_buffer = 4000;  // so that 16 bits can say more than it holds
  for (const Breach& breach : breaches()) {
    Watched w(settings);
    breach.happens(w);
    ASSERT_TRUE(w.oracle.violation()) << words(breach.rule);
    EXPECT_EQ(w.oracle.violation()->rule, breach.rule) << w.oracle.violation()->text();
    seen.insert(breach.rule);
  }
  EXPECT_EQ(seen.size(), kRules);
}

TEST(OracleRules, AreKeptByAConnectionThatNobodyTampersWith) {
  Watched w;
  to_time_wait(w);
  w.time_out();
  EXPECT_EQ(w.connection.state(), State::Closed);
  EXPECT_FALSE(w.oracle.violation()) << w.oracle.violation()->text();
}

TEST(OracleRules, CountTheStepsThatAListingShows) {
  Watched w;
  w.establish();  // OPEN, SYN, SYN,ACK, ACK
  EXPECT_EQ(w.oracle.steps(), 4U);
}

TEST(OracleRules, SayWhatWhereAndSince) {
  const Violation violation{Rule::DelayedAck, 12, "an ACK", "none"};
  EXPECT_EQ(violation.text(),
            "step 12: an ACK is owed within 500 ms of text (RFC 9293 3.8.6.3, MUST-40): expected an ACK, seen none");
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < kRules; ++i) {
    const RuleText& rule = text_of(static_cast<Rule>(i));
    EXPECT_TRUE(words.insert(rule.words).second) << rule.words;
    EXPECT_NE(rule.source.find("RFC"), std::string_view::npos) << rule.words;
  }
}

}  // namespace
}  // namespace finalack::conform
