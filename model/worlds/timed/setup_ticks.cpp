#include "model/worlds/timed/setup_ticks.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "model/worlds/segment_text.hpp"

namespace finalack::model {

namespace {

using Deed = SetupPeers::Deed;

std::string some(unsigned losses) { return losses == Rules::kUnlimited ? "any" : std::to_string(losses); }

}  // namespace

SetupInTicks::SetupInTicks(SetupConfig config, SetupTimes times) : peers_(config), times_(times) {
  for (const std::uint32_t ticks : {times.msl, times.rto, times.think}) {
    if (ticks < 1 || ticks > kMostTicks) throw std::logic_error("a parameter is 1 to 4000 ticks");
  }
  if (longest_run(config, times) > kMostTicks) throw std::logic_error("a run of more than 4000 ticks");
}

std::uint32_t SetupInTicks::longest_run(const SetupConfig& config, const SetupTimes& times) {
  const std::uint32_t expiries = config.retry_limit + 1;
  const std::uint32_t intervals = config.backoff == Backoff::Constant ? expiries : (1U << expiries) - 1;
  return intervals * times.rto + times.think + 4 * times.msl;
}

std::string SetupInTicks::seconds(std::uint32_t ticks) const {
  if (times_.tick == 0) return fmt::format("{} tick{}", ticks, ticks == 1 ? "" : "s");
  return fmt::format("{} s", ticks * times_.tick / 1000.0);
}

Scope SetupInTicks::scope() const {
  const SetupConfig& config = peers_.config();
  Scope scope;
  scope.bounds = {{"MSL", seconds(times_.msl)},
                  {"RTO", seconds(times_.rto) + (config.backoff == Backoff::Exponential ? " doubling" : " constant")},
                  {"retries", std::to_string(config.retry_limit)},
                  {"the client's text", "at most " + seconds(times_.think) + " after ESTABLISHED"},
                  {"answers to SYN,ACK lost", some(config.answers_to_lose)},
                  {"SYN,ACKs lost", some(config.syn_acks_to_lose)}};
  if (times_.tick != 0) scope.bounds.push_back({"ticks of", seconds(1)});
  return scope;
}

template <unsigned Width>
Story SetupInTicks::narrate(const SetupState<InTicks<Concrete<Width>>>& before, Action action,
                            const SetupState<InTicks<Concrete<Width>>>& after) const {
  const ReactionTable& table = peers_.table();
  const Deed deed = peers_.deeds()[action.kind];
  Story story;
  for (const auto& [side, id] : {std::pair{kClient, after.client.raw()}, {kServer, after.server.raw()}}) {
    story.labels.emplace_back(name_of(model::State(table.hosts(side)[id].state)));
  }
  const auto message = [&](Message::Fate fate, unsigned from, unsigned segment) {
    if (segment == ReactionTable::kNoSegment) return;
    story.messages.push_back({fate, from, 1 - from, text_of<5>(table.segments()[segment]), false});
  };
  const auto first_syn_ack = [&] {
    unsigned segment = ReactionTable::kNoSegment;
    for (auto sent = before.syn_acks.rbegin(); sent != before.syn_acks.rend(); ++sent) {
      if (sent->present) segment = sent->segment.raw();
    }
    return segment;
  };
  const auto begins = [](const auto& was, const auto& is) { return is.present && !was.present; };
  story.action = actions()[action.kind].name;
  switch (deed) {
    case Deed::TimePasses:
      story.action = seconds((after.now - before.now).raw()) + " pass";
      story.only_time = true;
      break;
    case Deed::RetransmissionTimeout:
      story.actor = kServer;
      if (!before.history.gave_up && after.history.gave_up) {
        story.remark = "gives up";
      } else {
        message(Message::Fate::Sent, kServer,
                table.local(kServer, before.server.raw(), LocalEvent::RetransmissionTimeout).segment);
      }
      break;
    case Deed::ClientReceives:
      story.actor = kClient;
      message(Message::Fate::Delivered, kServer, action.argument == 1 ? before.reset.segment.raw() : first_syn_ack());
      if (begins(before.answer, after.answer)) message(Message::Fate::Sent, kClient, after.answer.segment.raw());
      if (!before.history.was_reset && after.history.was_reset) story.note = "connection reset";
      break;
    case Deed::AnswerIsLost:
      story.actor = kClient;
      message(Message::Fate::Delivered, kServer, first_syn_ack());
      message(Message::Fate::Lost, kClient, table.arrival(kClient, before.client.raw(), first_syn_ack()).segment);
      break;
    case Deed::ClientSends:
      story.actor = kClient;
      message(Message::Fate::Sent, kClient, after.text.segment.raw());
      break;
    case Deed::ServerReceives:
      story.actor = kServer;
      message(Message::Fate::Delivered, kClient, (action.argument == 1 ? before.text : before.answer).segment.raw());
      if (begins(before.reset, after.reset)) message(Message::Fate::Sent, kServer, after.reset.segment.raw());
      break;
    case Deed::SynAckIsLost: message(Message::Fate::Lost, kServer, first_syn_ack()); break;
  }
  return story;
}

#define FINALACK_INSTANTIATE(WIDTH)                                                                \
  template Story SetupInTicks::narrate<WIDTH>(const SetupState<InTicks<Concrete<WIDTH>>>&, Action, \
                                              const SetupState<InTicks<Concrete<WIDTH>>>&) const;
FINALACK_INSTANTIATE(5)
FINALACK_INSTANTIATE(6)
FINALACK_INSTANTIATE(32)

}  // namespace finalack::model
