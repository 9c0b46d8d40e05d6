// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of all 16-bit words. TCP's covers
// a pseudo-header too: RFC 9293 3.1 for IPv4, RFC 8200 8.1 for IPv6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "impl/wire/address.hpp"

namespace finalack::impl {

inline constexpr std::size_t kTcpChecksumOffset = 16;  ///< octets into a TCP header

/// A sum in the making. What is added counts as one sequence of octets, wherever it lies and wherever it is split: a
/// part of an odd length leaves the next one to begin in the middle of a word.
class ChecksumSum {
 public:
  void add(std::span<const std::uint8_t> octets);

  /// The same for a header: a multiple of four octets, up to 1,024, behind an even number of others.
  void add_header(std::span<const std::uint8_t> octets) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); i += 4) {
      std::uint32_t word = 0;
      std::memcpy(&word, octets.data() + i, sizeof word);
      sum += word;
    }
    add_partial(sum);
  }

  /// A number of 16 bits, as the two octets that it is on the wire.
  void add_word(std::uint16_t word);

  /// The addresses, the protocol and the length of what an IP packet carries. Goes first, or after an even number of
  /// octets. Precondition: both addresses are of one version.
  void add_pseudo_header(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                         std::size_t length);

  /// What a checksum field has to hold. Over octets that include a right checksum it is 0.
  std::uint16_t finish() const;

 private:
  void add_partial(std::uint64_t sum) {
    sum_ += sum;
    sum_ += sum_ < sum;  // the carry comes around
  }

  std::uint64_t sum_ = 0;  // of words as they lie in memory: the sum of swapped words is the swapped sum (RFC 1071 1.B)
  bool odd_ = false;       // octets so far
};

/// Copies `from` to the beginning of `to`, which has room, and adds it to `sum`. They don't overlap.
void copy_and_add(std::span<std::uint8_t> to, std::span<const std::uint8_t> from, ChecksumSum& sum);

/// Whether a TCP segment (header and text) between these addresses holds the checksum that it should. MUST-3.
bool tcp_checksum_ok(const IpAddress& source, const IpAddress& destination, std::span<const std::uint8_t> segment);

/// Puts the checksum into a segment of at least 20 octets, whatever its field held. MUST-2.
void fill_tcp_checksum(const IpAddress& source, const IpAddress& destination, std::span<std::uint8_t> segment);

}  // namespace finalack::impl
