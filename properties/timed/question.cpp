#include "properties/timed/question.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

using model::Backoff;

namespace {

struct SettingOf {
  const char* name;
  unsigned SynthesisQuestion::*number;  ///< null of what is no number
  unsigned least;
  unsigned most;
};

const SettingOf& entry(Setting setting) {
  using Question = SynthesisQuestion;
  static constexpr SettingOf all[] = {{"lost-acks", &Question::lost_acks, 0, kMostLost},
                                      {"lost-fins", &Question::lost_fins, 0, kMostLost},
                                      {"backoff", nullptr, 0, 0},
                                      {"probes", &Question::probes, 1, kMostProbes},
                                      {"retries", &Question::retries, 0, kMostRetries}};
  return all[static_cast<std::size_t>(setting)];
}

}  // namespace

std::string name_of(Setting setting) { return entry(setting).name; }

std::string value_of(Setting setting, const SynthesisQuestion& question) {
  if (is_number(setting)) return std::to_string(number_of(setting, question));
  return question.backoff == Backoff::Constant ? "constant" : "exponential";
}

bool is_number(Setting setting) { return entry(setting).number != nullptr; }
unsigned least(Setting setting) { return entry(setting).least; }
unsigned most(Setting setting) { return entry(setting).most; }

unsigned number_of(Setting setting, const SynthesisQuestion& question) { return question.*entry(setting).number; }

void require_within(Setting setting, unsigned value) {
  if (value >= least(setting) && value <= most(setting)) return;
  throw UsageError(
      fmt::format("{} of {}: {} to {} are accepted", value, name_of(setting), least(setting), most(setting)));
}

void set(Setting setting, unsigned value, SynthesisQuestion& question) {
  require_within(setting, value);
  question.*entry(setting).number = value;
}

bool ParametricClaim::has(Setting setting) const {
  return std::find(settings.begin(), settings.end(), setting) != settings.end();
}

const ParametricClaim* find_parametric(const std::string& id) {
  const auto& all = parametric_claims();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ParametricClaim& c) { return c.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const ParametricClaim& parametric(const std::string& id) {
  if (const ParametricClaim* claim = find_parametric(id)) return *claim;
  std::vector<std::string> ids;
  for (const ParametricClaim& c : parametric_claims()) ids.push_back(c.id);
  const bool is_claim = catalogue().find(id) != nullptr;
  throw UsageError(fmt::format("{} {}: those that have are {}", id,
                               is_claim ? "has no parameters to synthesise" : "is no claim", fmt::join(ids, ", ")));
}

}  // namespace finalack::properties
