// How long TIME-WAIT has to last for the peer's FIN, and for what is still under way.
#include "properties/draft.hpp"
#include "properties/families.hpp"
#include "properties/timed/draft.hpp"
#include "properties/timed/problems.hpp"

namespace finalack::properties {

using enum VerdictKind;
using model::Backoff;
using model::State;

namespace {

constexpr unsigned kUnlimited = model::Rules::kUnlimited;
constexpr TimedAmount msl = kMsl;
constexpr TimedAmount rto = kRto;
constexpr TimedAmount w = kW;

constexpr auto too_late = [](const auto& state) { return state.history().fin_too_late; };
constexpr const char* kTooLate = "a FIN of the server's arrives after TIME-WAIT";
constexpr auto comes_again = [](const auto& state) {
  return state.client_in(State::TimeWait) & state.server_in(State::LastAck);
};
constexpr const char* kComesAgain = "the client is in TIME-WAIT, and the server still waits for the ACK of its FIN";

/// The same with RSTs obeyed, as the RFC's letter has it.
model::TimedConfig by_the_letter(model::TimedConfig config) {
  config.rules.rfc1337 = false;
  return config;
}

model::TimedConfig not_restarted(model::TimedConfig config) {
  config.restart = model::Restart::Never;
  return config;
}

constexpr const char* kAssumed[] = {
    "The server's FIN is retransmitted without limit; time begins with its first transmission.",
    "In TIME-WAIT a RST is ignored (RFC 1337), and a FIN that comes again restarts the timer, where not said "
    "otherwise.",
    "No segment is older than MSL. What arrives at the instant at which a timer is due arrives before it fires.",
};

/// The same two sockets may be connected again.
model::TimedConfig reopening(model::TimedConfig config) {
  config.reopens = true;
  return config;
}

Draft final_ack_claim(Catalogue& c, std::string id) {
  Draft draft = claim(c, std::move(id));
  for (const char* text : kAssumed) draft.assuming(text);
  return draft;
}

}  // namespace

void add_final_ack(Catalogue& c) {
  final_ack_claim(c, "time-wait.final-ack")
      .taught("TIME-WAIT lasts 2 MSL so that the last ACK can be sent again: every FIN that the peer sends finds it.")
      .rfc("3.6, 3.6.1, 3.10.7.4; RFC 6298 section 5; RFC 1337")
      .within<TimedClose>()
      .witness(kComesAgain, comes_again)
      .never(kTooLate, too_late)
      .expect("acks-lost", Proved, at(losing(0, 3), {4, 4, 8}).where({w >= 2 * msl, rto <= msl}),
              "up to three ACKs are lost, and no FIN")
      .expect("acks-lost-doubling", Proved,
              at(losing(0, 1, Backoff::Exponential), {4, 4, 8}).where({w >= 2 * msl, rto <= msl, 4 * rto >= msl}),
              "an ACK is lost, and the server's RTO doubles")
      .expect("losses-doubling", Proved,
              at(losing(3, 1, Backoff::Exponential), {4, 2, 34})
                  .where({w >= 2 * msl, w >= 15 * rto + msl, 32 * rto >= msl}),
              "three FINs are lost, and an ACK, and the server's RTO doubles: W >= 15 RTO + MSL, and 2 MSL at least")
      .expect("fins-lost", Proved, at(losing(3, 0), {4, 4, 8}).where({w >= 2 * msl, rto <= msl}),
              "up to three FINs are lost, and no ACK")
      .expect("fin-and-ack-lost", Violated, at(losing(1, 1), {4, 4, 8}), "one of each is lost: W = 2 MSL, RTO = MSL")
      .expect("long-rto", Violated, at(losing(0, 1), {4, 6, 8}), "an ACK is lost: W = 2 MSL, RTO = 1.5 MSL")
      .expect("backed-off", Violated, at(losing(0, 3, Backoff::Exponential), {4, 4, 8}),
              "three ACKs are lost, and the RTO, MSL at first, doubles: W = 2 MSL")
      .expect("rst-obeyed", Violated, at(by_the_letter(losing(0, 0)), {4, 2, 16}),
              "nothing is lost, W = 4 MSL, but a RST ends TIME-WAIT, as the RFC has it")
      .found(
          "It holds if the server's RTO, as backed off, is not above MSL and no FIN is lost, or if no ACK is. One of "
          "each is lost, and 2 MSL is not enough. And by the RFC's letter nothing is: the first ACK that arrives "
          "makes the server forget, the second draws a RST, and that ends TIME-WAIT before a FIN that is still under "
          "way.");

  final_ack_claim(c, "time-wait.final-ack.exact")
      .taught("2 MSL is what TIME-WAIT needs.")
      .rfc("3.6.1, 3.10.7.4; RFC 6298 section 5")
      .assuming(
          "A constant RTO. `finalack synthesize time-wait.final-ack` finds these conditions, and those of a doubling "
          "one.")
      .within<TimedClose>()
      .witness(kComesAgain, comes_again)
      .never(kTooLate, too_late)
      .expect("nothing-lost", Proved, at(losing(0, 0), {4, 2, 6}).where({w >= rto + msl}), "W >= RTO + MSL")
      .expect("nothing-lost-long-rto", Proved, at(losing(0, 0), {4, 8, 1}).where({rto >= 2 * msl}),
              "RTO >= 2 MSL: there is one FIN only")
      .expect("nothing-lost-below", Violated, at(losing(0, 0), {4, 2, 5}), "W just below RTO + MSL")
      .expect("ack-lost", Proved, at(losing(0, 1), {4, 6, 10}).where({w >= rto + msl}), "W >= RTO + MSL")
      .expect("ack-lost-below", Violated, at(losing(0, 1), {4, 6, 9}), "W just below RTO + MSL")
      .expect("ack-and-fin-lost", Proved, at(losing(1, 1), {4, 4, 12}).where({w >= 2 * rto + msl}), "W >= 2 RTO + MSL")
      .expect("ack-and-fin-lost-below", Violated, at(losing(1, 1), {4, 4, 11}), "W just below 2 RTO + MSL")
      .expect("ack-and-three-fins-lost", Proved, at(losing(3, 1), {2, 2, 10}).where({w >= 4 * rto + msl}),
              "W >= 4 RTO + MSL")
      .expect("ack-and-three-fins-lost-below", Violated, at(losing(3, 1), {2, 2, 9}), "W just below 4 RTO + MSL")
      .expect("any-losses", Proved, at(losing_within_w(), {4, 4, 16}).where({w >= rto + msl}),
              "any number of ACKs is lost, and f FINs, for any f: W >= (f + 1) RTO + MSL")
      .expect("any-fins-lost", Proved, at(losing(kUnlimited, 0), {4, 4, 8}).where({w >= 2 * msl}),
              "any number of FINs is lost, and no ACK: W >= 2 MSL")
      .expect("any-fins-lost-long-rto", Proved, at(losing(kUnlimited, 0), {4, 8, 1}).where({rto >= 2 * msl}),
              "any number of FINs is lost, and no ACK: RTO >= 2 MSL")
      .expect("any-fins-lost-below", Violated, at(losing(kUnlimited, 1), {4, 4, 40}),
              "any number of FINs is lost, and an ACK: W = 10 MSL, which like any W is too short")
      .expect("fins-lost-below", Violated, at(losing(2, 0), {8, 4, 14}), "no ACK is lost: W just below 2 MSL")
      .found(
          "With an ACK lost, or more of them, and f FINs, for any f: W >= (f + 1) RTO + MSL. With none lost, 2 MSL is "
          "enough as well, and for RTO >= 2 MSL nothing is needed: a FIN that arrives is never sent again.");

  final_ack_claim(c, "time-wait.one-msl")
      .taught("One MSL would do: nothing lives longer.")
      .rfc("3.6.1, 3.4.3")
      .within<TimedClose>()
      .witness(kComesAgain, comes_again)
      .never(kTooLate, too_late)
      .expect("nothing-lost", Violated, at(losing(0, 0), {4, 2, 4}), "W = MSL, and nothing is lost at all")
      .expect("fin-sent-once", Proved, at(losing(0, 0), {4, 8, 4}).where({w >= msl, rto >= 2 * msl}),
              "RTO >= 2 MSL, and nothing is lost")
      .found("A FIN that is sent again just before the ACK arrives lives as long again as the ACK took.");

  final_ack_claim(c, "time-wait.four-msl")
      .taught("4 MSL buys one more loss.")
      .rfc("3.6.1; RFC 6298 section 5")
      .assuming("RTO is at most MSL at first.")
      .within<TimedClose>()
      .witness(kComesAgain, comes_again)
      .never(kTooLate, too_late)
      .expect("two-fins", Proved, at(losing(2, 3), {2, 2, 8}).where({w >= 4 * msl, rto <= msl}),
              "two FINs are lost, and up to three ACKs")
      .expect("three-fins", Violated, at(losing(3, 1), {2, 2, 8}), "three FINs are lost, and an ACK")
      .expect("one-fin-doubling", Proved,
              at(losing(1, 1, Backoff::Exponential), {2, 2, 8}).where({w >= 4 * msl, rto <= msl, 4 * rto >= msl}),
              "the RTO doubles; a FIN is lost, and an ACK")
      .expect("two-fins-doubling", Violated, at(losing(2, 1, Backoff::Exponential), {2, 2, 8}),
              "the RTO doubles; two FINs are lost, and an ACK")
      .expect("two-acks-doubling", Violated, at(losing(1, 2, Backoff::Exponential), {2, 2, 8}),
              "the RTO doubles; a FIN is lost, and two ACKs")
      .found(
          "What it buys is lost FINs: two of them with a constant RTO of MSL, one with a doubling one. Lost ACKs don't "
          "add up by themselves, since every FIN restarts the timer; but they let the server back off further, and the "
          "interval in force is what counts.");

  final_ack_claim(c, "time-wait.restart")
      .taught("A FIN that comes again restarts TIME-WAIT.")
      .rfc("3.10.7.4, first and eighth step")
      .within<TimedClose>()
      .witness(kComesAgain, comes_again)
      .never(kTooLate, too_late)
      .expect("fin-again", Proved, at(losing(0, 3), {4, 4, 8}).where({w >= 2 * msl, rto <= msl}),
              "an unacceptable FIN that ends at RCV.NXT restarts the timer")
      .expect("letter", Violated, at(not_restarted(losing(0, 2)), {4, 4, 8}),
              "such a FIN is answered in the first step, and never comes to the eighth")
      .found(
          "The eighth step says so, but the FIN is not acceptable, and the first step ends its processing. By the "
          "letter TIME-WAIT is over 2 MSL after the first FIN, whatever comes.");

  final_ack_claim(c, "time-wait.old-duplicates-die")
      .taught("After TIME-WAIT nothing of the old connection is left to disturb a new one.")
      .rfc("3.6.1, 3.4.3")
      .assuming(
          "An orderly end on both sides; then, at any time, a new connection between the same sockets, ESTABLISHED at "
          "once. Its numbers are an adversary's choice: it accepts an old segment if there are numbers under which "
          "`react` changes its state, delivers text or tells its user something.")
      .within<TimedClose>()
      .witness("a new connection exists", [](const auto& state) { return state.history().reopened; })
      .never("a segment of the old connection is accepted by the new one",
             [](const auto& state) { return state.history().old_accepted; })
      .expect("two-msl", Proved, at(reopening(losing(0, 3)), {4, 4, 8}).where({w >= 2 * msl, rto <= msl}),
              "up to three ACKs are lost, and no FIN")
      .expect("fins-lost", Proved, at(reopening(losing(2, 1)), {2, 2, 8}).where({w >= 2 * msl, w >= 3 * rto + msl}),
              "two FINs are lost, and an ACK: W >= 3 RTO + MSL")
      .expect("rto-and-msl", Violated, at(reopening(losing(0, 0)), {4, 2, 7}),
              "W between RTO + MSL, which is enough for the FIN, and 2 MSL")
      .expect("fin-lost-below", Violated, at(reopening(losing(1, 1)), {4, 4, 11}), "W just below 2 RTO + MSL")
      .found(
          "It needs 2 MSL even where RTO + MSL would do for the FIN: an ACK that finds the server CLOSED draws a RST, "
          "which may be that old, and resets a new connection that expects its number.");
}

}  // namespace finalack::properties
