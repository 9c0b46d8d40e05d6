#include "impl/stack/keyed_hash.hpp"

#include <cstring>

#include <sodium.h>

namespace finalack::impl {
namespace {

// Told apart by what follows the name, so that one key serves them all.
constexpr std::uint32_t kForIss = 1;
constexpr std::uint32_t kForTimestamps = 2;

}  // namespace

KeyedHash::Key KeyedHash::random_key() {
  Key key;
  static_assert(sizeof key == crypto_shorthash_KEYBYTES);
  randombytes_buf(key.data(), key.size());
  return key;
}

std::uint64_t KeyedHash::operator()(std::span<const std::uint8_t> octets) const {
  std::uint64_t hash = 0;
  static_assert(sizeof hash == crypto_shorthash_BYTES);
  crypto_shorthash(reinterpret_cast<std::uint8_t*>(&hash), octets.data(), octets.size(), key_.data());
  return hash;
}

std::uint64_t KeyedHash::operator()(const FourTuple& tuple, std::uint32_t a, std::uint32_t b) const {
  std::array<std::uint8_t, 2 * 18 + 8> octets;
  const std::size_t address = tuple.local.address.version == IpVersion::V4 ? 4 : 16;
  std::uint8_t* to = octets.data();
  const auto put = [&to](const void* from, std::size_t size) {
    std::memcpy(to, from, size);
    to += size;
  };
  put(tuple.local.address.octets.data(), address);
  put(tuple.remote.address.octets.data(), address);
  put(&tuple.local.port, 2);
  put(&tuple.remote.port, 2);
  put(&a, 4);
  put(&b, 4);
  return (*this)(std::span(octets).first(static_cast<std::size_t>(to - octets.data())));
}

SequenceNumber initial_sequence_number(const KeyedHash& hash, Time now, const FourTuple& tuple) {
  const auto clock = static_cast<std::uint32_t>(now.time_since_epoch().count() / 4);
  return SequenceNumber(clock + static_cast<std::uint32_t>(hash(tuple, kForIss)));
}

std::uint32_t timestamp_offset(const KeyedHash& hash, const FourTuple& tuple) {
  return static_cast<std::uint32_t>(hash(tuple, kForTimestamps));
}

}  // namespace finalack::impl
