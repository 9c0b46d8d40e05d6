#include "tests/fuzz/targets.hpp"

#include <array>

namespace finalack::fuzz {

std::span<const Target> targets() {
  static constexpr std::array all{
      Target{.name = "crosscheck", .run = fuzz_crosscheck, .seeds = crosscheck_seeds},
      Target{.name = "stack", .run = fuzz_stack, .seeds = stack_seeds},
      Target{.name = "wire", .run = fuzz_wire, .seeds = wire_seeds},
  };
  return all;
}

const Target* find_target(std::string_view name) {
  for (const Target& target : targets()) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

}  // namespace finalack::fuzz
