#include "conform/refinement/instance.hpp"

#include <array>
#include <cctype>

namespace finalack::conform {
namespace {

std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(std::uint32_t value) { return std::to_string(value); }
std::string text_of(impl::SequenceNumber value) { return std::to_string(value.value); }
std::string text_of(impl::State value) { return std::string(impl::to_string(value)); }

std::string code_of(bool value) { return text_of(value); }
std::string code_of(std::uint32_t value) { return text_of(value); }
std::string code_of(impl::SequenceNumber value) { return "impl::SequenceNumber(" + text_of(value) + ")"; }
std::string code_of(impl::State value) {
  static constexpr std::array<const char*, impl::kStates> names{"Closed",      "Listen",   "SynSent",  "SynReceived",
                                                                "Established", "FinWait1", "FinWait2", "CloseWait",
                                                                "Closing",     "LastAck",  "TimeWait"};
  return std::string("impl::State::") + names.at(static_cast<std::size_t>(value));
}
std::string code_of(impl::EventKind value) {
  static constexpr std::array names{"OpenActive",     "OpenPassive",     "Close",          "Abort",
                                    "SegmentArrives", "TextInOrder",     "Transmitted",    "Acknowledged",
                                    "UserTimeout",    "TimeWaitTimeout", "FinWait2Timeout"};
  return std::string("impl::EventKind::") + names.at(static_cast<std::size_t>(value));
}

/// Calls `f(path, field)` for every field.
template <class T, class F> void for_each_field(const T& value, const std::string& path, const F& f) {
  if constexpr (boost::hana::Struct<T>::value) {
    boost::hana::for_each(boost::hana::accessors<T>(), [&](const auto& accessor) {
      const std::string name = boost::hana::to<const char*>(boost::hana::first(accessor));
      for_each_field(boost::hana::second(accessor)(value), path + "." + name, f);
    });
  } else {
    f(path, value);
  }
}

}  // namespace

std::vector<std::string> Instance::in_words() const {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& path, const auto& value) { lines.push_back(path + " = " + text_of(value)); };
  for_each_field(tcb, "tcb", add);
  if (event.kind == impl::EventKind::SegmentArrives) for_each_field(event.segment, "seg", add);
  NativeEvent rest = event;
  rest.segment = {};
  for_each_field(rest, "event", [&](const std::string& path, const auto& value) {
    if (path.rfind("event.segment", 0) != 0) add(path, value);
  });
  return lines;
}

std::string Instance::as_test(const std::string& name) const {
  std::string identifier;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) identifier += c;
  }
  std::string code = "TEST(Counterexample, " + identifier + ") {\n  Instance at;\n";
  const auto set = [&](const std::string& path, const auto& value) {
    if (value == std::remove_cvref_t<decltype(value)>{}) return;
    code += "  at." + path + " = " + code_of(value) + ";\n";
  };
  for_each_field(tcb, "tcb", set);
  code += "  at.event.kind = " + code_of(event.kind) + ";\n";
  for_each_field(event, "event", set);
  set("any.octet", any.octet);
  set("any.part", any.part);
  return code + "  EXPECT_THAT(broken_at(at, impl::Policy{}), testing::IsEmpty());\n}\n";
}

std::vector<std::string> broken_at(const Instance& at, const impl::Policy& policy, const Core& core) {
  bool assumed = is_asked_properly(at.tcb, at.event);
  representation_invariant(at.tcb, [&](const char*, bool holds) { assumed = assumed && holds; });
  std::vector<std::string> broken;
  if (!assumed) return broken;
  const NativeDecision d = core.on_integers(policy, at.tcb, at.event);
  const auto note = [&](const char* words, const auto& holds) {
    if (!static_cast<bool>(holds)) broken.emplace_back(words);
  };
  clauses_of_core(policy, at.tcb, at.event, d, at.any, core.on_integers, note);
  clauses_beside_model(policy, at.tcb, at.event, d, note);
  return broken;
}

}  // namespace finalack::conform
