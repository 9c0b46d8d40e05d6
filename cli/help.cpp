#include "cli/help.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/app.hpp"
#include "cli/exit_codes.hpp"
#include "reports/canvas.hpp"
#include "reports/state_diagram.hpp"

namespace finalack::cli {

namespace {

constexpr std::size_t kColumns = 80;

struct Example {
  const char* command;
  const char* what;
};

/// What each verb is typically asked.
const std::map<std::string, std::vector<Example>>& examples() {
  static const std::map<std::string, std::vector<Example>> all = {
      {"verify",
       {{"finalack verify", "every claim of the catalogue"},
        {"finalack verify 'close.*' --traces", "one family, with all its runs"},
        {"finalack verify handshake.agreement --variant two-way --engine bmc", "one case, with Z3"},
        {"finalack verify --subject impl", "the same claims, decided on real connections"},
        {"finalack verify --bounds deep --timeout 30m --memory 12G", "a patient run"},
        {"finalack verify --format junit --output finalack.xml", "for a CI system"}}},
      {"trace",
       {{"finalack trace handshake.stale-syn-leak", "the counterexample, as a ladder diagram"},
        {"finalack trace close.simultaneous --format mermaid", "for a wiki"},
        {"finalack trace close.linger-zero --subject impl", "a run of real connections"},
        {"finalack trace close.simultaneous --format json > run.itf.json", "for other tools"},
        {"finalack trace time-wait.final-ack --at MSL=1,RTO=1,W=1.5 --lost-acks 1",
         "a run in time, with these values"}}},
      {"replay",
       {{"finalack replay run.itf.json", "check it, and draw it"},
        {"finalack trace close.simultaneous --format json | finalack replay -", "there and back"},
        {"finalack replay run.itf.json --on impl",
         "do real connections follow? 0: to the end, 1: they refuse a step"}}},
      {"synthesize",
       {{"finalack synthesize time-wait.final-ack --lost-acks 1", "how long TIME-WAIT has to last if one ACK is lost"},
        {"finalack synthesize time-wait.final-ack --lost-acks 1 --lost-fins 1 --backoff exponential",
         "and one FIN, with a timer that doubles"},
        {"finalack synthesize time-wait.final-ack --lost-acks 1 --format svg --output region.svg", "as a picture"},
        {"finalack synthesize time-wait.final-ack --fix MSL=2 --fix RTO=0.5", "for one network"},
        {"finalack synthesize handshake.lost-third-ack.data-completes --backoff exponential",
         "how long a client whose ACKs are lost may think"},
        {"finalack synthesize keepalive.kills-good --probes 9",
         "how long an outage has to be to kill a good connection"}}},
      {"refine",
       {{"finalack refine", "every obligation"},
        {"finalack refine 'SYN-RECEIVED*' '*RST arrives'", "some of them"},
        {"finalack refine --list", "their names only"}}},
      {"fuzz",
       {{"finalack fuzz", "100,000 runs"},
        {"finalack fuzz --time 10m --seed 7 --save cases", "as many as ten minutes allow, and keep what is new"},
        {"finalack replay cases/found-7-1234.case", "what it found, again"}}},
      {"list", {{"finalack list", "all claims"}, {"finalack list 'handshake.*' --format ids", "only the names"}}},
      {"explain", {{"finalack explain handshake.stale-syn-leak", "what exactly is claimed, and what was found"}}},
      {"model",
       {{"finalack model", "the transitions as a table"},
        {"finalack model --dot | dot -Tsvg > tcp.svg", "figure 5 of RFC 9293, computed"},
        {"finalack model --variant no-time-wait", "the same of a variant"}}},
      {"serve",
       {{"sudo finalack serve", "echo, discard and a page at 192.0.2.2; then: curl http://192.0.2.2/"},
        {"sudo finalack serve --loss 2% --reorder 5% --seed 7", "over a bad wire, the same each time"},
        {"sudo finalack serve --trace --pcap serve.pcap", "each segment as it passes, and for Wireshark"},
        {"sudo finalack serve --cookies always", "no state before the third segment"}}},
      {"connect",
       {{"sudo finalack connect 192.0.2.1:22 --trace", "to this machine's own SSH server, each segment shown"},
        {"echo hello | sudo finalack connect 192.0.2.1:7 --pcap hello.pcap", "a capture that Wireshark opens"}}},
      {"completion",
       {{"finalack completion bash > /etc/bash_completion.d/finalack", "for every user of this machine"},
        {"finalack completion fish > ~/.config/fish/completions/finalack.fish", "for yourself"}}},
      {"help", {{"finalack help verify", "the same as finalack verify --help"}}},
  };
  return all;
}

/// Two columns, the second wrapped.
std::string entry(const std::string& left, const std::string& right, std::size_t column) {
  const std::string head = fmt::format("  {:<{}}", left, column - 2);
  const std::string text = reports::wrapped(right, kColumns, column);
  if (left.size() + 4 > column) return "  " + left + "\n" + std::string(column, ' ') + text + "\n";
  return head + text + "\n";
}

std::string name_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_type_name();
  std::string name = option.get_snames().empty() ? "" : "-" + option.get_snames().front() + ", ";
  name += "--" + option.get_lnames().front();
  const bool takes_value = option.get_items_expected_max() > 0;
  return takes_value ? name + " " + option.get_type_name() : name;
}

std::string meaning_of(const CLI::Option& option) {
  const std::string initially = option.get_default_str();
  return option.get_description() + (initially.empty() ? "" : " (default: " + initially + ")");
}

std::vector<const CLI::Option*> shown_options(const CLI::App& verb, bool positional) {
  return verb.get_options([=](const CLI::Option* option) {
    return option->get_positional() == positional && !option->get_group().empty();
  });
}

std::string usage_of(const CLI::App& verb) {
  std::string usage = "finalack " + verb.get_name();
  for (const CLI::Option* option : shown_options(verb, true)) {
    std::string name = option->get_type_name();
    if (option->get_items_expected_max() > 1) name += " ...";
    usage += option->get_required() ? " " + name : " [" + name + "]";
  }
  return usage + " [options]";
}

}  // namespace

std::string verb_help(const CLI::App& verb) {
  std::string out = reports::wrapped(verb.get_description() + ".", kColumns, 0) + "\n\nUsage: " + usage_of(verb) + "\n";
  for (const bool positional : {true, false}) {
    const auto options = shown_options(verb, positional);
    if (options.empty()) continue;
    out += positional ? "\nArguments:\n" : "\nOptions:\n";
    for (const CLI::Option* option : options) out += entry(name_of(*option), meaning_of(*option), 24);
  }
  out += "\nExamples:\n";
  for (const Example& example : examples().at(verb.get_name())) {
    out += fmt::format("  # {}\n  {}\n", example.what, example.command);
  }
  return out;
}

std::string command_help(const CLI::App& app) {
  std::string out = app.get_description() + ".\n\nUsage: finalack VERB [arguments] [options]\n\nVerbs:\n";
  for (const CLI::App* verb : verbs_of(app)) out += entry(verb->get_name(), verb->get_description(), 14);
  out += "\nOptions:\n" + entry("-h, --help", "Print this help; after a verb, that verb's", 14) +
         entry("--version", "Print the version", 14);
  out += "\nExamples:\n";
  for (const CLI::App* verb : verbs_of(app)) {
    if (verb->get_name() == "help") continue;
    const Example& example = examples().at(verb->get_name()).front();
    out += fmt::format("  # {}\n  {}\n", example.what, example.command);
  }
  out += "\nExit codes:\n";
  for (const ExitMeaning& exit : kExitMeanings) out += entry(fmt::format("{:>4}", exit.code), exit.meaning, 10);
  return out;
}

std::string markdown_help(const CLI::App& app) {
  const auto cell = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return text;
  };
  std::string out = fmt::format(
      "# The finalack command\n\n{}.\nResults go to stdout, progress and errors to stderr. This page is printed by\n"
      "`finalack help --markdown`; a test compares the two.\n",
      app.get_description());
  for (const CLI::App* verb : verbs_of(app)) {
    out += fmt::format("\n## {}\n\n{}.\n\n    {}\n\n", verb->get_name(), verb->get_description(), usage_of(*verb));
    out += "| option | meaning | default |\n|---|---|---|\n";
    for (const bool positional : {true, false}) {
      for (const CLI::Option* option : shown_options(*verb, positional)) {
        out += fmt::format("| `{}` | {} | {} |\n", cell(name_of(*option)), cell(option->get_description()),
                           cell(option->get_default_str()));
      }
    }
    out += "\nExamples:\n\n";
    for (const Example& example : examples().at(verb->get_name())) {
      out += fmt::format("    # {}\n    {}\n", example.what, example.command);
    }
  }
  out +=
      "\n## Results as JSON\n\n"
      "`verify --format json` prints `{\"results\": [...]}`, an object for every case:\n\n"
      "| key | meaning |\n|---|---|\n"
      "| `claim`, `variant` | the case |\n"
      "| `engine` | `explicit`, `bmc` or `kind` |\n"
      "| `verdict`, `expected` | `proved`, `holds-to-depth`, `violated`, `unknown` or `vacuous` |\n"
      "| `scope` | the bounds within which the verdict holds, in words |\n"
      "| `depth` | length of the run, or how deep the search went; null where it got nowhere |\n"
      "| `states`, `transitions` | of the exploration; null for bmc and kind, which count none |\n"
      "| `seconds` | that the exploration took, which cases of one configuration share |\n"
      "\nWith `--subject impl`, `not_asked` lists the cases of variants that the implementation does not have: "
      "`claim`,\n"
      "`variant`, `why`.\n"
      "\nIn JUnit's XML such cases divide the seconds between them, and the suite's time is that of the whole run.\n"
      "\n`synthesize --format json` prints one object:\n\n"
      "| key | meaning |\n|---|---|\n"
      "| `claim`, `fixed`, and of `lost_acks`, `lost_fins`, `backoff`, `probes`, `retries` those that it has | what "
      "was asked |\n"
      "| `domain` | what was assumed of the parameters but that they are above zero; may be empty |\n"
      "| `condition` | where the claim holds, in words; `always`, `never`; null if a budget ended the search |\n"
      "| `condition_at_fixed` | the same with the values of what is fixed: `W >= 4`; where something is, and "
      "`condition` is known |\n"
      "| `regions` | where it is violated, piece by piece: `constraints` in words, their `coefficients` (the sum with "
      "the `constant` is above zero, or zero unless `strict`), a `run` with its `point`, `steps` and `command` |\n"
      "| `proved`, `obligations` | that the claim holds everywhere else, for runs of any length |\n"
      "| `depth` | otherwise: up to so many steps nothing else was found; or null |\n"
      "| `complete` | no budget ended the search |\n"
      "| `seconds` | it took |\n";
  out += "\n## Exit codes\n\n| code | meaning |\n|---|---|\n";
  for (const ExitMeaning& exit : kExitMeanings) out += fmt::format("| {} | {} |\n", exit.code, exit.meaning);
  out +=
      "\n## Environment\n\n| variable | meaning |\n|---|---|\n"
      "| `NO_COLOR` | set to anything: no colours, not even on a terminal |\n"
      "| `LC_ALL`, `LC_CTYPE`, `LANG` | box drawing characters only where the first that is set names UTF-8 |\n";
  return out;
}

std::vector<std::string> diagram_variants() {
  std::vector<std::string> names;
  for (const auto& [name, rules] : reports::named_rules()) names.push_back(name);
  return names;
}

}  // namespace finalack::cli
