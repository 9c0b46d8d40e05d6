// The Internet checksum against the sum as RFC 1071 section 1 describes it: octet pairs, one by one.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/wire/checksum.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::impl {
namespace {

std::uint16_t reference(View octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    sum += i % 2 == 0 ? octets[i] << 8 : octets[i];
    if (sum > 0xffff) sum -= 0xffff;
  }
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t checksum(View octets) {
  ChecksumSum sum;
  sum.add(octets);
  return sum.finish();
}

TEST(Checksum, IsTheExampleOfRfc1071) { EXPECT_EQ(checksum(from_hex("0001 f203 f4f5 f6f7")), 0x220d); }

TEST(Checksum, OfNothingIsAllOnes) { EXPECT_EQ(checksum({}), 0xffff); }

TEST(Checksum, OfTheLargestWordsDoesNotOverflow) {
  for (const std::size_t size : {65535U, 262144U + 63U, 3000001U}) {
    for (const std::uint8_t octet : {0xff, 0x00, 0x80, 0x7f}) {
      const Octets octets(size, octet);
      EXPECT_EQ(checksum(octets), reference(octets)) << size << " times " << int{octet};
    }
  }
}

TEST(Checksum, IsRightForEverySizeAtEveryAlignment) {
  Octets octets(400);
  std::uint32_t next = 1;
  for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>((next = next * 1103515245 + 12345) >> 16);
  for (std::size_t begin = 0; begin < 17; ++begin) {
    for (std::size_t size = 0; size + begin <= octets.size(); ++size) {
      const ExactCopy copy(View(octets).subspan(begin, size));
      ASSERT_EQ(checksum(View(octets).subspan(begin, size)), reference(copy.view()));
      ASSERT_EQ(checksum(copy.view()), reference(copy.view()));
    }
  }
}

RC_GTEST_PROP(Checksum, IsTheSameHoweverTheOctetsAreSplit, ()) {
  const Octets octets = any_octets(*rc::gen::element<std::size_t>(40, 300));
  ChecksumSum sum;
  View rest = octets;
  while (!rest.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    sum.add(rest.first(size));
    sum.add({});
    rest = rest.subspan(size);
  }
  RC_ASSERT(sum.finish() == reference(octets));
}

RC_GTEST_PROP(Checksum, TakesAWordForItsTwoOctets, (std::uint16_t word)) {
  const Octets before = any_octets(9);
  const Octets after = any_octets(9);
  ChecksumSum sum;
  sum.add(before);
  sum.add_word(word);
  sum.add(after);
  Octets all = before;
  all.insert(all.end(), {static_cast<std::uint8_t>(word >> 8), static_cast<std::uint8_t>(word)});
  all.insert(all.end(), after.begin(), after.end());
  RC_ASSERT(sum.finish() == reference(all));
}

RC_GTEST_PROP(Checksum, CopyingAddsAndCopies, ()) {
  const Octets before = any_octets(3);
  const Octets octets = any_octets(300);
  ChecksumSum expected;
  expected.add(before);
  ChecksumSum sum = expected;
  expected.add(octets);
  Octets copy(octets.size() + 1, 0x5a);
  copy_and_add(copy, octets, sum);
  RC_ASSERT(sum.finish() == expected.finish());
  RC_ASSERT(std::equal(octets.begin(), octets.end(), copy.begin()));
  RC_ASSERT(copy.back() == 0x5a);
}

/// The pseudo-header as octets: RFC 9293 3.1, RFC 8200 8.1.
Octets pseudo_header(const IpAddress& source, const IpAddress& destination, std::size_t length) {
  const bool v4 = source.version == IpVersion::V4;
  Octets octets(source.octets.begin(), source.octets.begin() + (v4 ? 4 : 16));
  octets.insert(octets.end(), destination.octets.begin(), destination.octets.begin() + (v4 ? 4 : 16));
  const auto high = static_cast<std::uint8_t>(length >> 8), low = static_cast<std::uint8_t>(length);
  if (v4) octets.insert(octets.end(), {0, 6, high, low});
  if (!v4) octets.insert(octets.end(), {0, 0, high, low, 0, 0, 0, 6});
  return octets;
}

RC_GTEST_PROP(TcpChecksum, CoversThePseudoHeader, ()) {
  const IpVersion version = any_version();
  const IpAddress source = any_address(version), destination = any_address(version);
  Octets segment = any_octets(100);
  segment.resize(std::max<std::size_t>(segment.size(), 20));
  segment[16] = segment[17] = 0;
  Octets all = pseudo_header(source, destination, segment.size());
  all.insert(all.end(), segment.begin(), segment.end());
  segment[16] = *rc::gen::arbitrary<std::uint8_t>();  // what it held doesn't matter
  fill_tcp_checksum(source, destination, segment);
  RC_ASSERT((segment[16] << 8 | segment[17]) == reference(all));
  RC_ASSERT(tcp_checksum_ok(source, destination, segment));
}

RC_GTEST_PROP(TcpChecksum, NoticesAWrongBit, ()) {
  const IpVersion version = any_version();
  const IpAddress source = any_address(version), destination = any_address(version);
  Octets segment = any_octets(100);
  segment.resize(std::max<std::size_t>(segment.size(), 20));
  fill_tcp_checksum(source, destination, segment);
  const auto bit = *rc::gen::inRange<std::size_t>(0, segment.size() * 8);
  segment[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  RC_ASSERT(!tcp_checksum_ok(source, destination, segment));
}

}  // namespace
}  // namespace finalack::impl
