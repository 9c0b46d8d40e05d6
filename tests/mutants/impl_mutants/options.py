"""Window scale, timestamps, MSS, urgent pointer: RFC 7323, RFC 9293 3.7 and 3.8.5."""

from impl_mutants.files import ARRIVES, ARRIVING, AS_SEGMENT, CONNECTION, LISTEN, TRANSMITTING
from mutant import Mutant

PAWS = "return tcb.timestamps & seg.timestamped & !seg.rst & (seg.ts_value < tcb.ts_recent);"
MISSING = "  if (tcb.timestamps & !seg.timestamped & !seg.rst & !seg.syn) return unchanged(tcb);  // RFC 7323 3.2: dropped silently\n"

MUTANTS = [
    Mutant("arriving-syns-window-scaled", AS_SEGMENT, "header.flags.syn ? header.window : std::uint32_t{header.window} << shift",
           "std::uint32_t{header.window} << shift", "more is sent than a peer has room for (RFC 7323 section 2.2)"),
    Mutant("own-syns-window-scaled", TRANSMITTING, "std::min<std::uint32_t>(tcb_.rcv_wnd, 65535));  // not scaled",
           "std::min<std::uint32_t>(tcb_.rcv_wnd >> options_.receive_shift, 65535));", "a transfer begins with a fraction of the window"),
    Mutant("arriving-windows-not-scaled", AS_SEGMENT, "std::uint32_t{header.window} << shift", "std::uint32_t{header.window} << 0 * shift",
           "no more than 64 KiB is ever in flight"),
    Mutant("own-windows-not-scaled", TRANSMITTING, "window_to_advertise() >> options_.receive_shift, 65535);", "window_to_advertise(), 65535);",
           "the peer is told of a window that is not there"),
    Mutant("scale-without-the-peers", ARRIVING, "  if (!options_.window_scale) options_.receive_shift = 0;\n", "", "a peer that doesn't scale sees a fraction of the window"),
    Mutant("scale-taken-unasked", ARRIVING, "settings_->offers_window_scale && theirs.has_window_scale;", "theirs.has_window_scale;", "a window is scaled by one end alone"),
    Mutant("scale-above-fourteen", ARRIVING, "std::min<std::uint8_t>(theirs.window_scale, 14) : 0;", "theirs.window_scale : 0;",
           "a window of more than 2^30 is no window (RFC 7323 section 2.3)"),
    Mutant("paws-off", ARRIVES, PAWS, "return false;", "after 4 GiB an old segment is a new one"),
    Mutant("paws-on-rst", ARRIVES, PAWS, PAWS.replace(" & !seg.rst", ""), "a RST, whose timestamp means nothing, is refused (RFC 7323 5.2)"),
    Mutant("paws-refuses-the-same-time", ARRIVES, PAWS, PAWS.replace("seg.ts_value < tcb.ts_recent", "seg.ts_value <= tcb.ts_recent"),
           "two segments in a millisecond are one"),
    Mutant("paws-drops-silently", ARRIVES, "if (is_old_by_timestamp(tcb, seg)) return unacceptable(tcb, seg);", "if (is_old_by_timestamp(tcb, seg)) return unchanged(tcb);",
           "a peer whose clock fell back never hears of it (R1)"),
    Mutant("paws-for-ever", ARRIVING, "now - last_received_ > kTimestampsMeanNothingAfter", "now - last_received_ > 1000 * kTimestampsMeanNothingAfter",
           "after 24 days of silence a connection is dead (RFC 7323 5.5)"),
    Mutant("missing-timestamp-does-not-matter", ARRIVES, MISSING, "", "PAWS is passed by a segment without a timestamp (RFC 7323 3.2)"),
    Mutant("rst-without-a-timestamp-dropped", ARRIVES, MISSING, MISSING.replace(" & !seg.rst", ""), "most stacks' RSTs have none"),
    Mutant("syn-without-a-timestamp-dropped", ARRIVES, MISSING, MISSING.replace(" & !seg.syn", ""), "a peer that began anew is not answered"),
    Mutant("ts-recent-from-out-of-order", ARRIVES, "if (tcb.timestamps & seg.timestamped & (seg.seq <= tcb.last_ack_sent)) {", "if (tcb.timestamps & seg.timestamped) {",
           "the peer takes the delay of a gap for a round trip (RFC 7323 4.3)"),
    Mutant("ts-recent-from-the-first-only", ARRIVES, "if (tcb.timestamps & seg.timestamped & (seg.seq <= tcb.last_ack_sent)) {",
           "if (tcb.timestamps & seg.timestamped & (seg.seq < tcb.last_ack_sent)) {", "TS.Recent stands still"),
    Mutant("ts-recent-falls", ARRIVES, "    if (tcb.ts_recent <= seg.ts_value) tcb.ts_recent = seg.ts_value;\n", "    tcb.ts_recent = seg.ts_value;\n",
           "an old segment lets older ones in",
           equivalent="PAWS, which comes first, leaves nothing older than TS.Recent but RSTs, whose ACK is not taken"),
    Mutant("timestamps-without-the-peers", LISTEN, "tcb.timestamps = tcb.timestamps & seg.timestamped;", "static_cast<void>(0);",
           "each segment of a peer without timestamps is dropped"),
    Mutant("ts-recent-not-taken-from-the-syn", LISTEN, "tcb.ts_recent = D::select(tcb.timestamps, seg.ts_value, typename D::Seq{});", "tcb.ts_recent = typename D::Seq{};",
           "the SYN,ACK echoes nothing, and half of all clocks look old"),
    Mutant("timestamp-space-not-counted", CONNECTION, "return octets - (tcb_.timestamps ? 12 : 0);", "return octets;", "each full segment is fragmented"),
    Mutant("peers-mss-ignored", CONNECTION, "const std::uint32_t octets = std::min(options_.peer_mss, path_mss_);", "const std::uint32_t octets = path_mss_;",
           "segments are longer than the peer said (MUST-16)"),
    Mutant("mss-of-a-silent-peer", ARRIVING, "  if (theirs.has_mss) {\n", "  {\n", "without the option it is 536 octets (MUST-15)"),
    Mutant("no-echo-in-the-syn-ack", TRANSMITTING, "h.options.ts_echo = tcb_.ts_recent.value;\n  }\n  if (has_urgent", "h.options.ts_echo = 0;\n  }\n  if (has_urgent",
           "the peer measures no round trip"),
    Mutant("sack-unasked", ARRIVING, "settings_->offers_sack && theirs.sack_permitted;", "settings_->offers_sack;", "SACK blocks go to a peer that didn't permit them"),
    Mutant("urgent-pointer-one-less", CONNECTION, "    snd_up_ = text_at() + static_cast<std::uint32_t>(queued_.size());\n",
           "    snd_up_ = text_at() + static_cast<std::uint32_t>(queued_.size()) - 1;\n", "RFC 6093: it points behind the urgent text"),
    Mutant("urgent-text-of-old-segments", ARRIVING, "  if (up <= next_to_read()) return;\n", "", "text that was read is urgent"),
]
