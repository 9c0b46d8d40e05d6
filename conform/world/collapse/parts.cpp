#include "conform/world/collapse/parts.hpp"

#include <functional>
#include <stdexcept>
#include <utility>

namespace finalack::conform::world {
namespace {

constexpr Id kMostParts = 1U << 24;
constexpr RenumberingId kMostRenumberings = 1U << 20;

std::uint64_t key_of(Id id, const std::array<RenumberingId, 2>& by) {
  return (std::uint64_t{id} * kMostRenumberings + by[0]) * kMostRenumberings + by[1];
}

}  // namespace

Parts::Parts(const AsModel& as_model, bool renumbers) : as_model_(as_model), renumbers_(renumbers) {
  flights_.emplace_back();
  renumbering(Renumbering{});
}

Id Parts::end(unsigned side, End value) {
  const auto [known, is_new] = known_ends_[side].try_emplace(bytes_of(value), static_cast<Id>(ends_[side].size()));
  if (!is_new) return known->second;
  if (count() >= kMostParts) throw std::length_error("more different ends and segments than there are numbers for");
  EndPart part{.value = std::move(value), .as_model = {}};
  part.as_model = as_model_.host(side, part.value);
  const auto& tcb = part.value.connection.tcb();
  part.awaits = !(tcb.snd_una == tcb.snd_nxt);
  if (renumbers_) {
    for_each_number(part.value, [&](bool own, std::uint32_t& number) {
      part.numbers[own ? side : 1 - side] |= bit_of(behind(number));
    });
  }
  ends_[side].push_back(std::move(part));
  return known->second;
}

Id Parts::flight(Envelope value) {
  std::string bytes = bytes_of(value);
  const std::uint64_t content = std::hash<std::string>()(bytes);
  const auto [known, is_new] = known_flights_.try_emplace(std::move(bytes), static_cast<Id>(flights_.size()));
  if (!is_new) return known->second;
  if (count() >= kMostParts) throw std::length_error("more different ends and segments than there are numbers for");
  FlightPart part{.value = value, .as_model = as_model_.flight(value)};
  part.content = content;
  part.from = value.to_server ? model::kClient : model::kServer;
  if (renumbers_) {
    for_each_number(part.value, [&](bool own, std::uint32_t& number) {
      part.numbers[own ? part.from : 1 - part.from] |= bit_of(behind(number));
    });
  }
  flights_.push_back(part);
  return known->second;
}

Id Parts::outdated(Id id) {
  if (id == 0) return 0;
  if (flights_[id].outdated == 0) {
    Envelope value = flights_[id].value;
    value.current = false;
    const Id outdated = flight(value);
    flights_[id].outdated = outdated;
  }
  return flights_[id].outdated;
}

RenumberingId Parts::renumbering(const Renumbering& wanted) {
  const auto [known, is_new] =
      known_renumberings_.try_emplace(wanted, static_cast<RenumberingId>(renumberings_.size()));
  if (is_new) {
    if (renumberings_.size() >= kMostRenumberings) throw std::length_error("too many ways to cut gaps");
    renumberings_.push_back(wanted);
  }
  return known->second;
}

Id Parts::end(unsigned side, Id id, const std::array<RenumberingId, 2>& by) {
  if ((by[0] | by[1]) == 0) return id;
  Renumbered& renumbered = renumbered_[side];
  const std::uint64_t key = key_of(id, by);
  if (const auto known = renumbered.find(key); known != renumbered.end()) return known->second;
  End value = ends_[side][id].value;
  for_each_number(value, [&](bool own, std::uint32_t& n) { n = renumberings_[by[own ? side : 1 - side]](n); });
  const Id result = end(side, std::move(value));
  renumbered.emplace(key, result);
  return result;
}

Id Parts::flight(Id id, const std::array<RenumberingId, 2>& by) {
  if (id == 0 || (by[0] | by[1]) == 0) return id;
  Renumbered& renumbered = renumbered_[2];
  const std::uint64_t key = key_of(id, by);
  if (const auto known = renumbered.find(key); known != renumbered.end()) return known->second;
  Envelope value = flights_[id].value;
  const unsigned from = flights_[id].from;
  for_each_number(value, [&](bool own, std::uint32_t& n) { n = renumberings_[by[own ? from : 1 - from]](n); });
  const Id result = flight(value);
  renumbered.emplace(key, result);
  return result;
}

}  // namespace finalack::conform::world
