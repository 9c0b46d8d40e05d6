// That W has to be (2^(a + f) - 2^(a - 1)) RTO + MSL where a ACKs (one at least) and f FINs may be lost and the timer
// doubles, for every a and f that the world counts: by induction on both.
//
// Shown by a run for each, of the exact world, for all MSL, RTO and W below: a FINs arrive, each a moment after it was
// sent, and their ACKs are lost; f FINs are lost; and the next one arrives when TIME-WAIT is over. The FIN after j
// others is sent at (2^j - 1) RTO, and the interval from there on is 2^j RTO: that time, and an RTO more. So where the
// last FIN was sent at t, the next is at 2 t + RTO, and the induction is about t. Each part of the run is proved by a
// fresh solver for all values of the parameters, of t, of when TIME-WAIT began, of the moment, and of the losses left.
// (MSL is 131,070 RTO at most: FINs that are sent until TIME-WAIT is over are in flight, and there is room for 16.)
#include "properties/timed/problems.hpp"
#include "tests/properties/timed/runs_of_terms.hpp"

namespace finalack::properties {
namespace {

class EveryDoubledLoss : public RunsOfTerms {
 protected:
  using Count = Symbolic::Bits<4>;
  static constexpr unsigned kMost = 15;  // that the world counts

  EveryDoubledLoss() : RunsOfTerms(losing(kMost, kMost, model::Backoff::Exponential)) {}

  /// The last FIN was sent at `last`, and lost, or arrived when TIME-WAIT `began`, which is later; now is either.
  /// So many losses are left.
  State waiting(const Time& last, const Time& began, const Time& now, const Count& fins, const Count& acks) const {
    State state = RunsOfTerms::waiting(last, last + parameters_.rto, began + parameters_.w);
    state.ends.now = now;
    state.ends.fins_to_lose = fins;
    state.ends.acks_to_lose = acks;
    return state;
  }
  State somewhere() const { return waiting(t_, began_, now_, fins_, acks_); }
  /// TIME-WAIT is not over.
  Bool is_possible() const {
    return (Time(0) <= t_) & (Time(0) <= began_) & (t_ <= now_) & (began_ <= now_) & (now_ <= sent()) &
           (now_ <= ends());
  }

  Time sent() const { return t_ + t_ + parameters_.rto; }  // the next FIN
  Time ends() const { return began_ + parameters_.w; }     // TIME-WAIT

  Run next_is_sent(bool lose = false) const {
    Run run(*this, somewhere());
    return run.after(sent() - now_).step(TimedDeed::RetransmissionTimeout, model::kServer, lose);
  }

  /// That a timer has just fired is forgotten when time passes.
  static Bool leads_to(const Run& run, State there) {
    there.ends.timer_fired = run.state().ends.timer_fired;
    return run.leads_to(there);
  }

  Time t_ = real("t");
  Time began_ = real("began");
  Time now_ = real("now");
  Time moment_ = real("moment");
  Count fins_ = Count::from_term(model::terms::variable("fins", Count::term_width()));
  Count acks_ = Count::from_term(model::terms::variable("acks", Count::term_width()));
};

TEST_F(EveryDoubledLoss, BeginsWithAnAckThatIsLost) {
  Run run(*this, world_.initial<Symbolic>(parameters_));
  run.step(TimedDeed::Close, model::kServer).step(TimedDeed::Deliver, model::kClient, true);
  EXPECT_TRUE(always(true, leads_to(run, waiting(Time(0), Time(0), Time(0), kMost, kMost - 1))));
}

/// And TIME-WAIT begins anew.
TEST_F(EveryDoubledLoss, GoesOnWithAnotherAckThatIsLost) {
  Run run = next_is_sent();
  run.after(moment_).step(TimedDeed::Deliver, model::kClient, true);
  const Time arrives = sent() + moment_;
  const Bool soon = (Time(0) < moment_) & (moment_ <= parameters_.msl) & (moment_ <= sent() + parameters_.rto);
  EXPECT_TRUE(always(is_possible() & soon & (arrives <= ends()) & (acks_ > Count(0)),
                     leads_to(run, waiting(sent(), arrives, arrives, fins_, acks_ - Count(1)))));
}

TEST_F(EveryDoubledLoss, GoesOnWithAFinThatIsLost) {
  EXPECT_TRUE(always(is_possible() & (sent() <= ends()) & (fins_ > Count(0)),
                     leads_to(next_is_sent(true), waiting(sent(), began_, sent(), fins_ - Count(1), acks_))));
}

TEST_F(EveryDoubledLoss, EndsWithAFinThatIsTooLateWhereTimeWaitWasOverBefore) {
  Run run(*this, somewhere());
  run.after(ends() - now_).step(TimedDeed::TimeWaitTimeout, model::kClient);
  run.after(sent() - ends()).step(TimedDeed::RetransmissionTimeout, model::kServer);
  const Time interval = sent() + parameters_.rto;
  run.after(Symbolic::select(parameters_.msl <= interval, parameters_.msl, interval));
  run.step(TimedDeed::Deliver, model::kClient);
  EXPECT_TRUE(always(is_possible() & (ends() < sent()), run.possible() & run.state().ends.history.fin_too_late));
}

/// After a ACKs and f FINs that were lost t is (2^(a + f - 1) - 1) RTO, and TIME-WAIT began a moment after
/// (2^(a - 1) - 1) RTO. So it ends before the FIN that is sent then is MSL old if W < (2^(a + f) - 2^(a - 1)) RTO +
/// MSL, and the moment is short. In flight are that FIN and those that are sent until TIME-WAIT is over.
TEST_F(EveryDoubledLoss, EndsWithAFinThatIsTooLate) {
  const Time deadline = sent() + parameters_.msl;
  Time last = sent();
  Run run = next_is_sent();
  Bool some = ends() < sent();
  for (unsigned in_flight = 1; in_flight <= world_.config().capacity; ++in_flight) {
    const Time next = last + last + parameters_.rto;
    const Bool between = (last <= ends()) & (ends() < next) & (ends() < deadline);
    Run end = run;
    end.after(ends() - last).step(TimedDeed::TimeWaitTimeout, model::kClient);
    end.after(Symbolic::select(deadline <= next, deadline, next) - ends()).step(TimedDeed::Deliver, model::kClient);
    EXPECT_TRUE(always(is_possible() & between, end.possible() & end.state().ends.history.fin_too_late)) << in_flight;
    // At its deadline it would have to arrive before TIME-WAIT's timer fires.
    EXPECT_TRUE(always(is_possible() & (last <= ends()) & (ends() < next) & (ends() == deadline), !end.possible()));
    some = some | between;
    run.after(next - last).step(TimedDeed::RetransmissionTimeout, model::kServer);
    last = next;
  }
  // No case is left out.
  EXPECT_TRUE(always(is_possible() & (ends() < deadline) & (deadline <= last), some));
}

}  // namespace
}  // namespace finalack::properties
