// Where libFuzzer comes in. Compiled once per target, with its name.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT: libFuzzer's name

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const finalack::fuzz::Target* const target = finalack::fuzz::find_target(FINALACK_FUZZ_TARGET);
  target->run({data, size});
  return 0;
}
