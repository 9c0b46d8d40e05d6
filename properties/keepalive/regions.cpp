#include "properties/keepalive/regions.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "properties/keepalive/thresholds.hpp"

namespace finalack::properties {

using checker::Rational;
using model::KeepaliveClient;
using model::KeepaliveConfig;

namespace {

/// Of the world's parameters, idle, interval, outage and bound, in the order of the claim; what it does not speak of
/// comes last.
using Order = std::array<std::size_t, 4>;
constexpr Order kIntervalIdleBound{1, 0, 3, 2};
constexpr Order kIntervalIdleOutage{1, 0, 2, 3};

template <class T> std::vector<T> in_order(const std::vector<T>& of_world, const Order& order) {
  std::vector<T> all;
  for (const std::size_t i : order) all.push_back(of_world.at(i));
  return all;
}

/// Back again; those that are missing are one.
template <class T> std::vector<T> of_world(const std::vector<T>& in_order, const Order& order, const T& one) {
  std::vector<T> all(order.size(), one);
  for (std::size_t i = 0; i < in_order.size(); ++i) all[order[i]] = in_order[i];
  return all;
}

constexpr std::uint32_t kNoUnit = 0;  ///< a tick is a part of whatever the point is given in

struct About {
  KeepaliveThreshold never;
  KeepaliveClient client;
  bool outage;
  Order order;

  KeepaliveConfig config(const SynthesisQuestion& question) const {
    return {.probes = question.probes, .client = client, .outage = outage};
  }
};

checker::SynthesisProblem problem_of(const About& about, const SynthesisQuestion& question,
                                     model::SymbolicSession& session) {
  checker::SynthesisProblem problem = keepalive_problem(about.never, about.config(question), session);
  for (auto* side : {&problem.runs, &problem.proofs}) {
    side->relation.parameters = in_order(side->relation.parameters, about.order);
  }
  for (auto& ray : problem.grid) {
    ray.from = in_order(ray.from, about.order);
    if (ray.along) {
      const auto place = std::find(about.order.begin(), about.order.end(), *ray.along);
      ray.along = static_cast<std::size_t>(place - about.order.begin());
    }
  }
  problem.run_at = [about, in_world = problem.run_at](const std::vector<Rational>& point,
                                                      const checker::Limits& limits) {
    auto run = in_world(of_world(point, about.order, {1, 1}), limits);
    if (run) run->parameters = in_order(run->parameters, about.order);
    return run;
  };
  return problem;
}

ParametricClaim::AtPoint at_point(const About& about, const SynthesisQuestion& question,
                                  const checker::TickPoint& point) {
  const std::vector<unsigned> ticks = of_world(point.ticks, about.order, 1U);
  auto system =
      keepalive_system(about.never, about.config(question), {ticks[0], ticks[1], ticks[2], ticks[3], kNoUnit});
  return at_point_in<model::KeepaliveInTicks>(std::move(system), point);
}

std::vector<std::string> assumed(const About& about, const SynthesisQuestion& question) {
  std::vector<std::string> out{
      fmt::format("The server sends its first probe idle after the last segment came, and further ones an interval "
                  "apart. If {} unanswered, it gives up an interval later.",
                  question.probes == 1 ? "one goes" : fmt::format("{} in a row go", question.probes))};
  out.emplace_back(about.outage
                       ? "The client is there and answers. The network is out once, from any time on, for as long "
                         "as outage says."
                       : "The client has vanished after its last segment, and answers nothing.");
  out.push_back(fmt::format(
      "A segment takes no time. Ties: what arrives at the instant at which a timer is due arrives before it "
      "fires{}.",
      about.outage ? "; the network is back at the very instant at which its outage ends" : ""));
  return out;
}

ParametricClaim claim_about(const About& about) {
  ParametricClaim claim;
  claim.settings = {Setting::Probes};
  claim.any_length = "for runs of any length";
  claim.assumed = [about](const SynthesisQuestion& question) { return assumed(about, question); };
  claim.domain = [](const SynthesisQuestion&) { return checker::Polyhedron{}; };
  claim.problem = [about](const SynthesisQuestion& question, model::SymbolicSession& session) {
    return problem_of(about, question, session);
  };
  claim.at = [about](const SynthesisQuestion& question, const checker::TickPoint& point) {
    return at_point(about, question, point);
  };
  return claim;
}

}  // namespace

ParametricClaim keepalive_frees_region() {
  ParametricClaim claim =
      claim_about({KeepaliveThreshold::HeldLonger, KeepaliveClient::Vanished, false, kIntervalIdleBound});
  claim.id = "keepalive.frees";
  claim.statement = "never: the server holds the connection longer than bound after it last heard of the client";
  claim.parameters = {"interval", "idle", "bound"};
  return claim;
}

ParametricClaim keepalive_kills_good_region() {
  ParametricClaim claim =
      claim_about({KeepaliveThreshold::KilledGood, KeepaliveClient::Answers, true, kIntervalIdleOutage});
  claim.id = "keepalive.kills-good";
  claim.statement = "never: the server gives up on a client that is there";
  claim.parameters = {"interval", "idle", "outage"};
  return claim;
}

}  // namespace finalack::properties
