"""New text: windows, Nagle, congestion: RFC 9293 3.7.4, 3.8.6; RFC 5681."""

from mutant import Mutant

TRANSMITTING = "impl/connection/transmitting.cpp"
CONNECTION_H = "impl/connection/connection.hpp"
CONNECTION = "impl/connection/connection.cpp"
ARRIVING = "impl/connection/arriving.cpp"
CONGESTION = "impl/connection/congestion.hpp"

MUTANTS = [
    Mutant("peers-window-ignored", TRANSMITTING, "std::uint32_t octets = std::min({waiting, window, segments * segment});",
           "std::uint32_t octets = std::min({waiting, segments * segment});", "text is sent that the peer has no room for"),
    Mutant("peers-window-one-more", CONNECTION_H, "return tcb_.snd_una + tcb_.snd_wnd; }", "return tcb_.snd_una + tcb_.snd_wnd + 1; }",
           "an octet is sent that the peer has no room for"),
    Mutant("peers-window-one-less", CONNECTION_H, "return tcb_.snd_una + tcb_.snd_wnd; }", "return tcb_.snd_una + tcb_.snd_wnd - 1; }",
           "the last octet of a window is never sent"),
    Mutant("peers-window-from-snd-nxt", TRANSMITTING, "const std::uint32_t window = tcb_.snd_nxt < window_edge() ? window_edge() - tcb_.snd_nxt : 0;",
           "const std::uint32_t window = tcb_.snd_wnd;", "twice the window is in flight"),
    Mutant("shrunken-window-is-huge", TRANSMITTING, "tcb_.snd_nxt < window_edge() ? window_edge() - tcb_.snd_nxt : 0;", "window_edge() - tcb_.snd_nxt;",
           "a window that shrank lets everything pass (MUST-34)"),
    Mutant("congestion-window-ignored", TRANSMITTING, "    if (octets > allowed) {\n", "    if (false && octets > allowed) {\n", "a lossy path is flooded"),
    Mutant("nagle-off", TRANSMITTING, "if (octets == waiting && (!nagle_ || tcb_", "if (octets == waiting && (true || tcb_", "a segment for each key that is pressed"),
    Mutant("nagle-can-not-be-switched-off", TRANSMITTING, "if (octets == waiting && (!nagle_ || tcb_", "if (octets == waiting && (tcb_", "MUST-17"),
    Mutant("nagle-holds-the-fin", TRANSMITTING, "  if (octets >= segment_text() || with_fin) return true;\n", "  static_cast<void>(with_fin);\n  if (octets >= segment_text()) return true;\n",
           "a lone FIN is no octet, and never worth sending",
           equivalent="a FIN is sent after CLOSE and behind all that waits, which is worth sending by the next line"),
    Mutant("nagle-waits-after-close", TRANSMITTING, "(!nagle_ || tcb_.close_called || tcb_.snd_una == tcb_.snd_nxt)", "(!nagle_ || tcb_.snd_una == tcb_.snd_nxt)",
           "the last text waits for an ACK, although nothing will join it"),
    Mutant("silly-window-filled", TRANSMITTING, "octets >= tcb_.max_snd_wnd / 2;", "true;", "a slow reader gets a segment for each octet"),
    Mutant("small-window-never-filled", TRANSMITTING, "  return may_now && octets > 0 && octets >= tcb_.max_snd_wnd / 2;", "  static_cast<void>(may_now);\n  return false;",
           "a peer whose buffer is less than a segment waits for the timer each time"),
    Mutant("transmitted-not-counted", TRANSMITTING, "  carry_out(now, on_transmitted(tcb_, octets, fin));\n", "  carry_out(now, on_transmitted(tcb_, octets, false));\n",
           "a FIN is sent for ever"),
    Mutant("psh-never", TRANSMITTING, "out.header.flags.psh = octets > 0 && left", "out.header.flags.psh = octets > segment_text() * 1000 && left",
           "a peer that waits for PSH waits for ever (MUST-60)"),
    Mutant("bare-ack-beyond-the-window", TRANSMITTING, "  if (syn_in_flight_ || tcb_.snd_nxt <= window_edge()) return tcb_.snd_nxt;\n", "  if (true) return tcb_.snd_nxt;\n",
           "two ends that drew their windows back never hear each other again"),
    Mutant("user-not-told-of-room", ARRIVING, "    tell(Notice::Writable);\n", "", "a user who waits for room waits for ever"),
    Mutant("queue-without-limit", CONNECTION, "  return settings_->send_buffer - std::min<std::size_t>(settings_->send_buffer, queued_.size());", "  return settings_->send_buffer;",
           "a peer that doesn't read fills this side's memory"),
    Mutant("slow-start-without-limit", CONGESTION, "std::min(octets, timed_out_ ? segment : 2 * segment)", "octets", "one ACK of much releases a burst (RFC 3465)"),
    Mutant("no-congestion-avoidance", CONGESTION, "    if (window_ < threshold_) {\n", "    if (true) {\n", "the window grows exponentially after a loss, too"),
    Mutant("threshold-of-one-segment", CONGESTION, "    threshold_ = std::max(flight / 2, 2 * segment);\n    window_ = threshold_;", "    threshold_ = std::max(flight / 2, segment);\n    window_ = threshold_;",
           "two segments at least: equation (4)"),
    Mutant("no-restart-after-idle", CONGESTION, "window_ = std::min(window_, restart_window); }", "static_cast<void>(restart_window); }", "a burst of what the path had room for an hour ago"),
    Mutant("timeout-keeps-the-window", CONGESTION, "    window_ = segment;\n", "", "after a timeout the path is flooded again"),
]
