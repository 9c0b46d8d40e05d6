#include "conform/world/as_model.hpp"

#include <algorithm>

#include "conform/abstraction/abstraction.hpp"
#include "impl/connection/as_segment.hpp"
#include "model/reflect.hpp"

namespace finalack::conform::world {
namespace {

/// The same value of another domain with the same leaves.
template <class To, class From> To same_leaves(const From& from) {
  static_assert(model::packed_bits<To>() == model::packed_bits<From>());
  std::array<std::uint64_t, model::packed_bits<To>() / 64 + 2> words{};
  model::BitWriter writer(words.data());
  model::pack_into(writer, from);
  To to;
  model::BitReader reader(words.data());
  model::unpack_from(reader, to);
  return to;
}

constexpr unsigned kMost = 3;  // that the model's counters can say
constexpr std::uint32_t kServersFirst = 8;

}  // namespace

AsModel::AsModel(const model::TwoPeersConfig& config)
    : limits_retries_(config.rules.retry_limit != model::Rules::kUnlimited),
      first_(config.isn == model::IsnPolicy::Fresh ? kFirstNumber + config.rules.window : kFirstNumber),
      servers_first_(config.isn == model::IsnPolicy::Constant ? 0 : kServersFirst) {}

Domain::Seq AsModel::number(unsigned space, std::uint32_t real) const {
  if (real == 0) return {};  // never set
  return Domain::Seq(real - first_ + (space == model::kServer ? servers_first_ : 0));
}

ModelHost AsModel::host(unsigned side, const End& end) const {
  const impl::Connection& connection = end.connection;
  const impl::Tcb<impl::Native>& real = connection.tcb();
  ModelHost host;
  auto& tcb = host.tcb;
  tcb = same_leaves<model::Tcb<Domain>>(as_model(real));
  tcb.iss = number(side, real.iss.value);
  tcb.snd_una = number(side, real.snd_una.value);
  tcb.snd_nxt = number(side, real.snd_nxt.value);
  tcb.irs = number(1 - side, real.irs.value);
  tcb.rcv_nxt = number(1 - side, real.rcv_nxt.value);
  host.isn = number(side, end.isn.value);
  host.opened = end.opened;
  host.sent = end.sent;
  host.crashed = end.crashed;
  if (real.state == impl::State::Closed || real.state == impl::State::Listen) return host;
  tcb.unsent = static_cast<std::uint32_t>(std::min<std::size_t>(connection.unsent(), kMost));
  tcb.unread = static_cast<std::uint32_t>(std::min<std::size_t>(connection.readable(), kMost));
  if (limits_retries_) tcb.retries = std::min(connection.retries(), kMost);
  tcb.ack_owed = connection.timers().runs(impl::Timer::DelayedAck) || end.has_more;
  return host;
}

ModelFlight AsModel::flight(const Envelope& envelope) const {
  const unsigned from = envelope.to_server ? model::kClient : model::kServer;
  const impl::Segment<impl::Native> seg = impl::as_segment(envelope.header, envelope.text, 0);
  ModelFlight flight;
  flight.present = true;
  flight.to_server = envelope.to_server;
  flight.current = envelope.current;
  flight.segment = same_leaves<model::Segment<Domain>>(as_atom(seg));
  flight.segment.unnumbered = seg.rst && seg.ack;  // what answers a segment without ACK
  flight.segment.seq = flight.segment.unnumbered ? Domain::Seq() : number(from, seg.seq.value);
  flight.segment.ack_number = seg.ack ? number(1 - from, seg.ack_number.value) : Domain::Seq();
  return flight;
}

ModelCore AsModel::core(const Peers& peers) const {
  ModelCore core;
  for (unsigned side = 0; side < 2; ++side) core.hosts[side] = host(side, peers.ends[side]);
  for (std::size_t i = 0; i < peers.network.size(); ++i) {
    if (const auto& slot = peers.network[i]; slot.has_value()) core.network[i] = flight(*slot);
  }
  return core;
}

}  // namespace finalack::conform::world
