// Runs of the exact timed world whose parameters and times are terms: a fresh solver says, for all their values at
// once, whether such a run is possible and where it leads.
#pragma once

#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>
#include <z3++.h>

#include "model/domain/symbolic.hpp"
#include "model/domain/symbolic_z3.hpp"
#include "model/worlds/timed/timed_peers.hpp"

namespace finalack::properties {

class RunsOfTerms : public testing::Test {
 protected:
  using Symbolic = model::Symbolic;
  using TimedDeed = model::TimedDeed;
  using Time = Symbolic::Time;
  using Bool = Symbolic::Bool;
  using State = model::TimedState<Symbolic>;

  explicit RunsOfTerms(const model::TimedConfig& config) : world_(config) {
    parameters_ = {real("MSL"), real("RTO"), real("W")};
  }

  static Time real(const char* name) { return Time::from_term(model::terms::real_variable(name)); }

  unsigned host(unsigned side, model::State in) const {
    const auto& hosts = world_.hosts().table().hosts(side);
    for (unsigned i = 0; i < hosts.size(); ++i) {
      if (hosts[i].state == in) return i;
    }
    throw std::logic_error("no such host");
  }

  /// Nothing is in flight. The server sent its FIN at `last`, which is now, and will again after an interval; the
  /// client is in TIME-WAIT until it `ends`.
  State waiting(const Time& last, const Time& interval, const Time& ends) const {
    State state = world_.initial<Symbolic>(parameters_);
    auto& client = state.ends.hosts[model::kClient];
    auto& server = state.ends.hosts[model::kServer];
    client.id = host(model::kClient, model::State::TimeWait);
    client.time_wait = ends;
    server.id = host(model::kServer, model::State::LastAck);
    server.interval = interval;
    server.retransmission = last + interval;
    state.ends.now = last;
    return state;
  }

  /// Whether it is so for all parameters above zero and all other times of which `where` holds.
  bool always(const Bool& where, const Bool& so) const {
    z3::context& context = *session_.context();
    z3::solver solver(context);
    for (const Time& above_zero : {parameters_.msl, parameters_.rto, parameters_.w}) {
      solver.add(model::to_z3((Time(0) < above_zero).term()));
    }
    solver.add(model::to_z3(where.term()));
    if (solver.check() != z3::sat) throw std::logic_error("of nothing it would always be so");
    solver.add(!model::to_z3(so.term()));
    const z3::check_result otherwise = solver.check();
    if (otherwise == z3::unknown) throw std::logic_error("not decided");
    return otherwise == z3::unsat;
  }

  /// After some time, a step: it becomes possible only if all of them were.
  class Run {
   public:
    Run(const RunsOfTerms& test, State from) : test_(&test), state_(std::move(from)) {}

    Run& after(const Time& delay) {
      possible_ = possible_ & (Time(0) <= delay) & test_->world_.may_pass<Symbolic>(state_, delay);
      state_ = model::TimedPeers::later<Symbolic>(state_, delay);
      return *this;
    }
    Run& step(TimedDeed deed, unsigned side, bool lose = false, unsigned slot = 0) {
      const auto& entries = test_->world_.hosts().entries();
      for (unsigned kind = 0; kind < entries.size(); ++kind) {
        if (entries[kind].deed != deed || entries[kind].side != side) continue;
        model::TimedInputs<Symbolic> inputs;
        inputs.lose = lose;
        inputs.argument = slot;  // of a delivery
        auto taken = test_->world_.step<Symbolic>(test_->parameters_, state_, kind, inputs);
        possible_ = possible_ & taken.enabled;
        state_ = std::move(taken.next);
        return *this;
      }
      throw std::logic_error("no such step");
    }
    const Bool& possible() const { return possible_; }
    const State& state() const { return state_; }

    /// It was possible, and this is where it leads.
    Bool leads_to(const State& there) const {
      Bool same = possible_;
      model::for_each_leaf([&](const auto& a, const auto& b) { same = same & (a == b); }, state_, there);
      return same;
    }

   private:
    const RunsOfTerms* test_;
    State state_;
    Bool possible_ = true;
  };

  const model::TimedPeers world_;
  model::SymbolicSession session_{5};
  model::TimeParameters<Symbolic> parameters_;
};

}  // namespace finalack::properties
