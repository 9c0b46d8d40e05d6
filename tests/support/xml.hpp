// Whether a text is well-formed XML, as far as reports write it: tags, attributes, entities.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace finalack::testing {

/// What is wrong, or "".
inline std::string xml_error(const std::string& xml) {
  static const std::set<std::string> entities{"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < xml.size()) {
    if (xml[at] == '&') {
      const std::size_t end = xml.find(';', at);
      if (end == std::string::npos || !entities.contains(xml.substr(at, end - at + 1))) return "a bare &";
      at = end + 1;
      continue;
    }
    if (xml[at++] != '<') continue;
    std::size_t end = at;
    for (bool quoted = false; end < xml.size() && (quoted || xml[end] != '>'); ++end) {
      if (xml[end] == '"') quoted = !quoted;
      if (xml[end] == '<') return "< within a tag";
    }
    if (end == xml.size()) return "a tag that doesn't end";
    const std::string tag = xml.substr(at, end - at);
    const std::string name = tag.substr(0, tag.find_first_of(" /?\n", 1));
    at = end + 1;
    if (tag.front() == '?' || tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(name);
    } else if (open.empty() || "/" + open.back() != tag) {
      return "<" + tag + "> closes nothing";
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

}  // namespace finalack::testing
