"""TIME-WAIT: RFC 9293 3.6.1, 3.10.7.4, RFC 6191."""

from mutant import Mutant

ARRIVES = "impl/core/segment_arrives.hpp"
DECIDE = "impl/core/decide.hpp"
ARRIVING = "impl/connection/arriving.cpp"
TIMEOUTS = "impl/connection/timeouts.cpp"

RESTARTS = "if (tcb.state == State::TimeWait) d.restarts_2msl = seg.fin & (seg.seq + length(seg) == tcb.rcv_nxt);"

MUTANTS = [
    Mutant("time-wait-does-not-acknowledge-again", ARRIVES, "  Decision<D> d = replying(tcb, Reply::Ack);\n  if (bare",
           "  if (tcb.state == State::TimeWait) return unchanged(tcb);\n  Decision<D> d = replying(tcb, Reply::Ack);\n  if (bare",
           "the peer stays in LAST-ACK, the one thing that TIME-WAIT is for",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("time-wait-does-not-restart", ARRIVES, RESTARTS, "static_cast<void>(0);", "it ends while ACKs of a repeated FIN are still to be sent",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("time-wait-restarts-for-anything", ARRIVES, RESTARTS, "if (tcb.state == State::TimeWait) d.restarts_2msl = true;",
           "old segments keep it for ever",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("time-wait-restarts-for-any-fin", ARRIVES, RESTARTS, "if (tcb.state == State::TimeWait) d.restarts_2msl = seg.fin;",
           "a forged FIN keeps it for ever",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("lenient-ack-forgets-the-restart", ARRIVES, "  taken.restarts_2msl = taken.restarts_2msl | d.restarts_2msl;\n", "",
           "a FIN of one octet before RCV.NXT, the usual one, does not restart it",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("lenient-ack-forgets-the-answer", ARRIVES, "  if (taken.reply == Reply::None) taken.reply = d.reply;\n", "",
           "a keepalive probe, a FIN again: not answered",
           obligation="TIME-WAIT, FIN,ACK arrives"),
    Mutant("restart-not-carried-out", ARRIVING, "  if (d.restarts_2msl) timers_.set(Timer::TimeWait, now + 2 * settings_->msl);\n", "",
           "it ends while ACKs of a repeated FIN are still to be sent"),
    Mutant("time-wait-of-one-msl", ARRIVING, "      timers_.set(Timer::TimeWait, now + 2 * settings_->msl);\n      queued_",
           "      timers_.set(Timer::TimeWait, now + settings_->msl);\n      queued_", "an old segment may arrive in a new connection (MUST-13)"),
    Mutant("time-wait-has-no-timer", ARRIVING, "      timers_.set(Timer::TimeWait, now + 2 * settings_->msl);\n      queued_", "      queued_", "it lasts for ever"),
    Mutant("other-timers-run-in-time-wait", ARRIVING, "      timers_.stop_all();  // \"turn off the other timers\"\n", "",
           "a keepalive, or the user timeout, ends TIME-WAIT early"),
    Mutant("time-wait-does-not-end", DECIDE, "      if (tcb.state == State::TimeWait) return deleted<D>(Signal::Finished);\n      return unchanged(tcb);\n",
           "      return unchanged(tcb);\n", "it lasts for ever"),
    Mutant("time-wait-timer-not-looked-at", TIMEOUTS, "  if (expires(Timer::TimeWait)) end(now, EventKind::TimeWaitTimeout);\n", "", "it lasts for ever"),
    Mutant("fin-wait-2-does-not-end", DECIDE, "      if (tcb.state == State::FinWait2) return deleted<D>(Signal::TimedOut);\n", "",
           "a peer that never closes keeps it for ever"),
    Mutant("fin-wait-2-limited-for-readers", ARRIVING, "if (reads_no_more_ && settings_->fin_wait_2 > Duration::zero()) {", "if (settings_->fin_wait_2 > Duration::zero()) {",
           "a half-closed connection that is still read from ends"),
    Mutant("reopens-for-any-syn", ARRIVES, "return seg.syn & !seg.ack & !seg.rst & (newer_time | (newer_number & same_time_or_none));",
           "static_cast<void>(newer_time), static_cast<void>(newer_number), static_cast<void>(same_time_or_none);\n  return seg.syn & !seg.ack & !seg.rst;",
           "an old SYN opens a connection",
           obligation="TIME-WAIT, SYN arrives"),
    Mutant("reopens-for-a-syn-ack", ARRIVES, "return seg.syn & !seg.ack & !seg.rst & (newer", "return seg.syn & !seg.rst & (newer", "a SYN,ACK opens nothing",
           obligation="TIME-WAIT, SYN,ACK arrives"),
    Mutant("reopens-by-number-whatever-the-time", ARRIVES, "(newer_time | (newer_number & same_time_or_none));",
           "(newer_time | newer_number);\n  static_cast<void>(same_time_or_none);", "an older SYN opens a connection (RFC 6191 section 2)",
           obligation="TIME-WAIT, SYN arrives"),
    Mutant("reopens-by-number-alone", ARRIVES, "(newer_time | (newer_number & same_time_or_none));", "(newer_number & same_time_or_none);\n  static_cast<void>(newer_time);",
           "a client with a random ISS waits for 2 MSL every other time",
           obligation="TIME-WAIT, SYN arrives"),
    Mutant("reopens-at-the-same-number", ARRIVES, "const Bool newer_number = tcb.rcv_nxt < seg.seq;", "const Bool newer_number = tcb.rcv_nxt <= seg.seq;",
           "\"larger than the largest sequence number it used\" (MAY-2)",
           obligation="TIME-WAIT, SYN arrives"),
    Mutant("reopens-from-any-state", ARRIVES, "    if (tcb.state == State::TimeWait) {\n      if (opens_anew(tcb, seg)) {", "    {\n      if (opens_anew(tcb, seg)) {",
           "a SYN ends a connection",
           obligation="ESTABLISHED, SYN arrives"),
    Mutant("never-reopens", ARRIVES, "      if (opens_anew(tcb, seg)) {", "      if (false) {", "a client that comes back waits for 2 MSL",
           obligation="TIME-WAIT, SYN arrives"),
]
