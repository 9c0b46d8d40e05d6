#include "conform/refinement/obligations.hpp"

#include <array>
#include <utility>

namespace finalack::conform {
namespace {

constexpr std::array<std::pair<impl::EventKind, const char*>, 11> kEvents{{
    {impl::EventKind::OpenActive, "OPEN, active"},
    {impl::EventKind::OpenPassive, "OPEN, passive"},
    {impl::EventKind::Close, "CLOSE"},
    {impl::EventKind::Abort, "ABORT"},
    {impl::EventKind::SegmentArrives, "arrives"},
    {impl::EventKind::TextInOrder, "text in order"},
    {impl::EventKind::Transmitted, "text or FIN leaves"},
    {impl::EventKind::Acknowledged, "ACK leaves"},
    {impl::EventKind::UserTimeout, "user timeout"},
    {impl::EventKind::TimeWaitTimeout, "2 MSL are over"},
    {impl::EventKind::FinWait2Timeout, "FIN-WAIT-2 timeout"},
}};

}  // namespace

std::string to_string(SegmentKind kind) {
  switch (kind) {
    case SegmentKind::Rst: return "RST";
    case SegmentKind::Syn: return "SYN";
    case SegmentKind::SynAck: return "SYN,ACK";
    case SegmentKind::WithoutAck: return "segment without ACK";
    case SegmentKind::Ack: return "ACK";
    case SegmentKind::FinAck: return "FIN,ACK";
  }
  return {};
}

std::string Obligation::name() const {
  const std::string at = std::string(impl::to_string(state)) + ", ";
  if (event == impl::EventKind::SegmentArrives) return at + to_string(kind) + " arrives";
  for (const auto& [known, words] : kEvents) {
    if (known == event) return at + words;
  }
  return at;
}

std::vector<Obligation> all_obligations() {
  std::vector<Obligation> all;
  for (std::size_t s = 0; s < impl::kStates; ++s) {
    const auto state = static_cast<impl::State>(s);
    for (const auto& [event, words] : kEvents) {
      const std::size_t kinds = event == impl::EventKind::SegmentArrives ? kSegmentKinds : 1;
      for (std::size_t kind = 0; kind < kinds; ++kind) {
        all.push_back({state, event, static_cast<SegmentKind>(kind)});
      }
    }
  }
  return all;
}

}  // namespace finalack::conform
