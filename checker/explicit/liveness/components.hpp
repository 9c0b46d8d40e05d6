// Strongly connected components of a part of the graph: Tarjan's algorithm, with its recursion as a stack of our own.
//
// The part is given by labels: state i belongs to it when labels[i] is the part's. A component is handed on the moment
// it is complete, and the receiver may relabel its states; that is how the parts of the recursion for Strong
// constraints come about without a copy of the graph.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "checker/explicit/graph.hpp"
#include "checker/explicit/mapped_array.hpp"

namespace finalack::checker::explicit_search {

using Labels = MappedArray<std::uint32_t>;

class Components {
 public:
  Components(const Graph& graph, std::size_t states)
      : graph_(graph), number_(states), stack_(states), frames_(states) {}

  static constexpr std::uint64_t kBytesPerState = 20;

  /// Calls `receive(component)` for every component of the part, successors first. `part` lists the states of the part.
  /// `is_over()` returning true ends it early.
  template <class Receive, class IsOver>
  void for_each(std::span<const StateIndex> part, const Labels& labels, Receive&& receive, IsOver&& is_over) {
    if (part.empty()) return;
    const std::uint32_t label = labels[part.front()];
    for (const StateIndex i : part) number_[i] = 0;
    next_number_ = 1;
    for (const StateIndex root : part) {
      if (number_[root] == 0 && labels[root] == label) visit_from(root, label, labels, receive, is_over);
      if (stopped_) return;
    }
  }

 private:
  struct Frame {
    StateIndex state;
    std::uint32_t next_edge;  ///< of those from `state`
    std::uint32_t low;        ///< the smallest number on the stack that is reached from here
  };

  void enter(StateIndex i) {
    number_[i] = next_number_++;
    stack_[stacked_++] = i;
    frames_[depth_++] = {i, 0, number_[i]};
  }

  template <class Receive, class IsOver>
  void visit_from(StateIndex root, std::uint32_t label, const Labels& labels, Receive&& receive, IsOver&& is_over) {
    enter(root);
    while (depth_ != 0) {
      if (is_over()) stopped_ = true;
      if (stopped_) return;
      Frame& frame = frames_[depth_ - 1];
      const auto edges = graph_.edges_from(frame.state);
      if (frame.next_edge < edges.size()) {
        const StateIndex target = edges[frame.next_edge++].target;
        if (labels[target] != label) continue;
        if (number_[target] == 0) {
          enter(target);
        } else {
          frame.low = std::min(frame.low, number_[target]);
        }
        continue;
      }
      --depth_;
      if (depth_ != 0) frames_[depth_ - 1].low = std::min(frames_[depth_ - 1].low, frame.low);
      if (frame.low == number_[frame.state]) complete(frame.state, receive);
    }
  }

  /// Takes the component of `root`, its first state, from the stack.
  template <class Receive> void complete(StateIndex root, Receive&& receive) {
    std::size_t begin = stacked_;
    do {
      number_[stack_[--begin]] = kDone;
    } while (stack_[begin] != root);
    const std::span<const StateIndex> component(stack_.data() + begin, stacked_ - begin);
    stacked_ = begin;
    receive(component);
  }

  static constexpr std::uint32_t kDone = ~0U;

  const Graph& graph_;
  MappedArray<std::uint32_t> number_;  ///< in order of discovery; 0: not yet discovered; kDone: component complete,
                                       ///< which is larger than every number and so never becomes anybody's `low`
  MappedArray<StateIndex> stack_;      ///< the states whose component isn't complete
  MappedArray<Frame> frames_;
  std::size_t stacked_ = 0;
  std::size_t depth_ = 0;
  std::uint32_t next_number_ = 1;
  bool stopped_ = false;
};

}  // namespace finalack::checker::explicit_search
