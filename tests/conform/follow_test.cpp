// Runs of the model, tried on real connections.
#include "conform/replay/follow.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "conform/world/variant.hpp"
#include "properties/configurations.hpp"
#include "properties/two_peers_subject.hpp"
#include "properties/verification.hpp"

namespace finalack::conform {
namespace {

using checker::VerdictKind;
using properties::Bounds;
using ::testing::HasSubstr;

struct ModelRun {
  std::string name;
  model::TwoPeersConfig config;
  checker::Trace trace;
};

/// Where the implementation deviates by name: see conform/subject/implemented.cpp.
const std::set<std::string> kDeviating{"handshake.simultaneous-open figure",
                                       "handshake.simultaneous-open figure-without-ack",
                                       "close.three-segments-when-idle delayed-ack"};

/// What the model's own exploration shows of these cases.
std::vector<ModelRun> runs_of(const std::vector<properties::Selected>& cases) {
  std::vector<ModelRun> runs;
  for (const properties::Selected& selected : cases) {
    properties::VerificationOptions options;  // one by one, so that each ends when it has its run
    options.engine = properties::EngineChoice::Explicit;
    const auto results = properties::verify({selected}, options);
    const auto& trace = results.at(0).outcome.verdict.trace;
    if (!trace) continue;
    const auto& subject = dynamic_cast<const properties::TwoPeersSubject&>(*selected.which->subject);
    runs.push_back(
        {selected.claim->id + " " + selected.which->variant, subject.configuration(Bounds::Default), *trace});
  }
  return runs;
}

/// All runs that the catalogue has, of variants that the code has or of those that it does not have.
std::vector<ModelRun> all_runs(bool is_implemented) {
  std::vector<properties::Selected> cases;
  for (const properties::Claim& claim : properties::catalogue().claims()) {
    for (const properties::Case& which : claim.cases) {
      const bool is_reachability = which.property.kind == checker::Property::Kind::Reachable;
      const bool has_run = which.expected == (is_reachability ? VerdictKind::Proved : VerdictKind::Violated);
      const auto* subject = dynamic_cast<const properties::TwoPeersSubject*>(which.subject.get());
      if (subject == nullptr) continue;
      const bool is_missing = !world::missing_variant(subject->configuration(Bounds::Default)).empty();
      if (has_run && is_missing != is_implemented) cases.push_back({&claim, &which});
    }
  }
  return runs_of(cases);
}

ModelRun run_of(const std::string& claim, const std::string& variant) {
  const properties::Claim& found = *properties::catalogue().find(claim);
  for (const properties::Case& which : found.cases) {
    if (which.variant == variant) return runs_of({{&found, &which}}).at(0);
  }
  throw std::invalid_argument(variant);
}

TEST(Follow, GoesToTheEndOfEveryRunOfAVariantThatTheCodeHas) {
  const auto runs = all_runs(true);
  EXPECT_GT(runs.size(), 15U);
  for (const ModelRun& run : runs) {
    const auto divergence = follow(run.config, 5, run.trace);
    EXPECT_EQ(divergence.has_value(), kDeviating.contains(run.name))
        << run.name << ": " << (divergence ? divergence->implementation : "followed");
  }
}

TEST(Follow, RefusesEveryRunOfAVariantThatTheCodeDoesNotHave) {
  const auto runs = all_runs(false);
  EXPECT_GT(runs.size(), 12U);
  for (const ModelRun& run : runs) EXPECT_TRUE(follow(run.config, 5, run.trace).has_value()) << run.name;
}

TEST(Follow, PartsFromTwoWayAtTheServersSynAck) {
  const ModelRun run = run_of("handshake.confirms-both-directions", "two-way");
  const auto divergence = follow(run.config, 5, run.trace);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->step, 1U);
  EXPECT_EQ(divergence->model, "the server is in ESTABLISHED, sends <SEQ=8><ACK=1><CTL=SYN,ACK>");
  EXPECT_EQ(divergence->implementation, "the server is in SYN-RECEIVED, sends <SEQ=8><ACK=1><CTL=SYN,ACK>");
  EXPECT_EQ(divergence->where, "server.state ESTABLISHED, not SYN-RECEIVED");
}

TEST(Follow, TellsWhatIsSentThoughTheModelSendsNothing) {
  const ModelRun run = run_of("close.fin-is-silenced", "no-second-segment");
  const auto divergence = follow(run.config, 5, run.trace);
  ASSERT_TRUE(divergence);
  EXPECT_THAT(divergence->model, HasSubstr("the server is in CLOSE-WAIT, sends nothing"));
  EXPECT_THAT(divergence->implementation, HasSubstr("sends <SEQ=9><ACK=2><CTL=ACK>"));
}

TEST(Follow, RefusesToRestWhereATimerRuns) {
  const ModelRun run = run_of("handshake.stale-syn-half-open-ends", "three-way-without-timer");
  ASSERT_TRUE(run.trace.loop_start);
  const auto divergence = follow(run.config, 5, run.trace);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->step, run.trace.actions.size());
  EXPECT_THAT(divergence->implementation, HasSubstr("server retransmission timeout"));
}

TEST(Follow, ComparesWhatTheUserIsTold) {
  const ModelRun run = run_of("close.simultaneous", "rfc");
  const auto keeps_silent = [](const impl::Connection&, impl::Connection& after) {
    while (after.poll_notice()) continue;
  };
  const auto divergence = follow(run.config, 5, run.trace, keeps_silent);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->where, "the client's user gets 'connected', not nothing");
}

model::Action action_of(const model::TwoPeersConfig& config, const std::string& name, std::uint8_t slot = 0) {
  const auto kinds = model::TwoPeersBase(config).actions();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].name == name) return {static_cast<std::uint8_t>(i), slot, 0};
  }
  throw std::invalid_argument(name);
}

TEST(Follow, RefusesALoopAtWhoseEndSomethingHiddenHasChanged) {
  model::TwoPeersConfig config = properties::one_life(Bounds::Default);
  config.network.duplicates = true;
  checker::Trace trace;
  const auto step = [&](const char* name, std::uint8_t slot = 0) {
    trace.actions.push_back(action_of(config, name, slot));
  };
  step("client OPEN (active)");
  step("server receives a copy of");
  step("client receives", 1);
  step("server receives", 1);
  step("server receives");  // the SYN again, which it answers by an ACK
  step("client CLOSE");
  EXPECT_FALSE(follow(config, 5, trace));
  // To the model that ACK means nothing, however often it comes; a connection counts it as a duplicate.
  trace.loop_start = trace.length();
  step("client receives a copy of");
  const auto divergence = follow(config, 5, trace);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->step, trace.length());
  EXPECT_THAT(divergence->implementation, HasSubstr("not back where the loop began"));
}

TEST(Follow, SaysWhatAnEndCanNotDo) {
  const ModelRun run = run_of("handshake.syn-data-replay", "answered-at-once");
  const auto divergence = follow(run.config, 5, run.trace);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->step, 0U);
  EXPECT_EQ(divergence->implementation, "the client, in CLOSED, can't: OPEN with text");
}

TEST(Follow, IsAskedOnlyRunsOfTheModel) {
  const ModelRun run = run_of("close.linger-zero", "linger-zero");
  checker::Trace again = run.trace;
  again.actions.push_back(again.actions.front());  // the client's one OPEN
  EXPECT_THROW(follow(run.config, 5, again), InternalError);
  EXPECT_THROW(follow(run.config, 7, run.trace), UsageError);
}

}  // namespace
}  // namespace finalack::conform
