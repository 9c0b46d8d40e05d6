// What can be done to two connections and the wires between them: a user's call, what the network does, or what
// somebody forges. A sequence of commands is a value: it is drawn, shrunk, saved and run again.
//
// Every command can be carried out in every state: what makes no sense there is refused or does nothing. So any part of
// a sequence is one, too, which is what makes shrinking easy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "impl/connection/settings.hpp"
#include "impl/pair/pair.hpp"

namespace finalack::conform {

using impl::Side;

enum class Act : std::uint8_t {
  Connect,    ///< active OPEN
  Listen,     ///< passive OPEN
  Send,       ///< SEND of `amount` octets
  Receive,    ///< RECEIVE of up to `amount` octets
  Shutdown,   ///< CLOSE, and reading goes on
  Close,      ///< CLOSE by a user who reads no more, either
  Abort,      ///< ABORT
  Deliver,    ///< the `amount`-th segment in flight from `side` arrives
  Lose,       ///< it never does
  Duplicate,  ///< it arrives, and stays in flight
  Burst,      ///< the `amount` oldest in flight from `side` arrive before their receiver sends anything
  Advance,    ///< `amount` microseconds pass, with whatever expires meanwhile
  Timeout,    ///< time passes until the next timer of `side` expires
  Forge,      ///< a segment that the peer did not send arrives at `side`
};

inline constexpr std::size_t kActs = 14;

/// Numbers of a forged segment are given by those of the connection that it meets, so that they keep their meaning when
/// what comes before them is left out.
struct Forged {
  enum class SeqBase : std::uint8_t { RcvNxt, Edge, Irs, Zero };
  enum class AckBase : std::uint8_t { SndUna, SndNxt, Iss, Oldest };  ///< Oldest: that RFC 5961 accepts
  enum class TimeBase : std::uint8_t { Absent, Recent };              ///< of TSval: TS.Recent

  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool rst = false;
  SeqBase seq_base = SeqBase::RcvNxt;
  AckBase ack_base = AckBase::SndNxt;
  TimeBase time_base = TimeBase::Absent;
  std::int32_t seq = 0;  ///< from its base
  std::int32_t ack_number = 0;
  std::int32_t time = 0;     ///< milliseconds
  std::uint16_t window = 0;  ///< as it stands in the segment
  std::uint16_t octets = 0;  ///< of text
  std::uint16_t mss = 0;     ///< of a SYN; 0: no option
  std::uint8_t scale = 255;  ///< of a SYN; 255: no option
  bool sack = false;         ///< of a SYN

  bool operator==(const Forged&) const = default;
};

struct Command {
  Act act = Act::Advance;
  Side side = Side::A;
  std::uint64_t amount = 0;
  Forged forged{};

  bool operator==(const Command&) const = default;
};

/// What of the settings of an endpoint matters to what it decides.
struct EndSettings {
  bool linux_figures = false;
  std::uint16_t mss = 1460;
  std::uint16_t path_mss = 1460;
  std::uint32_t send_buffer = 4096;
  std::uint32_t receive_buffer = 4096;
  bool scale = true;
  bool timestamps = true;
  bool sack = true;
  bool nagle = true;
  bool keepalive = false;
  bool user_timeout = false;  ///< of 100 seconds
  impl::Policy policy{};
  std::uint32_t iss = 1000;
  std::uint32_t offset = 0;  ///< of its timestamps

  impl::Settings settings() const;
  bool operator==(const EndSettings&) const = default;
};

/// Two endpoints and what happens to them: all that a run depends on.
struct Case {
  EndSettings a;
  EndSettings b;
  std::vector<Command> commands;

  bool operator==(const Case&) const = default;
};

/// As a line of a case file: "a send 20".
std::string to_text(const Command& command);

/// As a file:
///
///     finalack case 1
///     endpoint a profile=rfc mss=1460 ...
///     endpoint b ...
///     a connect
///     ...
///     end 17
///
/// The last line counts the commands, so that a file that was cut off is known for it.
std::string to_text(const Case& value);

/// Whether a file is, or was meant to be, one of these.
bool is_case_file(std::string_view content);

/// Reads what to_text wrote; blank lines and lines that begin with # are left out. Throws InputError, with `name` and
/// the number of the line: not a case file, another version, a word or number that is not accepted, cut off.
Case read_case(std::string_view content, const std::string& name);

}  // namespace finalack::conform
