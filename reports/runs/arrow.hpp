// One arrow of a ladder: a message between two lines, however far it gets in this step.
//
// An arrow is laid out by distance from its sender's line and mirrored when the sender stands on the right, so that
// each shape exists once:
//
//     |---- <SEQ=0><CTL=SYN> --------->|     sent, and arrives at once
//     |---- <SEQ=0><CTL=SYN> --... (7) |     sent; arrives in step 7
//     | (2) ...<SEQ=0><CTL=SYN> ------>|     arrives; sent in step 2
//     |---- <SEQ=0><CTL=SYN> ---x lost |     sent, and lost
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "reports/canvas.hpp"

namespace finalack::reports {

/// The two lines that a message travels between, and whose it is.
struct Span {
  std::size_t left = 0;   ///< the column of the left line
  std::size_t right = 0;  ///< the column of the right line
  bool from_left = true;

  std::size_t length() const { return right - left - 1; }
};

struct Arrow {
  enum class Start : unsigned char { AtSender, UnderWay };
  enum class End : unsigned char { AtReceiver, AtReceiverAndStays, UnderWay, Lost };

  std::string text;  ///< the segment
  bool old = false;  ///< sent by an earlier incarnation
  Start start = Start::AtSender;
  End end = End::AtReceiver;
  std::optional<std::size_t> departed;  ///< Start::UnderWay: the number of the step that sent it
  std::optional<std::size_t> same_as;   ///< End::UnderWay: the step that sent what the network takes it to be
  std::optional<std::size_t> arrives;   ///< the number of the step that ends what is under way; none: it never ends
};

/// Draws the arrow into the rows' columns between the lines; the second row is used only for what stays under way.
/// Returns how many rows it took.
std::size_t draw(const Arrow& arrow, const Span& span, const TextStyle& style, TextRow& row, TextRow& below);

}  // namespace finalack::reports
