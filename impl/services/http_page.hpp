// A page over HTTP that shows the connection it comes over: its TCB, and every segment so far.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "impl/services/service.hpp"

namespace finalack::impl {

/// Watches the segments of the connections to one port, so it has to be the stack's observer, or told by the one that
/// is.
class HttpPage : public Service, public SegmentObserver {
 public:
  explicit HttpPage(std::uint16_t port) : port_(port) {}

  void attend(Time now, Stack& stack, ConnectionId id) override;
  void forget(ConnectionId id) override { requests_.erase(id); }
  void on_segment(const SegmentSeen& seen) override;

 private:
  struct Line {
    Time at;
    std::string text;
    std::string states;
    Direction direction;
  };
  struct History {
    std::uint32_t local_base = 0;  // the ISS of each side, for numbers that one can read
    std::uint32_t remote_base = 0;
    std::deque<Line> lines;
  };

  std::string answer(const Stack& stack, ConnectionId id, const std::string& request) const;
  std::string page(const Stack& stack, ConnectionId id) const;

  std::uint16_t port_;
  std::map<ConnectionId, std::string> requests_;
  std::map<FourTuple, History> histories_;
  std::deque<FourTuple> order_;  // of histories_, oldest first
};

}  // namespace finalack::impl
