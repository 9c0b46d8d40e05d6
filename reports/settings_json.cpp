#include "reports/settings_json.hpp"

#include <algorithm>

namespace finalack::reports {

std::string setting_key(properties::Setting setting) {
  std::string key = name_of(setting);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

nlohmann::ordered_json settings_json(const properties::SynthesisQuestion& question) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const properties::Setting setting : properties::parametric(question.claim).settings) {
    const std::string value = value_of(setting, question);
    if (setting == properties::Setting::Backoff) {
      out[setting_key(setting)] = value;
    } else {
      out[setting_key(setting)] = std::stoul(value);
    }
  }
  return out;
}

}  // namespace finalack::reports
