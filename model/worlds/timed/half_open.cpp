#include "model/worlds/timed/half_open.hpp"

#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"

namespace finalack::model {

namespace {

std::string seconds(std::uint32_t ticks, std::uint32_t tick) { return fmt::format("{} s", ticks * tick / 1000.0); }

}  // namespace

Scope HalfOpen::scope() const {
  Scope scope;
  scope.bounds = {{"RTO", seconds(config_.rto, config_.tick) + " doubling"},
                  {"retries", std::to_string(config_.retry_limit)},
                  {"a segment takes", "no time"},
                  {"network", "loses anything"}};
  return scope;
}

template <unsigned Width>
Story HalfOpen::narrate(const HalfOpenState<Concrete<Width>>& before, Action action,
                        const HalfOpenState<Concrete<Width>>& after) const {
  Story story;
  for (const auto* tcb : {&after.client, &after.server}) story.labels.emplace_back(name_of(model::State(tcb->state)));
  story.action = actions()[action.kind].name;
  if (action.kind == kTime) {
    story.action = seconds((after.now - before.now).raw(), config_.tick) + " pass";
    story.only_time = true;
    return story;
  }
  const bool at_client = action.kind == kClientReceives;
  const unsigned actor = at_client ? 0 : 1;
  story.actor = static_cast<int>(actor);
  const auto message = [&](Message::Fate fate, unsigned from, const Segment<Concrete<Width>>& segment) {
    story.messages.push_back({fate, from, 1 - from, text_of<Width>(segment), false});
  };
  if (action.kind != kTimer) message(Message::Fate::Delivered, 1 - actor, at_client ? before.syn_ack : before.answer);
  Event<Concrete<Width>> event{action.kind == kTimer ? EventKind::RetransmissionTimeout : EventKind::SegmentArrives};
  if (action.kind != kTimer) event.segment = at_client ? before.syn_ack : before.answer;
  const auto r = react(rules(), at_client ? before.client : before.server, event);
  const bool arrives = bool(at_client ? after.answered : after.asked);
  if (r.sends) message(arrives ? Message::Fate::Sent : Message::Fate::Lost, actor, r.segment);
  if (!before.gave_up && after.gave_up) story.remark = "gives up";
  return story;
}

#define FINALACK_INSTANTIATE(WIDTH)                                                      \
  template Story HalfOpen::narrate<WIDTH>(const HalfOpenState<Concrete<WIDTH>>&, Action, \
                                          const HalfOpenState<Concrete<WIDTH>>&) const;
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::model
