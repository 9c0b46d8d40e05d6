#include "reports/itf/itf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "checker/errors.hpp"
#include "tests/reports/scenario.hpp"

namespace finalack::reports {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;

const TraceOrigin kOrigin{"handshake.agreement", "two-way", properties::Bounds::Deep, 5, "explicit"};

const Peers<5>& system() {
  static const Peers<5> peers{model::TwoPeers<>(one_connection())};
  return peers;
}

std::string valid_file() { return itf(narrate(system(), play(system(), whole_life())), kOrigin); }

/// Reads and checks a file; the message of the InputError, or "" if it was accepted.
std::string complaint(const std::string& text) {
  try {
    check_recording(read_itf(text, "FILE"), system(), "FILE");
    return "";
  } catch (const InputError& e) {
    return e.what();
  }
}

/// The complaint about the valid file, changed by `change`.
template <class F> std::string complaint_after(F change) {
  Json file = Json::parse(valid_file());
  change(file);
  return complaint(file.dump());
}

TEST(Itf, IsWhatOtherToolsRead) {
  expect_golden("whole_life.itf.json", valid_file());
  const Json file = Json::parse(valid_file());
  EXPECT_EQ(file["#meta"]["format"], "ITF");
  EXPECT_EQ(file["states"].size(), whole_life().size() + 1);
  for (const Json& state : file["states"]) {
    for (const Json& var : file["vars"]) EXPECT_TRUE(state.contains(var.get<std::string>()));
  }
}

TEST(Itf, WritesEveryIntegerAsABigint) {
  Narrative n;
  n.initial = {{"small", "7"},
               {"large", "9007199254740993"},
               {"larger", "123456789012345678901234567890"},
               {"word", "SYN-SENT"},
               {"truth", "true"}};
  const Json state = Json::parse(itf(n, kOrigin))["states"][0];
  EXPECT_EQ(state["small"]["#bigint"], "7");
  EXPECT_EQ(state["large"]["#bigint"], "9007199254740993");
  EXPECT_EQ(state["larger"]["#bigint"], "123456789012345678901234567890");
  EXPECT_EQ(state["word"], "SYN-SENT");
  EXPECT_EQ(state["truth"], true);
  EXPECT_EQ(read_itf(itf(n, kOrigin), "FILE").states[0][2].second, "123456789012345678901234567890");
}

TEST(Itf, ReadsBackWhatItWrote) {
  Narrative n = narrate(system(), play(system(), whole_life()));
  n.loop_start = 4;
  const Recording r = read_itf(itf(n, kOrigin), "FILE");
  EXPECT_EQ(r.origin.claim, kOrigin.claim);
  EXPECT_EQ(r.origin.variant, kOrigin.variant);
  EXPECT_EQ(r.origin.bounds, kOrigin.bounds);
  EXPECT_EQ(r.origin.engine, kOrigin.engine);
  EXPECT_EQ(r.trace.loop_start, 4U);
  EXPECT_EQ(r.trace.actions, play(system(), whole_life()).actions);
  check_recording(r, system(), "FILE");
}

TEST(Itf, EndsALassoBeforeItCloses) {
  Narrative n = narrate(system(), play(system(), whole_life()));
  n.loop_start = 4;
  const Json lasso = Json::parse(itf(n, kOrigin));
  EXPECT_EQ(lasso["loop"], 4);
  EXPECT_EQ(lasso["states"].size(), n.steps.size());
  n.loop_start = n.steps.size();  // it rests in its last state, which is its own successor
  const Json resting = Json::parse(itf(n, kOrigin));
  EXPECT_EQ(resting["loop"], n.steps.size());
  EXPECT_EQ(resting["states"].size(), n.steps.size() + 1);
}

TEST(ItfReader, TakesNumbersOfJsonAndLassosThatRepeatAState) {
  EXPECT_EQ(complaint_after([](Json& f) { f["states"][0]["core.hosts[0].tcb.snd_una"] = 0; }), "");
  EXPECT_EQ(complaint_after([](Json& f) { f["loop"] = 3; }), "");
}

TEST(ItfReader, BelievesNoWordOfTheFile) {
  const std::string nasty = "\x1b[2J\xc2\x9b" + std::string(100'000, 'x') + "; rm -rf /";
  for (const char* member : {"claim", "variant", "engine", "model", "bounds"}) {
    const std::string message = complaint_after([&](Json& f) { f["#meta"]["finalack"][member] = nasty; });
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
    EXPECT_EQ(message.find("\xc2\x9b"), std::string::npos);
    EXPECT_LT(message.size(), 300U);
  }
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["engine"] = "explicit; reboot"; }),
              HasSubstr("finalack engine: 'explicit', 'bmc', 'kind' is expected, not 'explicit; reboot'"));
  EXPECT_THAT(complaint_after([&](Json& f) { f["vars"].push_back(nasty); }), HasSubstr("xxx...' is missing"));
}

TEST(ItfReader, NamesThePlaceOfWhatIsWrong) {
  EXPECT_THAT(complaint(""), HasSubstr("not JSON, or cut off"));
  EXPECT_THAT(complaint(valid_file().substr(0, 700)), HasSubstr("not JSON, or cut off"));
  EXPECT_THAT(complaint("[1, 2]"), HasSubstr("'#meta' has no 'finalack'"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"].erase("finalack"); }), HasSubstr("'#meta' has no 'finalack'"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["model"] = "other"; }),
              HasSubstr("made with another model, 'other'"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"].erase("claim"); }),
              HasSubstr("#meta finalack: 'claim' is missing"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["width"] = 7; }), HasSubstr("5, 6 or 32"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["bounds"] = "huge"; }),
              HasSubstr("'default' or 'deep'"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["actions"][3] = 12; }), HasSubstr("actions[3]"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["actions"][3][1] = -1; }),
              HasSubstr("actions[3][1]"));
  EXPECT_THAT(complaint_after([](Json& f) { f["#meta"]["finalack"]["actions"][3][0] = 256; }), HasSubstr("too large"));
  EXPECT_THAT(complaint_after([](Json& f) { f["states"].erase(4); }),
              HasSubstr("12 states are expected of 11 actions"));
  EXPECT_THAT(complaint_after([](Json& f) { f["states"][2].erase("core.hosts[0].tcb.state"); }),
              HasSubstr("states[2]: 'core.hosts[0].tcb.state' is missing"));
  EXPECT_THAT(complaint_after([](Json& f) { f["states"][2]["core.hosts[0].tcb.snd_una"] = nullptr; }),
              HasSubstr("not null"));
  EXPECT_THAT(complaint_after([](Json& f) { f["vars"].push_back(f["vars"][1]); }), HasSubstr("is there twice"));
  EXPECT_THAT(complaint_after([](Json& f) { f["loop"] = 12; }), HasSubstr("loop: 12 is too large"));
}

TEST(ItfReader, SaysWhichStepIsNotEnabled) {
  const std::string message = complaint_after([](Json& f) {
    Json& actions = f["#meta"]["finalack"]["actions"];
    actions[4] = actions[0];  // a second OPEN
  });
  EXPECT_THAT(message,
              HasSubstr("FILE: step 5: 'client OPEN (active)' is not enabled (client is ESTABLISHED, server is "
                        "ESTABLISHED); made for another variant?"));
  EXPECT_THAT(
      complaint_after([](Json& f) { f["#meta"]["finalack"]["actions"][1][1] = 2; }),
      HasSubstr("FILE: step 2: 'server receives 2' is not enabled (client is SYN-SENT, server is LISTEN, slot 2 "
                "is empty)"));
  EXPECT_THAT(complaint_after([](Json& f) {
                f["#meta"]["finalack"]["actions"][2] = {200, 9, 77};
              }),
              HasSubstr("step 3"));
}

TEST(ItfReader, SaysWhichVariableIsNotWhatTheModelGives) {
  EXPECT_THAT(
      complaint_after([](Json& f) { f["states"][3]["core.hosts[0].tcb.state"] = "CLOSED"; }),
      HasSubstr("the state after step 3 is not what the model gives: 'core.hosts[0].tcb.state' is 'CLOSED', the model "
                "comes to 'ESTABLISHED'"));
  EXPECT_THAT(complaint_after([](Json& f) { f["states"][0]["core.hosts[0].isn"] = 3; }),
              HasSubstr("the initial state"));
  EXPECT_THAT(complaint_after([](Json& f) { f["states"][1]["action"] = "sleeps"; }), HasSubstr("'action' is 'sleeps'"));
}

/// Any run survives being written and read.
RC_GTEST_PROP(Itf, RoundTripsAnyRun, ()) {
  const auto picks = *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 1000U));
  const std::string text = itf(narrate(system(), wander(system(), picks)), kOrigin);
  RC_ASSERT(complaint(text).empty());
}

/// Bytes changed, cut out or doubled: read, or refused with an InputError; nothing else (complaint() would throw).
RC_GTEST_PROP(ItfReader, SurvivesDamagedFiles, ()) {
  std::string text = valid_file();
  const auto damages = *rc::gen::inRange(1, 8);
  for (int i = 0; i < damages; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto size = *rc::gen::inRange<std::size_t>(0, 40);
    switch (*rc::gen::inRange(0, 4)) {
      case 0: text.erase(std::min(at, text.size()), size); break;
      case 1: text.insert(at, text.substr(std::min(at / 2, text.size()), size)); break;
      case 2: text.insert(at, *rc::gen::container<std::string>(rc::gen::arbitrary<char>())); break;
      default:
        if (at < text.size()) text[at] = *rc::gen::arbitrary<char>();
    }
  }
  const std::string message = complaint(text);
  RC_ASSERT(message.empty() || message.starts_with("FILE: "));
}

/// Valid JSON with values replaced by others of any type, which damage to bytes rarely gives.
RC_GTEST_PROP(ItfReader, SurvivesOtherValuesAnywhere, ()) {
  static const Json others = {nullptr,
                              -1,
                              0,
                              3,
                              255,
                              70000,
                              1e300,
                              18446744073709551615U,
                              "",
                              "SYN",
                              true,
                              Json::array(),
                              Json::object(),
                              Json::array({1, 2, 3}),
                              {{"#bigint", "7"}},
                              {{"#bigint", 7}}};
  Json file = Json::parse(valid_file()).flatten();
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    auto it = file.begin();
    std::advance(it, *rc::gen::inRange<long>(0, static_cast<long>(file.size())));
    *it = others[*rc::gen::inRange<std::size_t>(0, others.size())];
  }
  Json damaged;
  for (const auto& [pointer, value] : file.items()) damaged[Json::json_pointer(pointer)] = value;
  const std::string message = complaint(damaged.dump());
  RC_ASSERT(message.empty() || message.starts_with("FILE: "));
}

TEST(ItfReader, SurvivesDeepNesting) {
  EXPECT_THAT(complaint(std::string(1'000'000, '[')), HasSubstr("not JSON, or cut off"));
  const std::string nested = std::string(200'000, '[') + std::string(200'000, ']');
  EXPECT_THAT(complaint(nested), HasSubstr("'#meta' has no 'finalack'"));
}

}  // namespace
}  // namespace finalack::reports
