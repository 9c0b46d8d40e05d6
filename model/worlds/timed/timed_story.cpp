// The story of a step of the timed world.
#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::model {

using Numbers = ReactionTable::Numbers;

namespace {

constexpr const char* kNames[] = {"client", "server"};

/// All that the old connection still does to a new one.
Story new_connection_receives(const TimedHosts& hosts, const TimedFlight<Numbers>& flight, Story story) {
  const auto& segment = hosts.table().segments()[flight.segment.raw()];
  const auto side = static_cast<unsigned>(story.actor);
  story.action = fmt::format("{} receives old {}", kNames[side], control_bits<5>(segment));
  story.messages.push_back({Message::Fate::Delivered, 1 - side, side, text_of<5>(segment), true});
  if (hosts.may_be_mistaken(flight.segment.raw())) story.remark = "the new connection accepts it";
  return story;
}

}  // namespace

Story TimedPeers::narrate(const TimeParameters<Numbers>& parameters, const TimedState<Numbers>& before, Action action,
                          const TimedState<Numbers>& after) const {
  static_cast<void>(parameters);
  const ReactionTable& table = hosts_.table();
  const TimedHosts::Entry& entry = hosts_.entries()[action.kind];
  const auto message = [&](Message::Fate fate, unsigned from, unsigned segment) {
    return Message{fate, from, 1 - from, text_of<5>(table.segments()[segment]), false};
  };
  Story story;
  for (unsigned side = 0; side < 2; ++side) {
    const model::State state = table.hosts(side)[after.ends.hosts[side].id.raw()].state;
    story.labels.emplace_back(name_of(after.ends.history.reopened ? model::State::Established : state));
  }
  if (entry.deed == TimedDeed::Tick || entry.deed == TimedDeed::Reopen) {
    story.only_time = entry.deed == TimedDeed::Tick;
    story.action = story.only_time ? "time passes" : "both OPEN again";
    return story;
  }
  const unsigned side = entry.side;
  const unsigned host = before.ends.hosts[side].id.raw();
  const bool lost = (action.choices & 7U) == 1;
  story.actor = static_cast<int>(side);
  if (before.ends.history.reopened) return new_connection_receives(hosts_, before.network[action.argument], story);
  ReactionTable::Outcome outcome;
  if (entry.deed == TimedDeed::Deliver) {
    const unsigned segment = before.network[action.argument].segment.raw();
    outcome = table.arrival(side, host, segment);
    story.action = fmt::format("{} receives {}", kNames[side], control_bits<5>(table.segments()[segment]));
    story.messages.push_back(message(Message::Fate::Delivered, 1 - side, segment));
    if (outcome.fin_again && config().restart == Restart::FinAgain) story.remark = "TIME-WAIT starts again";
    if (outcome.enters_time_wait) story.remark = "TIME-WAIT starts";
    if (outcome.fin_at_closed && after.ends.history.fin_too_late.raw() != 0) story.remark = "the FIN is too late";
    if (outcome.fin_was_reset) story.remark = "the FIN was reset, not acknowledged";
    if (outcome.reset_in_time_wait) story.remark = "TIME-WAIT is over, by a RST";
  } else {
    const LocalEvent event = entry.deed == TimedDeed::Close                   ? LocalEvent::Close
                             : entry.deed == TimedDeed::RetransmissionTimeout ? LocalEvent::RetransmissionTimeout
                                                                              : LocalEvent::TimeWaitTimeout;
    outcome = table.local(side, host, event);
    story.action = fmt::format("{} {}", kNames[side],
                               event == LocalEvent::Close                   ? "CLOSE"
                               : event == LocalEvent::RetransmissionTimeout ? "retransmission timeout"
                                                                            : "time-wait timeout");
    if (event == LocalEvent::TimeWaitTimeout) story.remark = "TIME-WAIT is over";
  }
  if (outcome.segment != ReactionTable::kNoSegment) {
    story.messages.push_back(message(lost ? Message::Fate::Lost : Message::Fate::Sent, side, outcome.segment));
  }
  return story;
}

}  // namespace finalack::model
