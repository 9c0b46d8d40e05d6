// The state diagram that the model's own decisions imply: RFC 9293's figure 5, computed and not drawn.
//
// Small two-peer worlds are explored; every TCB that occurs in them, and every segment that is then on its way to it,
// is put to `react` together with every user call and every timer. What changes the state is an edge.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/react/rules.hpp"
#include "model/tcb.hpp"

namespace finalack::reports {

struct Edge {
  model::State from;
  model::State to;
  std::set<std::string> labels;  ///< "rcv SYN / snd SYN,ACK"; "CLOSE" where nothing is sent
};

/// Every change of state that `react` makes under these rules, ordered by (from, to).
std::vector<Edge> state_diagram(const model::Rules& rules);

/// The variants of the protocol that a diagram can be asked for, by name; "rfc" is RFC 9293 as written.
const std::map<std::string, model::Rules>& named_rules();

/// Graphviz: the life of a connection in full lines, what ends it by force (resets, aborts, giving up) in grey, dashed
/// ones.
std::string dot(const std::vector<Edge>& edges, const std::string& title);

/// The same as a table of at most 80 columns.
std::string transition_table(const std::vector<Edge>& edges);

}  // namespace finalack::reports
