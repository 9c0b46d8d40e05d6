// Completion scripts, made from the declarations of the options. Claims are asked of the command itself when they are
// completed, so that a script doesn't grow old with the catalogue.
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/app.hpp"
#include "cli/exit_codes.hpp"
#include "cli/values.hpp"
#include "cli/verbs/verbs.hpp"

namespace finalack::cli {

namespace {

std::vector<const CLI::Option*> options_of(const CLI::App& verb, bool positional) {
  return verb.get_options([=](const CLI::Option* option) {
    return option->get_positional() == positional && !option->get_group().empty();
  });
}

std::vector<std::string> option_names(const CLI::App& verb) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options_of(verb, false)) names.push_back("--" + option->get_lnames().front());
  return names;
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : verbs_of(app)) names.push_back(verb->get_name());
  return names;
}

/// What a verb's argument is: a shell expression that prints the candidates; empty for a file, or for nothing.
std::string argument_candidates(const CLI::App& app, const CLI::App& verb) {
  for (const CLI::Option* option : options_of(verb, true)) {
    const std::string type = option->get_type_name();
    if (type.starts_with("CLAIM")) return "$(finalack list --format ids 2>/dev/null)";
    if (type == "VERB") return joined(verb_names(app), " ");
    return joined(choices_of(*option), " ");
  }
  return "";
}

/// bash's; zsh reads it through bashcompinit.
std::string bash(const CLI::App& app) {
  std::string out =
      "_finalack() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n"
      "  case \"${COMP_WORDS[1]} $before\" in\n";
  for (const CLI::App* verb : verbs_of(app)) {
    for (const CLI::Option* option : options_of(*verb, false)) {
      const auto choices = choices_of(*option);
      if (choices.empty()) continue;
      out += fmt::format("    '{} --{}') words='{}' ;;\n", verb->get_name(), option->get_lnames().front(),
                         joined(choices, " "));
    }
  }
  out += fmt::format(
      "    *) if [ \"$COMP_CWORD\" = 1 ]; then words='{} --help --version'; else case ${{COMP_WORDS[1]}} in\n",
      joined(verb_names(app), " "));
  for (const CLI::App* verb : verbs_of(app)) {
    out += fmt::format("      {}) words=\"{} {}\" ;;\n", verb->get_name(), joined(option_names(*verb), " "),
                       argument_candidates(app, *verb));
  }
  return out +
         "      esac; fi ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _finalack finalack\n";
}

std::string in_fish_quotes(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return "'" + out + "'";
}

std::string fish(const CLI::App& app) {
  std::string out = "complete -c finalack -n __fish_use_subcommand -f\n";
  for (const CLI::App* verb : verbs_of(app)) {
    const std::string name = verb->get_name();
    const std::string here = fmt::format("complete -c finalack -n '__fish_seen_subcommand_from {}'", name);
    out += fmt::format("complete -c finalack -n __fish_use_subcommand -f -a {} -d {}\n", name,
                       in_fish_quotes(verb->get_description()));
    std::string candidates = argument_candidates(app, *verb);
    if (candidates.starts_with("$(")) candidates = candidates.substr(1);  // fish before 3.4 has no $(...)
    if (!candidates.empty()) out += fmt::format("{} -f -a {}\n", here, in_fish_quotes(candidates));
    for (const CLI::Option* option : options_of(*verb, false)) {
      const auto choices = choices_of(*option);
      const bool takes_value = option->get_items_expected_max() > 0;
      out += fmt::format("{} -l {}{}{} -d {}\n", here, option->get_lnames().front(), takes_value ? " -r" : "",
                         choices.empty() ? "" : " -f -a " + in_fish_quotes(joined(choices, " ")),
                         in_fish_quotes(option->get_description()));
    }
  }
  return out;
}

}  // namespace

int completion(const Options& options, const CLI::App& app, const Console& console) {
  if (options.shell == "bash") {
    console.out << bash(app);
  } else if (options.shell == "zsh") {
    console.out << "#compdef finalack\nautoload -U +X bashcompinit && bashcompinit\n" << bash(app);
  } else if (options.shell == "fish") {
    console.out << fish(app);
  } else {
    throw UsageError(unknown("shell", options.shell, {"bash", "zsh", "fish"}));
  }
  return kAsExpected;
}

}  // namespace finalack::cli
