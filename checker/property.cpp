#include "checker/property.hpp"

namespace finalack::checker {

const char* to_string(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::Proved: return "proved";
    case VerdictKind::HoldsToDepth: return "holds-to-depth";
    case VerdictKind::Violated: return "violated";
    case VerdictKind::Unknown: return "unknown";
    case VerdictKind::Vacuous: return "vacuous";
  }
  return "unknown";
}

}  // namespace finalack::checker
