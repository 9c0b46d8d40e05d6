"""What is sent again, and when: RFC 5681 section 3.2, RFC 6582, RFC 6675, RFC 2018."""

from impl_mutants.files import ARRIVING, BUFFER, RECOVERY, RECOVERY_H, TRANSMITTING
from mutant import Mutant

MUTANTS = [
    Mutant("two-duplicates-are-enough", RECOVERY, "constexpr std::uint32_t kDupThresh = 3;", "constexpr std::uint32_t kDupThresh = 2;", "reordering is taken for loss"),
    Mutant("four-duplicates-are-needed", RECOVERY, "constexpr std::uint32_t kDupThresh = 3;", "constexpr std::uint32_t kDupThresh = 4;", "a loss in a small window is found by a timeout"),
    Mutant("text-counts-as-duplicate-ack", ARRIVING, "const bool repeats = !progress && text == 0 && !header", "const bool repeats = !progress && (text == 0 || text > 0) && !header",
           "a peer that sends looks like one that lost something"),
    Mutant("window-update-counts-as-duplicate-ack", ARRIVING, "SequenceNumber(header.ack_number) == tcb_.snd_una && tcb_.snd_wnd == before.snd_wnd;", "SequenceNumber(header.ack_number) == tcb_.snd_una;",
           "a peer that reads looks like one that lost something"),
    Mutant("echo-begins-recovery-again", RECOVERY, "return duplicates_ >= kDupThresh && !at_point_;", "return duplicates_ >= kDupThresh;", "each loss halves the window twice (RFC 6582 3.2)"),
    Mutant("partial-ack-ends-recovery", RECOVERY, "  if (point_ <= flight.una) {\n", "  if (true) {\n", "the second loss of a window is found by a timeout"),
    Mutant("partial-ack-sends-nothing", RECOVERY, "  mark_lost(flight, has_sack);\n  return false;\n", "  static_cast<void>(has_sack);\n  return false;\n", "the second loss of a window is found by a timeout"),
    Mutant("sack-outside-the-flight-counts", RECOVERY, "const bool in_flight = 0 < from && from < to && to <= flight.octets();", "const bool in_flight = from < to;",
           "a forged SACK keeps text from being sent again"),
    Mutant("sacked-text-sent-again", RECOVERY, "sacked_.first_gap(later(high_rxt_, flight.una));", "later(high_rxt_, flight.una);", "what arrived is sent again"),
    Mutant("sack-remembered-after-a-timeout", RECOVERY, "  sacked_.clear();\n", "", "a peer that threw text away never gets it (RFC 2018 section 8)"),
    Mutant("retransmission-runs-into-what-arrived", RECOVERY, "        right = earlier(right, r.left);\n", "", "what arrived is sent again"),
    Mutant("lost-text-counts-as-on-its-way", RECOVERY, "    gone += (lost_to_ - from) - sacked_.covered(from, lost_to_);\n", "", "recovery stands still, for the pipe never empties"),
    Mutant("loss-does-not-narrow-the-window", ARRIVING, "      congestion_.on_loss(in_flight.octets(), in_flight.segment);\n", "", "congestion collapse"),
    Mutant("timeout-sends-one-segment-only", RECOVERY, "  point_ = flight.nxt;\n  high_rxt_ = flight.una;\n  lost_to_ = flight.nxt;\n", "  point_ = flight.nxt;\n  high_rxt_ = flight.una;\n  lost_to_ = flight.una + flight.segment;\n",
           "each lost segment takes a timeout of its own"),
    Mutant("fin-not-sent-again", TRANSMITTING, "  const bool fin = tcb_.fin_sent && right == tcb_.snd_nxt;\n", "  const bool fin = false;\n", "a lost FIN is an octet that was never there"),
    Mutant("retransmission-stands-elsewhere", TRANSMITTING, "  write_text(now, lost->left, right - lost->left - (fin ? 1 : 0), fin, out);\n", "  write_text(now, lost->left, right - lost->left, fin, out);\n",
           "a FIN that is sent again brings an octet along"),
    Mutant("retransmission-beyond-the-window", TRANSMITTING, "    if (!(lost->left == tcb_.snd_una)) return false;\n    right", "    right", "SHLD-16: not beyond the right edge"),
    Mutant("shrunken-window-not-probed", TRANSMITTING, "    right = tcb_.snd_una + std::max(tcb_.snd_wnd, 1U);\n", "    if (tcb_.snd_wnd == 0) return false;\n    right = tcb_.snd_una + tcb_.snd_wnd;\n",
           "a window that was drawn back to nothing is never asked for again (MUST-35)"),
    Mutant("oldest-block-reported-first", BUFFER, "held_[i].stamp > held_[latest].stamp)", "held_[i].stamp < held_[latest].stamp)", "the report that is news may find no room (RFC 2018 section 4)"),
    Mutant("duplicate-not-reported", BUFFER, "  if (duplicate_ && n < room) options.sack[n++] = *duplicate_;\n", "", "the peer never learns that it sent too much (RFC 2883)"),
    Mutant("duplicates-after-a-timeout-count", RECOVERY_H, "if (mode_ == Mode::None || mode_ == Mode::Fast) ++duplicates_;", "++duplicates_;", "the echo of what was sent again opens the window"),
]
