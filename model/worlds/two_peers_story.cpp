// The story of a step: who did what, which segment moved, what each side's state is then.
#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"
#include "model/worlds/two_peers_steps.hpp"

namespace finalack::model {

namespace {

template <unsigned Width> Message message_of(const Flight<Concrete<Width>>& flight, Message::Fate fate) {
  const unsigned from = flight.to_server ? kClient : kServer;
  return {fate, from, 1 - from, text_of<Width>(flight.segment), !bool(flight.current)};
}

template <unsigned Width>
std::string verb_of(const TwoPeersBase::Entry& entry, const TwoPeersCore<Concrete<Width>>& before,
                    const std::array<std::string, 2>& names, const Happening<Concrete<Width>>& what) {
  const std::string& who = names[entry.side];
  switch (entry.deed) {
    case Deed::Deliver:
    case Deed::DeliverAndKeep:
      return fmt::format("{} {} {}", who, name_of(entry.deed), control_bits<Width>(what.consumed.segment));
    case Deed::Lose:
      return fmt::format("network loses the {}'s {}", names[what.consumed.to_server ? kClient : kServer],
                         control_bits<Width>(what.consumed.segment));
    case Deed::RetransmissionTimeout: {
      const bool again = bool(what.emitted.present);
      static_cast<void>(before);
      return fmt::format("{} retransmission timeout{}", who, again ? "" : ", gives up");
    }
    default: return fmt::format("{} {}", who, name_of(entry.deed));
  }
}

}  // namespace

template <unsigned Width>
Story TwoPeersBase::narrate_core(const TwoPeersCore<Concrete<Width>>& before, Action action,
                                 const TwoPeersCore<Concrete<Width>>& after) const {
  using D = Concrete<Width>;
  const Entry& e = entries_[action.kind];
  Choices choices(action.choices);
  ChoosingWith choosing(choices);
  const TwoPeersEffect<D> effect = begin_core<D>(before, action.kind, concrete::Bits<4>(action.argument));
  const Happening<D>& what = effect.what;

  Story story;
  story.action = verb_of<Width>(e, before, config_.names, what);
  story.actor = e.deed == Deed::Lose ? -1 : static_cast<int>(e.side);
  if (what.consumed.present) {
    const auto fate = e.deed == Deed::Lose      ? Message::Fate::Lost
                      : e.deed == Deed::Deliver ? Message::Fate::Delivered
                                                : Message::Fate::DeliveredAndKept;
    story.messages.push_back(message_of<Width>(what.consumed, fate));
  }
  if (what.emitted.present) story.messages.push_back(message_of<Width>(what.emitted, Message::Fate::Sent));
  for (const auto& host : after.hosts) story.labels.emplace_back(name_of(model::State(host.tcb.state)));
  if (Signal(what.signal) != Signal::None) story.note = name_of(Signal(what.signal));
  if (what.delivered.raw() > 0) {
    story.note += fmt::format("{}{} text delivered", story.note.empty() ? "" : ", ", what.delivered.raw());
  }
  return story;
}

#define FINALACK_INSTANTIATE(WIDTH)                                                              \
  template Story TwoPeersBase::narrate_core<WIDTH>(const TwoPeersCore<Concrete<WIDTH>>&, Action, \
                                                   const TwoPeersCore<Concrete<WIDTH>>&) const;
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::model
