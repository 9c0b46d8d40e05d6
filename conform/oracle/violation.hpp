// What a connection is held to at every step, rule by rule, and what is said of one that was broken.
//
// The first part says what a connection may do (the steps of the model), the second what it must do sooner or later:
// without that one that never answers would conform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace finalack::conform {

enum class Rule : std::uint8_t {
  // MAY
  State,
  SendNumbers,
  ReceiveNumbers,
  InitialNumbers,
  SendWindow,
  ReceiveWindow,
  TimestampEcho,
  Notices,
  Reason,
  CallResult,
  Delivery,
  ResetOwed,
  ResetNumbers,
  AfterClosed,
  SynOwed,
  SynNumbers,
  SynWindow,
  AckNumber,
  BareNumber,
  WindowEdge,
  WindowBuffer,
  SillyWindow,
  RepeatedAck,
  WasSent,
  Text,
  NewText,
  PeerWindow,
  SegmentSize,
  SillySegment,
  Options,
  SackReport,
  // MUST
  Answer,
  DelayedAck,
  SecondSegment,
  WindowOpens,
  DeadlineAhead,
  RetransmissionTimer,
  PersistTimer,
  TimeWaitTimer,
  NoTimer,
  Retransmits,
  Probes,
  GivesUp,
  BacksOff,
};

inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::BacksOff) + 1;

/// What it says, and where that stands: "an ACK is owed within 500 ms of text", "RFC 9293 3.8.6.3, MUST-40".
struct RuleText {
  std::string_view words;
  std::string_view source;
};

const RuleText& text_of(Rule rule);

struct Violation {
  Rule rule;
  std::uint64_t step = 0;  ///< of the endpoint, counted from 1: calls, arrivals, timeouts, segments sent
  std::string expected;
  std::string seen;

  /// "step 12: an ACK is owed within 500 ms of text (RFC 9293 3.8.6.3, MUST-40): expected ..., seen ..."
  std::string text() const;
};

}  // namespace finalack::conform
