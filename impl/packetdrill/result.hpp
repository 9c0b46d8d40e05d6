// What a call gives, as inside the kernel: at least zero, or an errno, negative.
#pragma once

#include <cstdint>

namespace finalack::impl::packetdrill {

using Result = std::int64_t;

}  // namespace finalack::impl::packetdrill
