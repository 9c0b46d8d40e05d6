// That W has to be (f + 1) RTO + MSL where an ACK and f FINs may be lost, for every f: by induction on f.
//
// That it is enough is a case of time-wait.final-ack.exact. That less is not is shown here by a run for each f, of the
// exact world, for all MSL, RTO and W below: the first FIN arrives at once, its ACK is lost, f FINs are lost, an RTO
// apart, and the next one arrives when TIME-WAIT is over, which is before it is MSL old. (Those that the server sends
// until then are in flight as well, so MSL is 16 RTO at most, as many as the network has room for.) What
// each part of the run leads from and to is a formula, proved by a fresh solver for all values of the parameters and of
// the time at which it begins; the loss of a FIN leads from `waiting` to `waiting`, an RTO later, and so the parts make
// a run for each f.
#include "properties/timed/problems.hpp"
#include "tests/properties/timed/runs_of_terms.hpp"

namespace finalack::properties {
namespace {

class EveryLoss : public RunsOfTerms {
 protected:
  EveryLoss() : RunsOfTerms(losing(model::Rules::kUnlimited, 1)) {}

  /// The last FIN was sent at `now`, lost or arrived, and nothing is in flight. TIME-WAIT began at 0, and is over or
  /// not.
  State waiting(const Time& now, bool in_time_wait) const {
    State state = RunsOfTerms::waiting(now, parameters_.rto, parameters_.w);
    state.ends.acks_to_lose = 0;  // it was the first
    if (in_time_wait) return state;
    state.ends.hosts[model::kClient] = {};
    state.ends.hosts[model::kClient].id = host(model::kClient, model::State::Closed);
    state.ends.history.time_wait_ended = true;
    return state;
  }

  /// From 0 on.
  bool always(const Bool& where, const Bool& so) const { return RunsOfTerms::always((Time(0) <= t_) & where, so); }

  /// That a timer has just fired is forgotten an RTO later.
  static Bool leads_to(const Run& run, State there) {
    there.ends.timer_fired = run.state().ends.timer_fired;
    return run.leads_to(there);
  }

  /// The FIN that was just sent, as late as it may, but no later than at the next one's time.
  Run arrives_before_the_next(Run run) const {
    const auto& p = parameters_;
    return run.after(Symbolic::select(p.msl <= p.rto, p.msl, p.rto)).step(TimedDeed::Deliver, model::kClient);
  }

  Time t_ = real("t");
};

TEST_F(EveryLoss, BeginsWithAnAckThatIsLost) {
  Run run(*this, world_.initial<Symbolic>(parameters_));
  run.step(TimedDeed::Close, model::kServer).step(TimedDeed::Deliver, model::kClient, true);
  EXPECT_TRUE(always(true, leads_to(run, waiting(Time(0), true))));
}

TEST_F(EveryLoss, TakesAnRtoAndChangesNothingElse) {
  for (const bool in_time_wait : {true, false}) {
    Run run(*this, waiting(t_, in_time_wait));
    run.after(parameters_.rto).step(TimedDeed::RetransmissionTimeout, model::kServer, true);
    const Bool where = !in_time_wait ? Bool(true) : t_ + parameters_.rto <= parameters_.w;
    EXPECT_TRUE(always(where, leads_to(run, waiting(t_ + parameters_.rto, in_time_wait))));
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
  EXPECT_TRUE(always(between, leads_to(run, waiting(t_ + parameters_.rto, false))));
  arrives = arrives_before_the_next(arrives.step(TimedDeed::RetransmissionTimeout, model::kServer));
  EXPECT_TRUE(always(between, arrives.possible() & arrives.state().ends.history.fin_too_late));
}

TEST_F(EveryLoss, EndsWithAFinThatIsTooLateWhereTimeWaitWasOverBefore) {
  Run run(*this, waiting(t_, false));
  run.after(parameters_.rto).step(TimedDeed::RetransmissionTimeout, model::kServer);
  run = arrives_before_the_next(run);
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
