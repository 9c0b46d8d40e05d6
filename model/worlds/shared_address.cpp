#include "model/worlds/shared_address.hpp"

#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"

namespace finalack::model {

std::vector<ActionKind> SharedAddress::actions() const {
  std::vector<ActionKind> kinds;
  for (const char* who : {"A", "B"}) {
    for (const char* deed :
         {"address {}: OPEN (active)", "address {}: retransmission timeout", "address {}: receives",
          "address {}: CLOSE", "server receives from {}", "server CLOSE to {}", "server recycles TIME-WAIT of {}"}) {
      kinds.push_back({fmt::format(fmt::runtime(deed), who)});
    }
  }
  kinds.push_back({"a tick of every clock"});
  return kinds;
}

Scope SharedAddress::scope() const {
  Scope scope;
  scope.bounds = {{"clients", "2"},
                  {"in flight <=", "1 per connection and direction"},
                  {"opens", config_.a_comes_back ? "unlimited" : "A's 1, B's unlimited"},
                  {"retries", "unlimited"},
                  {"A's clock ahead by", fmt::format("{} ticks", config_.ahead)},
                  {"network", "perfect"},
                  {"time", "in ticks, longer than a segment's flight"}};
  return scope;
}

EventKind SharedAddress::event_of(Deed deed) {
  switch (deed) {
    case Deed::Open: return EventKind::OpenActive;
    case Deed::SendsSynAgain: return EventKind::RetransmissionTimeout;
    case Deed::ClientReceives:
    case Deed::ServerReceives: return EventKind::SegmentArrives;
    case Deed::ClientCloses:
    case Deed::ServerCloses: return EventKind::Close;
    case Deed::Recycles: break;
  }
  return EventKind::TimeWaitTimeout;
}

template <unsigned Width>
Story SharedAddress::narrate(const SharedAddressState<Concrete<Width>>& before, Action action,
                             const SharedAddressState<Concrete<Width>>& after) const {
  Story story;
  story.action = actions()[action.kind].name;
  const unsigned who = action.kind == kTick ? 0 : action.kind / kDeeds;
  const char* name = who == 0 ? "A" : "B";
  const auto& is = after.connections[who];
  for (const auto* tcb : {&is.client, &is.server}) {
    story.labels.push_back(fmt::format("{} {}", name, name_of(model::State(tcb->state))));
  }
  if (action.kind == kTick) return story;
  const auto deed = Deed(action.kind % kDeeds);
  const unsigned actor = is_at_server(deed) ? 1 : 0;
  const auto message = [&](const Line<Concrete<Width>>& line, unsigned from, Message::Fate fate) {
    const std::string stamp = present_of(who) == 0 ? "<TSval=T>" : fmt::format("<TSval=T+{}>", present_of(who));
    std::string text = fmt::format("{} {}{}", name, text_of<Width>(line.segment), from == 0 ? stamp : "");
    return Message{fate, from, 1 - from, std::move(text), false};
  };
  const auto& was = before.connections[who];
  const auto& in = actor == 1 ? was.to_server : was.to_client;
  const auto& out_before = actor == 1 ? was.to_client : was.to_server;
  const auto& out = actor == 1 ? is.to_client : is.to_server;
  if (event_of(deed) == EventKind::SegmentArrives) {
    story.messages.push_back(message(in, 1 - actor, Message::Fate::Delivered));
  }
  if (out.present && !out_before.present) story.messages.push_back(message(out, actor, Message::Fate::Sent));
  story.actor = static_cast<int>(actor);
  return story;
}

template Story SharedAddress::narrate(const SharedAddressState<Concrete<5>>&, Action,
                                      const SharedAddressState<Concrete<5>>&) const;
template Story SharedAddress::narrate(const SharedAddressState<Concrete<6>>&, Action,
                                      const SharedAddressState<Concrete<6>>&) const;
template Story SharedAddress::narrate(const SharedAddressState<Concrete<32>>&, Action,
                                      const SharedAddressState<Concrete<32>>&) const;

}  // namespace finalack::model
