#include "properties/timed/question.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/errors.hpp"
#include "properties/catalogue.hpp"

namespace finalack::properties {

using model::Backoff;

namespace {

unsigned whole(const std::string& text, unsigned least, unsigned most) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(fmt::format("'{}' is not accepted; a whole number from {} to {} is", text, least, most));
  }
  return value;
}

}  // namespace

std::string name_of(Setting setting) {
  static constexpr const char* names[] = {"lost-acks", "lost-fins", "backoff", "probes", "retries"};
  return names[static_cast<std::size_t>(setting)];
}

std::string value_of(Setting setting, const SynthesisQuestion& question) {
  switch (setting) {
    case Setting::LostAcks: return std::to_string(question.lost_acks);
    case Setting::LostFins: return std::to_string(question.lost_fins);
    case Setting::Backoff: return question.backoff == Backoff::Constant ? "constant" : "exponential";
    case Setting::Probes: return std::to_string(question.probes);
    case Setting::Retries: break;
  }
  return std::to_string(question.retries);
}

void set(Setting setting, const std::string& value, SynthesisQuestion& question) {
  switch (setting) {
    case Setting::LostAcks: question.lost_acks = whole(value, 0, kMostLost); return;
    case Setting::LostFins: question.lost_fins = whole(value, 0, kMostLost); return;
    case Setting::Probes: question.probes = whole(value, 1, kMostProbes); return;
    case Setting::Retries: question.retries = whole(value, 0, kMostRetries); return;
    case Setting::Backoff: break;
  }
  if (value != "constant" && value != "exponential") {
    throw UsageError(fmt::format("unknown backoff '{}'. Accepted: constant, exponential", value));
  }
  question.backoff = value == "constant" ? Backoff::Constant : Backoff::Exponential;
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
