#include "cli/app_timed.hpp"

#include "cli/declare.hpp"
#include "cli/parameters.hpp"

namespace finalack::cli {

namespace {

void add_losses(CLI::App& verb, TimedOptions& timed) {
  add_value(verb, "--lost-acks", "N", "0", "Of the client's ACKs at most so many are lost (0 to 3)",
            [&timed](const std::string& text) { timed.lost_acks = parse_number(text, 0, properties::kMostLost); });
  add_value(verb, "--lost-fins", "N", "0", "And of the server's FINs (0 to 3)",
            [&timed](const std::string& text) { timed.lost_fins = parse_number(text, 0, properties::kMostLost); });
}

}  // namespace

void add_synthesize(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "synthesize", "Find the exact condition on MSL, RTO and the length W of TIME-WAIT under which a claim holds");
  TimedOptions& timed = options.timed;
  verb.add_option("claim", options.claim, "A claim that depends on them")->type_name("CLAIM")->required();
  add_losses(verb, timed);
  add_choice<model::Backoff>(verb, "--backoff", timed.backoff,
                             {{"constant", model::Backoff::Constant}, {"exponential", model::Backoff::Exponential}},
                             "constant",
                             "The retransmission timer expires after RTO each time, or after twice as long each time");
  const auto fix = [&timed](const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    try {
      timed.fixed = parse_parameters(all);
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
  add_value(verb, "--at", "MSL=..,RTO=..,W=..", "",
            "Of a claim for finalack synthesize: the shortest run with these parameters; then --backoff is constant if "
            "not given",
            [&timed](const std::string& text) { timed.at = parse_parameters(text); });
  add_losses(verb, timed);
}

}  // namespace finalack::cli
