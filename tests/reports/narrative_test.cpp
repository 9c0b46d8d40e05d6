#include "reports/runs/narrative.hpp"

#include <set>

#include <gtest/gtest.h>

#include "checker/replay.hpp"
#include "tests/checker/toys.hpp"
#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

TEST(Narrative, TellsWhatEachStepChanged) {
  const Narrative n = told(one_connection(), {"client OPEN (active)", "server receives SYN"});
  EXPECT_EQ(n.parties, (std::vector<std::string>{"client", "server"}));
  EXPECT_EQ(n.labels, (std::vector<std::string>{"CLOSED", "LISTEN"}));
  ASSERT_EQ(n.steps.size(), 2U);
  EXPECT_EQ(n.steps[0].story.labels, (std::vector<std::string>{"SYN-SENT", "LISTEN"}));
  const auto words = changes_in_words(n, n.steps[0]);
  EXPECT_EQ(words.front(), "client.state CLOSED -> SYN-SENT");
  for (const std::string& word : words) EXPECT_EQ(word.find("network"), std::string::npos) << word;
}

TEST(Narrative, OfAWorldWithoutPartiesIsNoDialogue) {
  const checker::ConcreteSystem<checker::toys::Counter, 4> counter{checker::toys::Counter{}};
  const Narrative n = narrate(counter, play(counter, {"tick", "tick", "reset"}));
  EXPECT_FALSE(n.is_dialogue());
  EXPECT_EQ(changes_in_words(n, n.steps[2]), (std::vector<std::string>{"value 2 -> 0"}));
  EXPECT_TRUE(told(one_connection(), {}).is_dialogue());
}

TEST(Narrative, RefusesAnActionThatIsNotEnabled) {
  const Peers<5> system{model::TwoPeers<>(one_connection())};
  checker::Trace trace = play(system, {"client OPEN (active)"});
  trace.actions.push_back(trace.actions.front());  // a second OPEN
  EXPECT_THROW(narrate(system, trace), checker::NotEnabled);
}

TEST(ReadablePath, NamesThePartyAndLeavesOutTheHousing) {
  const std::vector<std::string> parties{"client", "server"};
  EXPECT_EQ(readable_path("core.hosts[0].tcb.snd_una", parties), "client.snd_una");
  EXPECT_EQ(readable_path("core.hosts[1].opened", parties), "server.opened");
  EXPECT_EQ(readable_path("history.by_client", parties), "by_client");
  EXPECT_EQ(readable_path("process[0].place", {"world"}), "process[0].place");
}

TEST(Leaves, OfTheSameNameAreToldApart) {
  const checker::ConcreteSystem<checker::toys::Peterson, 4> peterson{checker::toys::Peterson{}};
  const Leaves leaves = unique_leaves(peterson, peterson.initial().data());
  EXPECT_EQ(leaves.size(), 5U);
  std::set<std::string> paths;
  for (const auto& leaf : leaves) paths.insert(leaf.first);
  EXPECT_EQ(paths.size(), leaves.size());
}

}  // namespace
}  // namespace finalack::reports
