#include "reports/runs/ladder.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reports/runs/mermaid.hpp"
#include "reports/runs/text_trace.hpp"
#include "tests/checker/toys.hpp"
#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};
constexpr TextStyle kAscii{.unicode = false, .colour = false, .columns = 80};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// A SYN of which the network keeps a copy, and the copy arrives when the connection is over; what answers it is lost.
Narrative stale_syn() {
  auto config = one_connection();
  config.rules.handshake = model::Handshake::TwoWay;
  return told(config,
              {"client OPEN (active)", "server receives a copy of SYN", "client receives SYN,ACK", "client CLOSE",
               "server receives FIN,ACK", "client receives ACK", "server CLOSE", "client receives FIN,ACK",
               "server receives ACK", "server receives SYN", "network loses the server's SYN,ACK"});
}

/// A handshake whose last segment is late, and segments that cross.
Narrative late_segments() {
  return told(one_connection(), {"client OPEN (active)", "server receives SYN", "client receives SYN,ACK",
                                 "server retransmission timeout", "client CLOSE", "server receives ACK",
                                 "client receives SYN,ACK", "server receives FIN,ACK"});
}

TEST(Ladder, DrawsAWholeLife) {
  expect_golden("whole_life.txt", ladder(told(one_connection(), whole_life()), kUnicode));
  expect_golden("whole_life_ascii.txt", ladder(told(one_connection(), whole_life()), kAscii));
}

TEST(Ladder, DrawsCopiesOldSegmentsAndLosses) {
  expect_golden("stale_syn.txt", ladder(stale_syn(), kUnicode));
  expect_golden("stale_syn_ascii.txt", ladder(stale_syn(), kAscii));
}

TEST(Ladder, DrawsWhatIsLateInTwoHalves) { expect_golden("late_segments.txt", ladder(late_segments(), kUnicode)); }

TEST(Ladder, MarksALoop) {
  auto config = one_connection();
  config.rules.retry_limit = model::Rules::kUnlimited;
  const auto n = told(config,
                      {"client OPEN (active)", "network loses the client's SYN", "client retransmission timeout",
                       "network loses the client's SYN"},
                      2);
  expect_golden("loop.txt", ladder(n, kUnicode));
  const auto rests = told(one_connection(), {"client OPEN (active)"}, 1);
  EXPECT_NE(ladder(rests, kAscii).find("nothing more needs to happen: it stays so for ever"), std::string::npos);
}

TEST(Ladder, FitsNumbersOf32Bits) {
  auto config = one_connection();
  const Peers<32> system{model::TwoPeers<>(config)};
  Narrative n = narrate(system, play(system, whole_life()));
  for (NarratedStep& step : n.steps) {
    for (model::Message& message : step.story.messages)
      message.text = "<SEQ=4294967295><ACK=4294967295><CTL=FIN,ACK><DATA>";
  }
  const std::string drawn = ladder(n, kUnicode);
  EXPECT_NE(drawn.find("SEQ=4294967295 ACK=4294967295 FIN,ACK"), std::string::npos) << drawn;
  for (const std::string& line : lines_of(drawn)) EXPECT_LE(columns_of(line), 80U) << line;
}

TEST(Ladder, FitsLongNames) {
  auto config = one_connection();
  config.names = {"the host on the left, which has a name that nobody would choose",
                  "the one on the right, which is no better at all"};
  const std::string drawn = ladder(told(config, {}), kUnicode);
  for (const std::string& line : lines_of(drawn)) EXPECT_LE(columns_of(line), 80U) << line;
  EXPECT_NE(drawn.find("the host on the left"), std::string::npos);
  EXPECT_NE(drawn.find("the one on the right"), std::string::npos);
}

TEST(Ladder, OfAToyIsItsTextTrace) {
  const checker::ConcreteSystem<checker::toys::Counter, 4> counter{checker::toys::Counter{}};
  const Narrative n = narrate(counter, play(counter, {"tick", "tick", "reset"}));
  EXPECT_EQ(ladder(n, kUnicode), text_trace(n, kUnicode));
  expect_golden("counter.txt", text_trace(n, kUnicode));
}

TEST(TextTrace, TellsMessagesAndFields) { expect_golden("stale_syn_steps.txt", text_trace(stale_syn(), kUnicode)); }

TEST(Mermaid, DrawsTheSame) {
  expect_golden("whole_life.mmd", mermaid(told(one_connection(), whole_life())));
  expect_golden("stale_syn.mmd", mermaid(stale_syn()));
}

TEST(Mermaid, EscapesItsOwnSyntax) {
  EXPECT_EQ(mermaid_escaped("<SEQ=1>; #2: 100%"), "#lt;SEQ=1#gt;#59; #35;2#58; 100#37;");
}

TEST(Ladder, HasNoEscapeSequencesWithoutColour) {
  EXPECT_EQ(ladder(stale_syn(), kUnicode).find('\x1b'), std::string::npos);
  const TextStyle coloured{.unicode = true, .colour = true, .columns = 80};
  EXPECT_NE(ladder(stale_syn(), coloured).find("\x1b["), std::string::npos);
}

/// Whatever happens, no line is longer than the terminal, and every step has its number.
RC_GTEST_PROP(Ladder, OfAnyRunFitsTheTerminal, ()) {
  auto config = one_connection();
  config.users[0].opens = 2;
  config.users[0].sends = 1;
  config.users[1].aborts = true;
  config.network.capacity = 4;
  const Peers<5> system{model::TwoPeers<>(config)};
  const auto picks = *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 1000U));
  checker::Trace trace = wander(system, picks);
  if (*rc::gen::arbitrary<bool>()) trace.loop_start = *rc::gen::inRange<std::size_t>(0, trace.length() + 1);
  const Narrative n = narrate(system, trace);
  const std::string drawn = ladder(n, kAscii);
  for (const std::string& line : lines_of(drawn)) RC_ASSERT(line.size() <= 80U);
  for (std::size_t i = 1; i <= n.steps.size(); ++i) {
    const std::string number = (i < 10 ? "\n  " : i < 100 ? "\n " : "\n") + std::to_string(i) + " ";
    RC_ASSERT(drawn.find(number) != std::string::npos);
  }
  RC_ASSERT(std::all_of(drawn.begin(), drawn.end(), [](char c) { return c == '\n' || (c >= ' ' && c < 127); }));
  RC_ASSERT(!mermaid(n).empty() && text_trace(n, kUnicode).size() >= n.steps.size());
}

}  // namespace
}  // namespace finalack::reports
