"""From CLOSED to ESTABLISHED: RFC 9293 3.10.1, 3.10.7.1 to 3.10.7.3, and SYN-RECEIVED."""

from mutant import Mutant

LISTEN = "impl/core/closed_and_listen.hpp"
SYN_SENT = "impl/core/syn_sent.hpp"
ARRIVES = "impl/core/segment_arrives.hpp"
CALLS = "impl/core/user_calls.hpp"
DECIDE = "impl/core/decide.hpp"
ARRIVING = "impl/connection/arriving.cpp"
TIMEOUTS = "impl/connection/timeouts.cpp"
TRANSMITTING = "impl/connection/transmitting.cpp"

GOOD_ACK = "if (!((given.snd_una < seg.ack_number) & (seg.ack_number <= given.snd_nxt))) return resetting(given, seg);"

MUTANTS = [
    Mutant("own-syn-has-no-number", CALLS, "  tcb.snd_nxt = event.iss + typename D::Size(1);", "  tcb.snd_nxt = event.iss;",
           "the ACK of a SYN is one of something that was not sent"),
    Mutant("own-syn-ack-has-no-number", LISTEN, "  tcb.snd_nxt = event.iss + typename D::Size(1);",
           "  tcb.snd_nxt = event.iss;", "no passive open ends"),
    Mutant("peers-syn-has-no-number", LISTEN, "tcb.rcv_nxt = seg.seq + typename D::Size(1);", "tcb.rcv_nxt = seg.seq;",
           "a SYN is not acknowledged"),
    Mutant("syn-sent-accepts-ack-of-iss", SYN_SENT, "(seg.ack_number <= tcb.iss)", "(seg.ack_number < tcb.iss)",
           "a connection is established whose SYN nobody has seen"),
    Mutant("syn-sent-accepts-ack-beyond", SYN_SENT, "if ((seg.ack_number <= tcb.iss) | (tcb.snd_nxt < seg.ack_number)) {",
           "if (seg.ack_number <= tcb.iss) {", "SND.UNA passes SND.NXT"),
    Mutant("syn-sent-does-not-reset-a-bad-ack", SYN_SENT, "      return resetting(tcb, seg);\n    }\n  }\n",
           "      return unchanged(tcb);\n    }\n  }\n", "a half-open peer stays so (figure 9)"),
    Mutant("syn-sent-obeys-a-rst-without-ack", SYN_SENT,
           "    if (seg.ack) return deleted<D>(Signal::Refused);\n    return unchanged(tcb);\n",
           "    return deleted<D>(Signal::Refused);\n", "a blind RST refuses each connection"),
    Mutant("syn-sent-ignores-a-rst", SYN_SENT, "    if (seg.ack) return deleted<D>(Signal::Refused);\n", "",
           "a refused connection is asked for until its retries are over"),
    Mutant("simultaneous-open-ignored", SYN_SENT, "  if (!seg.syn) return unchanged(tcb);\n",
           "  if (!(seg.syn & seg.ack)) return unchanged(tcb);\n", "two ends that open at once never meet (figure 8)"),
    Mutant("simultaneous-open-established-at-once", SYN_SENT, "    tcb.state = State::SynReceived;\n",
           "    tcb.state = State::Established;\n", "text leaves before the peer is known to be there"),
    Mutant("simultaneous-open-answered-by-a-bare-ack", SYN_SENT, "    return replying(tcb, Reply::SynAck);\n",
           "    return replying(tcb, Reply::Ack);\n", "if the first SYN was lost, nothing repeats it (3.10.7.3)"),
    Mutant("syn-ack-acknowledges-nothing", SYN_SENT, "  tcb.snd_una = seg.ack_number;\n", "",
           "the SYN stays in flight, and is sent again"),
    Mutant("syn-ack-not-acknowledged", SYN_SENT, "  Decision<D> d = replying(tcb, Reply::Ack);\n",
           "  Decision<D> d = unchanged(tcb);\n", "the peer stays in SYN-RECEIVED"),
    Mutant("close-in-syn-received-forgotten", SYN_SENT, "  if (tcb.close_called) tcb.state = State::FinWait1;\n", "",
           "who closed early never sends a FIN",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("listen-opens-for-a-syn-ack", LISTEN, "  if (seg.ack) return resetting(given, seg);  // second",
           "  if (seg.ack & !seg.syn) return resetting(given, seg);  // second", "an old SYN,ACK opens a connection"),
    Mutant("listen-ignores-an-ack", LISTEN, "  if (seg.ack) return resetting(given, seg);  // second",
           "  if (seg.ack) return unchanged(given);  // second", "a peer of a lost connection is never told"),
    Mutant("listen-opens-for-anything", LISTEN, "  if (!seg.syn) return unchanged(given);      // fourth",
           "  // fourth", "text without a SYN opens a connection"),
    Mutant("origin-not-noted", LISTEN, "  tcb.passive = true;\n", "", "a RST ends a listener, not its attempt"),
    Mutant("syn-received-accepts-ack-of-snd-una", ARRIVES, "(given.snd_una < seg.ack_number) & (seg",
           "(given.snd_una <= seg.ack_number) & (seg", "a connection is established whose SYN,ACK nobody has seen",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("syn-received-accepts-ack-beyond", ARRIVES, "(given.snd_una < seg.ack_number) & (seg.ack_number <= given.snd_nxt)",
           "given.snd_una < seg.ack_number", "an ACK of an old connection completes a new one",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("syn-received-does-not-reset-a-bad-ack", ARRIVES, GOOD_ACK, GOOD_ACK.replace("resetting(given, seg)", "unchanged(given)"),
           "an old SYN's half-open connection is not cleaned up (figure 9)",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("syn-received-challenges-a-bad-ack", ARRIVES, GOOD_ACK,
           GOOD_ACK.replace("resetting(given, seg)", "replying(given, Reply::ChallengeAck)"),
           "RFC 5961's range, applied where figure 9 needs a RST",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("origin-forgotten-at-the-end", ARRIVES, "  if (tcb.passive) return listening<D>();\n  return deleted<D>(signal);",
           "  return deleted<D>(signal);", "one RST, and nobody listens any more",
           obligation="SYN-RECEIVED, RST arrives"),
    Mutant("active-open-returns-to-listen", ARRIVES, "  if (tcb.passive) return listening<D>();\n  return deleted<D>(signal);",
           "  static_cast<void>(tcb), static_cast<void>(signal);\n  return listening<D>();", "a client becomes a server",
           obligation="SYN-RECEIVED, RST arrives"),
    Mutant("origin-forgotten-at-a-timeout", DECIDE, "case State::SynReceived: return half_open_ended(tcb, Signal::TimedOut);",
           "case State::SynReceived: return deleted<D>(Signal::TimedOut);", "a SYN flood ends the listener",
           obligation="SYN-RECEIVED, user timeout"),
    Mutant("syn-received-keeps-the-syns-window", ARRIVES,
           "  tcb.snd_wnd = seg.window;\n  tcb.snd_wl1 = seg.seq;\n  tcb.snd_wl2 = seg.ack_number;\n  if (tcb.max_snd_wnd < seg.window) tcb.max_snd_wnd = seg.window;\n  enter",
           "  tcb.snd_wnd = given.snd_wnd;\n  enter", "the window of a SYN is not scaled: a connection starts with a fraction of it",
           obligation="SYN-RECEIVED, ACK arrives"),
    Mutant("syn-in-syn-received-does-not-return-to-listen", ARRIVES,
           "  if (tcb.state == State::SynReceived) {\n    if (tcb.passive) return listening<D>();\n  }\n", "",
           "an old SYN keeps a new connection out until it is given up",
           obligation="SYN-RECEIVED, SYN arrives"),
    Mutant("syn-sent-again-with-a-new-iss", TIMEOUTS, "    syn_to_send_ = true;\n    syn_sent_again_ = true;\n",
           "    tcb_.iss = tcb_.snd_una = tcb_.iss + 64000;\n    tcb_.snd_nxt = tcb_.iss + 1;\n"
           "    syn_to_send_ = true;\n    syn_sent_again_ = true;\n", "two SYNs on the way are of two connections"),
    Mutant("next-attempt-has-the-same-iss", ARRIVING, "  next.iss = next.iss + 0x10000;\n", "",
           "a segment of the last attempt is one of the next"),
    Mutant("syn-in-flight-never-ends", ARRIVING, "if (std::exchange(syn_in_flight_, false)) on_syn_acknowledged(now);",
           "if (syn_in_flight_) on_syn_acknowledged(now);", "text is counted from the SYN for ever: each octet is one off"),
    Mutant("syn-ack-has-no-ack", TRANSMITTING, "  if (tcb_.state == State::SynSent) {\n    out.header.flags.ack = false;",
           "  if (tcb_.state == State::SynSent || tcb_.state == State::SynReceived) {\n    out.header.flags.ack = false;",
           "a SYN is answered by a SYN"),
    Mutant("closing-call-in-syn-received-ends-it", CALLS,
           "    case State::SynSent: return deleted<D>(Signal::Finished);\n    case State::SynReceived:\n",
           "    case State::SynSent: return deleted<D>(Signal::Finished);\n    case State::SynReceived: return deleted<D>(Signal::Finished);\n"
           "    case State::TimeWait:\n", "what was queued before ESTABLISHED is lost"),
]
