// Breadth-first exploration of a system: what was found, and the loop that finds it.
//
// Two cache misses per transition, one in the index and one for the state that it points to, are what a search of
// millions of states waits for. So successors are taken in batches: all of them are hashed and their slots prefetched,
// then the states that those slots name, and only then are they looked up.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "checker/explicit/budget.hpp"
#include "checker/explicit/graph.hpp"
#include "checker/explicit/sightings.hpp"
#include "checker/explicit/state_table.hpp"
#include "checker/system.hpp"

namespace finalack::checker::explicit_search {

/// What a search has found.
struct Exploration {
  const System& system;
  std::unique_ptr<Explorer> explorer;  ///< knows what the table's words mean
  StateTable table;
  Graph graph;                           ///< empty unless the search was asked to keep the transitions
  std::vector<StateIndex> levels = {0};  ///< the first state of each depth
  StateIndex expanded = 0;               ///< the states below this number have all their successors in the table
  std::uint64_t transitions = 0;
  bool held_back = false;
  Stop stop = Stop::None;

  bool exhausted() const { return stop == Stop::None; }
  /// Of the deepest state.
  unsigned depth() const { return static_cast<unsigned>(levels.size()) - 1; }
  std::uint64_t bytes() const {
    const std::uint64_t edges = graph.edge_count();
    return table.bytes() + (edges == 0 ? 0 : edges * Graph::kBytesPerEdge + table.size() * Graph::kBytesPerState);
  }
  /// Calls `visit(action)` for every action that is enabled in a state, or held back there.
  template <class F> void for_each_wanted(StateIndex i, F&& visit) const {
    for (const Edge& edge : graph.edges_from(i)) visit(edge.action);
    if (!graph.held_back(i)) return;
    Successors successors;
    explorer->expand(table.state(i), successors);
    for (const Action action : successors.held) visit(action);
  }
  std::uint64_t predicates(StateIndex i) const { return explorer->predicates(table.state(i)); }
  model::Fairness fairness(StateIndex i, Action action) const { return explorer->fairness(table.state(i), action); }
  PackedState canonical_state(StateIndex i) const { return explorer->unfolded(table.state(i)); }
  /// The states on the shortest way to `target`, both ends included.
  std::vector<StateIndex> path_to(StateIndex target) const;
};

/// What must be set aside, per state and per transition, for the analysis of the graph after the search.
struct AnalysisCost {
  bool keep_graph = false;
  std::uint64_t bytes_per_state = 0;
  std::uint64_t bytes_per_edge = 0;
};

class Search {
 public:
  Search(const System& system, Sightings& sightings, Budget& budget, AnalysisCost cost);
  /// Explores until everything is seen, decided or spent.
  Exploration run();

 private:
  static constexpr unsigned kBatch = 128;     ///< successors, or a few more: those of the last source
  static constexpr unsigned kSources = 32;    ///< whose successors make up a batch, at most
  static constexpr unsigned kPollEvery = 16;  ///< batches

  Stop explore();
  bool start();
  bool next_level();
  void fill_batch();
  void prefetch_batch();
  Stop insert_batch();
  bool look_up(const Word* state, const StateTable::Probe& probe, StateIndex source, Action action);
  bool make_room(std::uint64_t states);
  void report();

  Sightings& sightings_;
  Budget& budget_;
  AnalysisCost cost_;
  Exploration found_;
  Explorer& explorer_;
  const unsigned words_;

  StateIndex next_ = 0;       ///< to be expanded
  StateIndex level_end_ = 0;  ///< of the level that is being expanded
  bool last_level_ = false;   ///< the depth limit: successors are looked up, but not added
  bool cut_ = false;          ///< and one of them was new

  StateIndex first_source_ = 0;  ///< of the batch
  unsigned sources_ = 0;
  unsigned batch_size_ = 0;
  std::array<Successors, kSources> batch_;
  FlatArray<StateTable::Probe> probes_;
};

}  // namespace finalack::checker::explicit_search
