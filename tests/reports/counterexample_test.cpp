#include "reports/runs/counterexample.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

using checker::Property;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr TextStyle kUnicode{.unicode = true, .colour = false, .columns = 80};

properties::Case asking(Property::Kind kind, const std::string& statement) {
  properties::Case which;
  which.property.kind = kind;
  which.statement = statement;
  return which;
}

TEST(WhatHappened, SaysItInASentenceForEachKindOfProperty) {
  const Narrative n = told(one_connection(), {"client OPEN (active)", "server receives SYN"});
  EXPECT_EQ(what_happened(asking(Property::Kind::Never, "never: it rains"), n),
            "After step 2: it rains. This must never be.");
  EXPECT_EQ(what_happened(asking(Property::Kind::Reachable, "can happen: it rains"), n), "After step 2: it rains.");
  EXPECT_THAT(what_happened(asking(Property::Kind::Recoverable, "from A to B"), n), HasSubstr("no way back"));
  EXPECT_THAT(what_happened(asking(Property::Kind::DeadlockFree, "goes on"), n),
              HasSubstr("nothing can happen any more"));
  EXPECT_THAT(what_happened(asking(Property::Kind::Never, "never: it rains"), told(one_connection(), {})),
              HasSubstr("At the start"));
}

TEST(WhatHappened, SaysOfALivenessWhatLastsAndWhatNeverComes) {
  const auto which = asking(Property::Kind::Eventually, "whenever A, it comes to: B");
  auto config = one_connection();
  config.rules.retry_limit = model::Rules::kUnlimited;
  EXPECT_EQ(what_happened(which, told(config,
                                      {"client OPEN (active)", "network loses the client's SYN",
                                       "client retransmission timeout", "network loses the client's SYN"},
                                      2)),
            "Steps 3 to 4 repeat for ever: the client stays in SYN-SENT, the server stays in LISTEN. What never comes: "
            "B. It should whenever A.");
  EXPECT_EQ(
      what_happened(which, told(one_connection(), {"client OPEN (active)"}, 1)),
      "After step 1, nothing more needs to happen: the client stays in SYN-SENT, the server stays in LISTEN. What "
      "never comes: B. It should whenever A.");
}

TEST(Reproduction, BreaksBeforeOptionsWhereALineIsFull) {
  EXPECT_EQ(command_in_lines("finalack trace a.b --variant v", 80, 7), "finalack trace a.b --variant v");
  EXPECT_EQ(command_in_lines("finalack trace a.b --variant v --engine bmc", 40, 7),
            "finalack trace a.b --variant v \\\n    --engine bmc");
}

TEST(Counterexample, FitsTheTerminalWhateverItsNames) {
  const Narrative n = told(one_connection(), {"client OPEN (active)"});
  const std::string name(30, 'x');
  const TraceOrigin origin{"handshake." + name, "a-variant-" + name, properties::Bounds::Deep, 32, "bmc"};
  std::istringstream lines(counterexample(asking(Property::Kind::Never, "never: " + name), origin, n, true, kUnicode));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns_of(line), 80U) << line;
}

TEST(Reproduction, NamesWhatIsNotTheDefault) {
  EXPECT_EQ(reproduction({"a.b", "v", properties::Bounds::Default, 5, "explicit"}), "finalack trace a.b --variant v");
  EXPECT_EQ(reproduction({"a.b", "v", properties::Bounds::Deep, 32, "bmc"}),
            "finalack trace a.b --variant v --bounds deep --width 32 --engine bmc");
}

TEST(Counterexample, ShowsLadderSentenceChangesAndCommand) {
  const Narrative n =
      told(one_connection(), {"client OPEN (active)", "server receives SYN", "network loses the server's SYN,ACK"});
  const properties::Case which =
      asking(Property::Kind::Never, "never: the server is in SYN-RECEIVED and nothing is in flight");
  const TraceOrigin origin{"toy.claim", "variant", properties::Bounds::Default, 5, "explicit"};
  expect_golden("counterexample.txt", counterexample(which, origin, n, true, kUnicode));
  EXPECT_THAT(counterexample(which, origin, n, false, kUnicode), Not(HasSubstr("What changed at each step")));
}

}  // namespace
}  // namespace finalack::reports
