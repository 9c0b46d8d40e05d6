#include "model/worlds/collapse/parts.hpp"

namespace finalack::model::collapse {

namespace {

template <unsigned Width> Numbers behind(const concrete::Seq<Width>& number) {
  return Numbers{1} << (concrete::Seq<Width>{} - number).raw();
}

}  // namespace

template <unsigned Width> PartTables<Width>::PartTables(bool reorders) : reorders_(reorders) { flight(Flight<D>{}); }

template <unsigned Width> Id PartTables<Width>::host(unsigned side, const Host<D>& value) {
  return hosts_[side].of(value, [side](Host<D> host) {
    HostPart<Width> part;
    part.value = host;
    for_each_number(host, side, [&](unsigned space, const auto& number) { part.numbers[space] |= behind(number); });
    part.awaits = !bool(host.tcb.snd_una == host.tcb.snd_nxt);
    return part;
  });
}

template <unsigned Width> Id PartTables<Width>::flight(const Flight<D>& value) {
  return flights_.of(value, [this](Flight<D> flight) {
    FlightPart<Width> part;
    part.value = flight;
    for_each_number(flight, [&](unsigned space, const auto& number) { part.numbers[space] |= behind(number); });
    part.from = flight.to_server ? kClient : kServer;
    static_assert(packed_bits<Flight<D>>() <= 64);
    part.rank = reorders_ ? key_of(flight)[0] : part.from;
    if (flight.current) {
      flight.current = false;
      part.outdated = this->flight(flight);
    } else {
      part.outdated = static_cast<Id>(flights_.size());  // itself
    }
    return part;
  });
}

template class PartTables<5>;
template class PartTables<6>;

}  // namespace finalack::model::collapse
