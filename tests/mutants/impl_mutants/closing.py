"""FINs: RFC 9293 3.6, 3.10.4, 3.10.7.4 fifth and eighth step."""

from mutant import Mutant

ARRIVES = "impl/core/segment_arrives.hpp"
ACCEPTED = "impl/core/accepted_text.hpp"
IN_ORDER = "impl/core/text_in_order.hpp"
CALLS = "impl/core/user_calls.hpp"
ARRIVING = "impl/connection/arriving.cpp"
CONNECTION = "impl/connection/connection.cpp"
TRANSMITTING = "impl/connection/transmitting.cpp"
BUFFER = "impl/connection/receive_buffer.cpp"

FIN_ACKED = "return tcb.fin_sent & (tcb.snd_una == tcb.snd_nxt);"
CLOSING = "        tcb.state = State::TimeWait;\n        d.restarts_2msl = true;\n        break;\n"

MUTANTS = [
    Mutant("fin-taken-across-a-gap", BUFFER, "  advance.fin = fin_at_ == reached;\n", "  advance.fin = fin_at_.has_value();\n",
           "the text before it is lost"),
    Mutant("fin-behind-a-gap-forgotten", BUFFER, "  if (fin) fin_at_ = end;\n", "", "the peer sends its FIN once more than it needs to"),
    Mutant("fin-beyond-the-edge-taken", ACCEPTED, "(tcb.rcv_nxt <= end) & (end < edge);", "(tcb.rcv_nxt <= end);",
           "a FIN counts whose text had no room"),
    Mutant("fin-needs-room-for-two", ACCEPTED, "(tcb.rcv_nxt <= end) & (end < edge);", "(tcb.rcv_nxt <= end) & (end + Size(1) < edge);",
           "a FIN at the end of the window is refused"),
    Mutant("old-fin-taken", ACCEPTED, "seg.fin & (tcb.rcv_nxt <= end) & (end < edge);", "seg.fin & (end < edge);",
           "an old FIN closes a connection that has text since",
           equivalent="the last number of an acceptable segment with a FIN is the FIN's, and not before RCV.NXT; the obligations "
                      "of conform/ prove it of each that is kept"),
    Mutant("fin-counted-twice", IN_ORDER, "const auto numbers = octets + one_if<D>(fin);", "const auto numbers = octets + one_if<D>(fin) + one_if<D>(fin);",
           "the ACK of a FIN is one of something that was not sent"),
    Mutant("fin-not-counted", IN_ORDER, "const auto numbers = octets + one_if<D>(fin);", "const auto numbers = octets;",
           "a FIN is never acknowledged"),
    Mutant("own-fin-counted-twice", CALLS, "tcb.snd_nxt = tcb.snd_nxt + octets + one_if<D>(fin);", "tcb.snd_nxt = tcb.snd_nxt + octets + one_if<D>(fin) + one_if<D>(fin);",
           "our FIN is never fully acknowledged"),
    Mutant("own-fin-not-counted", CALLS, "tcb.snd_nxt = tcb.snd_nxt + octets + one_if<D>(fin);", "tcb.snd_nxt = tcb.snd_nxt + octets;",
           "the ACK of the last text is one of the FIN"),
    Mutant("own-fin-not-noted", CALLS, "    tcb.fin_sent = true;\n", "", "FINs without end, each with a new number"),
    Mutant("ack-of-text-is-the-fins", ARRIVES, FIN_ACKED, "return tcb.snd_una == tcb.snd_nxt;",
           "FIN-WAIT-1 is left for an ACK of text, before the FIN was sent",
           obligation="FIN-WAIT-1, ACK arrives"),
    Mutant("any-ack-is-the-fins", ARRIVES, FIN_ACKED, "return tcb.fin_sent;", "FIN-WAIT-1 is left although the FIN may be lost",
           obligation="FIN-WAIT-1, ACK arrives"),
    Mutant("any-ack-leaves-last-ack", ARRIVES, "  if (fin_is_acknowledged(tcb)) {\n    switch", "  if (fin_is_acknowledged(tcb) | (tcb.state == State::LastAck)) {\n    switch",
           "the FIN is not sent again, and the peer waits in FIN-WAIT-2",
           obligation="LAST-ACK, ACK arrives"),
    Mutant("last-ack-goes-on", ARRIVES, "      case State::LastAck: d = deleted<D>(Signal::Finished); break;\n", "", "a connection that is over stays for ever",
           obligation="LAST-ACK, ACK arrives"),
    Mutant("last-ack-to-time-wait", ARRIVES, "      case State::LastAck: d = deleted<D>(Signal::Finished); break;\n",
           "      case State::LastAck:\n        tcb.state = State::TimeWait;\n        d.restarts_2msl = true;\n        break;\n",
           "a server has as many TIME-WAITs as it has clients",
           obligation="LAST-ACK, ACK arrives"),
    Mutant("closing-to-closed", ARRIVES, CLOSING, "        d = deleted<D>(Signal::Finished);\n        break;\n",
           "nobody acknowledges the peer's FIN again",
           obligation="CLOSING, ACK arrives"),
    Mutant("closing-goes-on", ARRIVES, CLOSING, "        break;\n", "a simultaneous close never ends",
           obligation="CLOSING, ACK arrives"),
    Mutant("fin-with-the-ack-of-ours-to-closing", ARRIVES, "      case State::FinWait1: tcb.state = State::FinWait2; break;\n",
           "      case State::FinWait1:\n        if (!seg.fin) tcb.state = State::FinWait2;\n        break;\n",
           "CLOSING waits for an ACK that has already come",
           obligation="FIN-WAIT-1, FIN,ACK arrives"),
    Mutant("fin-wait-1-stays", ARRIVES, "      case State::FinWait1: tcb.state = State::FinWait2; break;\n", "", "an acknowledged FIN leads to CLOSING, which never ends",
           obligation="FIN-WAIT-1, ACK arrives"),
    Mutant("crossing-fin-to-time-wait", IN_ORDER, "case State::FinWait1: tcb.state = State::Closing; break;", "case State::FinWait1: tcb.state = State::TimeWait; break;",
           "our FIN may be lost, and nobody sends it again"),
    Mutant("fin-in-fin-wait-2-to-closed", IN_ORDER, "      tcb.state = State::TimeWait;\n      d.restarts_2msl = true;\n", "      tcb = Tcb<D>{};\n      d.signal = Signal::Finished;\n",
           "nobody acknowledges the peer's FIN again"),
    Mutant("fin-in-established-to-last-ack", IN_ORDER, "case State::Established: tcb.state = State::CloseWait; break;",
           "case State::Established: tcb.state = State::LastAck; break;", "a half-closed connection ends at once"),
    Mutant("fin-not-told", IN_ORDER, "  d.signal = Signal::PeerClosing;\n", "", "a user who waits for the end waits for ever"),
    Mutant("fin-acknowledged-when-convenient", IN_ORDER, "  d.reply = Reply::Ack;\n  d.signal", "  d.reply = Reply::AckSoon;\n  d.signal",
           "a FIN without text is never acknowledged"),
    Mutant("close-wait-closes-before-its-queue", CALLS, "      if (tcb.state == State::Established) tcb.state = State::FinWait1;\n",
           "      tcb.state = tcb.state == State::Established ? State::FinWait1 : State::LastAck;\n", "what was queued is never sent"),
    Mutant("fin-sent-before-the-queue", TRANSMITTING, "bool fin = tcb_.close_called && octets == waiting && octets < window;",
           "bool fin = tcb_.close_called && octets < window;", "what does not fit into one segment is lost"),
    Mutant("fin-beyond-the-window", TRANSMITTING, "bool fin = tcb_.close_called && octets == waiting && octets < window;",
           "bool fin = tcb_.close_called && octets == waiting;", "a FIN that the peer has no room for is sent and sent again"),
    Mutant("no-last-ack", CALLS, "    if (tcb.state == State::CloseWait) tcb.state = State::LastAck;\n", "", "a connection that was closed by both stays in CLOSE-WAIT"),
    Mutant("closing-does-not-transmit", CALLS, "(tcb.state == State::FinWait1) | (tcb.state == State::Closing);", "(tcb.state == State::FinWait1);",
           "a FIN that overtook our text keeps it from leaving"),
    Mutant("text-behind-the-fin", CALLS, "  return state & !tcb.fin_sent;\n", "  return state;\n", "a FIN is sent twice, with two numbers"),
    Mutant("send-after-close", CALLS, "      if (tcb.close_called) return CallError::ConnectionClosing;\n      return CallError::None;\n", "      return CallError::None;\n",
           "text is taken that is never sent"),
    Mutant("close-twice-is-fine", CALLS, "    case State::CloseWait:\n      if (tcb.close_called) return refused(tcb, CallError::ConnectionClosing);\n      if (event.unread)",
           "    case State::CloseWait:\n      if (event.unread)", "the second CLOSE of CLOSE-WAIT is no error"),
    Mutant("unread-text-forgotten-at-close", CALLS, "      if (event.unread) return on_abort(tcb);  // SHLD-3", "      // SHLD-3", "the peer believes that all was read"),
    Mutant("unread-text-forgotten-at-close-after-shutdown", CONNECTION, "    if (unread && peer_waits) return abort();\n", "", "the peer believes that all was read"),
    Mutant("closed-connection-loses-what-was-read", ARRIVING, "      if (reason_ != Signal::Finished || readable() == 0) received_.clear();\n", "      received_.clear();\n",
           "text that was acknowledged is not delivered"),
    Mutant("reset-connection-delivers", ARRIVING, "      if (reason_ != Signal::Finished || readable() == 0) received_.clear();\n", "      if (readable() == 0) received_.clear();\n",
           "\"all segment queues should be flushed\""),
]
