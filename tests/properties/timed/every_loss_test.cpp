// That W has to be (f + 1) RTO + MSL where an ACK and f FINs may be lost, for every f: by induction on f.
//
// That it is enough is a case of time-wait.final-ack.exact. That less is not is shown here by a run for each f, of the
// exact world, for all MSL, RTO and W below: the first FIN arrives at once, its ACK is lost, f FINs are lost, an RTO
// apart, and the next one arrives when TIME-WAIT is over, which is before it is MSL old. (Those that the server sends
// until then are in flight as well, so MSL is 16 RTO at most, as many as the network has room for.) What
// each part of the run leads from and to is a formula, proved by a fresh solver for all values of the parameters and of
// the time at which it begins; the loss of a FIN leads from `waiting` to `waiting`, an RTO later, and so the parts make
// a run for each f.
#include <gtest/gtest.h>
#include <z3++.h>

#include "model/domain/symbolic.hpp"
#include "model/domain/symbolic_z3.hpp"
#include "model/worlds/timed/timed_peers.hpp"
#include "properties/timed/problems.hpp"

namespace finalack::properties {
namespace {

using model::Symbolic;
using model::TimedDeed;
using Time = Symbolic::Time;
using Bool = Symbolic::Bool;
using State = model::TimedState<Symbolic>;

class EveryLoss : public testing::Test {
 protected:
  EveryLoss() { parameters_ = {real("MSL"), real("RTO"), real("W")}; }

  static Time real(const char* name) { return Time::from_term(model::terms::real_variable(name)); }

  unsigned host(unsigned side, model::State in) const {
    const auto& hosts = world_.hosts().table().hosts(side);
    for (unsigned i = 0; i < hosts.size(); ++i) {
      if (hosts[i].state == in) return i;
    }
    throw std::logic_error("no such host");
  }

  /// The last FIN was sent at `now`, lost or arrived, and nothing is in flight. TIME-WAIT began at 0, and is over or
  /// not.
  State waiting(const Time& now, bool in_time_wait) const {
    State state = world_.initial<Symbolic>(parameters_);
    auto& client = state.ends.hosts[model::kClient];
    auto& server = state.ends.hosts[model::kServer];
    client.id = host(model::kClient, in_time_wait ? model::State::TimeWait : model::State::Closed);
    client.time_wait = in_time_wait ? parameters_.w : Time(0);
    server.id = host(model::kServer, model::State::LastAck);
    server.interval = parameters_.rto;
    server.retransmission = now + parameters_.rto;
    state.ends.now = now;
    state.ends.history.time_wait_ended = !in_time_wait;
    return state;
  }

  /// Whether it is so for all parameters above zero and every `t_` at 0 or later of which `where` holds.
  bool always(const Bool& where, const Bool& so) const {
    z3::context& context = *session_.context();
    z3::solver solver(context);
    for (const Time& above_zero : {parameters_.msl, parameters_.rto, parameters_.w}) {
      solver.add(model::to_z3((Time(0) < above_zero).term()));
    }
    solver.add(model::to_z3((Time(0) <= t_).term()) && model::to_z3(where.term()));
    if (solver.check() != z3::sat) throw std::logic_error("of nothing it would always be so");
    solver.add(!model::to_z3(so.term()));
    const z3::check_result otherwise = solver.check();
    if (otherwise == z3::unknown) throw std::logic_error("not decided");
    return otherwise == z3::unsat;
  }

  /// After some time, a step: it becomes possible only if all of them were.
  class Run {
   public:
    Run(const EveryLoss& test, State from) : test_(test), state_(std::move(from)) {}

    Run& after(const Time& delay) {
      possible_ = possible_ & (Time(0) <= delay) & test_.world_.may_pass<Symbolic>(state_, delay);
      state_ = model::TimedPeers::later<Symbolic>(state_, delay);
      return *this;
    }
    Run& step(TimedDeed deed, unsigned side, bool lose = false) {
      const auto& entries = test_.world_.hosts().entries();
      for (unsigned kind = 0; kind < entries.size(); ++kind) {
        if (entries[kind].deed != deed || entries[kind].side != side) continue;
        model::TimedInputs<Symbolic> inputs;  // of a delivery, of the first slot
        inputs.lose = lose;
        auto taken = test_.world_.step<Symbolic>(test_.parameters_, state_, kind, inputs);
        possible_ = possible_ & taken.enabled;
        state_ = std::move(taken.next);
        return *this;
      }
      throw std::logic_error("no such step");
    }
    /// The FIN that was just sent, as late as it may, but no later than at the next one's time.
    Run& arrives_before_the_next() {
      const auto& p = test_.parameters_;
      return after(Symbolic::select(p.msl <= p.rto, p.msl, p.rto)).step(TimedDeed::Deliver, model::kClient);
    }
    const Bool& possible() const { return possible_; }
    const State& state() const { return state_; }

    /// It was possible, and this is where it leads. Budgets aside: of them there is enough.
    Bool leads_to(State there) const {
      there.ends.timer_fired = state_.ends.timer_fired;  // after an RTO it is forgotten
      there.ends.acks_to_lose = state_.ends.acks_to_lose;
      Bool same = possible_;
      model::for_each_leaf([&](const auto& a, const auto& b) { same = same & (a == b); }, state_, there);
      return same;
    }

   private:
    const EveryLoss& test_;
    State state_;
    Bool possible_ = true;
  };

  const model::TimedPeers world_{losing(model::Rules::kUnlimited, 1)};
  model::SymbolicSession session_{5};
  model::TimeParameters<Symbolic> parameters_;
  Time t_ = real("t");
};

TEST_F(EveryLoss, BeginsWithAnAckThatIsLost) {
  Run run(*this, world_.initial<Symbolic>(parameters_));
  run.step(TimedDeed::Close, model::kServer).step(TimedDeed::Deliver, model::kClient, true);
  EXPECT_TRUE(always(true, run.leads_to(waiting(Time(0), true))));
}

TEST_F(EveryLoss, TakesAnRtoAndChangesNothingElse) {
  for (const bool in_time_wait : {true, false}) {
    Run run(*this, waiting(t_, in_time_wait));
    run.after(parameters_.rto).step(TimedDeed::RetransmissionTimeout, model::kServer, true);
    const Bool where = !in_time_wait ? Bool(true) : t_ + parameters_.rto <= parameters_.w;
    EXPECT_TRUE(always(where, run.leads_to(waiting(t_ + parameters_.rto, in_time_wait))));
  }
}

/// TIME-WAIT ends at W, and whether the next FIN is lost or not, it is sent when it would be sent anyway.
TEST_F(EveryLoss, LetsTimeWaitEndBetweenTwoOfThem) {
  const Bool between = (t_ <= parameters_.w) & (parameters_.w < t_ + parameters_.rto);
  Run run(*this, waiting(t_, true));
  run.after(parameters_.w - t_).step(TimedDeed::TimeWaitTimeout, model::kClient);
  run.after(t_ + parameters_.rto - parameters_.w);
  Run arrives = run;
  run.step(TimedDeed::RetransmissionTimeout, model::kServer, true);
  EXPECT_TRUE(always(between, run.leads_to(waiting(t_ + parameters_.rto, false))));
  arrives.step(TimedDeed::RetransmissionTimeout, model::kServer).arrives_before_the_next();
  EXPECT_TRUE(always(between, arrives.possible() & arrives.state().ends.history.fin_too_late));
}

TEST_F(EveryLoss, EndsWithAFinThatIsTooLateWhereTimeWaitWasOverBefore) {
  Run run(*this, waiting(t_, false));
  run.after(parameters_.rto).step(TimedDeed::RetransmissionTimeout, model::kServer).arrives_before_the_next();
  EXPECT_TRUE(always(true, run.possible() & run.state().ends.history.fin_too_late));
}

/// After f losses `waiting` is at t = f RTO, so that the FIN arrives too late if W < (f + 1) RTO + MSL. In flight are
/// that FIN and those that are sent until TIME-WAIT is over.
TEST_F(EveryLoss, EndsWithAFinThatIsTooLate) {
  Time sent = t_ + parameters_.rto;
  const Time deadline = sent + parameters_.msl;
  Run run(*this, waiting(t_, true));
  for (unsigned in_flight = 1; in_flight <= world_.config().capacity; ++in_flight) {
    run.after(parameters_.rto).step(TimedDeed::RetransmissionTimeout, model::kServer);
    Run end = run;
    end.after(parameters_.w - sent).step(TimedDeed::TimeWaitTimeout, model::kClient);
    const Time next = sent + parameters_.rto;
    const Time arrival = Symbolic::select(deadline <= next, deadline, next);
    end.after(arrival - parameters_.w).step(TimedDeed::Deliver, model::kClient);
    EXPECT_TRUE(always((sent <= parameters_.w) & (parameters_.w < next) & (parameters_.w < deadline),
                       end.possible() & end.state().ends.history.fin_too_late))
        << in_flight;
    // At its deadline it would have to arrive before TIME-WAIT's timer fires.
    EXPECT_TRUE(
        always((sent <= parameters_.w) & (parameters_.w < next) & (parameters_.w == deadline), !end.possible()));
    sent = next;
  }
}

/// The cases of those ends: before the FIN after f losses, which is sent at (f + 1) RTO, TIME-WAIT was over already, or
/// ended since the last one, or goes on; and then one of 16 intervals is the one in which it ends.
TEST_F(EveryLoss, LeavesNoCaseOut) {
  const Time sent = t_ + parameters_.rto;  // t = f RTO
  const Time deadline = sent + parameters_.msl;
  const Bool over = parameters_.w < t_;
  Bool some = over | ((t_ <= parameters_.w) & (parameters_.w < sent));
  Time until = sent;
  for (unsigned in_flight = 1; in_flight <= world_.config().capacity; ++in_flight) {
    some = some | ((until <= parameters_.w) & (parameters_.w < until + parameters_.rto) & (parameters_.w < deadline));
    until = until + parameters_.rto;
  }
  const Bool few_at_once = deadline <= until;  // MSL <= 16 RTO
  EXPECT_TRUE(always(few_at_once & (parameters_.w < deadline), some));
}

}  // namespace
}  // namespace finalack::properties
