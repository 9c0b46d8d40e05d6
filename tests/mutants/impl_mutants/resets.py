"""Resets, sent and received, and SYNs where none belongs: RFC 9293 3.5.2, 3.5.3, 3.10.7.4, RFC 5961."""

from mutant import Mutant

LISTEN = "impl/core/closed_and_listen.hpp"
SYN_SENT = "impl/core/syn_sent.hpp"
ARRIVES = "impl/core/segment_arrives.hpp"
DECISION = "impl/core/decision.hpp"
CALLS = "impl/core/user_calls.hpp"
ARRIVING = "impl/connection/arriving.cpp"
TRANSMITTING = "impl/connection/transmitting.cpp"

ON_RST = "  if (seg.rst) return on_rst(policy, tcb, seg);\n"

MUTANTS = [
    Mutant("rst-ignored-at-a-closed-window", ARRIVES, ON_RST + "  if (seg.syn &",
           "  if (seg.rst & (tcb.rcv_wnd == typename D::Size(0))) return unchanged(tcb);\n" + ON_RST + "  if (seg.syn &",
           "a connection whose window is closed can't be reset"),
    Mutant("rst-with-text-ignored-at-a-closed-window", ARRIVES, ON_RST + "  const Decision<D> d",
           "  if (seg.rst) return unchanged(tcb);\n  const Decision<D> d", "\"special allowance\" is made for ACKs only"),
    Mutant("rst-not-looked-at", ARRIVES, ON_RST + "  if (seg.syn &", "  if (seg.syn &", "a RST counts as the ACK that it carries"),
    Mutant("inexact-rst-obeyed", ARRIVES, "if (!(seg.seq == tcb.rcv_nxt)) return replying(tcb, Reply::ChallengeAck);",
           "static_cast<void>(0);", "one RST per window breaks a connection off (RFC 5961)"),
    Mutant("inexact-rst-not-challenged", ARRIVES, "if (!(seg.seq == tcb.rcv_nxt)) return replying(tcb, Reply::ChallengeAck);",
           "if (!(seg.seq == tcb.rcv_nxt)) return unchanged(tcb);", "a peer that lost what preceded its RST is never heard"),
    Mutant("exact-rst-is-one-off", ARRIVES, "if (!(seg.seq == tcb.rcv_nxt)) return replying",
           "if (!(seg.seq == tcb.rcv_nxt + typename D::Size(1))) return replying", "the right RST is challenged, a wrong one obeyed"),
    Mutant("time-wait-obeys-a-rst", ARRIVES, "  if (policy.rfc1337) {\n    if (tcb.state == State::TimeWait) return unchanged(tcb);\n  }\n", "",
           "TIME-WAIT is assassinated (RFC 1337)",
           obligation="TIME-WAIT, RST arrives"),
    Mutant("rst-in-last-ack-is-an-error", ARRIVES, "    case State::TimeWait: return deleted<D>(Signal::Finished);\n    default: return deleted<D>(Signal::Reset);\n  }\n}\n\n/// Fourth step",
           "    case State::TimeWait: return deleted<D>(Signal::Reset);\n    default: return deleted<D>(Signal::Reset);\n  }\n}\n\n/// Fourth step",
           "a user who has everything is told that the connection failed",
           obligation="LAST-ACK, RST arrives"),
    Mutant("rst-is-an-orderly-end", ARRIVES, "    default: return deleted<D>(Signal::Reset);\n  }\n}\n\n/// Fourth step",
           "    default: return deleted<D>(Signal::Finished);\n  }\n}\n\n/// Fourth step",
           "a truncated transfer looks complete"),
    Mutant("unacceptable-rst-answered", ARRIVES, "  if (seg.rst) return unchanged(tcb);\n  const typename D::Bool bare",
           "  const typename D::Bool bare", "RSTs and ACKs without end"),
    Mutant("closed-answers-a-rst", LISTEN, "  if (seg.rst) return unchanged(tcb);\n  return resetting(tcb, seg);",
           "  return resetting(tcb, seg);", "two hosts reset each other for ever"),
    Mutant("listen-answers-a-rst", LISTEN, "  if (seg.rst) return unchanged(given);       // first, check for a RST\n", "",
           "a RST is answered by a RST"),
    Mutant("syn-sent-answers-a-rst", SYN_SENT, "      if (seg.rst) return unchanged(tcb);\n      return resetting", "      return resetting",
           "a RST is answered by a RST"),
    Mutant("reset-forgets-the-syn", DECISION, "d.reset_ack = seg.seq + length(seg);",
           "d.reset_ack = seg.seq + seg.text + one_if<D>(seg.fin);", "SYN-SENT doesn't believe a RST that doesn't acknowledge its SYN"),
    Mutant("reset-forgets-the-fin", DECISION, "d.reset_ack = seg.seq + length(seg);",
           "d.reset_ack = seg.seq + seg.text + one_if<D>(seg.syn);", "RST numbers off by the FIN"),
    Mutant("reset-forgets-the-text", DECISION, "d.reset_ack = seg.seq + length(seg);",
           "d.reset_ack = seg.seq + one_if<D>(seg.syn) + one_if<D>(seg.fin);", "RST numbers off by the text"),
    Mutant("reset-has-no-number", DECISION, "    d.reset_seq = seg.ack_number;\n", "",
           "a RST outside the peer's window ends nothing"),
    Mutant("reset-answers-an-ack-by-an-ack", DECISION, "    d.reply = Reply::Reset;\n", "    d.reply = Reply::ResetAck;\n",
           "a RST without a number that the peer accepts"),
    Mutant("in-window-syn-resets", ARRIVES, "  if (policy.rfc5961) return replying(tcb, Reply::ChallengeAck);\n  Decision<D> d = resetting",
           "  static_cast<void>(policy);\n  Decision<D> d = resetting", "one SYN per window breaks a connection off (RFC 5961)"),
    Mutant("in-window-syn-ignored", ARRIVES, "return on_syn(policy, tcb, seg);  // an old SYN",
           "return unchanged(tcb);  // an old SYN", "a peer that began anew never learns of the old connection"),
    Mutant("old-syn-in-front-of-text-counts", ARRIVES, "if (seg.syn & !(seg.seq < tcb.rcv_nxt)) return on_syn", "if (seg.syn) return on_syn",
           "a SYN,ACK with text that is sent again is challenged, and its text lost"),
    Mutant("syn-without-ack-not-challenged", ARRIVES, "  if (policy.rfc5961) {\n    if (seg.syn) return replying(tcb, Reply::ChallengeAck);\n  }\n", "",
           "a peer that began anew, with text on its SYN, is not answered"),
    Mutant("ack-bit-not-looked-at", ARRIVES, "  if (!seg.ack) return without_ack(policy, tcb, seg);\n", "",
           "a number without meaning counts as an ACK"),
    Mutant("abort-sends-no-reset", CALLS, "      d.reply = Reply::Reset;\n", "", "the peer of an aborted connection waits for ever"),
    Mutant("abort-resets-at-snd-una", CALLS, "      d.reset_seq = tcb.snd_nxt;\n", "      d.reset_seq = tcb.snd_una;\n",
           "with text in flight the RST is challenged, not obeyed"),
    Mutant("abort-in-close-wait-sends-no-reset", CALLS, "    case State::CloseWait: {\n      Decision<D> d = deleted<D>(Signal::Reset);\n",
           "    case State::CloseWait: {\n      if (tcb.state == State::CloseWait) return deleted<D>(Signal::Reset);\n"
           "      Decision<D> d = deleted<D>(Signal::Reset);\n", "the peer of an aborted connection waits in FIN-WAIT-2"),
    Mutant("reset-lost-with-the-connection", ARRIVING, "  fresh.reset_ = reset_;\n", "", "a listener that starts anew swallows the RST that it owes"),
    Mutant("challenges-without-limit", ARRIVING, "  if (challenges_ >= settings_->challenge_acks) return false;\n", "",
           "forged segments make a connection send as many ACKs (RFC 5961 section 7)"),
    Mutant("challenges-never-again", ARRIVING, "    challenges_ = 0;\n", "", "after ten forged RSTs a real one is never answered"),
    Mutant("network-error-of-old-segments-counts", ARRIVING,
           "if (tcb_.snd_una == tcb_.snd_nxt || seq < tcb_.snd_una || tcb_.snd_nxt <= seq) return;  // not of now: RFC 5927",
           "// not of now: RFC 5927", "a blind ICMP error ends an attempt (RFC 5927)"),
    Mutant("network-error-ends-a-connection", ARRIVING, "  if (!hard || !opening) {", "  if (!hard) {",
           "an ICMP error that passes ends what RFC 5461 keeps"),
    Mutant("reset-acknowledges-nothing", TRANSMITTING,
           "  if (reset_->acknowledges) {\n    h.flags.ack = true;\n", "  if (reset_->acknowledges) {\n",
           "<SEQ=0><CTL=RST> is refused by everybody"),
]
