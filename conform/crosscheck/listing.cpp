#include "conform/crosscheck/listing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "impl/wire/text.hpp"

namespace finalack::conform {

namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kStateColumns = 12;
constexpr std::size_t kTimeColumns = 10;

/// A glyph, again and again.
std::string repeated(const char* glyph, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += glyph;
  return text;
}

/// Lines of words.
std::string wrapped(std::string_view words) {
  std::string text;
  while (words.size() > kColumns) {
    const std::size_t space = words.rfind(' ', kColumns);
    const std::size_t at = space == std::string_view::npos ? kColumns : space;
    text += std::string(words.substr(0, at)) + "\n";
    words.remove_prefix(at == space ? at + 1 : at);
  }
  return text + std::string(words) + "\n";
}

class Listing : public WorldObserver {
 public:
  Listing(const World& world, bool unicode) : world_(world), unicode_(unicode), start_(world.now()) {}

  void on_sent(impl::Time now, Side from, const Flying& segment) override { show(now, from, segment, "", true); }

  void on_arrived(impl::Time now, Side at, const Flying& segment, bool forged) override {
    show(now, peer_of(at), segment, forged ? "forged " : "", false);
  }

  void on_event(impl::Time now, Side side, const std::string& words) override {
    line(now, side == Side::A ? fmt::format("{:<{}}", words, kMiddle) : fmt::format("{:>{}}", words, kMiddle));
  }

  std::string text;

 private:
  static constexpr std::size_t kMiddle = kColumns - 2 * kStateColumns - kTimeColumns - 3;

  void line(impl::Time now, const std::string& middle) {
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const int digits = seconds < 1e6 ? 3 : 1;  // of some weeks nobody wants milliseconds, and they have no room
    text += fmt::format("{:>{}.{}f} {:>{}} {} {}\n", seconds, kTimeColumns, digits, to_string(world_[Side::A].state()),
                        kStateColumns, middle, to_string(world_[Side::B].state()));
  }

  /// A segment; what of its words has no room is on a line of its own.
  void show(impl::Time now, Side from, const Flying& segment, const std::string& how, bool leaves) {
    for (const Side side : impl::kSides) {
      if (world_[side].state() > impl::State::Listen) base(side) = world_[side].tcb().iss.value;
    }
    std::string words = how + impl::describe(segment.header, segment.octets, base(from), base(peer_of(from)));
    words = words.substr(0, words.find(" <"));
    std::string rest;
    if (words.size() > kMiddle - 4) {
      const std::size_t at = words.rfind(' ', kMiddle - 4);
      rest = words.substr(at + 1);
      words.resize(at);
    }
    line(now, arrow(from, words, leaves));
    if (rest.empty()) return;
    const std::string margin(kTimeColumns + kStateColumns + 2, ' ');
    text += from == Side::A ? margin + " " + rest + "\n" : fmt::format("{}{:>{}}\n", margin, rest, kMiddle - 1);
  }

  /// On the first half of its way, or on the second, which has the head.
  std::string arrow(Side from, const std::string& words, bool leaves) const {
    const std::string shaft = repeated(unicode_ ? "─" : "-", kMiddle - words.size() - 3);
    const bool to_right = from == Side::A;
    const std::string end = leaves ? "" : to_right ? (unicode_ ? "▶" : ">") : (unicode_ ? "◀" : "<");
    return to_right ? " " + words + " " + shaft + end + (leaves ? " " : "")
                    : (leaves ? " " : "") + end + shaft + " " + words + " ";
  }

  std::uint32_t& base(Side side) { return bases_[static_cast<std::size_t>(side)]; }

  const World& world_;
  bool unicode_;
  impl::Time start_;
  std::uint32_t bases_[2] = {0, 0};  // ISS of each, so that numbers are small
};

}  // namespace

std::string listing(const Case& value, bool unicode) {
  World world(value);
  Listing listing(world, unicode);
  world.observe_with(&listing);
  for (const Command& command : value.commands) world.apply(command);
  std::string text = fmt::format("{:>{}} {:>{}}{:>{}} {}\n", "seconds", kTimeColumns, "a", kStateColumns, "",
                                 kColumns - 2 * kStateColumns - kTimeColumns - 3, "b") +
                     listing.text;
  const auto found = world.violation();
  if (!found) return text;
  return text + "\n" +
         wrapped(fmt::format("broken by {}, at its {}", found->first == Side::A ? "a" : "b", found->second.text()));
}

}  // namespace finalack::conform
