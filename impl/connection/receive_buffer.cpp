#include "impl/connection/receive_buffer.hpp"

#include <algorithm>

namespace finalack::impl {

ReceiveBuffer::Advance ReceiveBuffer::store(SequenceNumber rcv_nxt, SequenceNumber seq,
                                            std::span<const std::uint8_t> text, bool fin) {
  const SequenceNumber end = seq + static_cast<std::uint32_t>(text.size());
  if (seq == rcv_nxt && held_.empty() && !fin_at_) {  // nearly always
    ring_.append(text);
    return {static_cast<std::uint32_t>(text.size()), fin};
  }
  if (fin) fin_at_ = end;
  if (const auto known = held_.first_common(seq, end)) note_duplicate(known->left, known->right);
  // What is next in sequence is kept however many gaps there are, or they would never be filled.
  const bool next = seq == rcv_nxt;
  if (next || (!text.empty() && held_.insert(seq, end))) ring_.write_at(ring_.size() + (seq - rcv_nxt), text);
  Advance advance;
  const SequenceNumber reached = held_.first_gap(next ? end : rcv_nxt);
  advance.octets = reached - rcv_nxt;
  ring_.extend(advance.octets);
  held_.remove_before(reached);
  advance.fin = fin_at_ == reached;
  if (advance.fin) fin_at_.reset();
  return advance;
}

void ReceiveBuffer::report(TcpOptions& options, std::size_t room) const {
  room = std::min(room, TcpOptions::kMaxSackBlocks);
  std::size_t n = 0;
  if (duplicate_ && n < room) options.sack[n++] = *duplicate_;
  std::array<bool, Ranges::kMax> taken{};
  for (; n < room; ++n) {
    std::size_t latest = Ranges::kMax;
    for (std::size_t i = 0; i < held_.count(); ++i) {
      if (!taken[i] && (latest == Ranges::kMax || held_[i].stamp > held_[latest].stamp)) latest = i;
    }
    if (latest == Ranges::kMax) break;
    taken[latest] = true;
    options.sack[n] = SackBlock{held_[latest].left.value, held_[latest].right.value};
  }
  options.sack_count = static_cast<std::uint8_t>(n);
}

}  // namespace finalack::impl
