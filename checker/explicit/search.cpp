#include "checker/explicit/search.hpp"

#include <algorithm>
#include <stdexcept>

namespace finalack::checker::explicit_search {

std::vector<StateIndex> Exploration::path_to(StateIndex target) const {
  std::vector<StateIndex> path;
  for (StateIndex i = target; i != kNoState; i = table.parent(i)) path.push_back(i);
  std::reverse(path.begin(), path.end());
  return path;
}

namespace {

Exploration empty(const System& system, std::uint64_t memory_bytes, bool keep_graph) {
  auto explorer = system.explorer();
  StateTable table(explorer->words(), memory_bytes);
  return {system, std::move(explorer), std::move(table), keep_graph ? Graph(memory_bytes) : Graph()};
}

}  // namespace

Search::Search(const System& system, Sightings& sightings, Budget& budget, AnalysisCost cost)
    : sightings_(sightings),
      budget_(budget),
      cost_(cost),
      found_(empty(system, budget.limits().memory_bytes, cost.keep_graph)),
      explorer_(*found_.explorer),
      words_(explorer_.words()) {}

Exploration Search::run() {
  try {
    found_.stop = explore();
  } catch (const std::length_error& e) {  // states can't be stored any more
    found_.stop = Stop::Memory;
    budget_.unstorable = e.what();
  }
  if (cut_) {
    found_.expanded = found_.levels.back();
    if (found_.stop == Stop::None) found_.stop = Stop::Depth;
  }
  report();
  return std::move(found_);
}

Stop Search::explore() {
  if (!make_room(1)) return Stop::Memory;
  if (start()) return Stop::Decided;
  for (unsigned batches = 0;; ++batches) {
    if (next_ == level_end_ && !next_level()) return Stop::None;
    if (batches % kPollEvery == 0) {
      report();
      if (const Stop stop = budget_.spent(); stop != Stop::None) return stop;
    }
    fill_batch();
    if (!make_room(batch_size_)) return Stop::Memory;
    prefetch_batch();
    if (const Stop stop = insert_batch(); stop != Stop::None) return stop;
  }
}

/// Enters the initial state; true if that decides everything.
bool Search::start() {
  const PackedState initial = explorer_.initial();
  const StateIndex index = found_.table.insert(initial.data(), found_.table.probe(initial.data()), kNoState).index;
  level_end_ = 1;
  last_level_ = budget_.limits().depth == 0;
  return sightings_.on_new_state(explorer_, initial.data(), index);
}

/// Goes on with the states found while the last level was expanded; false if there are none.
bool Search::next_level() {
  if (found_.table.size() == level_end_) return false;
  found_.levels.push_back(level_end_);
  level_end_ = found_.table.size();
  last_level_ = found_.depth() >= budget_.limits().depth;
  return true;
}

void Search::fill_batch() {
  first_source_ = next_;
  sources_ = 0;
  batch_size_ = 0;
  while (next_ < level_end_ && sources_ < kSources && batch_size_ < kBatch) {
    explorer_.expand(found_.table.state(next_++), batch_[sources_]);
    batch_size_ += static_cast<unsigned>(batch_[sources_++].size());
  }
}

void Search::prefetch_batch() {
  probes_.clear();
  StateTable::Probe* probes = probes_.room(batch_size_);
  StateTable::Probe* next = probes;
  for (unsigned s = 0; s < sources_; ++s) {
    const Word* state = batch_[s].words.data();
    for (std::size_t i = 0; i < batch_[s].size(); ++i, state += words_) *next++ = found_.table.probe(state);
  }
  for (StateTable::Probe* probe = probes; probe != next; ++probe) found_.table.look(*probe);
  probes_.add(batch_size_);
}

Stop Search::insert_batch() {
  const StateTable::Probe* probe = probes_.data();
  for (unsigned s = 0; s < sources_; ++s) {
    const StateIndex source = first_source_ + s;
    const Successors& successors = batch_[s];
    const Word* state = successors.words.data();
    found_.held_back |= successors.held_back;
    found_.transitions += successors.size();
    if (successors.size() == 0 && !successors.held_back &&
        sightings_.on_deadlock(explorer_, found_.table.state(source), source)) {
      return Stop::Decided;
    }
    for (const Action action : successors.actions) {
      if (look_up(state, *probe++, source, action)) return Stop::Decided;
      state += words_;
    }
    if (cut_ && !sightings_.awaits_deadlock()) return Stop::Depth;
    if (cost_.keep_graph) found_.graph.end_source(successors.held_back);
    ++found_.expanded;
  }
  return Stop::None;
}

/// One transition; true if its target decides everything.
bool Search::look_up(const Word* state, const StateTable::Probe& probe, StateIndex source, Action action) {
  StateTable::Found target{kNoState, false};
  if (last_level_) {
    target.index = found_.table.find(state, probe);
    cut_ |= target.index == kNoState;
  } else {
    target = found_.table.insert(state, probe, source);
  }
  if (cost_.keep_graph) found_.graph.add({target.index, action});
  return target.is_new && sightings_.on_new_state(explorer_, found_.table.state(target.index), target.index);
}

/// Makes room in the table for `states`, and sees to it that the transitions that lead to them, and the analysis, fit
/// too.
bool Search::make_room(std::uint64_t states) {
  std::uint64_t others = 0;
  if (cost_.keep_graph) {
    others = (found_.table.size() + states) * (Graph::kBytesPerState + cost_.bytes_per_state) +
             (found_.graph.edge_count() + states) * (Graph::kBytesPerEdge + cost_.bytes_per_edge);
  }
  const std::uint64_t all = budget_.limits().memory_bytes;
  return others <= all && found_.table.make_room(states, all - others);
}

void Search::report() {
  budget_.progress.depth = found_.depth();
  budget_.progress.states = found_.table.size();
  budget_.progress.transitions = found_.transitions;
  budget_.progress.memory_bytes = found_.bytes();
}

}  // namespace finalack::checker::explicit_search
