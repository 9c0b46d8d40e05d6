// That W has to be (f + 1) RTO + MSL, or 2 MSL, or RTO 2 MSL, where f FINs may be lost and no ACK, for every f: by
// induction on f.
//
// That any of the three is enough is a case of time-wait.final-ack.exact. That nothing less is, is shown here by a run
// for each f, of the exact world, for all MSL, RTO and W below: the first FIN takes a while and arrives at x, its ACK
// takes long enough for the server to send again until (k + 1) RTO, the first k of those FINs are lost, and the last
// one arrives when TIME-WAIT is over, at x + W. Of losses so many are taken as are of use, k RTO + MSL <= W, which may
// be fewer than f. What each part of the run leads from and to is a formula, proved by a fresh solver for all values
// of the parameters, of x, and of the time at which the part begins; a FIN that is lost leads from `flying` to
// `flying`, or from `answered` to `answered`, an RTO later, and so the parts make a run for each f.
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

  /// At `now` the server has sent its FIN for the last time, which was lost, or it has just been sent for the first.
  /// The first one, sent at 0, is in flight.
  State flying(const Time& now) const {
    State state = world_.initial<Symbolic>(parameters_);
    auto& server = state.ends.hosts[model::kServer];
    server.id = host(model::kServer, model::State::LastAck);
    server.interval = rto();
    server.retransmission = now + rto();
    state.ends.now = now;
    state.ends.timer_fired = Time(0) < now;
    state.network[0] = in_flight(model::kClient, world_.hosts().fin(), msl());
    return state;
  }

  /// It arrived at x, and the ACK is in flight; a FIN sent at `last` was the last to be lost.
  State answered(const Time& last, const Time& now) const {
    State state = flying(last);
    auto& client = state.ends.hosts[model::kClient];
    client.id = host(model::kClient, model::State::TimeWait);
    client.time_wait = x_ + w();
    state.ends.now = now;
    state.ends.timer_fired = (now == last) & (Time(0) < last);
    state.network[0] = in_flight(model::kServer, ack(), x_ + msl());
    return state;
  }

  /// After a FIN that is lost at `t_`, and where x leads to a FIN that is too late an RTO later.
  Bool is_of_use() const {
    const Time sent = t_ + rto();
    const Bool earlier_ones_were = (t_ == Time(0)) | (t_ + msl() <= w());
    return (Time(0) <= t_) & earlier_ones_were & (Time(0) <= x_) & (x_ <= msl()) & (x_ <= sent) & (sent < x_ + msl()) &
           (x_ + w() < sent + msl());
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
  EXPECT_TRUE(always(true, run.leads_to(flying(Time(0)))));
}

TEST_F(EveryLostFin, TakesAnRtoBeforeTheFirstArrives) {
  Run run(*this, flying(u_));
  run.after(rto()).step(TimedDeed::RetransmissionTimeout, model::kServer, true);
  EXPECT_TRUE(always((Time(0) <= u_) & (u_ + rto() < x_) & (x_ <= msl()), run.leads_to(flying(u_ + rto()))));
}

/// Between two retransmissions; at the instant of the second it arrives before it.
TEST_F(EveryLostFin, IsAnsweredOnce) {
  Run run(*this, flying(u_));
  run.after(x_ - u_).step(TimedDeed::Deliver, model::kClient);
  const Bool after_the_last = (u_ < x_) | ((u_ == Time(0)) & (x_ == Time(0)));
  EXPECT_TRUE(
      always((Time(0) <= u_) & after_the_last & (x_ <= u_ + rto()) & (x_ <= msl()), run.leads_to(answered(u_, x_))));
}

TEST_F(EveryLostFin, TakesAnRtoUntilTheAckArrives) {
  for (const Time& now : {x_, u_}) {
    Run run(*this, answered(u_, now));
    run.after(u_ + rto() - now).step(TimedDeed::RetransmissionTimeout, model::kServer, true);
    const Bool since = (Time(0) <= u_) & (u_ <= now) & (x_ <= now) & (now <= u_ + rto());
    EXPECT_TRUE(always(is_of_use() & since & (u_ + rto() <= t_), run.leads_to(answered(u_ + rto(), u_ + rto()))));
  }
}

/// The last FIN is sent an RTO after t, the ACK arrives before the next one would be, and TIME-WAIT ends before the
/// last FIN is sent, or before the ACK arrives, or after.
TEST_F(EveryLostFin, EndsWithOneThatIsTooLate) {
  const Time sent = t_ + rto();
  const Time ends = x_ + w();
  const Time next = sent + rto();
  const Time ack = Symbolic::select(x_ + msl() <= next, x_ + msl(), next);
  for (const Time& now : {x_, t_}) {
    const Bool since = is_of_use() & (t_ <= now) & (x_ <= now) & (now <= sent);
    const Run from(*this, answered(t_, now));

    Run early = from;
    early.after(ends - now).step(TimedDeed::TimeWaitTimeout, model::kClient);
    early.after(sent - ends).step(TimedDeed::RetransmissionTimeout, model::kServer);
    early.after(ack - sent).step(TimedDeed::Deliver, model::kClient, false, kFin);
    EXPECT_TRUE(always(since & (ends < sent), early.possible() & early.state().ends.history.fin_too_late));

    Run sent_again = from;
    sent_again.after(sent - now).step(TimedDeed::RetransmissionTimeout, model::kServer);
    Run between = sent_again;
    between.after(ends - sent).step(TimedDeed::TimeWaitTimeout, model::kClient);
    between.after(ack - ends).step(TimedDeed::Deliver, model::kServer);
    between.after(sent + msl() - ack).step(TimedDeed::Deliver, model::kClient, false, kFin);
    EXPECT_TRUE(
        always(since & (sent <= ends) & (ends < ack), between.possible() & between.state().ends.history.fin_too_late));

    Run late = sent_again;
    late.after(ack - sent).step(TimedDeed::Deliver, model::kServer);
    late.after(ends - ack).step(TimedDeed::TimeWaitTimeout, model::kClient);
    late.after(sent + msl() - ends).step(TimedDeed::Deliver, model::kClient, false, kFin);
    EXPECT_TRUE(
        always(since & (sent <= ends) & (ack <= ends), late.possible() & late.state().ends.history.fin_too_late));
  }
}

/// Wherever W is less than all three there is such an x: halfway between those that are too early for the ACK still to
/// be under way, and those that make TIME-WAIT end too late. Of losses one more is taken as long as W is not less than
/// what so many call for, which f + 1 of them would.
TEST_F(EveryLostFin, LeavesNoCaseOut) {
  const Time sent = t_ + rto();
  const Time two_msl = msl() + msl();
  const Bool less = (w() < sent + msl()) & (w() < two_msl) & (rto() < two_msl);
  const Bool so_many = (t_ == Time(0)) | ((rto() <= t_) & (t_ + msl() <= w()));
  const Time too_early = sent - msl();
  const Time in_time = Symbolic::select(w() <= msl(), sent, sent - (w() - msl()));
  const Time twice = too_early + Symbolic::select(in_time <= msl(), in_time, msl());
  const Bool halfway = x_ + x_ == Symbolic::select(Time(0) <= twice, twice, Time(0));
  EXPECT_TRUE(always(less & so_many & halfway, is_of_use()));
}

}  // namespace
}  // namespace finalack::properties
