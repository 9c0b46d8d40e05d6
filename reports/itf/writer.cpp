#include <algorithm>

#include <nlohmann/json.hpp>

#include "reports/itf/itf.hpp"

namespace finalack::reports {

namespace {

using Json = nlohmann::ordered_json;

/// Beyond it a JSON number isn't exact everywhere.
constexpr std::uint64_t kLargestExact = std::uint64_t{1} << 53U;

/// The model prints its leaves: `true`, `12`, `SYN-SENT`. Numbers and truth values are those of JSON.
Json value_of(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  const bool is_number =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return text;
  if (text.size() <= 16 && std::stoull(text) <= kLargestExact) return std::stoull(text);
  return {{"#bigint", text}};
}

Json meta_of(const Narrative& narrative, const TraceOrigin& origin) {
  Json actions = Json::array();
  for (const NarratedStep& step : narrative.steps) {
    actions.push_back(Json::array({step.action.kind, step.action.argument, step.action.choices}));
  }
  return {{"format", "ITF"},
          {"format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html"},
          {"source", "finalack trace " + origin.claim + " --variant " + origin.variant},
          {"finalack",
           {{"model", kModelVersion},
            {"claim", origin.claim},
            {"variant", origin.variant},
            {"bounds", origin.bounds == properties::Bounds::Deep ? "deep" : "default"},
            {"width", origin.width},
            {"engine", origin.engine},
            {"actions", std::move(actions)}}}};
}

Json state_of(std::size_t index, const std::string& action, const Leaves& leaves) {
  Json state = {{"#meta", {{"index", index}}}, {"action", action}};
  for (const auto& [path, value] : leaves) state[path] = value_of(value);
  return state;
}

}  // namespace

std::string itf(const Narrative& narrative, const TraceOrigin& origin) {
  Json vars = {"action"};
  for (const auto& leaf : narrative.initial) vars.push_back(leaf.first);
  Leaves leaves = narrative.initial;
  Json states = Json::array({state_of(0, "init", leaves)});
  for (std::size_t i = 0; i < narrative.steps.size(); ++i) {
    for (const LeafChange& change : narrative.steps[i].changes) {
      const auto changed =
          std::find_if(leaves.begin(), leaves.end(), [&](const auto& l) { return l.first == change.path; });
      changed->second = change.after;
    }
    states.push_back(state_of(i + 1, narrative.steps[i].story.action, leaves));
  }
  Json file = {{"#meta", meta_of(narrative, origin)}, {"params", Json::array()}, {"vars", std::move(vars)}};
  if (narrative.loop_start) file["loop"] = *narrative.loop_start;
  file["states"] = std::move(states);
  return file.dump(1) + "\n";
}

}  // namespace finalack::reports
