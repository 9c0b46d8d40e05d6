#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reports/itf/itf.hpp"
#include "reports/settings_json.hpp"
#include "reports/timing_json.hpp"

namespace finalack::reports {

namespace {

using Json = nlohmann::ordered_json;

/// The model prints its leaves: `true`, `12`, `SYN-SENT`. ITF has truth values as JSON has them, and its own integers:
/// a number of JSON's is not exact everywhere.
Json value_of(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  const bool is_number =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return text;
  return {{"#bigint", text}};
}

/// Which case of which claim, or at which point.
Json case_of(const TraceOrigin& origin) {
  Json out = {{"model", kModelVersion}, {"claim", origin.claim}};
  if (origin.at) {
    for (const auto& [name, value] : origin.at->values) out["at"][name] = value.text();
    out["tick"] = tick_of(origin.at->values).text();
    out.update(settings_json(origin.at->question));
  } else {
    out["variant"] = origin.variant;
    out["bounds"] = origin.bounds == properties::Bounds::Deep ? "deep" : "default";
    out["width"] = origin.width;
  }
  out["engine"] = origin.engine;
  return out;
}

Json meta_of(const Narrative& narrative, const TraceOrigin& origin) {
  Json actions = Json::array();
  for (const NarratedStep& step : narrative.steps) {
    actions.push_back(Json::array({step.action.kind, step.action.argument, step.action.choices}));
  }
  Json meta = {{"format", "ITF"},
               {"format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html"},
               {"source", origin.at ? reproduction_at(*origin.at)
                                    : "finalack trace " + origin.claim + " --variant " + origin.variant},
               {"finalack", case_of(origin)}};
  meta["finalack"]["actions"] = std::move(actions);
  if (origin.subject != "model") meta["finalack"]["subject"] = origin.subject;
  if (narrative.timing) meta["finalack"]["timing"] = timing_json(*narrative.timing);
  return meta;
}

Json state_of(std::size_t index, const model::Story& story, const Leaves& leaves) {
  Json state = {{"#meta", {{"index", index}}}, {"action", story.action}};
  if (!story.remark.empty()) state["#meta"]["remark"] = story.remark;
  for (const auto& [path, value] : leaves) state[path] = value_of(value);
  return state;
}

/// Every integer on one line, as other writers of ITF have it: {"#bigint": "7"}. No string holds a line's end.
std::string with_short_integers(const std::string& json) {
  static constexpr std::string_view kKey = "\"#bigint\":";
  std::string out;
  std::size_t copied = 0;
  for (std::size_t key = 0; (key = json.find(kKey, key)) != std::string::npos; ++key) {
    const std::size_t open = json.rfind('{', key);
    const std::size_t end = json.find('\n', key);
    const std::size_t close = json.find('}', end);
    out.append(json, copied, open + 1 - copied).append(json, key, end - key);
    copied = close;
  }
  return out.append(json, copied);
}

}  // namespace

std::string itf(const Narrative& narrative, const TraceOrigin& origin) {
  Json vars = {"action"};
  for (const auto& leaf : narrative.initial) vars.push_back(leaf.first);
  Leaves leaves = narrative.initial;
  model::Story beginning;
  beginning.action = "init";
  Json states = Json::array({state_of(0, beginning, leaves)});
  for (std::size_t i = 0; i < narrative.steps.size(); ++i) {
    for (const LeafChange& change : narrative.steps[i].changes) {
      const auto changed =
          std::find_if(leaves.begin(), leaves.end(), [&](const auto& l) { return l.first == change.path; });
      changed->second = change.after;
    }
    // In ITF, the state that follows a lasso's last one is that at `loop`: it is not there a second time.
    const bool closes_loop = narrative.loop_start && i + 1 == narrative.steps.size() && *narrative.loop_start <= i;
    if (!closes_loop) states.push_back(state_of(i + 1, narrative.steps[i].story, leaves));
  }
  Json file = {{"#meta", meta_of(narrative, origin)}, {"params", Json::array()}, {"vars", std::move(vars)}};
  if (narrative.loop_start) file["loop"] = *narrative.loop_start;
  file["states"] = std::move(states);
  return with_short_integers(file.dump(1)) + "\n";
}

}  // namespace finalack::reports
