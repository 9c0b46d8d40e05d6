#include "cli/app_timed.hpp"

#include <fmt/format.h>

#include "cli/declare.hpp"
#include "cli/parameters.hpp"
#include "cli/values.hpp"

namespace finalack::cli {

namespace {

void add_setting(CLI::App& verb, TimedOptions& timed, properties::Setting setting, const std::string& help) {
  add_value(verb, "--" + name_of(setting), "N", value_of(setting, {}), help,
            [&timed, setting](const std::string& text) {
              set(setting, parse_number(text, least(setting), most(setting)), timed.question);
            });
}

void add_settings(CLI::App& verb, TimedOptions& timed) {
  using enum properties::Setting;
  add_setting(verb, timed, LostAcks, "Of the client's ACKs at most so many are lost (0 to 3)");
  add_setting(verb, timed, LostFins, "And of the server's FINs (0 to 3)");
  add_setting(verb, timed, Probes, "Of a keepalive timer: so many go unanswered before the server gives up (1 to 14)");
  add_setting(verb, timed, Retries, "So often is a SYN,ACK sent again before the server gives up (0 to 3)");
}

/// "one of time-wait.final-ack (MSL, RTO, W; --lost-acks, --lost-fins, --backoff), ..."
std::string claims_and_parameters() {
  std::string out = "One of";
  bool is_first = true;
  for (const properties::ParametricClaim& claim : properties::parametric_claims()) {
    std::vector<std::string> options;
    for (const properties::Setting setting : claim.settings) options.push_back("--" + name_of(setting));
    out += fmt::format("{} {} ({}; {})", is_first ? "" : ",", claim.id, joined(claim.parameters, ", "),
                       joined(options, ", "));
    is_first = false;
  }
  return out;
}

}  // namespace

void add_synthesize(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "synthesize",
      "Find the exact condition on its times under which a claim holds: MSL, RTO and the length W of TIME-WAIT, say");
  TimedOptions& timed = options.timed;
  verb.add_option("claim", options.claim, claims_and_parameters())->type_name("CLAIM")->required();
  add_settings(verb, timed);
  add_choice<model::Backoff>(verb, "--backoff", timed.question.backoff,
                             {{"constant", model::Backoff::Constant}, {"exponential", model::Backoff::Exponential}},
                             "constant",
                             "The retransmission timer expires after RTO each time, or after twice as long each time");
  const auto fix = [&timed](const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    try {
      timed.question.fixed = parse_parameters(all);
    } catch (const UsageError& e) {
      throw UsageError(std::string("--fix: ") + e.what());
    }
  };
  verb.add_option_function<std::vector<std::string>>(
          "--fix", fix, "Only where a parameter is that: RTO=1; may be given again for another")
      ->type_name("NAME=NUMBER")
      ->allow_extra_args(false);
  add_budget(verb, options.run);
  add_progress(verb, options.run);
  add_format(verb, options, {"text", "json", "svg"});
  add_output(verb, options);
  add_ascii(verb, options);
}

void add_point(CLI::App& verb, TimedOptions& timed) {
  add_value(verb, "--at", "NAME=NUMBER,...", "",
            "Of a claim for finalack synthesize: a run with these parameters, in any one unit (what is not round may "
            "need more "
            "ticks than can be counted, and is refused); then --backoff is constant if not given",
            [&timed](const std::string& text) { timed.at = parse_parameters(text); });
  add_settings(verb, timed);
}

}  // namespace finalack::cli
