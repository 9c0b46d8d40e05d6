#include "impl/stack/keyed_hash.hpp"

#include <cstring>

#include <sodium.h>

namespace finalack::impl {
namespace {

// Told apart by what follows the name, so that one key serves them all.
constexpr std::uint32_t kForIss = 1;
constexpr std::uint32_t kForTimestamps = 2;

std::uint32_t word_at(const std::uint8_t* from) {
  std::uint32_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

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
  // Written by the words that the hash reads: it would wait for parts of them.
  std::array<std::uint64_t, 6> words;
  const std::uint8_t* const local = tuple.local.address.octets.data();
  const std::uint8_t* const remote = tuple.remote.address.octets.data();
  std::size_t n = 0;
  if (tuple.local.address.version == IpVersion::V4) {
    words[n++] = std::uint64_t{word_at(local)} << 32 | word_at(remote);
  } else {
    std::memcpy(words.data(), local, 16);
    std::memcpy(words.data() + 2, remote, 16);
    n = 4;
  }
  words[n++] = std::uint64_t{tuple.local.port} << 48 | std::uint64_t{tuple.remote.port} << 32 | a;
  words[n++] = b;
  return (*this)({reinterpret_cast<const std::uint8_t*>(words.data()), n * sizeof words[0]});
}

SequenceNumber initial_sequence_number(const KeyedHash& hash, Time now, const FourTuple& tuple) {
  const auto clock = static_cast<std::uint32_t>(now.time_since_epoch().count() / 4);
  return SequenceNumber(clock + static_cast<std::uint32_t>(hash(tuple, kForIss)));
}

std::uint32_t timestamp_offset(const KeyedHash& hash, const FourTuple& tuple) {
  return static_cast<std::uint32_t>(hash(tuple, kForTimestamps));
}

}  // namespace finalack::impl
