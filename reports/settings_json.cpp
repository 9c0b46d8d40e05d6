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
    if (is_number(setting)) {
      out[setting_key(setting)] = number_of(setting, question);
    } else {
      out[setting_key(setting)] = value_of(setting, question);
    }
  }
  return out;
}

}  // namespace finalack::reports
