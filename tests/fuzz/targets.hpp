// What is fuzzed: functions that take any octets, and throw when something that must hold of them doesn't.
//
// libFuzzer runs them under the sanitizers (./dev fuzz); the ordinary tests run them over their seeds and over
// mutations of these, so that they compile and hold whatever compiler is at hand. An exception is a finding to both.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace finalack::fuzz {

using Octets = std::vector<std::uint8_t>;

/// An input to begin with, and the name of its file.
struct Seed {
  std::string name;
  Octets octets;
};

struct Target {
  std::string_view name;
  void (*run)(std::span<const std::uint8_t> input);  ///< throws Finding
  std::vector<Seed> (*seeds)();
};

/// All of them. Each has its <name>_fuzz.cpp, and its seeds are made by <name>_seeds.cpp.
std::span<const Target> targets();

/// The target of that name; null if there is none.
const Target* find_target(std::string_view name);

struct Finding : std::logic_error {
  using std::logic_error::logic_error;
};

inline void require(bool holds, const char* what) {
  if (!holds) throw Finding(what);
}

void fuzz_crosscheck(std::span<const std::uint8_t> input);
std::vector<Seed> crosscheck_seeds();
void fuzz_stack(std::span<const std::uint8_t> input);
std::vector<Seed> stack_seeds();
void fuzz_wire(std::span<const std::uint8_t> input);
std::vector<Seed> wire_seeds();

}  // namespace finalack::fuzz
