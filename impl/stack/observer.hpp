// For those who want to see what a stack does: a trace, a page that shows a connection's history.
#pragma once

#include <cstddef>

#include "impl/core/state.hpp"
#include "impl/time.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

enum class Direction : unsigned char { In, Out };

/// A segment of a connection, or of none.
struct SegmentSeen {
  Time at;
  Direction direction;
  const FourTuple& tuple;
  const TcpHeader& header;
  std::size_t text;  ///< octets
  State before;      ///< of the connection; CLOSED if there is none
  State after;
};

class SegmentObserver {
 public:
  virtual ~SegmentObserver() = default;
  virtual void on_segment(const SegmentSeen& seen) = 0;
};

}  // namespace finalack::impl
