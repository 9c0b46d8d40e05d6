// What tests say of the thresholds of connection set-up.
#pragma once

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "properties/setup/thresholds.hpp"

namespace finalack::model {

/// What a test is called in lists; otherwise its octets are, those of the padding too.
inline void PrintTo(const SetupConfig& config, std::ostream* out) {
  *out << config.retry_limit << (config.backoff == Backoff::Exponential ? " doubling" : " constant") << " RTOs";
  if (config.answers_to_lose != Rules::kUnlimited) *out << ", answers lost: " << config.answers_to_lose;
  if (config.syn_acks_to_lose != 0) *out << ", SYN,ACKs lost: " << config.syn_acks_to_lose;
}

}  // namespace finalack::model

namespace finalack::properties {

/// Of when the server gives up: that many RTOs after its first SYN,ACK. So many SYN,ACKs can be lost.
inline unsigned intervals(const model::SetupConfig& config) {
  const bool doubles = config.backoff == model::Backoff::Exponential;
  const auto until = [&](unsigned k) { return doubles ? (1U << k) - 1 : k; };
  return until(config.retry_limit + 1) - until(config.syn_acks_to_lose);
}

/// "think <= 3 RTO - 2 MSL".
inline std::string in_time(const model::SetupConfig& config) {
  const unsigned n = intervals(config);
  return "think <= " + (n == 1 ? std::string() : std::to_string(n) + " ") + "RTO - 2 MSL";
}

inline void expect_condition(SetupThreshold never, const model::SetupConfig& config, const std::string& condition) {
  const SetupCondition found = setup_condition(never, config, {});
  EXPECT_EQ(found.condition, condition);
  EXPECT_EQ(found.answer.outside, checker::SynthesisResult::Outside::Proved) << found.answer.why_not;
}

}  // namespace finalack::properties
