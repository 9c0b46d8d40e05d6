#include "conform/subject/implemented.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "conform/subject/real_subject.hpp"
#include "conform/world/variant.hpp"

namespace finalack::conform {
namespace {

using checker::VerdictKind;

/// Where the implementation does something else than the model, on purpose, and a claim can tell.
struct Deviation {
  std::string_view claim;
  std::string_view variant;
  VerdictKind expected;
  std::string_view why;
};

constexpr std::array kDeviations{
    Deviation{"handshake.agreement", "three-way-rfc5961", VerdictKind::Proved,
              "in SYN-RECEIVED the implementation answers an ACK out of range by a RST all the same, as figure 9 asks"},
    Deviation{"handshake.simultaneous-open", "figure-without-ack", VerdictKind::Violated,
              "the implementation takes the ACK of a crossing SYN,ACK (appendix A.2), and still answers it by one"},
    Deviation{"close.three-segments-when-idle", "delayed-ack", VerdictKind::Violated,
              "the implementation delays the acknowledgment of text only: that of a FIN leaves before its user acts"},
    Deviation{
        "close.half-close-delivers", "fin-wait-2-timeout", VerdictKind::Violated,
        "the implementation has that timer only where the user reads no more, and then text resets the connection "
        "before it (SHLD-3)"},
};

const Deviation* deviation_of(std::string_view claim, std::string_view variant) {
  const auto found = std::find_if(kDeviations.begin(), kDeviations.end(), [&](const Deviation& deviation) {
    return deviation.claim == claim && deviation.variant == variant;
  });
  return found == kDeviations.end() ? nullptr : &*found;
}

}  // namespace

Implemented implemented(const properties::Catalogue& catalogue) {
  Implemented result;
  for (const properties::Claim& claim : catalogue.claims()) {
    properties::Claim& real = result.catalogue.add(claim);
    real.cases.clear();
    for (const properties::Case& which : claim.cases) {
      auto asked = std::dynamic_pointer_cast<const properties::TwoPeersSubject>(which.subject);
      if (asked == nullptr) {
        result.missing.push_back({claim.id, which.variant, "is no world of two peers"});
        continue;
      }
      std::string missing = world::missing_variant(asked->configuration(properties::Bounds::Default));
      if (!missing.empty()) {
        result.missing.push_back({claim.id, which.variant, std::move(missing)});
        continue;
      }
      properties::Case& own = real.cases.emplace_back(which);
      own.subject = std::make_shared<RealSubject>(std::move(asked));
      if (const Deviation* deviation = deviation_of(claim.id, which.variant)) {
        own.expected = deviation->expected;
        own.assumes += (own.assumes.empty() ? "" : "; ") + std::string(deviation->why);
      }
    }
  }
  return result;
}

}  // namespace finalack::conform
