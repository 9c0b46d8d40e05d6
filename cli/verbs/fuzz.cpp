// fuzz: the cross-check by chance, and then on purpose for what chance did not reach.
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/input_file.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/verbs/verbs.hpp"
#include "conform/crosscheck/campaign.hpp"
#include "conform/crosscheck/directed.hpp"
#include "conform/crosscheck/listing.hpp"
#include "conform/crosscheck/minimize.hpp"
#include "reports/quoting.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

namespace {

namespace fs = std::filesystem;
using conform::CampaignResult;
using conform::Case;

constexpr std::uint64_t kRuns = 100'000;  // unless told otherwise

/// A folder of cases. Nothing in it is overwritten: what has a name that is taken gets a number, too.
class Folder {
 public:
  /// Makes it if need be. Throws CannotWrite now, and not after the runs, if nothing can be saved there.
  explicit Folder(std::string name) : name_(std::move(name)) {
    if (!is_wanted()) return;
    std::error_code error;
    fs::create_directories(name_, error);
    if (error) throw CannotWrite(reports::shown_path(name_) + ": " + error.message());
    require_writable(path("found.case"));
  }

  bool is_wanted() const { return !name_.empty(); }

  /// Each case file, in the order of their names. What can't be used is named, and left out.
  std::vector<std::pair<std::string, Case>> read(const Console& console) const {
    std::vector<std::pair<std::string, Case>> corpus;
    if (!is_wanted()) return corpus;
    for (const std::string& file : files()) {
      const std::string shown = reports::shown_path(file);
      try {
        if (!fs::is_regular_file(file)) throw InputError(shown + ": is not a regular file");
        corpus.emplace_back(file, conform::read_case(content_of(file, shown), shown));
      } catch (const InputError& e) {
        console.err << "finalack: " << reports::printable(e.what()) << "; skipped" << std::endl;
      }
    }
    return corpus;
  }

  /// The file's name; none if nothing is saved.
  std::string save(const std::string& stem, const Case& value) const {
    if (!is_wanted()) return "";
    const std::string text = to_text(value);
    std::string file = path(stem + ".case");
    for (int i = 2; fs::exists(file); ++i) {
      if (fs::is_regular_file(file) && content_of(file, reports::shown_path(file)) == text) return file;
      file = path(fmt::format("{}-{}.case", stem, i));
    }
    write_file(file, text);
    return file;
  }

 private:
  std::string path(const std::string& file) const { return (fs::path(name_) / file).string(); }

  std::vector<std::string> files() const {
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator at(name_, error), end; !error && at != end; at.increment(error)) {
      if (at->path().extension() == ".case") files.push_back(at->path().string());
    }
    if (error) throw CannotWrite(reports::shown_path(name_) + ": " + error.message());
    std::sort(files.begin(), files.end());
    return files;
  }

  std::string name_;
};

/// One line on stderr, rewritten on a terminal, again every few seconds elsewhere.
class ProgressOfFuzz {
 public:
  ProgressOfFuzz(const Console& console, bool wanted)
      : console_(console), rewrites_(console.err_is_terminal), shown_(wanted || rewrites_) {}
  ~ProgressOfFuzz() { clear(); }
  ProgressOfFuzz(const ProgressOfFuzz&) = delete;
  ProgressOfFuzz& operator=(const ProgressOfFuzz&) = delete;

  void show(const conform::CampaignProgress& p) {
    if (!shown_ || p.seconds < next_) return;
    next_ = p.seconds + (rewrites_ ? 0.2 : 5.0);
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(p.steps) / std::max(p.seconds, 1e-3));
    console_.err << (rewrites_ ? "\r\x1b[K" : "")
                 << fmt::format("{} runs, {} steps, {}/s, {} of {} decisions, {}", reports::short_count(p.runs),
                                reports::short_count(p.steps), reports::short_count(rate), p.covered, p.decisions,
                                reports::short_time(p.seconds))
                 << (rewrites_ ? "" : "\n") << std::flush;
    drawn_ = rewrites_;
  }
  void clear() {
    if (drawn_) console_.err << "\r\x1b[K" << std::flush;
    drawn_ = false;
  }

 private:
  const Console& console_;
  bool rewrites_;
  bool shown_;
  bool drawn_ = false;
  double next_ = 0;
};

/// As a word of a shell's command line.
std::string as_argument(const std::string& word) {
  if (word.find_first_of(" \t\n\"'\\$`*?[]{}()<>|&;#~!") == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// What broke a rule, where that was, and how to see it again.
struct Report {
  conform::Found found;
  std::string where;   ///< "in run 12"
  std::string stem;    ///< of the file that it is saved as
  std::string file;    ///< that it was read from, as it is
  std::uint64_t runs;  ///< after which it shows again
};

Report report_of(const FuzzOptions& options, const conform::Found& found,
                 const std::vector<std::pair<std::string, Case>>& corpus) {
  if (found.run) {
    return {found, fmt::format("in run {}", *found.run), fmt::format("found-{}-{}", options.seed, *found.run), "",
            *found.run + 1};
  }
  const auto& [file, value] = corpus.at(found.of_corpus.value());
  const std::string stem = fs::path(file).stem().string() + "-smaller";
  return {found, "by " + reports::shown_path(file), stem, found.value == value ? file : "", 1};
}

/// Shown before it is saved: it is not to be lost if that fails.
void show(const FuzzOptions& options, const Report& report, const Folder& folder, const Console& console) {
  console.out << "a rule was broken " << report.where << ":\n\n"
              << conform::listing(report.found.value, console.style.unicode) << "\nthe case, made smaller:\n\n"
              << to_text(report.found.value) << std::flush;
  const std::string file = report.file.empty() ? folder.save(report.stem, report.found.value) : report.file;
  console.out << "\nagain: ";
  if (!file.empty()) {
    console.out << "finalack replay " << as_argument(file) << "\n";
  } else {
    console.out << fmt::format("finalack fuzz --seed {} --runs {}\n", options.seed, report.runs);
  }
}

/// What was reached, what of the rest a directed search reached, and the names of what it did not.
std::optional<Report> report_coverage(const FuzzOptions& options, const CampaignResult& result, const Folder& folder,
                                      const Console& console) {
  const conform::Coverage missing = result.all.without(result.covered);
  const std::size_t all = result.all.count();
  if (result.end == CampaignResult::End::Cancelled) {
    console.out << fmt::format("coverage: {} of the model's {} decisions by chance\n", all - missing.count(), all);
    return std::nullopt;
  }
  const conform::DirectedSearch search = conform::search_for(missing);
  if (search.broke) {
    const Case value = minimized(search.broke->first, search.broke->second);
    const auto [side, violation] = conform::run(value).violation().value();
    return Report{{std::nullopt, std::nullopt, value, side, violation},
                  "in the directed search",
                  fmt::format("found-{}-directed", options.seed),
                  "",
                  std::max<std::uint64_t>(result.runs, 1)};
  }
  const conform::Coverage rest = missing.without(search.reached);
  console.out << fmt::format("coverage: {} of the model's {} decisions by chance, {} by a directed search, {} not\n",
                             all - missing.count(), all, search.reached.count(), rest.count());
  for (const conform::Decision& decision : search.reached.decisions()) {
    console.out << "  by the directed search: " << decision.text() << "\n";
  }
  for (const conform::Decision& decision : rest.decisions()) {
    console.out << "  not reached: " << decision.text() << "\n";
  }
  if (rest.count() > 0) {
    console.out << fmt::format("  (not met in {} tries from {} endpoints in these states)\n", search.tries,
                               search.starts);
  }
  for (const Case& value : search.cases) (void)folder.save(fmt::format("directed-{}", options.seed), value);
  return std::nullopt;
}

int fuzz_with(const FuzzOptions& options, const Console& console) {
  conform::CampaignOptions campaign;
  campaign.seed = options.seed;
  campaign.jobs = options.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
  if (options.seconds) campaign.seconds = *options.seconds;
  if (options.runs) {
    campaign.runs = *options.runs;
  } else if (!options.seconds) {
    campaign.runs = kRuns;
  }
  const Folder folder(options.save);
  const auto corpus = folder.read(console);
  for (const auto& [file, value] : corpus) campaign.corpus.push_back(value);
  listen_for_interrupts();
  campaign.cancelled = is_interrupted;
  ProgressOfFuzz progress(console, options.progress);
  campaign.progress = [&](const conform::CampaignProgress& p) { progress.show(p); };

  const CampaignResult result = conform::campaign(campaign);
  progress.clear();
  console.out << fmt::format("{} runs, {} steps of the implementation in {}: {}\n", result.runs, result.steps,
                             reports::short_time(result.seconds),
                             result.found ? "a rule was broken" : "no rule was broken");
  const auto broken = result.found ? std::optional(report_of(options, *result.found, corpus))
                                   : report_coverage(options, result, folder, console);
  if (broken) show(options, *broken, folder, console);
  for (const conform::Reaching& r : result.reaching) {
    (void)folder.save(fmt::format("run-{}-{}", options.seed, r.run), r.value);
  }
  if (broken) return kDiffers;
  if (result.end == CampaignResult::End::Cancelled) return kInterrupted;
  const bool short_of = result.end == CampaignResult::End::OutOfTime && options.runs;
  if (short_of) console.out << fmt::format("out of time, {} runs short\n", *options.runs - result.runs);
  return short_of ? kUndecided : kAsExpected;
}

}  // namespace

int fuzz(const Options& options, const Console& console) { return fuzz_with(options.fuzz, console); }

int replay_case(const std::string& content, const std::string& name, const Options& options, const Console& console) {
  if (options.on == SubjectKind::Model) {
    throw UsageError("--on model: " + name + " is a case of real connections. Accepted with it: --on impl");
  }
  if (options.format == "json" || options.format == "mermaid") {
    throw UsageError("--format " + options.format + ": " + name +
                     " is a case. Accepted with it: --format ladder, text");
  }
  const Case value = conform::read_case(content, name);
  console.out << conform::listing(value, console.style.unicode);
  if (conform::run(value).violation()) return kDiffers;
  console.out << "\nno rule was broken\n";
  return kAsExpected;
}

}  // namespace finalack::cli
