// A ladder diagram that grows as segments pass: time, our state, and an arrow with what the segment says.
#pragma once

#include <iosfwd>
#include <map>

#include "impl/stack/observer.hpp"

namespace finalack::cli {

/// Lines of 80 columns. With more than one connection each line names the peer.
class LiveLadder : public impl::SegmentObserver {
 public:
  LiveLadder(std::ostream& out, bool unicode, impl::Time start) : out_(out), unicode_(unicode), start_(start) {}

  void on_segment(const impl::SegmentSeen& seen) override;

 private:
  struct Bases {
    std::uint32_t own = 0;
    std::uint32_t peer = 0;
  };

  std::ostream& out_;
  bool unicode_;
  impl::Time start_;
  std::map<impl::FourTuple, Bases> bases_;
  impl::FourTuple last_;
};

}  // namespace finalack::cli
