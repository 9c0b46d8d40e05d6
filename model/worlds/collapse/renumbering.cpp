#include "model/worlds/collapse/renumbering.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace finalack::model::collapse {

template <unsigned Width>
Renumberings<Width>::Renumberings(PartTables<Width>& parts, std::array<unsigned, 2> longest_gap)
    : parts_(parts), longest_gap_(std::max(longest_gap[0], longest_gap[1])), cache_(std::size_t{1} << kIndexBits) {
  assert(longest_gap_ <= 8);
  for (unsigned space = 0; space < 2; ++space) {
    assert(longest_gap[space] == 0 || longest_gap[space] == longest_gap_);
    if (longest_gap[space] != 0) cuts_gaps_[space] = ~Numbers{1};
  }
  unsigned covered = 1;
  for (unsigned& more : widening_) {
    more = std::min(covered, longest_gap_ - std::min(covered, longest_gap_));
    covered += more;
  }
}

template <unsigned Width> Renumbering Renumberings<Width>::find_cuts(Numbers used) {
  Cuts cuts;
  unsigned last = 0;
  for (Numbers rest = used & ~Numbers{1}; rest != 0; rest &= rest - 1) {
    const unsigned at = static_cast<unsigned>(std::countr_zero(rest));
    if (at - last > longest_gap_) cuts.emplace_back(at, at - last - longest_gap_);
    last = at;
  }
  const auto [known, is_new] = known_cuts_.try_emplace(cuts, static_cast<Renumbering>(cuts_.size() << kShiftBits));
  if (is_new) {
    if (cuts_.size() == kMaxIds) throw TooManyParts();
    cuts_.push_back(std::move(cuts));
  }
  recent_[(used * 0x9E3779B97F4A7C15U) >> 58U] = {used, known->second};
  return known->second;
}

template <unsigned Width> void Renumberings<Width>::renumber(concrete::Seq<Width>& number, Renumbering how) const {
  const unsigned shift = how & ((1U << kShiftBits) - 1);
  const unsigned behind = (concrete::Seq<Width>{} - number + concrete::Bits<Width>(shift)).raw();
  unsigned nearer = 0;
  for (const auto& [from, by] : cuts_[how >> kShiftBits]) nearer += behind >= from ? by : 0;
  number = concrete::Seq<Width>(0U - (behind - nearer));
}

template <unsigned Width>
Id Renumberings<Width>::find_host(std::uint64_t key, unsigned side, Id id, Renumbering own, Renumbering peers) {
  auto host = parts_.host(side, id).value;
  for_each_number(host, side, [&](unsigned space, auto& number) { renumber(number, space == side ? own : peers); });
  const Id result = parts_.host(side, host);
  cache_[index(key)] = {key, result};
  return result;
}

template <unsigned Width>
Id Renumberings<Width>::find_flight(std::uint64_t key, Id id, Renumbering senders, Renumbering receivers) {
  const unsigned from = parts_.flight(id).from;
  auto flight = parts_.flight(id).value;
  for_each_number(flight, [&](unsigned space, auto& number) { renumber(number, space == from ? senders : receivers); });
  const Id result = parts_.flight(flight);
  cache_[index(key)] = {key, result};
  return result;
}

template class Renumberings<5>;
template class Renumberings<6>;

}  // namespace finalack::model::collapse
