// A TCP segment's header as values, and its octets: RFC 9293 3.1, with the options of RFC 7323 and RFC 2018.
//
// Values and octets are kept apart, so that what is not a header can't be held: parsing checks everything once, and
// nothing behind it looks at an octet of the header again.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "impl/wire/address.hpp"
#include "impl/wire/parse_error.hpp"

namespace finalack::impl {

/// The control bits. RFC 9293 3.1.
struct Flags {
  bool fin : 1 = false;
  bool syn : 1 = false;
  bool rst : 1 = false;
  bool psh : 1 = false;
  bool ack : 1 = false;
  bool urg : 1 = false;
  bool ece : 1 = false;
  bool cwr : 1 = false;

  bool operator==(const Flags&) const = default;
};

/// One block of received text, [left, right). RFC 2018 section 3.
struct SackBlock {
  std::uint32_t left = 0;
  std::uint32_t right = 0;

  bool operator==(const SackBlock&) const = default;
};

/// The options that this TCP knows. Others are skipped when parsed (MUST-6) and never sent.
struct TcpOptions {
  static constexpr std::size_t kMaxSackBlocks = 4;

  bool has_mss = false;
  bool has_window_scale = false;
  bool sack_permitted = false;
  bool has_timestamps = false;
  std::uint8_t sack_count = 0;    ///< blocks in use
  std::uint8_t window_scale = 0;  ///< shift count as it stands in the segment; above 14 is to be read as 14
  std::uint16_t mss = 0;          ///< octets
  std::uint32_t ts_value = 0;     ///< TSval
  std::uint32_t ts_echo = 0;      ///< TSecr
  std::array<SackBlock, kMaxSackBlocks> sack{};

  bool operator==(const TcpOptions&) const = default;
};

struct TcpHeader {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t seq = 0;         ///< SEG.SEQ
  std::uint32_t ack_number = 0;  ///< SEG.ACK
  Flags flags;
  std::uint16_t window = 0;  ///< as it stands in the segment, not scaled
  std::uint16_t urgent_pointer = 0;
  TcpOptions options;

  bool operator==(const TcpHeader&) const = default;
};

/// Reads the header of a segment (what an IP packet carries), and sets `text` to what follows it. The checksum is not
/// looked at (checksum.hpp). Of several options of one kind the last counts; what belongs on a SYN only is read
/// wherever it stands. Errors: Truncated, BadDataOffset, BadOptionLength; then `header` and `text` are unspecified.
[[nodiscard]] ParseError parse_tcp(std::span<const std::uint8_t> segment, TcpHeader& header,
                                   std::span<const std::uint8_t>& text);

/// The octets that `header` takes with its options and their padding: 20 to 60, a multiple of 4. At most three SACK
/// blocks fit beside timestamps: further ones are left out.
std::size_t encoded_size(const TcpHeader& header);

/// Writes the header, with a checksum of zero, into the first encoded_size(header) octets of `out`, and returns how
/// many those are. Precondition: `out` has room. The options of a SYN stand in the order that Linux's users expect:
/// with timestamps and SACK: MSS, SACK-permitted, timestamps, NOP, window scale; otherwise each is aligned by NOPs.
std::size_t emit_tcp(const TcpHeader& header, std::span<std::uint8_t> out);

}  // namespace finalack::impl
