#include "cli/run.hpp"

#include <algorithm>
#include <new>
#include <ostream>

#include <CLI/CLI.hpp>

#include "checker/errors.hpp"
#include "cli/app.hpp"
#include "cli/exit_codes.hpp"
#include "cli/net/network.hpp"
#include "cli/output_file.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

int dispatch(const std::vector<std::string>& arguments, const properties::Catalogue& catalogue, Console console) {
  Options options;
  const auto app = make_app(options);
  std::string said;
  const CLI::App* verb = parse(*app, arguments, said);
  console.out << said;
  if (verb == nullptr) return kAsExpected;
  options.given = given_options(*verb);
  if (options.ascii) console.style.unicode = false;
  const std::string& name = verb->get_name();
  if (name == "verify") return verify(options, catalogue, console);
  if (name == "trace") return trace(options, catalogue, console);
  if (name == "replay") return replay(options, catalogue, console);
  if (name == "synthesize") return synthesize(options, console);
  if (name == "refine") return refine(options, console);
  if (name == "list") return list(options, catalogue, console);
  if (name == "explain") return explain(options, catalogue, console);
  if (name == "model") return model(options, console);
  if (name == "fuzz") return fuzz(options, console);
  if (name == "serve") return serve(options, console);
  if (name == "connect") return connect(options, console);
  if (name == "completion") return completion(options, *app, console);
  return help(options, *app, console);
}

/// Whatever went into the message, it is one line, and nothing in it speaks to the terminal.
int complain(const Console& console, std::string message, ExitCode code) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  console.out << std::flush;
  console.err << "finalack: " << reports::printable(message) << std::endl;
  return code;
}

}  // namespace

int run(const std::vector<std::string>& arguments, const properties::Catalogue& catalogue, Console console) {
  try {
    const int code = dispatch(arguments, catalogue, console);
    console.out << std::flush;
    return console.out ? code : complain(console, "cannot write to stdout", kCannotWrite);
  } catch (const UsageError& e) {
    return complain(console, e.what(), kUsage);
  } catch (const InputError& e) {
    return complain(console, e.what(), kBadInput);
  } catch (const CannotWrite& e) {
    return complain(console, e.what(), kCannotWrite);
  } catch (const Unavailable& e) {
    return complain(console, e.what(), kUnavailable);
  } catch (const std::bad_alloc&) {
    return complain(console, "out of memory; try --memory or fewer --jobs", kUndecided);
  } catch (const std::exception& e) {
    return complain(console, std::string("internal error: ") + e.what(), kInternalError);
  }
}

}  // namespace finalack::cli
