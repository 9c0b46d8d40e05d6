// model and help.
#include <ostream>

#include "checker/errors.hpp"
#include "cli/app.hpp"
#include "cli/exit_codes.hpp"
#include "cli/help.hpp"
#include "cli/values.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/state_diagram.hpp"

namespace finalack::cli {

int model(const Options& options, const Console& console) {
  const std::string variant = options.variant.empty() ? "rfc" : options.variant;
  const auto edges = reports::state_diagram(reports::named_rules().at(variant));
  console.out << (options.dot ? reports::dot(edges, "TCP, " + variant) : reports::transition_table(edges));
  return kAsExpected;
}

int help(const Options& options, const CLI::App& app, const Console& console) {
  if (options.markdown) {
    console.out << markdown_help(app);
    return kAsExpected;
  }
  if (options.topic.empty()) {
    console.out << command_help(app);
    return kAsExpected;
  }
  std::vector<std::string> names;
  for (const CLI::App* verb : verbs_of(app)) {
    names.push_back(verb->get_name());
    if (names.back() != options.topic) continue;
    console.out << verb_help(*verb);
    return kAsExpected;
  }
  throw UsageError(unknown("verb", options.topic, names));
}

}  // namespace finalack::cli
