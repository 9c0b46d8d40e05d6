// The catalogue's safety cases as test parameters, and what an engine found on one.
#pragma once

#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "checker/property.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

struct SafetyCase {
  const Claim* claim;
  const Case* which;

  /// Without its witness, which may lie deeper than a test looks.
  checker::Property property() const {
    checker::Property bare = which->property;
    bare.witness.reset();
    return bare;
  }
  std::vector<const Subject*> alone() const { return {which->subject.get()}; }

  friend void PrintTo(const SafetyCase& c, std::ostream* out) {
    *out << c.claim->id << " (" << c.which->variant << ")";
  }
};

inline std::vector<SafetyCase> safety_cases() {
  using Kind = checker::Property::Kind;
  std::vector<SafetyCase> cases;
  for (const Claim& claim : catalogue().claims()) {
    for (const Case& which : claim.cases) {
      if (which.property.kind == Kind::Never || which.property.kind == Kind::Reachable)
        cases.push_back({&claim, &which});
    }
  }
  return cases;
}

/// A name as GoogleTest wants it.
inline std::string identifier(std::string name) {
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

inline std::string test_name(const testing::TestParamInfo<SafetyCase>& info) {
  return identifier(info.param.claim->id + "_" + info.param.which->variant);
}

/// The length of the run that an engine found: a counterexample, or what reaches. Nothing if it found none.
inline std::optional<std::size_t> found_at(const checker::Outcome& outcome) {
  if (!outcome.verdict.trace) return std::nullopt;
  return outcome.verdict.trace->length();
}

}  // namespace finalack::properties
