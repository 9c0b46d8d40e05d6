// Two real connections as a world: that one which does something wrong is found out, and where it does is said.
#include <new>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "checker/errors.hpp"
#include "checker/explicit_engine.hpp"
#include "properties/configurations.hpp"
#include "properties/monitors.hpp"
#include "properties/two_peers_subject.hpp"
#include "tests/conform/real_peers.hpp"

namespace finalack::conform::world {
namespace {

using impl::Space;
using model::TwoPeersConfig;
using properties::Bounds;

template <class Part, class F> struct PartChanger {
  F change;
  void operator()(const char*, Part& part, Space) { change(part); }
  void operator()(const char*, auto&, Space) {}
};

/// Nobody else may.
template <class F> void change_tcb(impl::Connection& connection, F change) {
  PartChanger<impl::Tcb<impl::Native>, F> changer{change};
  impl::visit_fields(connection, changer, Space::None);
}

void set_state(impl::Connection& connection, impl::State state) {
  change_tcb(connection, [state](auto& tcb) { tcb.state = state; });
}

void arm(impl::Connection& connection, impl::Timer timer) {
  const auto set = [timer](impl::Timers& timers) { timers.set(timer, impl::Time() + std::chrono::hours(5000)); };
  PartChanger<impl::Timers, decltype(set)> changer{set};
  impl::visit_fields(connection, changer, Space::None);
}

bool enters(impl::State state, const impl::Connection& before, const impl::Connection& after) {
  return before.state() != state && after.state() == state;
}

template <template <class> class... Monitors, class F>
checker::Outcome never(const TwoPeersConfig& config, Reactor::Tamper tamper, F holds) {
  const auto predicate = properties::predicate<Monitors...>("it", holds).template in<Domain>();
  const auto system = real_system(RealPeers(config, std::move(tamper)), watching<Monitors...>(), {predicate});
  return checker::check_explicit(*system, {{checker::Property::Kind::Never, 0, {}, {}}}, {}).front();
}

TEST(BrokenConnections, AreFoundOutWhenAListenerIsEstablishedAtTheSyn) {
  const auto tamper = [](const impl::Connection& before, impl::Connection& after) {
    if (before.state() == impl::State::Listen && after.state() == impl::State::SynReceived) {
      set_state(after, impl::State::Established);
    }
  };
  const auto disagree = [](const auto& w) {
    const auto& kin = model::seen<properties::Kinship>(w);
    return properties::both_established(w) &
           !(properties::numbers_agree(w) & kin.client_knows_server & kin.server_knows_client);
  };
  TwoPeersConfig config = properties::aborting(Bounds::Default);
  config.network.capacity = 2;
  EXPECT_EQ(never<properties::Kinship>(config, {}, disagree).verdict.kind, checker::VerdictKind::Proved);
  const checker::Outcome found = never<properties::Kinship>(config, tamper, disagree);
  EXPECT_EQ(found.verdict.kind, checker::VerdictKind::Violated);
  EXPECT_LT(found.verdict.depth, 12U);
}

TEST(BrokenConnections, AreFoundOutWhenTheyDoNotWaitInTimeWait) {
  const auto tamper = [](const impl::Connection& before, impl::Connection& after) {
    if (before.state() == impl::State::FinWait2 && after.state() == impl::State::TimeWait) {
      static_cast<void>(after.abort());
    }
  };
  TwoPeersConfig config = properties::one_life(Bounds::Default);
  config.users[0].aborts = false;
  config.time_wait_timer = model::TimeWaitTimer::OutlastsPeer;
  config.rules.retry_limit = model::Rules::kUnlimited;
  config.network.capacity = 2;
  const auto reset = [](const auto& w) { return model::seen<properties::Resets>(w).server_fin_was_reset; };
  EXPECT_EQ(never<properties::Resets>(config, {}, reset).verdict.kind, checker::VerdictKind::Proved);
  EXPECT_EQ(never<properties::Resets>(config, tamper, reset).verdict.kind, checker::VerdictKind::Violated);
}

TEST(BrokenConnections, AreFoundOutWhenTheyAcknowledgeWhatWasNeverSent) {
  const auto tamper = [](const impl::Connection& before, impl::Connection& after) {
    if (enters(impl::State::CloseWait, before, after))
      change_tcb(after, [](auto& tcb) { tcb.rcv_nxt = tcb.rcv_nxt + 1; });
  };
  const auto beyond = [](const auto& w) {
    return (w.client().state == model::State::FinWait1) & (w.server().state == model::State::CloseWait) &
           (w.client().snd_nxt < w.server().rcv_nxt);
  };
  TwoPeersConfig config = properties::one_life(Bounds::Default);
  config.network.capacity = 2;
  EXPECT_EQ(never(config, tamper, beyond).verdict.kind, checker::VerdictKind::Violated);
  // And what that leads to is seen, too.
  const auto done = [](const auto& w) { return w.client().state == model::State::FinWait2; };
  TwoPeersConfig one_sided = config;
  one_sided.users[1].closes = one_sided.users[1].aborts = false;
  EXPECT_EQ(never(one_sided, {}, done).verdict.kind, checker::VerdictKind::Violated);
  EXPECT_EQ(never(one_sided, tamper, done).verdict.kind, checker::VerdictKind::Proved);
}

/// What the search says of a connection that is broken so.
std::string failure_of(const TwoPeersConfig& config, Reactor::Tamper tamper) {
  const auto system = real_system(RealPeers(config, std::move(tamper)), watching<>(), {});
  try {
    checker::explore(*system, {});
  } catch (const InternalError& e) {
    return e.what();
  }
  return "none";
}

TEST(BrokenConnections, NameTheStepAtWhichOneFails) {
  TwoPeersConfig config = properties::closing(1, 0)(Bounds::Default);
  config.network.capacity = 2;
  const auto at_close_wait = [](auto fail) {
    return [fail](const impl::Connection& before, impl::Connection& after) {
      if (enters(impl::State::CloseWait, before, after)) fail(after);
    };
  };
  const std::string step = "the implementation fails: the server, in SYN-RECEIVED, receives FIN,ACK: ";
  const auto throwing = [](auto error) { return [error](impl::Connection&) { throw error; }; };
  EXPECT_EQ(failure_of(config, {}), "none");
  EXPECT_EQ(failure_of(config, at_close_wait(throwing(std::length_error("too long")))), step + "too long");
  EXPECT_EQ(failure_of(config, at_close_wait(throwing(std::bad_alloc()))),
            step + "it asks for more memory than there is");
  EXPECT_EQ(failure_of(config, at_close_wait([](impl::Connection& c) {
                         change_tcb(c, [](auto& tcb) { tcb.rcv_nxt = tcb.rcv_nxt + 1000; });
                       })),
            step + "it holds a sequence number 1000 ahead of the last one that was sent");
  EXPECT_EQ(failure_of(config, at_close_wait([](impl::Connection& c) { arm(c, impl::Timer::User); })),
            step + "its user timer runs, which its settings turn off");
}

TEST(BrokenConnections, SeeATimerThatIsLeftInClosed) {
  TwoPeersConfig config = properties::one_life(Bounds::Default);
  config.users[0].aborts = config.users[1].aborts = false;
  const RealPeers world(config, [](const impl::Connection& before, impl::Connection& after) {
    if (enters(impl::State::Closed, before, after)) arm(after, impl::Timer::Retransmission);
  });
  unsigned seen = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    walk(world, world.initial(), seed, 60, [&](const Peers& before, const RealPeers::Step& step) {
      for (unsigned side = 0; side < 2; ++side) {
        const impl::Connection& after = step.next.ends[side].connection;
        if (!enters(impl::State::Closed, before.ends[side].connection, after)) continue;
        ++seen;
        EXPECT_TRUE(after.timers().runs(impl::Timer::Retransmission));
      }
    });
  }
  EXPECT_GT(seen, 0U);
}

}  // namespace
}  // namespace finalack::conform::world
