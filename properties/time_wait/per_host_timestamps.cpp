// TIME-WAIT recycled by source address and timestamp, and who shares an address.
#include "model/worlds/shared_address.hpp"
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::SharedAddress;
using model::SharedAddressConfig;
using model::TimestampMemory;

namespace {

auto clients(SharedAddressConfig config) {
  return [=](Bounds) { return SharedAddress(config); };
}

constexpr SharedAddressConfig one_host{};
constexpr SharedAddressConfig translator{.ahead = 2};
constexpr SharedAddressConfig kept_apart{.memory = TimestampMemory::PerConnection, .ahead = 2};
constexpr SharedAddressConfig once{.ahead = 2, .a_comes_back = false};

}  // namespace

void add_per_host_timestamps(Catalogue& c) {
  claim(c, "time-wait.per-host-timestamps")
      .taught("A server may recycle TIME-WAIT if it remembers, for each address, the latest timestamp that it saw.")
      .rfc("3.6.1, SHLD-4; RFC 7323 section 5 and appendix B.2; RFC 6191")
      .assuming(
          "Two clients, A and B, whom the server knows by one address. It deletes a TCB in TIME-WAIT when it likes, "
          "and "
          "drops a SYN that is older than the timestamp which it remembers.")
      .assuming(
          "A network without fault, on which a segment arrives before a clock ticks; all clocks run equally fast.")
      .within<SharedAddress>()
      .witness("a TIME-WAIT has left a timestamp behind", [](const auto& w) { return w.remembers; })
      .never("a SYN that its client has just sent was dropped for its timestamp",
             [](const auto& w) { return w.turned_away; })
      .expect("one-host", Proved, clients(one_host), "one host, one clock")
      .expect("per-connection", Proved, clients(kept_apart),
              "A's clock is ahead of B's, and a timestamp is remembered for each connection")
      .expect("translator", Violated, clients(translator), "A's clock is ahead of B's")
      .eventually(
          "client B is in SYN-SENT", [](const auto& w) { return is(w.b(), State::SynSent); }, "B is ESTABLISHED",
          [](const auto& w) { return is(w.b(), State::Established); })
      .expect("one-host-connects", Proved, clients(one_host), "one host, one clock")
      .expect("translator-for-ever", Violated, clients(translator), "A's clock is ahead of B's, and A comes back")
      .expect("translator-until-a-stays-away", Proved, clients(once), "A's clock is ahead of B's, and A comes once")
      .found(
          "An address is no clock. Behind an address translator the client whose clock is behind is turned away as "
          "long "
          "as the other comes back often enough. Remembered for each connection, the same timestamp does no harm.");
}

}  // namespace finalack::properties
