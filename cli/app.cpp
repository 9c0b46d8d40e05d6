#include "cli/app.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "checker/errors.hpp"
#include "cli/app_net.hpp"
#include "cli/app_timed.hpp"
#include "cli/declare.hpp"
#include "cli/help.hpp"
#include "cli/values.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

using properties::Bounds;
using properties::EngineChoice;

void add_run_options(CLI::App& verb, RunOptions& run) {
  add_choice<EngineChoice>(verb, "--engine", run.engine,
                           {{"auto", EngineChoice::Auto},
                            {"explicit", EngineChoice::Explicit},
                            {"bmc", EngineChoice::Bmc},
                            {"kind", EngineChoice::KInduction}},
                           "auto",
                           "Exploration, bounded model checking, k-induction; auto: the first, then the second");
  add_choice<Bounds>(verb, "--bounds", run.bounds, {{"default", Bounds::Default}, {"deep", Bounds::Deep}}, "default",
                     "How far the worlds go; deep is for a patient run");
  add_choice<unsigned>(verb, "--width", run.width, {{"5", 5}, {"6", 6}, {"32", 32}}, "5, deep: 6",
                       "Bits of a sequence number; 32 needs bmc or kind");
  add_value(verb, "--depth", "N", "no limit, 20 for bmc and kind", "Longest run, in steps (0 to 65535)",
            [&run](const std::string& text) { run.depth = parse_number(text, 0, 65535); });
  add_budget(verb, run);
  add_progress(verb, run);
}

void add_clocks(CLI::App& verb, checker::TimingParameters& clocks) {
  add_value(verb, "--msl", "TIME", "120s", "How long a segment lives at most: 90, 90s, 500ms, 2m",
            [&clocks](const std::string& text) { clocks.msl = parse_milliseconds(text); });
  add_value(verb, "--rto", "TIME", "1s", "When a segment is sent again for the first time",
            [&clocks](const std::string& text) { clocks.rto = parse_milliseconds(text); });
  add_choice<checker::Backoff>(
      verb, "--backoff", clocks.backoff,
      {{"exponential", checker::Backoff::Exponential}, {"constant", checker::Backoff::Constant}}, "exponential",
      "And then: after twice as long each time, or always as long");
  add_value(verb, "--time-wait", "TIME", "twice the MSL", "How long TIME-WAIT lasts",
            [&clocks](const std::string& text) { clocks.time_wait = parse_milliseconds(text); });
}

void add_subject(CLI::App& verb, Options& options) {
  add_choice<SubjectKind>(verb, "--subject", options.subject,
                          {{"model", SubjectKind::Model}, {"impl", SubjectKind::Impl}}, "model",
                          "What is asked: the model, or the connections of serve and connect, explored as they are");
}

void add_verify(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand("verify", "Decide claims and compare the verdicts with the catalogue's");
  verb.add_option("claims", options.patterns, "Claims to decide, or patterns such as 'close.*'; all, if none is given")
      ->type_name("CLAIM|GLOB");
  verb.add_option("--variant", options.variant, "Only the cases of this variant")->type_name("NAME");
  add_subject(verb, options);
  add_run_options(verb, options.run);
  add_value(verb, "--jobs", "N", "number of processors", "Explorations side by side (1 to 256)",
            [&options](const std::string& text) { options.run.jobs = parse_number(text, 1, 256); });
  add_format(verb, options, {"text", "json", "junit", "sarif"});
  verb.add_flag("--traces", options.traces, "Print every counterexample and every run, not only the unexpected ones");
  add_output(verb, options);
  add_ascii(verb, options);
}

void add_trace(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "trace", "Show a claim's counterexample, or the run that it says is possible; where there is none, say so");
  verb.add_option("claim", options.claim, "The claim")->type_name("CLAIM")->required();
  verb.add_option("--variant", options.variant, "Which case; the first that should have a run, if not given")
      ->type_name("NAME");
  add_subject(verb, options);
  add_run_options(verb, options.run);
  add_clocks(verb, options.run.clocks);
  add_point(verb, options.timed);
  add_format(verb, options, {"ladder", "text", "mermaid", "json"});
  add_output(verb, options);
  add_ascii(verb, options);
}

void add_replay(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "replay", "Check a trace file (trace --format json) or a case that fuzz saved, step by step, and show it");
  verb.add_option("file", options.file, "The file; - is stdin")->type_name("FILE")->required();
  add_choice<std::optional<SubjectKind>>(
      verb, "--on", options.on, {{"model", SubjectKind::Model}, {"impl", SubjectKind::Impl}}, "whose trace it is",
      "Drive two real connections through a trace of the model, and say at which step they refuse to follow");
  add_clocks(verb, options.run.clocks);
  add_format(verb, options, {"ladder", "text", "mermaid", "json"});
  add_ascii(verb, options);
}

void add_refine(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "refine", "Prove that the implementation's decisions are the model's, for every 32-bit number");
  verb.add_option("obligations", options.patterns,
                  "Obligations, or patterns such as 'LAST-ACK*'; all, if none is given")
      ->type_name("OBLIGATION|GLOB");
  verb.add_flag("--list", options.list, "Only name them");
  add_budget(verb, options.run);
  add_value(verb, "--jobs", "N", "number of processors", "Proofs side by side (1 to 256)",
            [&options](const std::string& text) { options.run.jobs = parse_number(text, 1, 256); });
  add_format(verb, options, {"text", "json"});
}

void add_fuzz(CLI::App& app, Options& options) {
  CLI::App& verb = *app.add_subcommand(
      "fuzz", "Hold finalack's own TCP to the model, step by step, whatever is done to it and sent to it");
  FuzzOptions& fuzz = options.fuzz;
  add_value(verb, "--seed", "N", "1",
            "Of all chance: the same seed gives the same runs, whatever --jobs (0 to 4294967295)",
            [&fuzz](const std::string& text) { fuzz.seed = parse_number(text, 0, ~0U); });
  add_value(verb, "--runs", "N", "100000, or what --time allows", "Runs of some hundred steps each (1 to 4294967295)",
            [&fuzz](const std::string& text) { fuzz.runs = parse_number(text, 1, ~0U); });
  add_value(verb, "--time", "TIME", "none", "No longer than that: 90, 90s, 2m, 1h",
            [&fuzz](const std::string& text) { fuzz.seconds = parse_duration(text); });
  add_value(verb, "--jobs", "N", "number of processors", "Threads (1 to 256)",
            [&fuzz](const std::string& text) { fuzz.jobs = parse_number(text, 1, 256); });
  verb.add_option("--save", fuzz.save,
                  "A folder for what breaks a rule, and for what reaches new decisions; what is there is run first, "
                  "and never overwritten")
      ->type_name("DIR");
  verb.add_flag("--progress", fuzz.progress, "Show progress on stderr even if that is no terminal");
  add_ascii(verb, options);
}

void add_catalogue_verbs(CLI::App& app, Options& options) {
  CLI::App& list = *app.add_subcommand("list", "List the claims: what is taught, and the verdicts that are expected");
  list.add_option("claims", options.patterns, "Only the claims that match these patterns")->type_name("CLAIM|GLOB");
  add_format(list, options, {"text", "json", "ids", "variants"});

  CLI::App& explain = *app.add_subcommand("explain", "Tell all about a claim: statement, assumptions, cases, finding");
  explain.add_option("claim", options.claim, "The claim")->type_name("CLAIM")->required();
  add_format(explain, options, {"text", "json"});
}

void add_other_verbs(CLI::App& app, Options& options) {
  CLI::App& model = *app.add_subcommand("model", "Show the state diagram that the model's own decisions imply");
  model.add_flag("--dot", options.dot, "As a Graphviz graph, not as a table");
  std::vector<std::pair<std::string, std::string>> variants;
  for (const std::string& name : diagram_variants()) variants.emplace_back(name, name);
  add_choice(model, "--variant", options.variant, variants, "rfc", "Of which protocol");

  CLI::App& completion = *app.add_subcommand("completion", "Print a completion script for a shell");
  completion.add_option("shell", options.shell, "bash, zsh or fish")->type_name("bash|zsh|fish")->required();

  CLI::App& help = *app.add_subcommand("help", "Show the help of a verb");
  help.add_option("verb", options.topic, "The verb; if not given, the whole command")->type_name("VERB");
  help.add_flag("--markdown", options.markdown, "All of it as docs/cli.md")->group("");
}

/// The first argument that is no option has to be a verb: said here, because the parser would only call it unexpected.
void check_verb(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const CLI::App* verb : verbs_of(app)) names.push_back(verb->get_name());
  const auto first =
      std::find_if(arguments.begin(), arguments.end(), [](const auto& a) { return !a.starts_with("-"); });
  if (first == arguments.end()) {
    if (arguments.empty()) throw UsageError("no verb. Accepted: " + joined(names, ", ") + "; see finalack --help");
    return;
  }
  if (std::find(names.begin(), names.end(), *first) == names.end()) throw UsageError(unknown("verb", *first, names));
}

/// What the parser has left over of one level's arguments is an option that doesn't exist, or one argument too many.
void check_leftovers(const CLI::App& level, const std::string& help) {
  for (const std::string& word : level.remaining()) {
    if (!word.starts_with("-")) throw UsageError("unexpected argument " + reports::in_quotes(word) + "; see " + help);
    std::vector<std::string> accepted;
    for (const CLI::Option* option : level.get_options()) {
      const bool is_shown = !option->get_positional() && !option->get_group().empty();
      if (is_shown) accepted.push_back("--" + option->get_lnames().front());
    }
    throw UsageError(unknown("option", word.substr(0, word.find('=')), accepted));
  }
}

/// What the parser says, without its jargon ("At Most 1 required but received 2", "1 required TEXT missing").
std::string in_plain_words(const CLI::ParseError& error) {
  const std::string said = error.what();
  const std::string name = reports::shown(said.substr(0, said.find(": ")));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return name + (said.find("At Most") != std::string::npos ? " is given more than once" : " needs a value");
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const std::size_t option = std::min(said.find("--"), said.size());  // "Could not convert: --traces = maybe"
    return reports::shown(said.substr(option, said.find(' ', option) - option)) + " takes no value";
  }
  return reports::shown(said, 200);
}

}  // namespace

std::unique_ptr<CLI::App> make_app(Options& options) {
  auto app =
      std::make_unique<CLI::App>("A formal model of TCP, and a model checker for what is taught about it", "finalack");
  app->set_version_flag("--version", std::string("finalack ") + kVersion, "Print the version");
  app->set_help_flag("--help,-h", "Print this help");
  add_verify(*app, options);
  add_trace(*app, options);
  add_replay(*app, options);
  add_synthesize(*app, options);
  add_refine(*app, options);
  add_fuzz(*app, options);
  add_catalogue_verbs(*app, options);
  add_net_verbs(*app, options);
  add_other_verbs(*app, options);
  for (CLI::App* level : app->get_subcommands({})) {
    level->allow_extras();
    level->formatter_fn([](const CLI::App* verb, std::string, CLI::AppFormatMode) { return verb_help(*verb); });
  }
  app->allow_extras();
  app->require_subcommand(0, 1);  // a verb's name after a verb is that one's argument: help verify
  app->formatter_fn([](const CLI::App* top, std::string, CLI::AppFormatMode) { return command_help(*top); });
  return app;
}

std::vector<const CLI::App*> verbs_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> given_options(const CLI::App& verb) {
  std::vector<std::string> given;
  for (const CLI::Option* option : verb.get_options()) {
    if (!option->get_positional() && option->count() > 0) given.push_back("--" + option->get_lnames().front());
  }
  return given;
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type.find('|') == std::string::npos || type.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos)
    return {};
  return CLI::detail::split(type, '|');
}

const CLI::App* parse(CLI::App& app, const std::vector<std::string>& arguments, std::string& said) {
  check_verb(app, arguments);
  const auto chosen = [&app]() -> const CLI::App* {
    const auto verbs = app.get_subcommands();
    return verbs.empty() ? nullptr : verbs.front();
  };
  const auto help = [&] { return "finalack " + (chosen() == nullptr ? "" : chosen()->get_name() + " ") + "--help"; };
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    said = chosen() == nullptr ? command_help(app) : verb_help(*chosen());
    return nullptr;
  } catch (const CLI::CallForVersion& e) {
    said = std::string(e.what()) + "\n";
    return nullptr;
  } catch (const CLI::ParseError& e) {
    throw UsageError(in_plain_words(e) + "; see " + help());
  }
  check_leftovers(app, help());
  if (chosen() == nullptr) throw UsageError("no verb; see " + help());
  check_leftovers(*chosen(), help());
  return chosen();
}

}  // namespace finalack::cli
