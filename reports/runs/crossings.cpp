#include "reports/runs/crossings.hpp"

#include <algorithm>

namespace finalack::reports {

namespace {

using Fate = model::Message::Fate;

/// A message under way, and who waits to hear when it arrives.
struct UnderWay {
  model::Message message;
  std::size_t departed;
  bool has_arrived = false;  ///< a copy of it has
  std::vector<std::optional<std::size_t>*> waiting;
};

bool alike(const model::Message& a, const model::Message& b) {
  return a.from == b.from && a.to == b.to && a.text == b.text;
}

/// The messages that the network holds after a step, as far as the world's leaves tell: a slot is a struct with a field
/// `present`. Nothing, if there are no such leaves.
std::optional<long> change_in_slots(const Narrative& narrative, const NarratedStep& step) {
  const auto is_presence = [](const std::string& path) {
    return path.find("network[") != std::string::npos && path.ends_with("].present");
  };
  if (std::none_of(narrative.initial.begin(), narrative.initial.end(),
                   [&](const auto& leaf) { return is_presence(leaf.first); })) {
    return std::nullopt;
  }
  long change = 0;
  for (const LeafChange& leaf : step.changes) {
    if (is_presence(leaf.path)) change += leaf.after == "true" ? 1 : -1;
  }
  return change;
}

class Matcher {
 public:
  explicit Matcher(const Narrative& narrative) : narrative_(narrative), out_(narrative.steps.size()) {}

  std::vector<Crossing> run() {
    for (std::size_t step = 0; step < narrative_.steps.size(); ++step) {
      for (const model::Message& message : narrative_.steps[step].story.messages) {
        const bool by_sender = narrative_.steps[step].story.actor == static_cast<int>(message.from);
        if (message.fate == Fate::Sent) {
          departs(step, message);
        } else if (message.fate == Fate::Lost && by_sender) {
          out_[step].departure = Departure{message, false, std::nullopt, std::nullopt, true};
        } else {
          arrives(step, message);
        }
      }
    }
    return std::move(out_);
  }

 private:
  void departs(std::size_t step, const model::Message& message) {
    out_[step].departure = Departure{message, false, std::nullopt, std::nullopt, false};
    std::optional<std::size_t>* waiting = &out_[step].departure->arrives;
    const auto twin = std::find_if(under_way_.begin(), under_way_.end(),
                                   [&](const UnderWay& other) { return alike(other.message, message); });
    if (twin != under_way_.end() && joins(step)) {
      out_[step].departure->same_as = twin->departed;
      twin->waiting.push_back(waiting);
    } else {
      under_way_.push_back({message, step, false, {waiting}});
    }
  }

  /// What was sent did not take a slot of its own.
  bool joins(std::size_t step) const {
    const auto change = change_in_slots(narrative_, narrative_.steps[step]);
    if (!change) return false;
    const bool took_one_out = out_[step].arrival && out_[step].arrival->message.fate != Fate::DeliveredAndKept;
    return *change == (took_one_out ? -1 : 0);
  }

  void arrives(std::size_t step, const model::Message& message) {
    Arrival& arrival = out_[step].arrival.emplace(Arrival{message, std::nullopt, false, std::nullopt});
    const auto found = find(message);
    if (found == under_way_.end()) return;
    arrival.departed = found->departed;
    arrival.straight = !found->has_arrived && found->departed + 1 == step && narrative_.loop_start != step &&
                       found->waiting.size() == 1;
    if (arrival.straight) out_[found->departed].departure->straight = true;
    for (auto* waiting : found->waiting) *waiting = step;
    found->waiting.clear();
    if (message.fate == Fate::DeliveredAndKept) {
      found->has_arrived = true;
      found->waiting.push_back(&arrival.copy_arrives);
    } else {
      under_way_.erase(found);
    }
  }

  std::vector<UnderWay>::iterator find(const model::Message& message) {
    const auto is_it = [&](const UnderWay& other) { return alike(other.message, message); };
    if (message.old || narrative_.in_order) return std::find_if(under_way_.begin(), under_way_.end(), is_it);
    const auto last = std::find_if(under_way_.rbegin(), under_way_.rend(), is_it);
    return last == under_way_.rend() ? under_way_.end() : std::prev(last.base());
  }

  const Narrative& narrative_;
  std::vector<Crossing> out_;  // never grows: `waiting` points into it
  std::vector<UnderWay> under_way_;
};

}  // namespace

std::vector<Crossing> crossings(const Narrative& narrative) { return Matcher(narrative).run(); }

}  // namespace finalack::reports
