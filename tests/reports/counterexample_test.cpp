#include "reports/runs/counterexample.hpp"

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
  EXPECT_THAT(what_happened(asking(Property::Kind::Eventually, "whenever A, it comes to: B"), n),
              HasSubstr("whenever A, it comes to: B"));
  EXPECT_THAT(what_happened(asking(Property::Kind::Recoverable, "from A to B"), n), HasSubstr("no way back"));
  EXPECT_THAT(what_happened(asking(Property::Kind::DeadlockFree, "goes on"), n),
              HasSubstr("nothing can happen any more"));
  EXPECT_THAT(what_happened(asking(Property::Kind::Never, "never: it rains"), told(one_connection(), {})),
              HasSubstr("At the start"));
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
