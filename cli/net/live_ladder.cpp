#include "cli/net/live_ladder.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "impl/wire/text.hpp"

namespace finalack::cli {

namespace {

constexpr std::size_t kWidth = 54;  // of the arrow: 80 columns, less time and state
constexpr std::size_t kMostConnections = 4096;

/// "── text ──────▶", `kWidth` columns wide.
std::string arrow(const std::string& text, impl::Direction direction, bool unicode) {
  const std::size_t shaft = kWidth - std::min(kWidth - 4, text.size() + 3);  // what the head and two blanks leave
  std::string left;
  std::string right;
  for (std::size_t i = 0; i < shaft / 2; ++i) left += unicode ? "─" : "-";
  for (std::size_t i = 0; i < shaft - shaft / 2; ++i) right += unicode ? "─" : "-";
  if (direction == impl::Direction::Out) return left + " " + text + " " + right + (unicode ? "▶" : ">");
  return (unicode ? "◀" : "<") + left + " " + text + " " + right;
}

}  // namespace

void LiveLadder::on_segment(const impl::SegmentSeen& seen) {
  const bool out = seen.direction == impl::Direction::Out;
  if (bases_.size() >= kMostConnections && !bases_.contains(seen.tuple)) bases_.clear();
  Bases& bases = bases_[seen.tuple];
  if (seen.header.flags.syn) (out ? bases.own : bases.peer) = seen.header.seq;
  if (!(seen.tuple == last_)) {
    out_ << fmt::format("{:>24}{} {} {}\n", "", impl::to_string(seen.tuple.local), unicode_ ? "⇄" : "<->",
                        impl::to_string(seen.tuple.remote));
    last_ = seen.tuple;
  }
  const std::string all = out ? impl::describe(seen.header, seen.text, bases.own, bases.peer)
                              : impl::describe(seen.header, seen.text, bases.peer, bases.own);
  const std::size_t options = all.size() + 4 > kWidth ? all.find(" <") : std::string::npos;
  const double seconds = static_cast<double>((seen.at - start_).count()) / 1e6;
  out_ << fmt::format("{:10.6f} {:<12} {}\n", seconds, impl::to_string(seen.after),
                      arrow(all.substr(0, options), seen.direction, unicode_));
  if (options != std::string::npos) out_ << fmt::format("{:>24}{}\n", "", all.substr(options + 1));
  out_.flush();
}

}  // namespace finalack::cli
