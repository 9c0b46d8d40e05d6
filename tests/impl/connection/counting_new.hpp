// Counts what is allocated, in the whole program.
#pragma once

#include <cstddef>

namespace finalack::impl {

/// How often operator new was called.
std::size_t allocations();

}  // namespace finalack::impl
