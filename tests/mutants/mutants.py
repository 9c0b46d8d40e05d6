"""The mutants: one changed place in the model each, and the case of a claim that must notice."""

from typing import NamedTuple


class Mutant(NamedTuple):
    name: str      # what the mutant does wrong
    file: str      # below model/
    original: str  # occurs exactly once
    changed: str
    claim: str
    variant: str


ANY_ACK = ("react/segment_arrives.hpp", "  if (!good) return reply(tcb, reset_for(seg));\n", "  static_cast<void>(good);\n")
OLD_ACK = ("react/segment_arrives.hpp",
           "  if (!good) return reply(tcb, reset_for(seg));\n  tcb.snd_una = seg.ack_number;\n", "  tcb.snd_una = tcb.snd_nxt;\n")
NO_RST_FROM_LISTEN = ("react/closed_and_listen.hpp", "  if (seg.ack) return reply(tcb, reset_for(seg));  // second, check for an ACK\n",
                      "  if (seg.ack) return ignored(tcb);\n")
NEVER_GIVES_UP = ("react/timeouts.hpp", "    tcb.retries = tcb.retries + 1;\n", "")

MUTANTS = [
    Mutant("syn-received-accepts-any-ack", *ANY_ACK, "handshake.agreement", "three-way"),
    Mutant("established-at-the-syn", "react/closed_and_listen.hpp", "  tcb.state = State::SynReceived;\n",
           "  tcb.state = State::Established;\n", "handshake.confirms-both-directions", "three-way"),
    Mutant("split-accepts-any-ack", *ANY_ACK, "handshake.four-segments-redundant", "agreement"),
    Mutant("old-ack-completes", *OLD_ACK, "handshake.stale-syn-leak", "three-way"),
    Mutant("half-open-never-given-up", *NEVER_GIVES_UP, "handshake.stale-syn-half-open-ends", "three-way"),
    Mutant("syn-received-ignores-rst", "react/segment_arrives.hpp", "half_open_ended(tcb, Signal::ConnectionRefused)",
           "ignored(tcb)", "handshake.stale-syn-refuses-opener", "three-way"),
    Mutant("fresh-iss-not-checked", *OLD_ACK, "handshake.needs-fresh-isn", "fresh-iss"),
    Mutant("syn-ack-not-sent-again", "react/timeouts.hpp", "  if (!(syn_sent | (tcb.snd_una != tcb.snd_nxt))) return refused(tcb);\n",
           "  if (!(syn_sent | ((tcb.snd_una != tcb.snd_nxt) & (tcb.state != State::SynReceived)))) return refused(tcb);\n",
           "handshake.lost-synack-deadlock", "three-way"),
    Mutant("bare-ack-for-a-lost-syn-ack", "react/timeouts.hpp", "syn_segment(tcb) : syn_ack_segment(tcb);", "syn_segment(tcb) : ack_segment(tcb);",
           "handshake.lost-synack-deadlock", "three-way-retry-limit"),
    Mutant("text-does-not-complete", "react/segment_arrives.hpp",
           "  const auto good = (tcb.snd_una < seg.ack_number) & (seg.ack_number <= tcb.snd_nxt);\n",
           "  const auto good = (tcb.snd_una < seg.ack_number) & (seg.ack_number <= tcb.snd_nxt) & !seg.text;\n",
           "handshake.lost-third-ack.data-completes", "any-acknowledgment"),
    Mutant("server-never-gives-up", *NEVER_GIVES_UP, "handshake.lost-third-ack.server-gives-up", "server-frees-its-entry"),
    Mutant("listener-ignores-text", *NO_RST_FROM_LISTEN, "handshake.lost-third-ack.server-gives-up", "rst-tells-the-client"),
    Mutant("half-open-reset-at-once", "react/timeouts.hpp",
           "  if (rules.syn_received_timer != SynReceivedTimer::Retransmits) {\n", "  if (true) {\n",
           "handshake.reset-at-once", "retransmits"),
    Mutant("syn-consumes-nothing", "react/closed_and_listen.hpp", "  tcb.rcv_nxt = seg.seq + 1;\n", "  tcb.rcv_nxt = seg.seq;\n",
           "handshake.sequence-numbers", "three-way"),
    Mutant("text-consumes-nothing", "react/segment_arrives.hpp",
           "        tcb.rcv_nxt = tcb.rcv_nxt + 1;\n        tcb.unread", "        tcb.unread",
           "handshake.third-may-carry-data", "on-the-third"),
    Mutant("queued-text-is-delivered", "react/closed_and_listen.hpp",
           "        r.delivered = rules.syn_text == SynText::AnsweredAtOnce ? 1 : 0;\n", "        r.delivered = 1;\n",
           "handshake.syn-data-replay", "queued"),
    Mutant("crossing-syn-ignored", "react/syn_sent.hpp",
           "  tcb.state = State::SynReceived;  // the peer opened, too (figure 7); or split the handshake\n",
           "  return ignored(tcb);\n", "handshake.simultaneous-open", "letter"),
    Mutant("bare-syn-ignored", "react/syn_sent.hpp",
           "  tcb.state = State::SynReceived;  // the peer opened, too (figure 7); or split the handshake\n",
           "  return ignored(tcb);\n", "handshake.split", "letter"),
    Mutant("closed-answers-nothing", "react/closed_and_listen.hpp",
           "  if (seg.rst) return ignored(tcb);\n  return reply(tcb, reset_for(seg));\n", "  return ignored(tcb);\n",
           "handshake.unexpected-synack-reset", "three-way"),
    Mutant("syn-sent-ignores-a-bad-ack", "react/syn_sent.hpp",
           "      if (seg.rst) return ignored(tcb);\n      return reply(tcb, reset_for(seg));\n", "      return ignored(tcb);\n",
           "handshake.unexpected-synack-reset", "three-way"),
    Mutant("listener-ignores-syn-ack", *NO_RST_FROM_LISTEN, "handshake.unexpected-synack-reset", "two-listeners"),
    Mutant("last-ack-never-ends", "react/segment_arrives.hpp", "      if (all_acked) return deleted<D>(Signal::None);\n", "",
           "close.four-segments", "rfc"),
    Mutant("fin-consumes-nothing", "react/segment_arrives.hpp", "  tcb.rcv_nxt = tcb.rcv_nxt + 1;\n  r.signal", "  r.signal",
           "close.four-segments", "numbers"),
    Mutant("fin-acknowledged-at-once", "react/segment_arrives.hpp", "  if (may_wait) {\n", "  if (may_wait && false) {\n",
           "close.three-segments-when-idle", "delayed-ack"),
    Mutant("no-closing", "react/segment_arrives.hpp", "case State::FinWait1: tcb.state = State::Closing; break;",
           "case State::FinWait1: tcb.state = State::TimeWait; break;",
           "close.simultaneous", "rfc"),
    Mutant("last-ack-waits", "react/segment_arrives.hpp", "      if (all_acked) return deleted<D>(Signal::None);\n",
           "      if (all_acked) return ignored(entered_time_wait(rules, tcb));\n", "close.passive-has-no-time-wait", "passive"),
    Mutant("fin-never-silenced", "react/segment_arrives.hpp", "      if (all_acked) tcb.state = State::FinWait2;\n", "",
           "close.fin-is-silenced", "acknowledged"),
    Mutant("time-wait-is-mute", "react/segment_arrives.hpp",
           "    if (tcb.state == State::TimeWait) return ignored(tcb);\n  }\n  if (rules.closing == Closing::NoAckOfFin) {\n",
           "  }\n  if (tcb.state == State::TimeWait) return ignored(tcb);\n  if (rules.closing == Closing::NoAckOfFin) {\n",
           "close.no-final-ack", "rfc"),
    Mutant("time-wait-skipped", "react/emit.hpp", "  if (rules.closing == Closing::NoTimeWait) return Tcb<D>{};\n",
           "  static_cast<void>(rules);\n  return Tcb<D>{};\n", "close.no-time-wait", "time-wait"),
    Mutant("fin-wait-2-deaf", "react/segment_arrives.hpp",
           "    case State::FinWait1:\n    case State::FinWait2:\n      if (seg.text) {\n",
           "    case State::FinWait1:\n      if (seg.text) {\n", "close.half-close-delivers", "rfc"),
    Mutant("always-merged", "react/segment_arrives.hpp", "      if (rules.closing == Closing::MergedFin) {", "      if (true) {",
           "close.merged-fin-truncates", "rfc"),
    Mutant("text-swallowed", "react/segment_arrives.hpp", "        tcb.unread = tcb.unread + 1;\n", "",
           "close.nothing-lost", "delivered"),
    Mutant("unread-always-resets", "react/user_calls.hpp", "      if (rules.unread_text_resets) {\n", "      if (true) {\n",
           "close.unread-data-resets", "unread-ignored"),
    Mutant("close-always-aborts", "react/user_calls.hpp",
           "      if (rules.close_aborts) return on_abort(tcb);\n      if (rules.unread_text_resets) {\n",
           "      if (true) return on_abort(tcb);\n      if (rules.unread_text_resets) {\n", "close.linger-zero", "orderly"),
    Mutant("fin-wait-2-has-no-timer", "react/timeouts.hpp", "  if (!rules.fin_wait_2_timeout) return refused(tcb);\n",
           "  if (true) return refused(tcb);\n", "close.fin-wait-2", "timeout"),
    Mutant("close-wait-cannot-close", "react/user_calls.hpp",
           "      if (rules.close_aborts) return on_abort(tcb);\n      if (rules.unread_text_resets) {\n",
           "      if (tcb.state == State::CloseWait) return refused(tcb);\n      if (rules.unread_text_resets) {\n",
           "close.close-wait-leak", "application-closes"),
]
