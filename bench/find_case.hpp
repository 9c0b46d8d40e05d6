// A case of the catalogue by its names, as benchmarks want it.
#pragma once

#include <stdexcept>
#include <string>

#include "properties/catalogue.hpp"

namespace finalack::bench {

inline const properties::Case& find_case(const std::string& claim, const std::string& variant) {
  const properties::Claim* found = properties::catalogue().find(claim);
  if (found != nullptr) {
    for (const properties::Case& which : found->cases) {
      if (which.variant == variant) return which;
    }
  }
  throw std::invalid_argument("no case " + claim + " " + variant);
}

}  // namespace finalack::bench
