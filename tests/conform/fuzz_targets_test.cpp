// What ./dev fuzz runs for as long as it is let, here for a moment and always alike: every target on all its seeds, and
// on mutations of them whose random numbers start from the same seed each time.
#include <algorithm>
#include <iomanip>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"
#include "tests/impl/wire_generators.hpp"

namespace finalack::fuzz {
namespace {

std::string hex(const Octets& octets) {
  std::ostringstream text;
  text << std::hex << std::setfill('0');
  for (const std::uint8_t octet : octets) text << std::setw(2) << int{octet};
  return text.str();
}

testing::AssertionResult holds(const Target& target, const Octets& input) {
  const impl::ExactCopy copy(input);
  try {
    target.run(copy.view());
    return testing::AssertionSuccess();
  } catch (const Finding& finding) {
    return testing::AssertionFailure() << "not so: " << finding.what() << "; input: " << hex(input);
  }
}

class Mutator {
 public:
  explicit Mutator(std::vector<Seed> seeds) : seeds_(std::move(seeds)) {}

  /// One to eight changes of one of the seeds.
  Octets next() {
    Octets octets = seeds_[below(seeds_.size())].octets;
    for (std::size_t changes = 1 + below(8); changes != 0; --changes) change(octets);
    return octets;
  }

 private:
  // No std::uniform_int_distribution: the numbers that it makes of an engine's are each library's own.
  std::size_t below(std::size_t end) { return random_() % end; }

  void change(Octets& octets) {
    if (octets.empty()) return octets.push_back(static_cast<std::uint8_t>(random_()));
    const auto at = octets.begin() + static_cast<std::ptrdiff_t>(below(octets.size()));
    constexpr std::uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff};
    switch (below(7)) {
      case 0: *at ^= static_cast<std::uint8_t>(1 << below(8)); return;
      case 1: *at = static_cast<std::uint8_t>(random_()); return;
      case 2: *at = edges[below(5)]; return;
      case 3: *at += static_cast<std::uint8_t>(1 - 2 * below(2)); return;
      case 4: octets.insert(at, static_cast<std::uint8_t>(random_())); return;
      case 5: octets.erase(at, below(4) == 0 ? octets.end() : at + 1); return;
      default: splice(octets, at); return;
    }
  }

  /// The end of another seed from here on.
  void splice(Octets& octets, Octets::iterator at) {
    const Octets& other = seeds_[below(seeds_.size())].octets;
    const auto from = static_cast<std::ptrdiff_t>(below(other.size() + 1));
    octets.erase(at, octets.end());
    octets.insert(octets.end(), other.begin() + from, other.end());
  }

  std::vector<Seed> seeds_;
  std::mt19937 random_{20260101};
};

class FuzzTarget : public testing::TestWithParam<Target> {};

TEST_P(FuzzTarget, HoldsOnItsSeeds) {
  const auto seeds = GetParam().seeds();
  EXPECT_FALSE(seeds.empty());
  for (const Seed& seed : seeds) EXPECT_TRUE(holds(GetParam(), seed.octets)) << seed.name;
}

TEST_P(FuzzTarget, HoldsOnEveryTruncationOfItsSeeds) {
  for (const Seed& seed : GetParam().seeds()) {
    for (std::size_t size = 0; size < seed.octets.size(); ++size) {
      ASSERT_TRUE(holds(GetParam(), {seed.octets.begin(), seed.octets.begin() + static_cast<std::ptrdiff_t>(size)}));
    }
  }
}

TEST_P(FuzzTarget, HoldsOnMutationsOfItsSeeds) {
  Mutator mutator(GetParam().seeds());
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(holds(GetParam(), mutator.next())) << "mutation " << i;
}

TEST(FuzzTargets, HaveSeedsOfDifferentNames) {
  for (const Target& target : targets()) {
    std::vector<std::string> names;
    for (const Seed& seed : target.seeds()) names.push_back(seed.name);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << target.name;
  }
}

INSTANTIATE_TEST_SUITE_P(, FuzzTarget, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace finalack::fuzz
