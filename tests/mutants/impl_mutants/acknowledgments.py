"""What an ACK is worth: RFC 9293 3.10.7.4, fifth step, and RFC 5961 section 5."""

from impl_mutants.files import ARRIVES, ARRIVING, LISTEN
from mutant import Mutant

BEYOND = "  if (given.snd_nxt < seg.ack_number) return replying(given, Reply::ChallengeAck);  // acks something not yet sent\n"
NEWER = "const Bool newer = (tcb.snd_wl1 < seg.seq) | ((tcb.snd_wl1 == seg.seq) & (tcb.snd_wl2 <= seg.ack_number));"
RANGE = "if (seg.ack_number < given.snd_una - given.max_snd_wnd) return replying(given, Reply::ChallengeAck);"

MUTANTS = [
    Mutant("ack-beyond-snd-nxt-accepted", ARRIVES, BEYOND, "", "SND.UNA passes SND.NXT: what was never sent counts as delivered"),
    Mutant("ack-beyond-snd-nxt-ignored", ARRIVES, BEYOND, BEYOND.replace("replying(given, Reply::ChallengeAck)", "unchanged(given)"),
           "two ends that disagree never find out"),
    Mutant("ack-beyond-snd-nxt-by-one-accepted", ARRIVES, BEYOND, BEYOND.replace("given.snd_nxt <", "given.snd_nxt + typename D::Size(1) <"),
           "an ACK of a FIN that was not sent counts"),
    Mutant("ack-of-everything-refused", ARRIVES, BEYOND, BEYOND.replace("given.snd_nxt < seg.ack_number", "!(seg.ack_number < given.snd_nxt)"),
           "the last octet is sent for ever"),
    Mutant("ack-older-than-any-window-accepted", ARRIVES, RANGE, "static_cast<void>(0);",
           "blind text needs no guess of the ACK (RFC 5961 section 5)"),
    Mutant("ack-range-by-the-window-of-now", ARRIVES, RANGE, RANGE.replace("max_snd_wnd", "snd_wnd"),
           "after a window shrank, segments that crossed are challenged"),
    Mutant("ack-range-one-short", ARRIVES, RANGE, RANGE.replace("seg.ack_number < given.snd_una", "seg.ack_number <= given.snd_una"),
           "the oldest ACK that may still be on its way is challenged"),
    Mutant("old-ack-moves-snd-una-back", ARRIVES, "const Bool not_old = tcb.snd_una <= seg.ack_number;", "const Bool not_old = true;",
           "text is sent again that the queue no longer has"),
    Mutant("repeated-ack-brings-no-window", ARRIVES, "const Bool not_old = tcb.snd_una <= seg.ack_number;",
           "const Bool not_old = tcb.snd_una < seg.ack_number;", "a window that opens by itself is not seen"),
    Mutant("snd-wl1-dropped", ARRIVES, NEWER, "const Bool newer = true;", "an old segment closes the window again"),
    Mutant("snd-wl1-alone", ARRIVES, NEWER, "const Bool newer = tcb.snd_wl1 < seg.seq;",
           "who only sends never sees a window of one who only receives"),
    Mutant("snd-wl1-not-noted", ARRIVES, "      tcb.snd_wl1 = seg.seq;\n", "", "an old segment closes the window again"),
    Mutant("snd-wl2-not-noted", ARRIVES, "      tcb.snd_wl2 = seg.ack_number;\n", "",
           "after two gigabytes in one direction no window is taken any more"),
    Mutant("snd-wl2-strict", ARRIVES, NEWER, NEWER.replace("tcb.snd_wl2 <= seg", "tcb.snd_wl2 < seg"),
           "a window that opens by itself is not seen"),
    Mutant("snd-wl2-dropped", ARRIVES, NEWER, "const Bool newer = (tcb.snd_wl1 < seg.seq) | (tcb.snd_wl1 == seg.seq);",
           "by the letter, an old ACK could change the window",
           equivalent="SND.WL2 is an ACK that counted, so it is not ahead of SND.UNA, and what is asked here is not behind that: "
                      "CoreLaws.SndWl2IsNeverAheadOfSndUna"),
    Mutant("max-snd-wnd-not-noted", ARRIVES, "      if (tcb.max_snd_wnd < seg.window) tcb.max_snd_wnd = seg.window;\n", "",
           "acceptable ACKs are challenged, and half a window is never worth sending"),
    Mutant("window-not-taken", ARRIVES, "      tcb.snd_wnd = seg.window;\n", "", "flow control ends with the handshake"),
    Mutant("wl2-of-the-opening-is-zero", LISTEN, "tcb.snd_wl2 = D::select(seg.ack, seg.ack_number, tcb.iss);", "tcb.snd_wl2 = seg.ack_number;",
           "a SYN has no ACK: with half of all ISSs SND.WL2 is ahead of SND.UNA"),
    Mutant("ack-not-processed", ARRIVES, "  take_ack(tcb, seg);\n  d.processed = true;\n  if (fin_is", "  take_ack(tcb, seg);\n  if (fin_is",
           "the queue is never emptied"),
    Mutant("acknowledged-text-stays-queued", ARRIVING, "  queued_.drop(std::min<std::size_t>(octets, queued_.size()));\n", "",
           "old octets are sent as new ones"),
    Mutant("fin-counted-as-text", ARRIVING, "const std::uint32_t octets = numbers - syn - fin;", "const std::uint32_t octets = numbers - syn;",
           "the ACK of a FIN opens the congestion window"),
    Mutant("syn-counted-as-text", ARRIVING, "const std::uint32_t octets = numbers - syn - fin;", "const std::uint32_t octets = numbers - fin;",
           "an octet queued before ESTABLISHED is dropped with the SYN"),
]
