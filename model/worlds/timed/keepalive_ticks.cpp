#include "model/worlds/timed/keepalive_ticks.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"

namespace finalack::model {

namespace {

using Deed = KeepalivePeers::Deed;

}  // namespace

KeepaliveInTicks::KeepaliveInTicks(KeepaliveConfig config, KeepaliveTimes times) : peers_(config), times_(times) {
  for (const std::uint32_t ticks : {times.idle, times.interval, times.outage, times.bound}) {
    if (ticks < 1 || ticks >= kMostTicks) throw std::logic_error("a parameter is 1 to 4095 ticks");
  }
}

std::string KeepaliveInTicks::duration(std::uint32_t ticks) const {
  if (times_.tick == 0) return fmt::format("{} tick{}", ticks, ticks == 1 ? "" : "s");
  const std::uint64_t all = std::uint64_t{ticks} * times_.tick;
  std::string text;
  const auto add = [&](std::uint64_t number, const char* unit) {
    if (number != 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", number, unit);
  };
  add(all / 3'600'000, "h");
  add(all / 60'000 % 60, "min");
  add(all / 1000 % 60, "s");
  add(all % 1000, "ms");
  return text.empty() ? "0 s" : text;
}

Scope KeepaliveInTicks::scope() const {
  const KeepaliveConfig& config = peers_.config();
  Scope scope;
  if (config.keepalive) {
    scope.bounds = {{"idle", duration(times_.idle)},
                    {"interval", duration(times_.interval)},
                    {"probes", std::to_string(config.probes)}};
  } else {
    scope.bounds = {{"keepalive", "none"}};
  }
  scope.bounds.push_back({"outage", config.outage ? "one, of " + duration(times_.outage) : "none"});
  scope.bounds.push_back({"a segment takes", "no time"});
  if (times_.tick != 0) scope.bounds.push_back({"ticks of", duration(1)});
  return scope;
}

template <unsigned Width>
Story KeepaliveInTicks::narrate(const KeepaliveState<InTicks<Concrete<Width>>>& before, Action action,
                                const KeepaliveState<InTicks<Concrete<Width>>>& after) const {
  const KeepaliveExchange& exchange = peers_.exchange();
  const Deed deed = peers_.deeds()[action.kind];
  Story story;
  static constexpr const char* clients[] = {"ESTABLISHED", "ESTABLISHED", "gone", "CLOSED"};
  story.labels = {clients[static_cast<std::size_t>(peers_.config().client)],
                  std::string(name_of(model::State(after.server)))};
  const auto message = [&](Message::Fate fate, unsigned from, const Segment<KeepaliveExchange::Numbers>& segment) {
    story.messages.push_back({fate, from, 1 - from, text_of<5>(segment), false});
  };
  const auto sent = [](bool arrives) { return arrives ? Message::Fate::Sent : Message::Fate::Lost; };
  story.action = actions()[action.kind].name;
  switch (deed) {
    case Deed::TimePasses:
      story.action = duration((after.now - before.now).raw()) + " pass";
      story.only_time = true;
      break;
    case Deed::OutageBegins:
    case Deed::OutageEnds: break;
    case Deed::KeepaliveTimeout:
      story.actor = 1;
      if (after.is_freed()) {
        story.note = "timed out";
        story.remark = fmt::format("{} probes unanswered", before.probes.raw());
      } else {
        message(sent(bool(after.probe)), 1, exchange.probe);
        story.action += fmt::format(": probe {}", after.probes.raw());
      }
      break;
    case Deed::ClientReceives:
      story.actor = 0;
      message(Message::Fate::Delivered, 1, exchange.probe);
      if (exchange.answered) message(sent(bool(after.answer)), 0, exchange.answer);
      break;
    case Deed::ServerReceives:
      story.actor = 1;
      message(Message::Fate::Delivered, 0, action.argument == 0 ? exchange.answer : exchange.word);
      if (before.is_established() && after.is_freed()) story.note = "connection reset";
      break;
    case Deed::ClientSpeaks:
      story.actor = 0;
      message(Message::Fate::Sent, 0, exchange.word);
      break;
  }
  return story;
}

#define FINALACK_INSTANTIATE(WIDTH)                                                                        \
  template Story KeepaliveInTicks::narrate<WIDTH>(const KeepaliveState<InTicks<Concrete<WIDTH>>>&, Action, \
                                                  const KeepaliveState<InTicks<Concrete<WIDTH>>>&) const;
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::model
