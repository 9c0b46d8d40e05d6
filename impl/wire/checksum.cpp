// The order of a word's two octets doesn't matter until the end, so words are summed as the machine loads them. SSE2,
// which every x86-64 has, multiplies eight signed words by one and adds neighbours in one instruction; subtracting 2^15
// from each beforehand makes them signed, and is made good at the end. That takes two thirds of the time of the loop
// below it (which compilers turn into vectors too), and of 64-bit additions with carry. AVX2 does the same with
// sixteen, in half the time, on processors that have it.
#include "impl/wire/checksum.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "impl/wire/ip.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

std::uint16_t swapped(std::uint16_t word) { return static_cast<std::uint16_t>(word << 8 | word >> 8); }

/// A word of network byte order as memory holds it, and back.
std::uint16_t as_in_memory(std::uint16_t word) {
  return std::endian::native == std::endian::little ? swapped(word) : word;
}

std::uint16_t folded(std::uint64_t sum) {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

template <class Word> std::uint64_t word_at(const std::uint8_t* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Fewer than kBlock octets, the last of which may be half a word.
std::uint64_t sum_of_rest(const std::uint8_t* from, std::size_t size) {
  std::uint64_t sum = 0;
  if (size & 8) {
    sum += word_at<std::uint32_t>(from) + word_at<std::uint32_t>(from + 4);
    from += 8;
  }
  if (size & 4) {
    sum += word_at<std::uint32_t>(from);
    from += 4;
  }
  if (size & 2) {
    sum += word_at<std::uint16_t>(from);
    from += 2;
  }
  if (size & 1) sum += as_in_memory(static_cast<std::uint16_t>(*from << 8));
  return sum;
}

constexpr std::size_t kBlock = 16;
constexpr std::size_t kShort = 64;  // fewer octets: vectors take longer to set up than they save

std::uint64_t sum_of_words(const std::uint8_t* block) {
  return word_at<std::uint32_t>(block) + word_at<std::uint32_t>(block + 4) + word_at<std::uint32_t>(block + 8) +
         word_at<std::uint32_t>(block + 12);
}

#if defined(__SSE2__)

// What is added to a lane of 32 bits is two numbers of at most 2^15 in size, and no more than 2^12 + 3 times.
constexpr std::size_t kLargestRun = std::size_t{1} << 18;

/// The sum of all words, of which 2^15 was subtracted each.
template <std::size_t n> std::uint64_t unbiased(const std::int32_t (&lanes)[n], std::size_t octets) {
  std::int64_t sum = static_cast<std::int64_t>(octets / 2) * 32768;
  for (const std::int32_t lane : lanes) sum += lane;
  return static_cast<std::uint64_t>(sum);
}

__attribute__((target("avx2"))) __m256i sixteen_words(const std::uint8_t* at) {
  const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  return _mm256_madd_epi16(_mm256_xor_si256(words, _mm256_set1_epi16(-32768)), _mm256_set1_epi16(1));
}

/// Of a multiple of 2 * kBlock octets, at most kLargestRun.
__attribute__((target("avx2"))) std::uint64_t sum_by_avx2(const std::uint8_t* from, std::size_t size) {
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  const std::uint8_t* const end = from + size;
  for (; end - from >= 128; from += 128) {
    a = _mm256_add_epi32(a, sixteen_words(from));
    b = _mm256_add_epi32(b, sixteen_words(from + 32));
    c = _mm256_add_epi32(c, sixteen_words(from + 64));
    d = _mm256_add_epi32(d, sixteen_words(from + 96));
  }
  for (; from != end; from += 32) a = _mm256_add_epi32(a, sixteen_words(from));
  std::int32_t lanes[8];
  const __m256i total = _mm256_add_epi32(_mm256_add_epi32(a, b), _mm256_add_epi32(c, d));
  std::memcpy(lanes, &total, sizeof total);
  return unbiased(lanes, size);
}

/// Of a multiple of kBlock octets, at most kLargestRun.
std::uint64_t sum_by_sse2(const std::uint8_t* from, std::size_t size) {
  const __m128i bias = _mm_set1_epi16(-32768);
  const __m128i ones = _mm_set1_epi16(1);
  const auto pairs = [&](const std::uint8_t* at) {
    const __m128i words = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    return _mm_madd_epi16(_mm_xor_si128(words, bias), ones);
  };
  __m128i a = _mm_setzero_si128(), b = a, c = a, d = a;
  const std::uint8_t* const end = from + size;
  for (; end - from >= 64; from += 64) {
    a = _mm_add_epi32(a, pairs(from));
    b = _mm_add_epi32(b, pairs(from + 16));
    c = _mm_add_epi32(c, pairs(from + 32));
    d = _mm_add_epi32(d, pairs(from + 48));
  }
  for (; from != end; from += kBlock) a = _mm_add_epi32(a, pairs(from));
  std::int32_t lanes[4];
  const __m128i total = _mm_add_epi32(_mm_add_epi32(a, b), _mm_add_epi32(c, d));
  std::memcpy(lanes, &total, sizeof total);
  return unbiased(lanes, size);
}

/// Of a multiple of kBlock octets, at most kLargestRun.
std::uint64_t sum_of_blocks(const std::uint8_t* from, std::size_t size) {
  constexpr std::size_t kWorthIt = 256;  // octets
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (!has_avx2 || size < kWorthIt) return sum_by_sse2(from, size);
  const std::size_t pairs = size / 32 * 32;
  std::uint64_t sum = sum_by_avx2(from, pairs);
  if (pairs != size) sum += sum_of_words(from + pairs);
  return sum;
}

#else

constexpr std::size_t kLargestRun = std::size_t{1} << 16;

std::uint64_t sum_of_blocks(const std::uint8_t* from, std::size_t size) {
  std::uint32_t sum = 0;  // at most 2^15 words
  for (std::size_t i = 0; i < size; i += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, from + i, 2);
    sum += word;
  }
  return sum;
}

#endif

}  // namespace

void ChecksumSum::add(std::span<const std::uint8_t> octets) {
  const std::uint8_t* from = octets.data();
  std::size_t left = octets.size();
  if (left == 0) return;
  std::uint64_t sum = 0;
  if (left < kShort) {
    for (; left >= kBlock; from += kBlock, left -= kBlock) sum += sum_of_words(from);
  }
  while (left >= kBlock) {
    const std::size_t size = (left < kLargestRun ? left : kLargestRun) / kBlock * kBlock;
    sum += sum_of_blocks(from, size);
    from += size;
    left -= size;
  }
  sum += sum_of_rest(from, left);
  // What begins in the middle of a word has its octets in the other half.
  add_partial(odd_ ? swapped(folded(sum)) : sum);
  odd_ = odd_ != (octets.size() % 2 != 0);
}

void ChecksumSum::add_word(std::uint16_t word) { add_partial(odd_ ? swapped(as_in_memory(word)) : as_in_memory(word)); }

void ChecksumSum::add_pseudo_header(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                                    std::size_t length) {
  assert(source.version == destination.version);
  assert(!odd_);
  for (const IpAddress* address : {&source, &destination}) {
    add_header(std::span(address->octets).first(address->version == IpVersion::V4 ? 4 : 16));
  }
  add_word(protocol);
  add_word(static_cast<std::uint16_t>(length >> 16));
  add_word(static_cast<std::uint16_t>(length));
}

std::uint16_t ChecksumSum::finish() const { return static_cast<std::uint16_t>(~as_in_memory(folded(sum_))); }

void copy_and_add(std::span<std::uint8_t> to, std::span<const std::uint8_t> from, ChecksumSum& sum) {
  assert(to.size() >= from.size());
  if (from.empty()) return;
  sum.add(from);  // not of the copy: a load that spans several fresh stores waits for them
  std::memcpy(to.data(), from.data(), from.size());
}

bool tcp_checksum_ok(const IpAddress& source, const IpAddress& destination, std::span<const std::uint8_t> segment) {
  ChecksumSum sum;
  sum.add_pseudo_header(source, destination, kProtocolTcp, segment.size());
  sum.add(segment);
  return sum.finish() == 0;
}

void fill_tcp_checksum(const IpAddress& source, const IpAddress& destination, std::span<std::uint8_t> segment) {
  assert(segment.size() >= 20);
  store16(&segment[kTcpChecksumOffset], 0);
  ChecksumSum sum;
  sum.add_pseudo_header(source, destination, kProtocolTcp, segment.size());
  sum.add(segment);
  store16(&segment[kTcpChecksumOffset], sum.finish());
}

}  // namespace finalack::impl
