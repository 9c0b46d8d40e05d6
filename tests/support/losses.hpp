// Budgets of losses in the timed close, as parameters of tests.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {

struct Losses {
  unsigned fins;
  unsigned acks;
  Backoff backoff = Backoff::Constant;
  bool fins_within_w = false;
};

inline std::string name_of_losses(const testing::TestParamInfo<Losses>& info) {
  const auto so_many = [](unsigned losses) {
    return losses == Rules::kUnlimited ? std::string("Any") : std::to_string(losses);
  };
  return fmt::format("Fins{}Acks{}{}", info.param.fins_within_w ? "WithinW" : so_many(info.param.fins),
                     so_many(info.param.acks), info.param.backoff == Backoff::Constant ? "" : "Doubling");
}

/// Up to two of each, with either backoff.
inline std::vector<Losses> counted_losses() {
  std::vector<Losses> all;
  for (const Backoff backoff : {Backoff::Constant, Backoff::Exponential}) {
    for (unsigned fins = 0; fins <= 2; ++fins) {
      for (unsigned acks = 0; acks <= 2; ++acks) all.push_back({fins, acks, backoff});
    }
  }
  return all;
}

/// The same, and any number.
inline std::vector<Losses> all_losses() {
  std::vector<Losses> all = counted_losses();
  all.push_back({Rules::kUnlimited, 0});
  all.push_back({.fins = Rules::kUnlimited, .acks = Rules::kUnlimited, .fins_within_w = true});
  return all;
}

}  // namespace finalack::model
