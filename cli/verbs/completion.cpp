// Completion scripts, made from the declarations of the options. Claims are asked of the command itself when they are
// completed, so that a script doesn't grow old with the catalogue.
#include <algorithm>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/app.hpp"
#include "cli/exit_codes.hpp"
#include "cli/values.hpp"
#include "cli/verbs/verbs.hpp"
#include "properties/timed/synthesis.hpp"

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

/// The command that prints one kind of name, by the name under which `finalack` was called.
std::string names_from(const std::string& command, const char* format) {
  return fmt::format("$({} list --format {} 2>/dev/null)", command, format);
}

std::string parametric_names() {
  std::vector<std::string> names;
  for (const properties::ParametricClaim& claim : properties::parametric_claims()) names.push_back(claim.id);
  return joined(names, " ");
}

bool is_file(const CLI::Option& option) { return option.get_type_name() == "FILE"; }

bool takes_file(const CLI::App& verb) {
  const auto arguments = options_of(verb, true);
  return std::any_of(arguments.begin(), arguments.end(), [](const CLI::Option* o) { return is_file(*o); });
}

/// What an option takes: a shell expression that prints the candidates; empty where nobody knows.
std::string option_candidates(const CLI::Option& option, const std::string& command) {
  const bool is_variant = option.get_type_name() == "NAME";
  return is_variant ? names_from(command, "variants") : joined(choices_of(option), " ");
}

/// What a verb's argument is, likewise; empty for a file, or for nothing.
std::string argument_candidates(const CLI::App& app, const CLI::App& verb, const std::string& command) {
  for (const CLI::Option* option : options_of(verb, true)) {
    const std::string type = option->get_type_name();
    if (verb.get_name() == "synthesize") return parametric_names();
    if (verb.get_name() == "trace") return names_from(command, "ids");
    if (type.starts_with("CLAIM")) return names_from(command, "ids");
    if (type == "VERB") return joined(verb_names(app), " ");
    return joined(choices_of(*option), " ");
  }
  return "";
}

/// However it was called: a path, another name.
constexpr const char* kCalled = "${COMP_WORDS[0]}";

/// bash's; zsh reads it through bashcompinit.
std::string bash(const CLI::App& app) {
  std::string out =
      "_finalack() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words= files=()\n"
      "  case \"${COMP_WORDS[1]} $before\" in\n";
  for (const CLI::App* verb : verbs_of(app)) {
    for (const CLI::Option* option : options_of(*verb, false)) {
      const std::string candidates = option_candidates(*option, kCalled);
      const std::string pattern = fmt::format("    '{} --{}') ", verb->get_name(), option->get_lnames().front());
      if (is_file(*option)) {
        out += pattern + "COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n";
      } else if (!candidates.empty()) {
        out += fmt::format("{}words=\"{}\" ;;\n", pattern, candidates);
      } else if (option->get_items_expected_max() > 0) {
        out += pattern + "return ;;\n";  // a value that nobody can guess
      }
    }
  }
  out += fmt::format(
      "    *) if [ \"$COMP_CWORD\" = 1 ]; then words='{} --help --version'; else case ${{COMP_WORDS[1]}} in\n",
      joined(verb_names(app), " "));
  for (const CLI::App* verb : verbs_of(app)) {
    out += fmt::format("      {}) words=\"{} {}\"{} ;;\n", verb->get_name(), joined(option_names(*verb), " "),
                       argument_candidates(app, *verb, kCalled),
                       takes_file(*verb) ? " files=($(compgen -f -- \"$current\"))" : "");
  }
  return out +
         "      esac; fi ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\") \"${files[@]}\")\n"
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
    const auto in_fish = [](const std::string& words) {  // fish before 3.4 has no $(...)
      return in_fish_quotes(words.starts_with("$(") ? words.substr(1) : words);
    };
    const std::string candidates = argument_candidates(app, *verb, "finalack");
    if (!candidates.empty()) out += fmt::format("{} -f -a {}\n", here, in_fish(candidates));
    if (takes_file(*verb)) out += here + " -F\n";
    for (const CLI::Option* option : options_of(*verb, false)) {
      const std::string values = option_candidates(*option, "finalack");
      const bool takes_value = option->get_items_expected_max() > 0;
      out += fmt::format("{} -l {}{}{} -d {}\n", here, option->get_lnames().front(), takes_value ? " -r" : "",
                         !values.empty()    ? " -f -a " + in_fish(values)
                         : is_file(*option) ? " -F"
                                            : "",
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
