// When a client's first text completes the handshake, with as many retransmissions as can be counted.
#include <gtest/gtest.h>

#include "tests/properties/setup/expectations.hpp"

namespace finalack::properties {
namespace {

using enum SetupThreshold;
using model::Backoff;
using model::SetupConfig;

class SetupThresholdsOfThree : public testing::TestWithParam<SetupConfig> {};

TEST_P(SetupThresholdsOfThree, AreComputed) { expect_condition(TextFails, GetParam(), in_time(GetParam())); }

INSTANTIATE_TEST_SUITE_P(All, SetupThresholdsOfThree,
                         testing::Values(SetupConfig{.retry_limit = 3},
                                         SetupConfig{.retry_limit = 3, .backoff = Backoff::Constant},
                                         SetupConfig{.retry_limit = 3, .syn_acks_to_lose = 1},
                                         SetupConfig{.retry_limit = 3, .syn_acks_to_lose = 2},
                                         SetupConfig{.retry_limit = 3, .syn_acks_to_lose = 3}));

}  // namespace
}  // namespace finalack::properties
