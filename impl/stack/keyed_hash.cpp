#include "impl/stack/keyed_hash.hpp"

#include <bit>
#include <cstring>

#include <sodium.h>

namespace finalack::impl {
namespace {

// Told apart by what follows the name, so that one key serves them all.
constexpr std::uint32_t kForIss = 1;
constexpr std::uint32_t kForTimestamps = 2;

template <class Word> Word load(const std::uint8_t* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big && sizeof word == 8) return __builtin_bswap64(word);
  return word;
}

/// The state of the hash. It is written out here because a name has a few words only: libsodium's takes twice as long.
class Sip {
 public:
  explicit Sip(const KeyedHash::Key& key) {
    const auto k0 = load<std::uint64_t>(key.data());
    const auto k1 = load<std::uint64_t>(key.data() + 8);
    v0_ ^= k0;
    v1_ ^= k1;
    v2_ ^= k0;
    v3_ ^= k1;
  }

  void take(std::uint64_t word) {
    v3_ ^= word;
    round();
    round();
    v0_ ^= word;
  }

  /// With what remains, less than a word, and the number of all octets.
  std::uint64_t finish(std::uint64_t rest, std::size_t octets) {
    take(rest | static_cast<std::uint64_t>(octets) << 56);
    v2_ ^= 0xff;
    round();
    round();
    round();
    round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_ = 0x736f6d6570736575;
  std::uint64_t v1_ = 0x646f72616e646f6d;
  std::uint64_t v2_ = 0x6c7967656e657261;
  std::uint64_t v3_ = 0x7465646279746573;
};

std::uint64_t ports(const FourTuple& tuple) { return tuple.local.port | std::uint64_t{tuple.remote.port} << 16; }

/// Both addresses, and how many octets they are.
std::size_t take_addresses(Sip& sip, const FourTuple& tuple) {
  const std::uint8_t* const local = tuple.local.address.octets.data();
  const std::uint8_t* const remote = tuple.remote.address.octets.data();
  if (tuple.local.address.version == IpVersion::V4) {
    sip.take(load<std::uint32_t>(local) | std::uint64_t{load<std::uint32_t>(remote)} << 32);
    return 8;
  }
  for (const std::uint8_t* const from : {local, local + 8, remote, remote + 8}) sip.take(load<std::uint64_t>(from));
  return 32;
}

}  // namespace

KeyedHash::Key KeyedHash::random_key() {
  Key key;
  randombytes_buf(key.data(), key.size());
  return key;
}

std::uint64_t KeyedHash::operator()(std::span<const std::uint8_t> octets) const {
  Sip sip(key_);
  std::size_t i = 0;
  for (; i + 8 <= octets.size(); i += 8) sip.take(load<std::uint64_t>(octets.data() + i));
  std::uint64_t rest = 0;
  for (std::size_t bits = 0; i < octets.size(); ++i, bits += 8) rest |= std::uint64_t{octets[i]} << bits;
  return sip.finish(rest, octets.size());
}

std::uint64_t KeyedHash::operator()(const FourTuple& tuple) const {
  Sip sip(key_);
  const std::size_t octets = take_addresses(sip, tuple);
  return sip.finish(ports(tuple), octets + 4);
}

std::uint64_t KeyedHash::operator()(const FourTuple& tuple, std::uint32_t a, std::uint32_t b) const {
  Sip sip(key_);
  const std::size_t octets = take_addresses(sip, tuple);
  sip.take(ports(tuple) | std::uint64_t{a} << 32);
  return sip.finish(b, octets + 12);
}

SequenceNumber initial_sequence_number(const KeyedHash& hash, Time now, const FourTuple& tuple) {
  const auto clock = static_cast<std::uint32_t>(now.time_since_epoch().count() / 4);
  return SequenceNumber(clock + static_cast<std::uint32_t>(hash(tuple, kForIss, 0)));
}

std::uint32_t timestamp_offset(const KeyedHash& hash, const FourTuple& tuple) {
  return static_cast<std::uint32_t>(hash(tuple, kForTimestamps, 0));
}

}  // namespace finalack::impl
