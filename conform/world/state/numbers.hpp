// The sequence numbers in ends and in segments, and what they become when a state is renumbered.
//
// Nothing in TCP depends on where the space of numbers begins, and nothing on how far apart the numbers of two
// incarnations are, once that is more than a window: see NumberSpace in model/worlds/two_peers_concrete.cpp, whose two
// reductions these are. Without them a listener that SYN after SYN takes to SYN-RECEIVED has no end of states.
#pragma once

#include <bit>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "conform/world/state/fields.hpp"

namespace finalack::conform::world {

/// Calls `visit(own, number)` for every sequence number in what it visits that is set; `own`: of the space of the end
/// itself, or of the segment's sender. `number` is a std::uint32_t&.
template <class F> class NumberVisitor {
 public:
  explicit NumberVisitor(F& visit) : visit_(visit) {}

  template <class T> void operator()(const char*, T& field, Space space) {
    if constexpr (impl::HasFields<T, NumberVisitor>) {
      impl::visit_fields(field, *this, space);
    } else if constexpr (requires { number(field, true); }) {
      if (space == Space::Own || space == Space::Peer) number(field, space == Space::Own);
    }
  }

 private:
  void number(std::uint32_t& n, bool own) {
    if (n != 0) visit_(own, n);
  }
  void number(impl::SequenceNumber& n, bool own) { number(n.value, own); }
  void number(impl::SackBlock& block, bool own) {
    number(block.left, own);
    number(block.right, own);
  }
  template <class T> void number(std::optional<T>& field, bool own) {
    if (field) (*this)("", *field, own ? Space::Own : Space::Peer);
  }
  template <class T> void number(std::vector<T>& fields, bool own) {
    for (T& field : fields) (*this)("", field, own ? Space::Own : Space::Peer);
  }
  template <class T, std::size_t N> void number(std::array<T, N>& fields, bool own) {
    for (T& field : fields) (*this)("", field, own ? Space::Own : Space::Peer);
  }

  F& visit_;
};

template <class F> void for_each_number(End& end, F&& visit) {
  NumberVisitor<std::remove_reference_t<F>> visitor(visit);
  visit_end(end, visitor);
}
template <class F> void for_each_number(Envelope& envelope, F&& visit) {
  NumberVisitor<std::remove_reference_t<F>> visitor(visit);
  visit_envelope(envelope, visitor);
}

/// How far a number may lie ahead of the last one that its sender used. None should; but a connection that acknowledges
/// what was never sent is to be explored like any other, so that claims can be asked of it.
constexpr std::int32_t kMostAhead = 4;

/// Bit d: a number is in use that lies d - kMostAhead behind the last one that its sender used.
using Numbers = std::uint64_t;

/// Something that holds a number so far ahead of what was sent that it must be broken.
class NumberFarAhead : public std::logic_error {
  using std::logic_error::logic_error;
};

/// Throws std::length_error for what is too far behind: the search must end, as one that is out of memory.
inline Numbers bit_of(std::int32_t behind) {
  const std::int64_t place = std::int64_t{behind} + kMostAhead;
  if (place < 0) {
    throw NumberFarAhead("it holds a sequence number " + std::to_string(-std::int64_t{behind}) +
                         " ahead of the last one that was sent");
  }
  if (place >= 64) throw std::length_error("sequence numbers in use are farther apart than expected");
  return Numbers{1} << static_cast<unsigned>(place);
}

/// How far a number, one of the last that its sender used being kFirstNumber, lies behind that; below zero: ahead.
inline std::int32_t behind(std::uint32_t number) { return static_cast<std::int32_t>(kFirstNumber - number); }

/// What becomes of one sender's numbers: all fall back by `shift`, then those that are `from` or more behind come `by`
/// nearer, for every cut.
struct Renumbering {
  struct Cut {
    std::int32_t from = 0;
    std::int32_t by = 0;
    auto operator<=>(const Cut&) const = default;
  };
  std::uint32_t shift = 0;
  std::vector<Cut> cuts;

  auto operator<=>(const Renumbering&) const = default;
  bool changes_nothing() const { return shift == 0 && cuts.empty(); }
  std::uint32_t operator()(std::uint32_t number) const {
    const std::int32_t at = behind(number - shift);
    std::int32_t nearer = 0;
    for (const Cut& cut : cuts) {
      if (at >= cut.from) nearer += cut.by;
    }
    return kFirstNumber - static_cast<std::uint32_t>(at - nearer);
  }
};

/// The cuts that shorten every gap to `longest`: add all numbers in use, by how far behind they are, nearest first.
/// What lies ahead stays where it is.
class Cutting {
 public:
  explicit Cutting(unsigned longest) : longest_(static_cast<std::int32_t>(longest)) {}

  void add(std::int32_t behind) {
    if (behind < 0) return;
    if (behind - last_ > longest_) cuts_.push_back({behind, behind - last_ - longest_});
    last_ = behind;
  }
  std::vector<Renumbering::Cut> take() { return std::move(cuts_); }

 private:
  std::int32_t longest_;
  std::int32_t last_ = 0;
  std::vector<Renumbering::Cut> cuts_;
};

inline std::vector<Renumbering::Cut> cuts_of(Numbers used, unsigned longest) {
  Cutting cutting(longest);
  for (Numbers rest = used; rest != 0; rest &= rest - 1) {
    cutting.add(std::countr_zero(rest) - kMostAhead);
  }
  return cutting.take();
}

/// The longest gap that matters. Whoever compares numbers of two incarnations adds at most a window and the length of
/// a segment (SYN, text or FIN) to either: beyond that a gap is as good as any other.
constexpr unsigned longest_gap(unsigned window) { return 2 * window + 2; }

}  // namespace finalack::conform::world
