#include "properties/keepalive/regions.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "properties/keepalive/thresholds.hpp"

namespace finalack::properties {

using model::KeepaliveClient;
using model::KeepaliveConfig;

namespace {

constexpr std::uint32_t kNoUnit = 0;  ///< a tick is a part of whatever the point is given in

struct About {
  KeepaliveThreshold never;
  KeepaliveClient client;
  bool outage;  ///< there is one, and its length is the third parameter; or else the bound is

  KeepaliveConfig config(const SynthesisQuestion& question) const {
    return {.probes = question.probes, .client = client, .outage = outage};
  }
};

ParametricClaim::AtPoint at_point(const About& about, const SynthesisQuestion& question,
                                  const checker::TickPoint& point) {
  model::KeepaliveTimes times{.idle = point.ticks[1], .interval = point.ticks[0], .tick = kNoUnit};
  (about.outage ? times.outage : times.bound) = point.ticks[2];
  return at_point_in<model::KeepaliveInTicks>(keepalive_system(about.never, about.config(question), times), point);
}

std::vector<std::string> assumed(const About& about, const SynthesisQuestion& question) {
  std::vector<std::string> out{
      fmt::format("The server sends its first probe idle after the last segment came, and further ones an interval "
                  "apart. If {} unanswered, it gives up an interval later.",
                  question.probes == 1 ? "one goes" : fmt::format("{} in a row go", question.probes))};
  const bool no_word_of_its_own = about.never == KeepaliveThreshold::Survived;
  out.push_back(
      about.outage ? fmt::format("The client is there and {}answers. The network is out once, from any time on, for as "
                                 "long as outage says.",
                                 no_word_of_its_own ? "only " : "")
                   : "The client has vanished after its last segment, and answers nothing.");
  out.push_back(fmt::format(
      "A segment takes no time. Ties: what arrives at the instant at which a timer is due arrives before it "
      "fires{}.",
      about.outage ? "; the network is back at the very instant at which its outage ends" : ""));
  return out;
}

ParametricClaim claim_about(const About& about, std::string id, std::string statement) {
  ParametricClaim claim;
  claim.id = std::move(id);
  claim.statement = std::move(statement);
  claim.parameters = {"interval", "idle", about.outage ? "outage" : "bound"};
  claim.settings = {Setting::Probes};
  claim.any_length = "for runs of any length";
  claim.assumed = [about](const SynthesisQuestion& question) { return assumed(about, question); };
  claim.domain = [](const SynthesisQuestion&) { return checker::Polyhedron{}; };
  claim.problem = [about](const SynthesisQuestion& question, model::SymbolicSession& session) {
    return keepalive_problem(about.never, about.config(question), session);
  };
  claim.at = [about](const SynthesisQuestion& question, const checker::TickPoint& point) {
    return at_point(about, question, point);
  };
  return claim;
}

}  // namespace

ParametricClaim keepalive_frees_region() {
  return claim_about({KeepaliveThreshold::HeldLonger, KeepaliveClient::Vanished, false}, "keepalive.frees",
                     "never: the server holds the connection longer than bound after it last heard of the client");
}

ParametricClaim keepalive_kills_good_region() {
  return claim_about({KeepaliveThreshold::KilledGood, KeepaliveClient::Answers, true}, "keepalive.kills-good",
                     "never: the server gives up on a client that is there");
}

ParametricClaim keepalive_surely_kills_region() {
  return claim_about({KeepaliveThreshold::Survived, KeepaliveClient::Answers, true}, "keepalive.kills-good.surely",
                     "never: the server hears of its client after the outage");
}

}  // namespace finalack::properties
