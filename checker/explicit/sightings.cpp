#include "checker/explicit/sightings.hpp"

#include <bit>

namespace finalack::checker::explicit_search {

using Kind = Property::Kind;

Sightings::Sightings(const std::vector<Property>& properties)
    : properties_(properties), deadlocks_(properties.size(), kNoState) {
  first_.fill(kNoState);
  for (const Property& property : properties) {
    if (property.kind == Kind::Never || property.kind == Kind::Reachable) {
      unseen_ |= std::uint64_t{1} << property.predicate;
    }
    if (property.witness) unseen_ |= std::uint64_t{1} << *property.witness;
  }
}

bool Sightings::note_state(std::uint64_t holding, StateIndex index) {
  std::uint64_t fresh = holding & unseen_;
  if (fresh == 0) return false;
  unseen_ &= ~fresh;
  for (; fresh != 0; fresh &= fresh - 1) first_[static_cast<unsigned>(std::countr_zero(fresh))] = index;
  return all_settled();
}

bool Sightings::on_deadlock(const Explorer& explorer, const Word* state, StateIndex index) {
  if (!awaits_deadlock()) return false;
  const std::uint64_t holding = explorer.predicates(state);
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    const bool allowed = ((holding >> properties_[i].predicate) & 1U) != 0;
    if (properties_[i].kind == Kind::DeadlockFree && deadlocks_[i] == kNoState && !allowed) deadlocks_[i] = index;
  }
  return all_settled();
}

bool Sightings::awaits_deadlock() const {
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    if (properties_[i].kind == Kind::DeadlockFree && deadlocks_[i] == kNoState) return true;
  }
  return false;
}

/// A violation settles a property at once. A hit doesn't while its witness, without which it would be vacuous, is
/// missing.
bool Sightings::is_settled(std::size_t property) const {
  const Property& p = properties_[property];
  switch (p.kind) {
    case Kind::Never: return sighted(p.predicate);
    case Kind::Reachable: return sighted(p.predicate) && (!p.witness || sighted(*p.witness));
    case Kind::DeadlockFree: return deadlocks_[property] != kNoState;
    case Kind::Recoverable:
    case Kind::Eventually: return false;
  }
  return false;
}

bool Sightings::all_settled() const {
  for (std::size_t i = 0; i < properties_.size(); ++i) {
    if (!is_settled(i)) return false;
  }
  return true;
}

}  // namespace finalack::checker::explicit_search
