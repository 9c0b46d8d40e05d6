// The story of a step of real connections, told as the model's world tells its own.
#include <fmt/format.h>

#include "conform/world/real_peers.hpp"
#include "model/worlds/segment_text.hpp"

namespace finalack::conform::world {

using model::Deed;
using model::Message;

namespace {

Message message_of(const ModelFlight& flight, Message::Fate fate) {
  const unsigned from = flight.to_server ? model::kClient : model::kServer;
  return {fate, from, 1 - from, model::text_of<32>(flight.segment), !bool(flight.current)};
}

std::string verb_of(const RealPeers::Entry& entry, const std::array<std::string, 2>& names,
                    const model::Happening<Domain>& what) {
  const std::string& who = names[entry.side];
  switch (entry.what.deed) {
    case Deed::Deliver:
    case Deed::DeliverAndKeep:
      return fmt::format("{} {} {}", who, name_of(entry.what), model::control_bits<32>(what.consumed.segment));
    case Deed::Lose:
      return fmt::format("network loses the {}'s {}", names[what.consumed.to_server ? model::kClient : model::kServer],
                         model::control_bits<32>(what.consumed.segment));
    case Deed::RetransmissionTimeout:
      return fmt::format("{} retransmission timeout{}", who, what.emitted.present ? "" : ", gives up");
    default: return fmt::format("{} {}", who, name_of(entry.what));
  }
}

}  // namespace

model::Story RealPeers::narrate(const Peers& before, model::Action action, const Peers& after) const {
  const Entry& entry = entries_[action.kind];
  const std::optional<Step> taken = step(before, action.kind, action.argument);
  const model::Happening<Domain> what = taken ? taken->what : model::Happening<Domain>{};

  model::Story story;
  story.action = verb_of(entry, config().names, what);
  story.actor = entry.what.deed == Deed::Lose ? -1 : static_cast<int>(entry.side);
  if (what.consumed.present) {
    const auto fate = entry.what.deed == Deed::Lose      ? Message::Fate::Lost
                      : entry.what.deed == Deed::Deliver ? Message::Fate::Delivered
                                                         : Message::Fate::DeliveredAndKept;
    story.messages.push_back(message_of(what.consumed, fate));
  }
  if (what.emitted.present) story.messages.push_back(message_of(what.emitted, Message::Fate::Sent));
  for (const End& end : after.ends) story.labels.emplace_back(impl::to_string(end.connection.state()));
  if (model::Signal(what.signal) != model::Signal::None) story.note = model::name_of(model::Signal(what.signal));
  if (what.delivered.raw() > 0) {
    story.note += fmt::format("{}{} text delivered", story.note.empty() ? "" : ", ", what.delivered.raw());
  }
  return story;
}

}  // namespace finalack::conform::world
