#include "cli/declare.hpp"

namespace finalack::cli {

void add_format(CLI::App& verb, Options& options, const std::vector<std::string>& formats) {
  std::vector<std::pair<std::string, std::string>> choices;
  for (const std::string& format : formats) choices.emplace_back(format, format);
  add_choice(verb, "--format", options.format, choices, formats.front(), "How the output is written");
}

void add_output(CLI::App& verb, Options& options) {
  verb.add_option("--output", options.output, "Write there instead of to stdout")->type_name("FILE");
}

void add_ascii(CLI::App& verb, Options& options) {
  verb.add_flag("--ascii", options.ascii, "Draw with ASCII only, whatever the locale");
}

void add_budget(CLI::App& verb, RunOptions& run) {
  add_value(verb, "--timeout", "TIME", "none", "Time for everything together: 90, 90s, 2m, 1h",
            [&run](const std::string& text) { run.seconds = parse_duration(text); });
  add_value(verb, "--memory", "SIZE", "half of what is free, 16G at most", "Memory for everything together: 512M, 4G",
            [&run](const std::string& text) { run.memory_bytes = parse_size(text); });
}

void add_progress(CLI::App& verb, RunOptions& run) {
  verb.add_flag("--progress", run.progress, "Show progress on stderr even if that is no terminal");
}

}  // namespace finalack::cli
