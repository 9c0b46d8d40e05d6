// What decisions depend on of a segment that arrived.
#pragma once

#include "impl/core/native.hpp"
#include "impl/core/tcb.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

/// Of a header with `text` octets behind it; `shift`: of the window, as the SYNs agreed. RFC 7323 section 2.2: that of
/// a SYN is never scaled.
inline Segment<Native> as_segment(const TcpHeader& header, std::size_t text, std::uint8_t shift) {
  Segment<Native> seg;
  seg.syn = header.flags.syn;
  seg.ack = header.flags.ack;
  seg.fin = header.flags.fin;
  seg.rst = header.flags.rst;
  seg.timestamped = header.options.has_timestamps;
  seg.seq = SequenceNumber(header.seq);
  seg.ack_number = SequenceNumber(header.ack_number);
  seg.window = header.flags.syn ? header.window : std::uint32_t{header.window} << shift;
  seg.text = static_cast<std::uint32_t>(text);
  seg.ts_value = SequenceNumber(header.options.ts_value);
  return seg;
}

}  // namespace finalack::impl
