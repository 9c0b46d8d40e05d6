// fuzz: the cross-check by chance, and then on purpose for what chance did not reach.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <thread>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
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

/// Each case file of the folder, in the order of their names. What can't be used is named, and left out.
std::vector<Case> read_corpus(const std::string& folder, const Console& console) {
  std::vector<Case> corpus;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw CannotWrite(reports::shown_path(folder) + ": " + error.message());
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    try {
      corpus.push_back(conform::read_case(content, reports::shown_path(file.string())));
    } catch (const InputError& e) {
      console.err << "finalack: " << reports::printable(e.what()) << "; skipped" << std::endl;
    }
  }
  return corpus;
}

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

std::string saved(const std::string& folder, const std::string& name, const Case& value) {
  if (folder.empty()) return "";
  std::string file = (fs::path(folder) / name).string();
  write_file(file, to_text(value));
  return file;
}

void report_found(const FuzzOptions& options, const conform::Found& found, const Console& console) {
  const std::string name =
      found.run ? fmt::format("found-{}-{}.case", options.seed, *found.run) : std::string("found-corpus.case");
  const std::string file = saved(options.save, name, found.value);
  console.out << "a rule was broken" << (found.run ? fmt::format(" in run {}", *found.run) : " by a case of the corpus")
              << ":\n\n"
              << conform::listing(found.value, console.style.unicode) << "\nthe case, made smaller:\n\n"
              << to_text(found.value) << "\nagain: ";
  if (!file.empty()) {
    console.out << "finalack replay " << reports::shown_path(file) << "\n";
  } else {
    console.out << fmt::format("finalack fuzz --seed {} --runs {}\n", options.seed, found.run.value_or(0) + 1);
  }
}

/// What was reached, what of the rest a directed search reached, and the names of what it did not.
std::optional<conform::Found> report_coverage(const FuzzOptions& options, const CampaignResult& result,
                                              const Console& console) {
  const conform::Coverage missing = result.all.without(result.covered);
  const conform::DirectedSearch search = conform::search_for(missing);
  if (search.broke) {
    const Case value = minimized(search.broke->first, search.broke->second);
    const auto [side, violation] = conform::run(value).violation().value();
    return conform::Found{std::nullopt, value, side, violation};
  }
  for (std::size_t i = 0; i < search.cases.size(); ++i) {
    (void)saved(options.save, fmt::format("directed-{}.case", i), search.cases[i]);
  }
  const conform::Coverage rest = missing.without(search.reached);
  console.out << fmt::format("coverage: {} of the model's {} decisions by chance, {} by a directed search, {} not\n",
                             result.all.count() - missing.count(), result.all.count(), search.reached.count(),
                             rest.count());
  for (const conform::Decision& decision : search.reached.decisions()) {
    console.out << "  reachable, reached on purpose: " << decision.text() << "\n";
  }
  for (const conform::Decision& decision : rest.decisions()) {
    console.out << "  unreachable: " << decision.text() << "\n";
  }
  if (rest.count() > 0) {
    console.out << fmt::format("  (unreachable: not met in {} tries from {} endpoints in these states)\n", search.tries,
                               search.starts);
  }
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
  if (!options.save.empty()) campaign.corpus = read_corpus(options.save, console);
  listen_for_interrupts();
  campaign.cancelled = is_interrupted;
  ProgressOfFuzz progress(console, options.progress);
  campaign.progress = [&](const conform::CampaignProgress& p) { progress.show(p); };

  CampaignResult result = conform::campaign(campaign);
  progress.clear();
  for (const conform::Reaching& r : result.reaching) {
    (void)saved(options.save, fmt::format("run-{}-{}.case", options.seed, r.run), r.value);
  }
  console.out << fmt::format("{} runs, {} steps of the implementation in {}: {}\n", result.runs, result.steps,
                             reports::short_time(result.seconds),
                             result.found ? "a rule was broken" : "no rule was broken");
  if (!result.found) result.found = report_coverage(options, result, console);
  if (result.found) {
    report_found(options, *result.found, console);
    return kDiffers;
  }
  if (result.end == CampaignResult::End::Cancelled) return kInterrupted;
  const bool short_of = result.end == CampaignResult::End::OutOfTime && options.runs;
  if (short_of) console.out << fmt::format("out of time, {} runs short\n", *options.runs - result.runs);
  return short_of ? kUndecided : kAsExpected;
}

}  // namespace

int fuzz(const Options& options, const Console& console) { return fuzz_with(options.fuzz, console); }

int replay_case(const std::string& content, const std::string& name, const Console& console) {
  const Case value = conform::read_case(content, name);
  console.out << conform::listing(value, console.style.unicode);
  if (conform::run(value).violation()) return kDiffers;
  console.out << "\nno rule was broken\n";
  return kAsExpected;
}

}  // namespace finalack::cli
