// What was received and not yet read: text in order, and text behind gaps (SHLD-31), which SACK reports (RFC 2018).
#pragma once

#include <array>
#include <optional>

#include "impl/connection/fields.hpp"
#include "impl/connection/ranges.hpp"
#include "impl/connection/ring.hpp"
#include "impl/wire/tcp.hpp"

namespace finalack::impl {

class ReceiveBuffer {
 public:
  /// What became next in sequence.
  struct Advance {
    std::uint32_t octets = 0;
    bool fin = false;
  };

  /// Keeps text that lies within the window: it begins at `seq`, which is not before `rcv_nxt`. With `fin`, the FIN
  /// follows it. Text behind more gaps than Ranges::kMax is dropped, and has to be sent again.
  Advance store(SequenceNumber rcv_nxt, SequenceNumber seq, std::span<const std::uint8_t> text, bool fin);

  std::size_t readable() const { return ring_.size(); }
  bool has_gap() const { return !held_.empty(); }
  std::size_t capacity() const { return ring_.capacity(); }

  std::size_t read(std::span<std::uint8_t> to) { return ring_.take(to); }
  Pieces peek() const { return ring_.pieces(0, ring_.size()); }
  void discard(std::size_t octets) { ring_.drop(octets); }

  /// The text [left, right) came once more: the next SACK option begins with it. RFC 2883.
  void note_duplicate(SequenceNumber left, SequenceNumber right) { duplicate_ = SackBlock{left.value, right.value}; }
  bool has_duplicate() const { return duplicate_.has_value(); }
  void forget_duplicate() { duplicate_.reset(); }

  /// Fills in the SACK blocks, at most `room`: a duplicate first, then the latest.
  void report(TcpOptions& options, std::size_t room) const;

  /// Forgets what lies behind a gap, although it may have been reported.
  void discard_held() {
    held_.clear();
    fin_at_.reset();
  }

  /// Gives memory back that holds nothing.
  void release_if_empty() {
    if (ring_.size() == 0 && held_.empty()) ring_.release();
  }
  void clear() {
    ring_.release();
    held_.clear();
    fin_at_.reset();
  }

  /// See fields.hpp.
  template <class Self, class Visit> static void fields(Self& self, Visit& visit, [[maybe_unused]] Space space) {
    auto& [ring, held, fin_at, duplicate] = self;
    visit("ring", ring, Space::None);
    visit("held", held, Space::Peer);
    visit("fin_at", fin_at, Space::Peer);
    visit("duplicate", duplicate, Space::Peer);
  }

  bool operator==(const ReceiveBuffer&) const = default;

 private:
  Ring ring_;
  Ranges held_;  // behind RCV.NXT
  std::optional<SequenceNumber> fin_at_;
  std::optional<SackBlock> duplicate_;
};

}  // namespace finalack::impl
