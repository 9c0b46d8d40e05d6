// SipHash-2-4 by its authors' test vectors, and the numbers that are made of it.
#include <numeric>
#include <set>

#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

KeyedHash::Key counting_key() {
  KeyedHash::Key key;
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  return key;
}

// The first sixteen of vectors.h of the reference implementation: the octets 0, 1, 2... under the key 0, 1, 2...
TEST(KeyedHash, IsSipHash24) {
  constexpr std::array<std::uint64_t, 16> expected{
      0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
      0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
      0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
      0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5};
  const KeyedHash hash(counting_key());
  Octets octets;
  for (std::size_t size = 0; size < expected.size(); ++size) {
    EXPECT_EQ(hash(octets), expected[size]) << size;
    octets.push_back(static_cast<std::uint8_t>(size));
  }
}

TEST(KeyedHash, DependsOnAllThatNamesAConnection) {
  const KeyedHash hash(counting_key());
  for (const char* remote : {"192.0.2.1:80", "[2001:db8::1]:80"}) {
    const Endpoint one = endpoint(remote);
    std::set<std::uint64_t> hashes;
    const FourTuple tuple{one, one};
    hashes.insert(hash(tuple));
    hashes.insert(hash(tuple, 1));
    hashes.insert(hash(tuple, 0, 1));
    const std::size_t octets = one.address.version == IpVersion::V4 ? 4 : 16;
    for (std::size_t i = 0; i < octets; ++i) {
      FourTuple other = tuple;
      ++other.local.address.octets[i];
      hashes.insert(hash(other));
      other = tuple;
      ++other.remote.address.octets[i];
      hashes.insert(hash(other));
    }
    for (const int bits : {1, 256}) {
      FourTuple other = tuple;
      other.local.port = static_cast<std::uint16_t>(other.local.port + bits);
      hashes.insert(hash(other));
      other = tuple;
      other.remote.port = static_cast<std::uint16_t>(other.remote.port + bits);
      hashes.insert(hash(other));
    }
    EXPECT_EQ(hashes.size(), 3 + 2 * octets + 4);
  }
}

TEST(KeyedHash, RandomKeysDiffer) { EXPECT_NE(KeyedHash::random_key(), KeyedHash::random_key()); }

TEST(KeyedHash, GivesEachNameATimestampOffsetOfItsOwn) {
  const KeyedHash hash(counting_key());
  const FourTuple a{endpoint("192.0.2.1:80"), endpoint("192.0.2.2:5000")};
  const FourTuple b{endpoint("192.0.2.1:80"), endpoint("192.0.2.2:5001")};
  EXPECT_EQ(timestamp_offset(hash, a), timestamp_offset(hash, a));
  EXPECT_NE(timestamp_offset(hash, a), timestamp_offset(hash, b));
  EXPECT_NE(timestamp_offset(hash, a), initial_sequence_number(hash, Time{}, a).value);
}

}  // namespace
}  // namespace finalack::testing
