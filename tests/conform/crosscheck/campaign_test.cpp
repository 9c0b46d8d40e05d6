// Campaigns: the same for the same seed, whatever the threads; what they find is made smaller; what they reach is kept.
#include "conform/crosscheck/campaign.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conform/crosscheck/directed.hpp"
#include "conform/crosscheck/listing.hpp"
#include "conform/crosscheck/minimize.hpp"

namespace finalack::conform {
namespace {

using testing::HasSubstr;

CampaignOptions options(std::uint64_t seed, std::uint64_t runs, unsigned jobs) {
  CampaignOptions options;
  options.seed = seed;
  options.runs = runs;
  options.jobs = jobs;
  return options;
}

TEST(Campaign, IsTheSameWhateverTheThreads) {
  const CampaignResult one = campaign(options(7, 1500, 1));
  const CampaignResult three = campaign(options(7, 1500, 3));
  EXPECT_EQ(one.runs, 1500U);
  EXPECT_EQ(one.steps, three.steps);
  EXPECT_EQ(one.covered, three.covered);
  ASSERT_EQ(one.reaching.size(), three.reaching.size());
  for (std::size_t i = 0; i < one.reaching.size(); ++i) EXPECT_EQ(one.reaching[i].value, three.reaching[i].value);
  EXPECT_NE(one.steps, campaign(options(8, 1500, 1)).steps);
}

TEST(Campaign, ReachesNothingNewOnItsOwnCorpusAtFirst) {
  const CampaignResult first = campaign(options(7, 1000, 2));
  CampaignOptions again = options(7, 1, 1);
  for (const Reaching& r : first.reaching) again.corpus.push_back(r.value);
  const CampaignResult resumed = campaign(again);
  EXPECT_FALSE(first.covered.is_extended_by(first.covered));
  EXPECT_EQ(first.covered.without(resumed.covered).count(), 0U);
}

TEST(Campaign, EndsWhenTheTimeIsOver) {
  CampaignOptions some = options(1, 1'000'000'000, 1);
  some.seconds = 0.05;
  EXPECT_EQ(campaign(some).end, CampaignResult::End::OutOfTime);
  some.cancelled = [] { return true; };
  EXPECT_EQ(campaign(some).end, CampaignResult::End::Cancelled);
}

/// A connection that forgets that it got a FIN: seven commands, a handshake among them, show it.
void forgets(Side side, Observation& seen) {
  if (side == Side::B && seen.tcb.state == impl::State::CloseWait) seen.tcb.state = impl::State::Established;
}

TEST(Campaign, FindsWhatIsWrongAndMakesItSmall) {
  CampaignOptions broken = options(5, 100'000, 2);
  broken.tamper = forgets;
  const CampaignResult result = campaign(broken);
  ASSERT_EQ(result.end, CampaignResult::End::Found);
  EXPECT_EQ(result.found->side, Side::B);
  EXPECT_EQ(result.found->violation.rule, Rule::State);
  EXPECT_EQ(result.found->violation.expected, "CLOSE-WAIT");
  EXPECT_LE(result.found->value.commands.size(), 7U) << to_text(result.found->value);
  EXPECT_TRUE(run(read_case(to_text(result.found->value), "saved"), nullptr, forgets).violation());
  EXPECT_FALSE(run(result.found->value).violation());
  broken.jobs = 1;
  const CampaignResult again = campaign(broken);
  EXPECT_EQ(again.found->run, result.found->run);
  EXPECT_EQ(again.found->value, result.found->value);
}

TEST(Campaign, FindsItAgainInItsCorpus) {
  CampaignOptions broken = options(5, 100'000, 2);
  broken.tamper = forgets;
  broken.corpus = {campaign(broken).found->value};
  const CampaignResult result = campaign(broken);
  ASSERT_TRUE(result.found);
  EXPECT_FALSE(result.found->run);
  EXPECT_EQ(result.found->of_corpus, 0U);
  EXPECT_EQ(result.runs, 0U);
}

TEST(Coverage, IsNearlyAllOfWhatThereIs) {
  const CampaignResult result = campaign(options(1, 3000, 2));
  EXPECT_GT(result.all.count(), 150U);
  const Coverage missing = result.all.without(result.covered);
  const DirectedSearch search = search_for(missing);
  EXPECT_FALSE(search.broke);
  const Coverage rest = missing.without(search.reached);
  // TIME-WAIT has no timer but its own, so no user timeout ends it.
  for (const Decision& decision : rest.decisions())
    EXPECT_EQ(decision.text(), "TIME-WAIT, user timeout: to CLOSED, nothing");
}

TEST(DirectedSearch, ReachesAllButOneOnItsOwn) {
  const Coverage all = all_decisions(as_rules(impl::Policy{}));
  const DirectedSearch search = search_for(all);
  const Coverage rest = all.without(search.reached);
  for (const Decision& decision : rest.decisions())
    EXPECT_EQ(decision.text(), "TIME-WAIT, user timeout: to CLOSED, nothing");
}

TEST(Coverage, NamesDecisions) {
  const Decision decision{model::State::SynSent, Occasion::SynAck, model::State::Established, Answer::Ack};
  EXPECT_EQ(decision.text(), "SYN-SENT, SYN,ACK: to ESTABLISHED, ACK");
  EXPECT_EQ(Decision::at(decision.index()).text(), decision.text());
  const Coverage all = all_decisions(as_rules(impl::Policy{}));
  EXPECT_TRUE(all.has(decision));
  EXPECT_FALSE(all.has({model::State::Listen, Occasion::Rst, model::State::Closed, Answer::Nothing}));
}

TEST(DirectedSearch, ReachesEveryStateByItsWays) {
  std::set<impl::State> states;
  for (const Case& value : ways_into_states()) {
    const World world = run(value);
    EXPECT_FALSE(world.violation()) << world.violation()->second.text() << to_text(value);
    states.insert(world[Side::A].state());
  }
  EXPECT_EQ(states.size(), impl::kStates);
}

TEST(Minimize, LeavesOnlyWhatMatters) {
  Random random(3);
  Case value{draw_settings(random), draw_settings(random), {}};
  World world(value);
  for (int i = 0; i < 200; ++i) {
    value.commands.push_back(draw_command(random, world));
    world.apply(value.commands.back());
  }
  value.commands.insert(value.commands.begin() + 100, {Act::Send, Side::B, 77});
  const auto shows = [](const Case& c) {
    return std::any_of(c.commands.begin(), c.commands.end(),
                       [](const Command& k) { return k.act == Act::Send && k.amount >= 10; });
  };
  const Case small = minimized(value, shows);
  ASSERT_EQ(small.commands.size(), 1U);
  EXPECT_EQ(small.commands[0].act, Act::Send);
  EXPECT_LT(small.commands[0].amount, 20U);
  EXPECT_EQ(small.a, EndSettings{});
}

TEST(Minimize, LeavesOutWhatIsOnlyNeededTogether) {
  const auto shows = [](const Case& c) {
    const auto of = [&c](Act act) {
      return std::count_if(c.commands.begin(), c.commands.end(), [act](const Command& k) { return k.act == act; });
    };
    return of(Act::Abort) == 1 && of(Act::Send) == of(Act::Receive);
  };
  Case value;
  value.commands = {{Act::Send, Side::A},
                    {Act::Abort, Side::A},
                    {Act::Send, Side::A},
                    {Act::Receive, Side::B},
                    {Act::Receive, Side::A}};
  EXPECT_EQ(minimized(value, shows).commands.size(), 1U);
}

TEST(Listing, ShowsAllOfASegmentInEightyColumns) {
  constexpr std::uint64_t kAYear = 31'536'000'000'000;
  const Forged forged{.syn = true, .ack = true, .fin = true, .rst = true, .seq = -3, .window = 65535, .octets = 65535};
  const Case value{{}, {}, {{Act::Listen, Side::A}, {Act::Advance, Side::A, kAYear}, {Act::Forge, Side::A, 0, forged}}};
  const std::string text = listing(value, false);
  EXPECT_THAT(text, HasSubstr("len 65535"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Listing, ShowsTheHandshake) {
  const Case value{{},
                   {.iss = 9000},
                   {{Act::Listen, Side::A}, {Act::Connect, Side::B}, {Act::Deliver, Side::B}, {Act::Deliver, Side::A}}};
  const std::string text = listing(value, false);
  EXPECT_THAT(text, HasSubstr("LISTEN"));
  EXPECT_THAT(text, HasSubstr("SYN,ACK seq 0 ack 1"));
  EXPECT_THAT(text, HasSubstr("ESTABLISHED"));
}

}  // namespace
}  // namespace finalack::conform
