"""Sequence numbers, and which segments are acceptable: RFC 9293 3.4 and 3.10.7.4, first step."""

from mutant import Mutant

NATIVE = "impl/core/native.hpp"
TCB = "impl/core/tcb.hpp"
ARRIVES = "impl/core/segment_arrives.hpp"

FIRST_IN_WINDOW = "(seg.seq - tcb.rcv_nxt) < tcb.rcv_wnd;"
LAST_IN_WINDOW = "(seg.seq + len - Size(1) - tcb.rcv_nxt) < tcb.rcv_wnd;"
ACCEPTABLE = "return (empty & closed_window & (seg.seq == tcb.rcv_nxt)) | first_in_window | ((!empty) & last_in_window);"

MUTANTS = [
    Mutant("sequence-compared-unsigned", NATIVE, "return static_cast<std::int32_t>(a.value - b.value) < 0;",
           "return a.value < b.value;", "a connection stands still where its numbers wrap around"),
    Mutant("at-most-is-less", NATIVE, "operator<=(SequenceNumber a, SequenceNumber b) { return !(b < a); }",
           "operator<=(SequenceNumber a, SequenceNumber b) { return a < b; }", "an ACK of everything counts as old"),
    Mutant("left-edge-one-early", ARRIVES, f"first_in_window = {FIRST_IN_WINDOW}",
           f"first_in_window = (seg.seq + Size(1) == tcb.rcv_nxt) | ({FIRST_IN_WINDOW[:-1]});",
           "a keepalive probe is taken for news, and not answered"),
    Mutant("left-edge-one-late", ARRIVES, f"first_in_window = {FIRST_IN_WINDOW}",
           f"first_in_window = (!(seg.seq == tcb.rcv_nxt)) & ({FIRST_IN_WINDOW[:-1]});",
           "what is next in sequence is refused"),
    Mutant("right-edge-one-early", ARRIVES, f"first_in_window = {FIRST_IN_WINDOW}",
           "first_in_window = (seg.seq - tcb.rcv_nxt + Size(1)) < tcb.rcv_wnd;",
           "the last octet of the window is refused for ever"),
    Mutant("right-edge-one-late", ARRIVES, f"first_in_window = {FIRST_IN_WINDOW}",
           "first_in_window = !(tcb.rcv_wnd < (seg.seq - tcb.rcv_nxt));",
           "a guess beyond the window counts, and a probe into a closed one does"),
    Mutant("second-clause-dropped", ARRIVES, "first_in_window | ((!empty) & last_in_window);", "first_in_window;",
           "text sent again together with news is thrown away"),
    Mutant("first-clause-for-bare-segments-only", ARRIVES, "| first_in_window | (", "| (empty & first_in_window) | (",
           "a segment longer than the window is thrown away whole"),
    Mutant("last-octet-one-late", ARRIVES, LAST_IN_WINDOW, "(seg.seq + len - tcb.rcv_nxt) < tcb.rcv_wnd;",
           "what ends before RCV.NXT counts, so an old segment is not answered"),
    Mutant("empty-at-the-closed-window-refused", ARRIVES, "(empty & closed_window & (seg.seq == tcb.rcv_nxt)) | first",
           "first", "each ACK at a closed window is answered, and two closed ends answer each other"),
    Mutant("fin-has-no-length", TCB, "return seg.text + one_if<D>(seg.syn) + one_if<D>(seg.fin);",
           "return seg.text + one_if<D>(seg.syn);", "a FIN that is repeated is not answered as one"),
    Mutant("syn-has-no-length", TCB, "return seg.text + one_if<D>(seg.syn) + one_if<D>(seg.fin);",
           "return seg.text + one_if<D>(seg.fin);", "the answer to a SYN acknowledges the number before it"),
    Mutant("window-not-looked-at", ARRIVES, "if (!is_acceptable(tcb, seg)) {", "if (false) {",
           "anybody's segment counts, whatever its number"),
    Mutant("closed-window-takes-from-anywhere", ARRIVES,
           "return (tcb.rcv_wnd == typename D::Size(0)) & (seg.seq == tcb.rcv_nxt);",
           "return tcb.rcv_wnd == typename D::Size(0);", "at a closed window every blind RST counts"),
    Mutant("closed-window-takes-nothing", ARRIVES,
           "return (tcb.rcv_wnd == typename D::Size(0)) & (seg.seq == tcb.rcv_nxt);",
           "return (tcb.rcv_wnd == typename D::Size(0)) & (seg.seq == tcb.rcv_nxt) & !seg.ack & !seg.rst;",
           "the ACK of a segment whose text has no room is lost, and both ends may wait for ever"),
    Mutant("crossing-probe-not-heard", ARRIVES, "return seg.ack & !seg.rst & (one_before | at_edge);",
           "return seg.ack & !seg.rst & at_edge;", "two ends that probe, or whose FINs cross again, never agree"),
    Mutant("bare-ack-at-the-edge-not-heard", ARRIVES, "return seg.ack & !seg.rst & (one_before | at_edge);",
           "return seg.ack & !seg.rst & one_before;", "behind lost text that filled the window no ACK counts"),
    Mutant("lenient-by-the-letter", ARRIVES,
           "  if (policy.validates_leniently) return meets_closed_window(tcb, seg) | still_acknowledges(tcb, seg);\n", "",
           "a simultaneous open doesn't end (appendix A.2)"),
    Mutant("letter-is-lenient", ARRIVES,
           "  if (policy.validates_leniently) return meets_closed_window(tcb, seg) | still_acknowledges(tcb, seg);\n",
           "  return meets_closed_window(tcb, seg) | still_acknowledges(tcb, seg);\n",
           "who asks for the letter gets the mitigation"),
    Mutant("unacceptable-not-answered", ARRIVES,
           "  Decision<D> d = replying(tcb, Reply::Ack);\n  if (bare | seg.syn)",
           "  Decision<D> d = unchanged(tcb);\n  if (bare | seg.syn)",
           "text sent again is never acknowledged, if its ACK was lost"),
    Mutant("unacceptable-answered-without-limit", ARRIVES, "  if (bare | seg.syn) d.reply = Reply::ChallengeAck;\n",
           "  static_cast<void>(bare);\n", "two ends that disagree answer each other for ever"),
    Mutant("unacceptable-text-answered-with-limit", ARRIVES, "  if (bare | seg.syn) d.reply = Reply::ChallengeAck;\n",
           "  d.reply = Reply::ChallengeAck;\n", "a peer whose ACKs are lost stops hearing of it"),
    Mutant("unacceptable-syn-answered-without-limit", ARRIVES, "  if (bare | seg.syn) d.reply = Reply::ChallengeAck;\n",
           "  if (bare) d.reply = Reply::ChallengeAck;\n", "forged SYNs make a connection send as many ACKs"),
]
