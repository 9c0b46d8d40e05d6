// Reading trace files. They come from anywhere, so nothing in them is believed: shapes and ranges are checked here,
// that the claim exists by whoever asked, and that every step can be taken and leads to the state that is written by
// replay.
#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checker/errors.hpp"
#include "checker/replay.hpp"
#include "reports/itf/itf.hpp"
#include "reports/quoting.hpp"
#include "reports/results.hpp"
#include "reports/settings_json.hpp"

namespace finalack::reports {

namespace {

using Json = nlohmann::json;

constexpr const char* kEngines[] = {"explicit", "bmc", "kind"};

/// A place in the file, which says what is wrong there.
class Place {
 public:
  /// `separator`: stands before the name of a member.
  Place(std::string path, const Json& value, const char* separator)
      : path_(std::move(path)), value_(value), separator_(separator) {}

  [[noreturn]] void fail(const std::string& what) const { throw InputError(path_ + ": " + what); }

  /// A member of an object; it has to be there.
  Place at(const std::string& key) const {
    if (!value_.is_object()) fail(fmt::format("an object is expected, not {}", value_.type_name()));
    const auto member = value_.find(key);
    if (member == value_.end()) fail(in_quotes(key) + " is missing");
    return {path_ + separator_ + shown(key), *member, " "};
  }
  bool has(const std::string& key) const { return value_.is_object() && value_.contains(key); }

  std::size_t size() const {
    if (!value_.is_array()) fail(fmt::format("an array is expected, not {}", value_.type_name()));
    return value_.size();
  }
  Place operator[](std::size_t i) const { return {fmt::format("{}[{}]", path_, i), value_[i], " "}; }

  std::string text() const {
    if (!value_.is_string()) fail(fmt::format("a string is expected, not {}", value_.type_name()));
    return value_.get<std::string>();
  }
  std::uint64_t number(std::uint64_t greatest) const {
    if (!value_.is_number_unsigned())
      fail(fmt::format("a number from 0 to {} is expected, not {}", greatest, as_shown()));
    const auto number = value_.get<std::uint64_t>();
    if (number > greatest) fail(fmt::format("{} is too large, {} is the greatest", number, greatest));
    return number;
  }
  /// A leaf's value as the model prints it.
  std::string leaf() const {
    if (value_.is_boolean()) return value_.get<bool>() ? "true" : "false";
    if (value_.is_number_unsigned()) return std::to_string(value_.get<std::uint64_t>());
    if (value_.is_object() && value_.size() == 1 && value_.contains("#bigint")) return at("#bigint").text();
    if (!value_.is_string())
      fail(fmt::format("a whole number, a truth value or a string is expected, not {}", as_shown()));
    return value_.get<std::string>();
  }

 private:
  std::string as_shown() const { return value_.is_number() ? shown(value_.dump()) : std::string(value_.type_name()); }

  std::string path_;
  const Json& value_;
  const char* separator_;
};

Json parsed(std::string_view text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    std::string what = e.what();
    const std::size_t reason = what.find("] ");
    if (reason != std::string::npos) what.erase(0, reason + 2);
    throw InputError(file + ": not JSON, or cut off: " + shown(what, 200));
  }
}

model::Backoff backoff_of(const Place& place) {
  const std::string backoff = place.text();
  if (backoff != "constant" && backoff != "exponential") {
    place.fail("'constant' or 'exponential' is expected, not " + in_quotes(backoff));
  }
  return backoff == "constant" ? model::Backoff::Constant : model::Backoff::Exponential;
}

AtPoint point_of(const Place& meta) {
  AtPoint at;
  const Place id = meta.at("claim");
  at.question.claim = id.text();
  const properties::ParametricClaim* claim = properties::find_parametric(at.question.claim);
  if (claim == nullptr) id.fail(in_quotes(at.question.claim) + " is no claim with parameters");
  const Place values = meta.at("at");
  for (const std::string& name : claim->parameters) {
    const Place value = values.at(name);
    try {
      at.values.emplace_back(name, properties::rational_from(shown(value.text())));
    } catch (const UsageError& e) {
      value.fail(e.what());
    }
  }
  const Place tick = meta.at("tick");
  try {
    const std::string expected = tick_of(at.values).text();
    if (tick.text() != expected)
      tick.fail(fmt::format("'{}' is expected there, not {}", expected, in_quotes(tick.text())));
  } catch (const UsageError& e) {
    values.fail(e.what());
  }
  for (const properties::Setting setting : claim->settings) {
    const Place place = meta.at(setting_key(setting));
    if (!is_number(setting)) {
      at.question.backoff = backoff_of(place);
      continue;
    }
    const auto number = static_cast<unsigned>(place.number(most(setting)));
    if (number < least(setting)) place.fail(fmt::format("{} is too small, {} is the least", number, least(setting)));
    set(setting, number, at.question);
  }
  return at;
}

TraceOrigin origin_of(const Place& meta) {
  const std::string model = meta.at("model").text();
  if (model != kModelVersion) {
    meta.at("model").fail(fmt::format("made with another model, {}; this is '{}'", in_quotes(model), kModelVersion));
  }
  TraceOrigin origin;
  origin.claim = meta.at("claim").text();
  origin.engine = meta.at("engine").text();
  if (std::find(std::begin(kEngines), std::end(kEngines), origin.engine) == std::end(kEngines)) {
    meta.at("engine").fail(
        fmt::format("'{}' is expected, not {}", fmt::join(kEngines, "', '"), in_quotes(origin.engine)));
  }
  if (meta.has("at")) {
    origin.at = point_of(meta);
    return origin;
  }
  origin.variant = meta.at("variant").text();
  const std::string bounds = meta.at("bounds").text();
  if (bounds != "default" && bounds != "deep")
    meta.at("bounds").fail("'default' or 'deep' is expected, not " + in_quotes(bounds));
  origin.bounds = bounds == "deep" ? properties::Bounds::Deep : properties::Bounds::Default;
  origin.width = static_cast<unsigned>(meta.at("width").number(32));
  if (origin.width != 5 && origin.width != 6 && origin.width != 32) meta.at("width").fail("5, 6 or 32 is expected");
  if (meta.has("subject")) {
    origin.subject = meta.at("subject").text();
    if (origin.subject != "impl") meta.at("subject").fail("'impl' is expected, not " + in_quotes(origin.subject));
  }
  return origin;
}

checker::Trace trace_of(const Place& actions) {
  checker::Trace trace;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const Place action = actions[i];
    if (action.size() != 3) action.fail("an action is [kind, argument, choices]");
    const auto small = std::numeric_limits<std::uint8_t>::max();
    trace.actions.push_back({static_cast<std::uint8_t>(action[0].number(small)),
                             static_cast<std::uint8_t>(action[1].number(small)),
                             static_cast<std::uint16_t>(action[2].number(std::numeric_limits<std::uint16_t>::max()))});
  }
  return trace;
}

Leaves leaves_of(const Place& state, const std::vector<std::string>& vars) {
  Leaves leaves;
  for (const std::string& var : vars) {
    if (var != "action") leaves.emplace_back(var, state.at(var).leaf());
  }
  return leaves;
}

/// The first variable in which the two differ, as a message.
std::string difference(const Leaves& recorded, const Leaves& replayed) {
  if (recorded.size() != replayed.size()) {
    return fmt::format("it has {}, the model's state has {}", plural(recorded.size(), "variable"), replayed.size());
  }
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    if (recorded[i].first != replayed[i].first) {
      return fmt::format("variable {} is {}, the model's is '{}'", i + 1, in_quotes(recorded[i].first),
                         replayed[i].first);
    }
    if (recorded[i].second != replayed[i].second) {
      return fmt::format("'{}' is {}, the model comes to '{}'", replayed[i].first, in_quotes(recorded[i].second),
                         replayed[i].second);
    }
  }
  return "";
}

std::vector<checker::PackedState> replayed(const checker::System& system, const checker::Trace& trace,
                                           const std::string& file) {
  try {
    return checker::replay(system, trace);
  } catch (const checker::NotEnabled& e) {
    throw InputError(file + ": " + e.what() + "; made for another variant?");
  }
}

}  // namespace

Recording read_itf(std::string_view text, const std::string& file) {
  const Json json = parsed(text, file);
  const Place root(file, json, ": ");
  if (!root.has("#meta") || !root.at("#meta").has("finalack")) {
    throw InputError(file +
                     ": '#meta' has no 'finalack': not a trace that finalack wrote (see finalack trace --format json)");
  }
  const Place meta = root.at("#meta").at("finalack");
  Recording recording{origin_of(meta), trace_of(meta.at("actions")), {}, {}};

  std::vector<std::string> vars;
  const Place names = root.at("vars");
  std::set<std::string> known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    vars.push_back(names[i].text());
    if (!known.insert(vars.back()).second) names[i].fail(in_quotes(vars.back()) + " is there twice");
  }
  const Place states = root.at("states");
  const std::size_t length = recording.trace.length();
  if (root.has("loop")) recording.trace.loop_start = root.at("loop").number(length);
  const bool may_end_early = recording.trace.loop_start && *recording.trace.loop_start < length;
  if (states.size() != length + 1 && !(may_end_early && states.size() == length)) {
    states.fail(fmt::format("{} expected of {}, not {}",
                            length == 0 ? "1 state is" : plural(length + 1, "state") + " are", plural(length, "action"),
                            states.size()));
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    recording.states.push_back(leaves_of(states[i], vars));
    if (i > 0) recording.action_names.push_back(states[i].at("action").text());
  }
  return recording;
}

void check_recording(const Recording& recording, const checker::System& system, const std::string& file) {
  const std::vector<checker::PackedState> states = replayed(system, recording.trace, file);
  for (std::size_t i = 0; i < recording.states.size(); ++i) {
    std::string what = difference(recording.states[i], unique_leaves(system, states[i].data()));
    if (what.empty() && i > 0) {
      const auto story = system.narrate(states[i - 1].data(), recording.trace.actions[i - 1], states[i].data());
      const std::string& action = recording.action_names[i - 1];
      if (action != story.action)
        what = fmt::format("'action' is {}, the model's is '{}'", in_quotes(action), story.action);
    }
    if (what.empty()) continue;
    const std::string where = i == 0 ? std::string("the initial state") : fmt::format("the state after step {}", i);
    throw InputError(fmt::format("{}: {} is not what the model gives: {}", file, where, what));
  }
}

}  // namespace finalack::reports
