// The monitors of a claim behind an interface, so that worlds and engines are compiled once, not once for every set of
// monitors.
//
// What monitors remember is handed around as a history that only they can read: bits for a concrete state, the terms of
// the leaves for a symbolic one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/domain/symbolic.hpp"
#include "model/leaf_text.hpp"
#include "model/worlds/two_peers_state.hpp"

namespace finalack::model {

template <class D> using History = std::conditional_t<D::is_symbolic, std::vector<Term>, std::uint64_t>;

/// Watches a two-peer world over one domain.
template <class D> class Watch {
 public:
  struct Leaf {
    std::string path;     ///< `history.by_client`
    unsigned term_width;  ///< of a term; 0: a Boolean
    std::string value;    ///< of a concrete history
  };

  virtual ~Watch() = default;
  /// Of a concrete history; 0: there are no monitors, and every history is the same.
  virtual unsigned bits() const = 0;
  virtual History<D> initial() const = 0;
  virtual History<D> observe(const History<D>& history, const Moment<D>& moment) const = 0;
  /// In the order in which the bits, or the terms, stand.
  virtual std::vector<Leaf> leaves(const History<D>& history) const = 0;
};

/// Applies a monitor to one step; a merge point of the symbolic domain.
template <template <class> class Monitor> struct Observe {
  template <class D> Monitor<D> operator()(Monitor<D> history, const Moment<D>& moment) const {
    history.observe(moment);
    return history;
  }
};

/// What these monitors remember, as values.
template <class D, template <class> class... Monitors> using Remembered = std::tuple<Monitors<D>...>;

template <class Values> Values from_history(std::uint64_t history) {
  Values values;
  const std::array<std::uint64_t, 2> words{history, 0};  // a reader may look one word ahead
  BitReader reader(words.data());
  unpack_from(reader, values);
  return values;
}
template <class Values> Values from_history(const std::vector<Term>& history) {
  Values values;
  auto next = history.begin();
  for_each_leaf([&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>::from_term(*next++); }, values);
  return values;
}

template <class D, class Values> History<D> to_history(const Values& values) {
  if constexpr (D::is_symbolic) {
    History<D> history;
    for_each_leaf([&](const auto& leaf) { history.push_back(leaf.term()); }, values);
    return history;
  } else {
    static_assert(packed_bits<Values>() <= 64);
    std::array<std::uint64_t, 2> words{};
    BitWriter writer(words.data());
    pack_into(writer, values);
    return words[0];
  }
}

template <class D, template <class> class... Monitors> class WatchedBy final : public Watch<D> {
 public:
  using Values = Remembered<D, Monitors...>;

  unsigned bits() const override {
    if constexpr (D::is_symbolic) {
      return 0;
    } else {
      return packed_bits<Values>();
    }
  }
  History<D> initial() const override { return to_history<D>(Values{}); }

  History<D> observe(const History<D>& history, [[maybe_unused]] const Moment<D>& moment) const override {
    [[maybe_unused]] const Values before = from_history<Values>(history);
    return to_history<D>(Values{D::merge(Observe<Monitors>{}, std::get<Monitors<D>>(before), moment)...});
  }

  std::vector<typename Watch<D>::Leaf> leaves(const History<D>& history) const override {
    std::vector<typename Watch<D>::Leaf> leaves;
    Values values = from_history<Values>(history);
    for_each_named_leaf(
        [&](const std::string& path, const auto& leaf) {
          using L = std::remove_cvref_t<decltype(leaf)>;
          if constexpr (D::is_symbolic) {
            leaves.push_back({path, L::term_width(), {}});
          } else {
            leaves.push_back({path, L::bits, leaf_text(leaf)});
          }
        },
        values, "history");
    return leaves;
  }
};

/// A state as claims see it: the core, and what the monitors remember.
template <class D, template <class> class... Monitors> struct WatchedState {
  const TwoPeersCore<D>& core;
  Remembered<D, Monitors...> history;

  const Tcb<D>& client() const { return core.client(); }
  const Tcb<D>& server() const { return core.server(); }
  typename D::Bool quiet() const { return core.quiet(); }
};

template <template <class> class Monitor, class D, template <class> class... Monitors>
const Monitor<D>& seen(const WatchedState<D, Monitors...>& state) {
  return std::get<Monitor<D>>(state.history);
}

}  // namespace finalack::model
