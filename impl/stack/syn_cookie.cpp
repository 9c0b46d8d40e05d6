#include "impl/stack/syn_cookie.hpp"

#include <algorithm>
#include <array>

namespace finalack::impl {
namespace {

// The least that a SYN without the option means, over IPv4 and IPv6, what links and tunnels leave of 1500 octets, and
// what larger frames have.
constexpr std::array<std::uint16_t, 8> kMss{64, 536, 1220, 1360, 1400, 1440, 1460, 8960};

constexpr std::uint32_t kSackBit = 16;
constexpr std::uint32_t kNoScale = 15;  // a shift count is at most 14
constexpr std::uint32_t kBits = 31;

std::uint32_t period(Time now) { return static_cast<std::uint32_t>(now.time_since_epoch() / kCookiePeriod); }

std::uint32_t hash_of(const KeyedHash& hash, const FourTuple& tuple, std::uint32_t irs, std::uint32_t when) {
  // The upper half, and `when` displaced, so that no cookie is another purpose's hash of the same name.
  return static_cast<std::uint32_t>(hash(tuple, irs, when ^ 0x80000000U) >> 32);
}

}  // namespace

SequenceNumber make_cookie(const KeyedHash& hash, Time now, const FourTuple& tuple, const TcpHeader& syn,
                           std::uint16_t default_mss) {
  const std::uint16_t mss = syn.options.has_mss ? syn.options.mss : default_mss;
  const auto larger = std::upper_bound(kMss.begin(), kMss.end(), mss);
  const auto index = static_cast<std::uint32_t>(larger == kMss.begin() ? 0 : larger - kMss.begin() - 1);
  return SequenceNumber(hash_of(hash, tuple, syn.seq, period(now)) ^ index);
}

std::optional<std::uint16_t> check_cookie(const KeyedHash& hash, Time now, const FourTuple& tuple,
                                          const TcpHeader& header) {
  const std::uint32_t cookie = header.ack_number - 1;
  const std::uint32_t irs = header.seq - 1;
  for (std::uint32_t age = 0; age < 2; ++age) {
    const std::uint32_t index = cookie ^ hash_of(hash, tuple, irs, period(now) - age);
    if (index < kMss.size()) return kMss[index];
  }
  return std::nullopt;
}

std::uint32_t timestamp_with(const CookieOptions& options, std::uint32_t ticks) {
  const std::uint32_t bits = (options.sack ? kSackBit : 0) | options.window_scale.value_or(kNoScale);
  const std::uint32_t value = (ticks & ~kBits) | bits;
  return value > ticks ? value - (kBits + 1) : value;  // one from the future would make the peer drop what follows
}

CookieOptions options_of_timestamp(std::uint32_t ts_value) {
  CookieOptions options;
  options.sack = (ts_value & kSackBit) != 0;
  const std::uint32_t scale = ts_value & kNoScale;
  if (scale != kNoScale) options.window_scale = static_cast<std::uint8_t>(scale);
  return options;
}

}  // namespace finalack::impl
