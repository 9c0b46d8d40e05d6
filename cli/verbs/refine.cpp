// refine: the decision core of impl/ against the model, at 32 bits.
#include "conform/refinement/refine.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"
#include "cli/values.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

using conform::Obligation;
using conform::Proof;
using Verdict = Proof::Verdict;

std::vector<Obligation> matching(const std::vector<std::string>& patterns) {
  std::vector<Obligation> all = conform::all_obligations();
  if (patterns.empty()) return all;
  std::vector<bool> used(patterns.size());
  std::erase_if(all, [&](const Obligation& obligation) {
    bool matches = false;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (!properties::matches_glob(patterns[i], obligation.name())) continue;
      used[i] = true;
      matches = true;
    }
    return !matches;
  });
  const auto unused = std::find(used.begin(), used.end(), false);
  if (unused != used.end()) {
    throw UsageError("no obligation matches " +
                     reports::in_quotes(patterns[static_cast<std::size_t>(unused - used.begin())]) +
                     ". Accepted: names as 'finalack refine --list' shows them, or patterns such as 'LAST-ACK*'");
  }
  return all;
}

std::string word_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::Proved: return "proved";
    case Verdict::Violated: return "VIOLATED";
    case Verdict::Unknown: return "undecided";
  }
  return {};
}

std::string row(const Obligation& obligation, const Proof& proof) {
  return fmt::format("{:<47} {:>4} clauses  {:<9} {:>6.1f} s\n", obligation.name(), proof.clauses,
                     word_for(proof.verdict), proof.seconds);
}

/// What does not hold, where, and the test that says so until it does.
std::string counterexample(const Obligation& obligation, const Proof& proof) {
  std::string text;
  for (const std::string& words : proof.failed) text += "    not: " + words + "\n";
  if (!proof.counterexample) return text;
  text += "  for example (the core, run on it, does the same)\n";
  for (const std::string& line : proof.counterexample->in_words()) text += "    " + line + "\n";
  text += "  as a test (tests/conform/counterexamples_test.cpp)\n";
  std::string code = proof.counterexample->as_test(obligation.name());
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = code.find('\n', begin) + 1;
    text += "    " + code.substr(begin, end - begin);
    begin = end;
  }
  return text;
}

nlohmann::ordered_json as_json(const Obligation& obligation, const Proof& proof) {
  nlohmann::ordered_json entry{{"obligation", obligation.name()},
                               {"verdict", word_for(proof.verdict)},
                               {"clauses", proof.clauses},
                               {"failed", proof.failed},
                               {"seconds", proof.seconds}};
  if (proof.counterexample) entry["counterexample"] = proof.counterexample->in_words();
  return entry;
}

}  // namespace

int refine(const Options& options, const Console& console) {
  const std::vector<Obligation> obligations = matching(options.patterns);
  if (options.list) {
    for (const Obligation& obligation : obligations) console.out << obligation.name() << "\n";
    return kAsExpected;
  }
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const bool is_text = options.format != "json";
  conform::Refinement how;
  how.jobs = options.run.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
  how.limits.memory_bytes = options.run.memory_bytes.value_or(default_memory());
  if (options.run.seconds) how.limits.seconds = *options.run.seconds;
  how.limits.cancelled = is_interrupted;
  listen_for_interrupts();

  std::size_t counts[3] = {};
  std::size_t clauses = 0;
  nlohmann::ordered_json entries = nlohmann::ordered_json::array();
  conform::refine(obligations, how, [&](const Obligation& obligation, const Proof& proof) {
    ++counts[static_cast<std::size_t>(proof.verdict)];
    clauses += proof.clauses;
    if (is_text) {
      console.out << row(obligation, proof) << counterexample(obligation, proof) << std::flush;
    } else {
      entries.push_back(as_json(obligation, proof));
    }
  });
  const std::size_t proved = counts[static_cast<std::size_t>(Verdict::Proved)];
  const std::size_t violated = counts[static_cast<std::size_t>(Verdict::Violated)];
  const std::size_t undecided = counts[static_cast<std::size_t>(Verdict::Unknown)];
  if (is_text) {
    console.out << fmt::format("\n{} obligations, {} clauses: {} proved, {} violated, {} undecided; {:.1f} s\n",
                               obligations.size(), clauses, proved, violated, undecided, seconds())
                << "For every TCB that satisfies the invariant, every segment, every 32-bit number.\n"
                   "Outside the proof: payload, timers, buffers (docs/conformance.md).\n";
  } else {
    console.out << nlohmann::ordered_json{{"obligations", entries}, {"seconds", seconds()}}.dump(2) << "\n";
  }
  if (violated > 0) return kDiffers;
  if (undecided == 0) return kAsExpected;
  return is_interrupted() ? kInterrupted : kUndecided;
}

}  // namespace finalack::cli
