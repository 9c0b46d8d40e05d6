#include "tests/impl/connection/counting_new.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

}  // namespace

void* operator new(std::size_t octets) {
  ++count;
  if (void* memory = std::malloc(octets)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace finalack::impl {

std::size_t allocations() { return count; }

}  // namespace finalack::impl
