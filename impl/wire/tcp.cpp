// Nearly every segment of a connection has timestamps and no other option, aligned as RFC 7323 appendix A recommends,
// or none at all: both ways, these take no loop.
#include "impl/wire/tcp.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kFixedHeader = 20;
constexpr std::size_t kMaxHeader = 60;

enum Kind : std::uint8_t {
  EndOfList = 0,
  NoOperation = 1,
  MaximumSegmentSize = 2,
  WindowScale = 3,
  SackPermitted = 4,
  Sack = 5,
  Timestamps = 8,
};

// NOP, NOP, timestamps, 10: the word that aligned timestamps begin with.
constexpr std::uint32_t kAlignedTimestamps = 0x0101080a;
constexpr std::size_t kAlignedTimestampsSize = 12;

static_assert(sizeof(Flags) == 1);

/// The order of bits in memory is the compiler's: where it allots the lowest first, Flags is the octet itself.
Flags flags_of(std::uint8_t octet) {
  if constexpr (std::endian::native == std::endian::little) {
    return std::bit_cast<Flags>(octet);
  } else {
    const auto bit = [&](int number) { return (octet >> number & 1) != 0; };
    return {.fin = bit(0),
            .syn = bit(1),
            .rst = bit(2),
            .psh = bit(3),
            .ack = bit(4),
            .urg = bit(5),
            .ece = bit(6),
            .cwr = bit(7)};
  }
}

std::uint8_t octet_of(Flags flags) {
  if constexpr (std::endian::native == std::endian::little) {
    return std::bit_cast<std::uint8_t>(flags);
  } else {
    return static_cast<std::uint8_t>(flags.fin | flags.syn << 1 | flags.rst << 2 | flags.psh << 3 | flags.ack << 4 |
                                     flags.urg << 5 | flags.ece << 6 | flags.cwr << 7);
  }
}

/// One option, kind and length included. False: the length is not what the kind has.
bool read_option(std::span<const std::uint8_t> option, TcpOptions& options) {
  switch (option[0]) {
    case MaximumSegmentSize:
      if (option.size() != 4) return false;
      options.has_mss = true;
      options.mss = load16(&option[2]);
      return true;
    case WindowScale:
      if (option.size() != 3) return false;
      options.has_window_scale = true;
      options.window_scale = option[2];
      return true;
    case SackPermitted: options.sack_permitted = true; return option.size() == 2;
    case Sack:
      if (option.size() < 10 || option.size() % 8 != 2) return false;
      options.sack = {};
      options.sack_count = static_cast<std::uint8_t>(option.size() / 8);
      for (std::size_t i = 0; i < options.sack_count; ++i) {
        options.sack[i] = {.left = load32(&option[2 + 8 * i]), .right = load32(&option[6 + 8 * i])};
      }
      return true;
    case Timestamps:
      if (option.size() != 10) return false;
      options.has_timestamps = true;
      options.ts_value = load32(&option[2]);
      options.ts_echo = load32(&option[6]);
      return true;
    default: return true;  // MUST-6
  }
}

/// At most 40 octets, so that no more than four SACK blocks fit.
ParseError read_options(std::span<const std::uint8_t> octets, TcpOptions& options) {
  while (!octets.empty()) {
    if (octets[0] == EndOfList) break;
    if (octets[0] == NoOperation) {
      octets = octets.subspan(1);
      continue;
    }
    if (octets.size() < 2 || octets[1] < 2 || octets[1] > octets.size()) return ParseError::BadOptionLength;  // MUST-7
    if (!read_option(octets.first(octets[1]), options)) return ParseError::BadOptionLength;
    octets = octets.subspan(octets[1]);
  }
  return ParseError::None;
}

/// How many blocks are sent: what 40 octets have room for beside the other options.
std::size_t sack_blocks_sent(const TcpOptions& options) {
  if (options.sack_count == 0) return 0;
  std::size_t used = 4;  // NOP, NOP, kind, length
  if (options.has_timestamps) used += kAlignedTimestampsSize;
  if (options.has_mss) used += 4;
  if (options.has_window_scale) used += 4;
  if (options.sack_permitted && !options.has_timestamps) used += 4;
  const std::size_t room = (kMaxHeader - kFixedHeader - used) / 8;
  return options.sack_count < room ? options.sack_count : room;
}

std::uint8_t* write_timestamps(const TcpOptions& options, std::uint8_t* out) {
  store32(out + 0, options.ts_value);
  store32(out + 4, options.ts_echo);
  return out + 8;
}

/// Every word that begins an option begins at a multiple of four. SACK-permitted, of two octets, stands in for the two
/// NOPs before timestamps.
std::uint8_t* write_options(const TcpOptions& options, std::uint8_t* out) {
  const auto word = [&out](std::uint32_t octets) {
    store32(out, octets);
    out += 4;
  };
  if (options.has_mss) word(std::uint32_t{MaximumSegmentSize} << 24 | 4 << 16 | options.mss);
  if (options.has_timestamps) {
    word(options.sack_permitted ? std::uint32_t{0x0402080a} : kAlignedTimestamps);
    out = write_timestamps(options, out);
  } else if (options.sack_permitted) {
    word(0x01010402);
  }
  if (options.has_window_scale) word(std::uint32_t{0x01030300} | options.window_scale);
  if (const std::size_t count = sack_blocks_sent(options); count != 0) {
    word(static_cast<std::uint32_t>(0x01010500 | (2 + 8 * count)));
    for (std::size_t i = 0; i < count; ++i) {
      word(options.sack[i].left);
      word(options.sack[i].right);
    }
  }
  return out;
}

/// None, or timestamps only.
bool has_rare_options(const TcpOptions& options) {
  return options.has_mss || options.has_window_scale || options.sack_permitted || options.sack_count != 0;
}

}  // namespace

ParseError parse_tcp(std::span<const std::uint8_t> segment, TcpHeader& header, std::span<const std::uint8_t>& text) {
  if (segment.size() < kFixedHeader) return ParseError::Truncated;
  const std::uint8_t* const from = segment.data();
  const std::size_t size = std::size_t{from[12]} / 16 * 4;
  if (size < kFixedHeader || size > segment.size()) return ParseError::BadDataOffset;
  header.source_port = load16(from + 0);
  header.destination_port = load16(from + 2);
  header.seq = load32(from + 4);
  header.ack_number = load32(from + 8);
  header.flags = flags_of(from[13]);
  header.window = load16(from + 14);
  header.urgent_pointer = load16(from + 18);
  header.options = {};
  text = segment.subspan(size);
  if (size == kFixedHeader) return ParseError::None;
  if (size == kFixedHeader + kAlignedTimestampsSize && load32(from + kFixedHeader) == kAlignedTimestamps) {
    header.options.has_timestamps = true;
    header.options.ts_value = load32(from + kFixedHeader + 4);
    header.options.ts_echo = load32(from + kFixedHeader + 8);
    return ParseError::None;
  }
  return read_options(segment.subspan(kFixedHeader, size - kFixedHeader), header.options);
}

std::size_t encoded_size(const TcpHeader& header) {
  const TcpOptions& options = header.options;
  std::size_t size = kFixedHeader;
  if (options.has_timestamps) size += kAlignedTimestampsSize;
  if (!has_rare_options(options)) return size;
  if (options.has_mss) size += 4;
  if (options.has_window_scale) size += 4;
  if (options.sack_permitted && !options.has_timestamps) size += 4;
  if (const std::size_t count = sack_blocks_sent(options); count != 0) size += 4 + 8 * count;
  return size;
}

std::size_t emit_tcp(const TcpHeader& header, std::span<std::uint8_t> out) {
  const std::size_t size = encoded_size(header);
  assert(out.size() >= size && header.options.sack_count <= TcpOptions::kMaxSackBlocks);
  std::uint8_t* const to = out.data();
  // By words, as the checksum reads them: a load that spans several fresh stores waits for them.
  store32(to + 0, std::uint32_t{header.source_port} << 16 | header.destination_port);
  store32(to + 4, header.seq);
  store32(to + 8, header.ack_number);
  store32(to + 12,
          static_cast<std::uint32_t>(size / 4) << 28 | std::uint32_t{octet_of(header.flags)} << 16 | header.window);
  store32(to + 16, header.urgent_pointer);  // and a checksum of zero
  [[maybe_unused]] const std::uint8_t* const end = write_options(header.options, to + kFixedHeader);
  assert(end == to + size);
  return size;
}

}  // namespace finalack::impl
