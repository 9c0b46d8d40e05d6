// Bringing the numbers of parts to their canonical places, as TwoPeersBase::canonicalise_core does it for whole states.
//
// A number is stored as its distance behind the last one that its sender used. When a sender uses a new number, all
// its others fall back (`shift`); when a gap between numbers in use is longer than any that matters, it is cut to that.
// Both depend on a whole state; what they do to a part is remembered by (part, shift, cuts), of which there are few.
#pragma once

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "model/worlds/collapse/parts.hpp"

namespace finalack::model::collapse {

/// What happens to one sender's numbers: 0 is "nothing", the low four bits are the shift, the others name the cuts.
using Renumbering = std::uint32_t;

template <unsigned Width> class Renumberings {
 public:
  static constexpr unsigned kSpan = 1U << Width;
  static constexpr unsigned kShiftBits = 4;

  /// Gaps longer than `longest_gap`, of a side's numbers, are cut to it; 0: none are.
  Renumberings(PartTables<Width>& parts, std::array<unsigned, 2> longest_gap);

  /// The numbers in use after a shift.
  static Numbers shifted(Numbers used, unsigned shift) {
    if (shift == 0) return used;
    constexpr Numbers all = kSpan == 64 ? ~Numbers{0} : (Numbers{1} << kSpan % 64) - 1;
    return ((used << shift) | (used >> (kSpan - shift))) & all;
  }

  /// Whether a gap in `used`, of this side's numbers, is too long.
  bool has_long_gap(unsigned space, Numbers used) const {
    used |= 1;
    Numbers near = used << 1;  // a number is near another if it lies at most the longest gap behind it
    for (const unsigned more : widening_) near |= near << more;
    return (used & ~near & cuts_gaps_[space]) != 0;
  }

  /// The renumbering that cuts the gaps in `used`, without a shift; with one, add that.
  Renumbering cutting(unsigned space, Numbers used) {
    if (!has_long_gap(space, used)) return 0;
    const Recent& recent = recent_[(used * 0x9E3779B97F4A7C15U) >> 58U];
    return recent.used == used ? recent.cuts : find_cuts(used);
  }

  Id host(unsigned side, Id id, Renumbering own, Renumbering peers) {
    if ((own | peers) == 0) return id;
    const std::uint64_t key = key_for(1 + side, id, own, peers);
    const Entry& entry = cache_[index(key)];
    return entry.key == key ? entry.id : find_host(key, side, id, own, peers);
  }
  /// `sender`: of the space that the flight's sequence number is from.
  Id flight(Id id, Renumbering senders, Renumbering receivers) {
    if ((senders | receivers) == 0) return id;
    const std::uint64_t key = key_for(0, id, senders, receivers);
    const Entry& entry = cache_[index(key)];
    return entry.key == key ? entry.id : find_flight(key, id, senders, receivers);
  }

 private:
  static constexpr unsigned kIndexBits = 14;
  struct Entry {
    std::uint64_t key = ~std::uint64_t{0};
    Id id = 0;
  };
  struct Recent {
    Numbers used = 0;  // never asked for
    Renumbering cuts = 0;
  };
  /// (from, by): the numbers that are `from` or more behind come `by` nearer.
  using Cuts = std::vector<std::pair<unsigned, unsigned>>;

  static std::uint64_t key_for(unsigned table, Id id, Renumbering a, Renumbering b) {
    return (((std::uint64_t{a} << 20U | b) << 16U | id) << 2U) | table;
  }
  static std::size_t index(std::uint64_t key) { return (key * 0x9E3779B97F4A7C15U) >> (64U - kIndexBits); }

  Renumbering find_cuts(Numbers used);
  Id find_host(std::uint64_t key, unsigned side, Id id, Renumbering own, Renumbering peers);
  Id find_flight(std::uint64_t key, Id id, Renumbering senders, Renumbering receivers);
  void renumber(concrete::Seq<Width>& number, Renumbering how) const;

  PartTables<Width>& parts_;
  unsigned longest_gap_;                ///< of the sides that have one
  std::array<unsigned, 3> widening_{};  ///< shifts that widen "one behind" to "at most the longest gap behind"
  std::array<Numbers, 2> cuts_gaps_{};  ///< all but the last number itself; none if gaps are not cut
  std::map<Cuts, Renumbering> known_cuts_;
  std::vector<Cuts> cuts_{{}};  ///< by renumbering without its shift
  std::array<Recent, 64> recent_{};
  std::vector<Entry> cache_;
};

}  // namespace finalack::model::collapse
