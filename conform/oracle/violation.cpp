#include "conform/oracle/violation.hpp"

#include <array>

#include <fmt/format.h>

namespace finalack::conform {

const RuleText& text_of(Rule rule) {
  static constexpr std::array<RuleText, kRules> all{{
      {"the next state is one that the model allows", "RFC 9293 3.10"},
      {"SND.UNA moves by what is acknowledged, SND.NXT by what is sent", "RFC 9293 3.3.1, 3.10.7.4"},
      {"RCV.NXT moves over what was received in order", "RFC 9293 3.10.7.4, seventh and eighth step"},
      {"ISS and IRS are those of the SYNs", "RFC 9293 3.4.1, 3.10.7"},
      {"the send window is that of the newest segment", "RFC 9293 3.10.7.4, fifth step; RFC 7323 2.2"},
      {"the receive window reaches to the right edge that was advertised", "RFC 9293 3.8.6, 3.10.7.4"},
      {"TS.Recent is taken from acceptable segments at or before Last.ACK.sent", "RFC 7323 4.3"},
      {"the user is told what happened, and nothing else", "RFC 9293 3.9.1, 3.10.7"},
      {"the user is told why the connection is over", "RFC 9293 3.10.7, 3.10.8"},
      {"a call returns what its state says", "RFC 9293 3.10.1 to 3.10.5"},
      {"what is read is the peer's text, in order, not before ESTABLISHED", "RFC 9293 3.10.3, 3.10.7.4"},
      {"a reset is sent only where one is owed", "RFC 9293 3.5.2, 3.10.5, 3.10.7.1"},
      {"a reset has the numbers that are owed", "RFC 9293 3.5.2, 3.10.5, 3.10.7.1"},
      {"CLOSED and LISTEN send nothing but an owed reset", "RFC 9293 3.10.7.1, 3.10.7.2"},
      {"a SYN is sent once, and again after a timeout", "RFC 9293 3.10.1, 3.10.8"},
      {"a SYN has ISS and, with an ACK, RCV.NXT", "RFC 9293 3.10.1, 3.10.7.2, 3.10.8"},
      {"the window of a SYN is not scaled", "RFC 7323 2.2"},
      {"a segment acknowledges RCV.NXT", "RFC 9293 3.10.7.4"},
      {"a segment without text has SEQ = SND.NXT", "RFC 9293 3.10.7.4; 3.8.4 for keepalives"},
      {"the right edge of the window is not drawn back", "RFC 9293 3.8.6, SHLD-14"},
      {"no more is offered than the buffer holds", "RFC 9293 3.8.6"},
      {"the window is not opened by a little", "RFC 9293 3.8.6.2.2, MUST-39"},
      {"no more than one bare ACK is sent for each segment, call or timeout", "RFC 5681 4.2"},
      {"what is sent again was sent, with its FIN in its place", "RFC 9293 3.8.1, 3.10.8"},
      {"a number has the octet that the user gave", "RFC 9293 3.10.2, 3.4"},
      {"new text follows SND.NXT, was given, and its FIN comes last", "RFC 9293 3.10.2, 3.10.4"},
      {"what is sent lies within the peer's window, or is a probe", "RFC 9293 3.8.6, SHLD-15, SHLD-16; 3.8.6.1"},
      {"a segment's text is no longer than the effective send MSS", "RFC 9293 3.7.1, MUST-16; RFC 6691"},
      {"a small segment waits for more text, or for the window", "RFC 9293 3.8.6.2.1, MUST-38; 3.7.4, SHLD-7"},
      {"options are those that both SYNs had", "RFC 7323 2.2, 3.2; RFC 2018 section 2"},
      {"SACK reports what was received, and what came last with each bare ACK", "RFC 2018 sections 3 and 4, RFC 2883"},
      {"a reply is sent where one is owed",
       "RFC 9293 3.10.7; RFC 5681 4.2 for what fills a gap; RFC 5961 section 7 for the limit of challenge ACKs"},
      {"an ACK is owed within 500 ms of text", "RFC 9293 3.8.6.3, MUST-40"},
      {"an ACK is owed at every second full segment", "RFC 9293 3.8.6.3, SHLD-19"},
      {"the window opens when there is room for a segment, or half of the buffer", "RFC 9293 3.8.6.2.2, MUST-39"},
      {"the next deadline lies ahead", "RFC 9293 3.10.8"},
      {"what is not acknowledged has its retransmission timer, which only an ACK of something new restarts",
       "RFC 6298 (5.1), (5.3)"},
      {"text that waits for a window has its persist timer, of no more than the largest RTO",
       "RFC 9293 3.8.6.1, MUST-36, SHLD-29"},
      {"TIME-WAIT lasts 2 MSL, anew from each FIN that comes again", "RFC 9293 3.6.1, 3.10.7.4, MUST-13"},
      {"CLOSED and LISTEN have no timer", "RFC 9293 3.10.7.4, 3.10.8"},
      {"a retransmission timeout sends the oldest number again", "RFC 9293 3.10.8; RFC 6298 (5.4)"},
      {"a persist timeout sends a probe", "RFC 9293 3.8.6.1, MUST-36"},
      {"retransmissions end at R2, probes that are answered never", "RFC 9293 3.8.3, MUST-20; 3.8.6.1, MUST-37"},
      {"the timeout doubles, and stays until a round trip is measured", "RFC 6298 (5.5), (5.7), section 3 (Karn)"},
  }};
  return all[static_cast<std::size_t>(rule)];
}

std::string Violation::text() const {
  const RuleText& broken = text_of(rule);
  return fmt::format("step {}: {} ({}): expected {}, seen {}", step, broken.words, broken.source, expected, seen);
}

}  // namespace finalack::conform
