// That W has to be (f + 1) RTO + MSL, or 2 MSL, or RTO 2 MSL, where f FINs may be lost and no ACK, for every f: by
// induction on f.
//
// That any of the three is enough is a case of time-wait.final-ack.exact. That nothing less is, is shown here by a run
// for each f, of the exact world, for all MSL, RTO and W below: the first FIN takes a while, an RTO at most, and
// arrives at x; its ACK takes long enough for the server to send again until (k + 1) RTO, the first k of those FINs are
// lost, and the last one arrives when TIME-WAIT is over, at x + W. Of losses so many are taken as are of use, k RTO +
// MSL <= W, which may be fewer than f. What each part of the run leads from and to is a formula, proved by a fresh
// solver for all values of the parameters, of x, and of the time at which the part begins; a FIN that is lost leads
// from `answered` to `answered`, an RTO later, and so the parts make a run for each f.
#include <utility>
#include <vector>

#include "properties/timed/problems.hpp"
#include "tests/properties/timed/runs_of_terms.hpp"

namespace finalack::properties {
namespace {

class EveryLostFin : public RunsOfTerms {
 protected:
  static constexpr unsigned kFin = 1;  // its slot, beside the ACK's

  EveryLostFin() : RunsOfTerms(losing(model::Rules::kUnlimited, 0)) {}

  Time rto() const { return parameters_.rto; }
  Time msl() const { return parameters_.msl; }
  Time w() const { return parameters_.w; }

  /// The server has sent its first FIN, at 0.
  State flying() const {
    State state = world_.initial<Symbolic>(parameters_);
    auto& server = state.ends.hosts[model::kServer];
    server.id = host(model::kServer, model::State::LastAck);
    server.interval = rto();
    server.retransmission = rto();
    state.network[0] = in_flight(model::kClient, world_.hosts().fin(), msl());
    return state;
  }

  /// At `now`: it arrived at x, and the ACK is in flight; the FIN sent at `last` was lost, if that is not the first.
  State answered(const Time& last, const Time& now) const {
    State state = waiting(last, rto(), x_ + w());
    state.ends.now = now;
    state.ends.timer_fired = Time(0) < last;  // at this instant
    state.network[0] = in_flight(model::kServer, ack(), x_ + msl());
    return state;
  }
  /// After the first FIN has arrived, or after one that was lost at a later time.
  std::vector<std::pair<Bool, State>> answered_at(const Time& last) const {
    return {{last == Time(0), answered(Time(0), x_)}, {rto() <= last, answered(last, last)}};
  }

  Time sent() const { return t_ + rto(); }  // the last FIN
  Time ends() const { return x_ + w(); }    // TIME-WAIT
  Time ack_arrives() const {
    const Time next = sent() + rto();
    return Symbolic::select(x_ + msl() <= next, x_ + msl(), next);
  }

  /// With the FIN that was lost at t no less than k RTO + MSL would have been enough, if any was.
  Bool so_many() const { return (t_ == Time(0)) | ((rto() <= t_) & (t_ + msl() <= w())); }
  /// The FIN sent an RTO after t is still sent, and arrives too late.
  Bool is_of_use() const {
    return so_many() & (Time(0) <= x_) & (x_ <= rto()) & (x_ <= msl()) & (sent() < x_ + msl()) &
           (ends() < sent() + msl());
  }

  static model::TimedFlight<Symbolic> in_flight(unsigned to, unsigned segment, const Time& deadline) {
    model::TimedFlight<Symbolic> flight;
    flight.present = true;
    flight.to_server = to == model::kServer;
    flight.segment = segment;
    flight.deadline = deadline;
    return flight;
  }
  /// What the client answers to the FIN.
  unsigned ack() const {
    const auto& hosts = world_.hosts();
    return hosts.table().arrival(model::kClient, host(model::kClient, model::State::FinWait2), hosts.fin()).segment;
  }

  Time t_ = real("t");  // k RTO
  Time u_ = real("u");  // of an earlier part
  Time x_ = real("x");
};

TEST_F(EveryLostFin, BeginsWithAFinThatTakesAWhile) {
  Run run(*this, world_.initial<Symbolic>(parameters_));
  run.step(TimedDeed::Close, model::kServer);
  EXPECT_TRUE(always(true, run.leads_to(flying())));
  run.after(x_).step(TimedDeed::Deliver, model::kClient);
  EXPECT_TRUE(always((Time(0) <= x_) & (x_ <= rto()) & (x_ <= msl()), run.leads_to(answered(Time(0), x_))));
}

TEST_F(EveryLostFin, TakesAnRtoUntilTheAckArrives) {
  for (const auto& [when, from] : answered_at(u_)) {
    Run run(*this, from);
    run.after(u_ + rto() - from.ends.now).step(TimedDeed::RetransmissionTimeout, model::kServer, true);
    EXPECT_TRUE(always(is_of_use() & when & (u_ + rto() <= t_), run.leads_to(answered(u_ + rto(), u_ + rto()))));
  }
}

/// The last FIN is sent an RTO after t, the ACK arrives before the next one would be, and then TIME-WAIT ends.
TEST_F(EveryLostFin, EndsWithOneThatIsTooLate) {
  for (const auto& [when, state] : answered_at(t_)) {
    Run run(*this, state);
    run.after(sent() - state.ends.now).step(TimedDeed::RetransmissionTimeout, model::kServer);
    run.after(ack_arrives() - sent()).step(TimedDeed::Deliver, model::kServer);
    run.after(ends() - ack_arrives()).step(TimedDeed::TimeWaitTimeout, model::kClient);
    run.after(sent() + msl() - ends()).step(TimedDeed::Deliver, model::kClient, false, kFin);
    EXPECT_TRUE(
        always(is_of_use() & when & (ack_arrives() <= ends()), run.possible() & run.state().ends.history.fin_too_late));
  }
}

/// TIME-WAIT ends before the ACK arrives, or even before that FIN is sent, only if none was lost.
TEST_F(EveryLostFin, EndsWithOneThatIsTooLateWhereTimeWaitIsShort) {
  EXPECT_TRUE(always(is_of_use() & (ends() < ack_arrives()), t_ == Time(0)));

  Run late(*this, answered(Time(0), x_));
  late.after(rto() - x_).step(TimedDeed::RetransmissionTimeout, model::kServer);
  late.after(ends() - rto()).step(TimedDeed::TimeWaitTimeout, model::kClient);
  late.after(ack_arrives() - ends()).step(TimedDeed::Deliver, model::kServer);
  late.after(rto() + msl() - ack_arrives()).step(TimedDeed::Deliver, model::kClient, false, kFin);
  EXPECT_TRUE(always(is_of_use() & (t_ == Time(0)) & (rto() <= ends()) & (ends() < ack_arrives()),
                     late.possible() & late.state().ends.history.fin_too_late));

  Run early(*this, answered(Time(0), x_));
  early.after(w()).step(TimedDeed::TimeWaitTimeout, model::kClient);
  early.after(rto() - ends()).step(TimedDeed::RetransmissionTimeout, model::kServer);
  early.after(ack_arrives() - rto()).step(TimedDeed::Deliver, model::kClient, false, kFin);
  EXPECT_TRUE(always(is_of_use() & (t_ == Time(0)) & (ends() < rto()),
                     early.possible() & early.state().ends.history.fin_too_late));
}

/// Wherever W is less than all three there is such an x: halfway between those that are too early for the ACK still to
/// be under way, and those that make TIME-WAIT end too late. Of losses one more is taken as long as W is not less than
/// what so many call for, which f + 1 of them would.
TEST_F(EveryLostFin, LeavesNoCaseOut) {
  const Time two_msl = msl() + msl();
  const Bool less = (w() < sent() + msl()) & (w() < two_msl) & (rto() < two_msl);
  const Time too_early = sent() - msl();
  const Time in_time = Symbolic::select(w() <= msl(), sent(), sent() - (w() - msl()));
  const Time twice = too_early + Symbolic::select(in_time <= msl(), in_time, msl());
  const Bool halfway = x_ + x_ == Symbolic::select(Time(0) <= twice, twice, Time(0));
  EXPECT_TRUE(always(less & so_many() & halfway, is_of_use()));
}

}  // namespace
}  // namespace finalack::properties
