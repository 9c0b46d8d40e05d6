#include "reports/state_diagram.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "reports/canvas.hpp"

namespace finalack::reports {
namespace {

using model::State;

bool has(const std::vector<Edge>& edges, State from, State to, const std::string& label) {
  return std::any_of(edges.begin(), edges.end(),
                     [&](const Edge& e) { return e.from == from && e.to == to && e.labels.contains(label); });
}

/// Every edge that RFC 9293 draws in figure 5, and those of its notes. Its "SEND / snd SYN" from LISTEN the model does
/// not have: SEND there is an active OPEN with text, which is a call of its own.
TEST(StateDiagram, HasTheEdgesOfFigure5) {
  const auto edges = state_diagram({});
  EXPECT_TRUE(has(edges, State::Closed, State::Listen, "passive OPEN"));
  EXPECT_TRUE(has(edges, State::Closed, State::SynSent, "active OPEN / snd SYN"));
  EXPECT_TRUE(has(edges, State::Listen, State::Closed, "CLOSE"));
  EXPECT_TRUE(has(edges, State::Listen, State::SynSent, "active OPEN / snd SYN"));
  EXPECT_TRUE(has(edges, State::Listen, State::SynReceived, "rcv SYN / snd SYN,ACK"));
  EXPECT_TRUE(has(edges, State::SynSent, State::Closed, "CLOSE"));
  EXPECT_TRUE(has(edges, State::SynSent, State::SynReceived, "rcv SYN / snd SYN,ACK"));
  EXPECT_TRUE(has(edges, State::SynSent, State::Established, "rcv SYN,ACK of SYN / snd ACK"));
  EXPECT_TRUE(has(edges, State::SynReceived, State::Established, "rcv ACK of SYN"));
  EXPECT_TRUE(has(edges, State::SynReceived, State::FinWait1, "CLOSE / snd FIN,ACK"));
  EXPECT_TRUE(has(edges, State::SynReceived, State::Listen, "rcv RST"));
  EXPECT_TRUE(has(edges, State::Established, State::FinWait1, "CLOSE / snd FIN,ACK"));
  EXPECT_TRUE(has(edges, State::Established, State::CloseWait, "rcv FIN,ACK / snd ACK"));
  EXPECT_TRUE(has(edges, State::FinWait1, State::FinWait2, "rcv ACK of FIN"));
  EXPECT_TRUE(has(edges, State::FinWait1, State::Closing, "rcv FIN,ACK / snd ACK"));
  EXPECT_TRUE(has(edges, State::FinWait1, State::TimeWait, "rcv FIN,ACK of FIN / snd ACK"));
  EXPECT_TRUE(has(edges, State::FinWait2, State::TimeWait, "rcv FIN,ACK / snd ACK"));
  EXPECT_TRUE(has(edges, State::Closing, State::TimeWait, "rcv ACK of FIN"));
  EXPECT_TRUE(has(edges, State::CloseWait, State::LastAck, "CLOSE / snd FIN,ACK"));
  EXPECT_TRUE(has(edges, State::LastAck, State::Closed, "rcv ACK of FIN"));
  EXPECT_TRUE(has(edges, State::TimeWait, State::Closed, "2MSL timeout"));
}

/// Whoever waits for an acknowledgment may give up waiting.
TEST(StateDiagram, GivesUpInEveryStateThatRetransmits) {
  const auto edges = state_diagram({});
  for (const State state : {State::SynSent, State::SynReceived, State::Established, State::FinWait1, State::CloseWait,
                            State::Closing, State::LastAck}) {
    EXPECT_TRUE(has(edges, state, State::Closed, "gives up")) << name_of(state);
  }
}

TEST(StateDiagram, HasNoEdgeThatTcpDoesNotHave) {
  for (const Edge& edge : state_diagram({})) {
    EXPECT_NE(edge.from, edge.to);
    if (edge.to == State::TimeWait) {
      EXPECT_TRUE(edge.from == State::FinWait1 || edge.from == State::FinWait2 || edge.from == State::Closing);
    }
    if (edge.to == State::Listen) {
      EXPECT_TRUE(edge.from == State::Closed || edge.from == State::SynReceived);
    }
    if (edge.from == State::Established) {
      EXPECT_NE(edge.to, State::SynSent);
    }
  }
}

TEST(StateDiagram, FollowsTheVariant) {
  EXPECT_TRUE(
      has(state_diagram(named_rules().at("two-way")), State::Listen, State::Established, "rcv SYN / snd SYN,ACK"));
  for (const Edge& edge : state_diagram(named_rules().at("no-time-wait"))) EXPECT_NE(edge.to, State::TimeWait);
}

TEST(StateDiagram, DrawsTheStatesThatOccur) {
  EXPECT_NE(dot(state_diagram({}), "").find("\"TIME-WAIT\""), std::string::npos);
  EXPECT_EQ(dot(state_diagram(named_rules().at("no-time-wait")), "").find("\"TIME-WAIT\""), std::string::npos);
}

TEST(StateDiagram, IsAWellFormedGraph) {
  const std::string graph = dot(state_diagram({}), "a \"title\"");
  EXPECT_TRUE(graph.starts_with("digraph \"a \\\"title\\\"\" {\n"));
  EXPECT_TRUE(graph.ends_with("}\n"));
  EXPECT_NE(graph.find("\"LISTEN\" -> \"SYN-RECEIVED\" [label=\"rcv SYN / snd SYN,ACK\"];"), std::string::npos);
  EXPECT_EQ(std::count(graph.begin(), graph.end(), '"') % 2, 0);
}

TEST(StateDiagram, FitsTheTerminalAsATable) {
  std::istringstream table(transition_table(state_diagram({})));
  for (std::string line; std::getline(table, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace finalack::reports
