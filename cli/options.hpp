// What the options say, once parsed. Declared, with their help and limits, in app.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/net/net_options.hpp"
#include "properties/timed/synthesis.hpp"
#include "properties/verification.hpp"

namespace finalack::cli {

inline constexpr const char* kVersion = "0.1.0";

/// How an engine is run: the same for every verb that runs one.
struct RunOptions {
  properties::EngineChoice engine = properties::EngineChoice::Auto;
  properties::Bounds bounds = properties::Bounds::Default;
  unsigned width = 0;  ///< 0: what the bounds need
  std::optional<unsigned> depth;
  std::optional<double> seconds;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<unsigned> jobs;
  bool progress = false;
  checker::TimingParameters clocks;  ///< that runs are held against
};

/// Of whom claims are asked.
enum class SubjectKind : unsigned char { Model, Impl };

struct FuzzOptions {
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> runs;
  std::optional<double> seconds;
  std::optional<unsigned> jobs;
  std::string save;  ///< a folder of cases; empty: none
  bool progress = false;
};

/// Claims with parameters: `synthesize`, and `trace --at`.
struct TimedOptions {
  /// Without the claim; its backoff is synthesize's, trace has one among its clocks.
  properties::SynthesisQuestion question;
  properties::Values at;  ///< empty: no point is given
};

struct Options {
  RunOptions run;
  FuzzOptions fuzz;
  TimedOptions timed;
  SubjectKind subject = SubjectKind::Model;
  NetOptions net;
  bool ascii = false;
  std::string format;                 ///< of the verb's output; each verb has its own choices
  std::string output;                 ///< a file to write to instead of stdout; empty: stdout
  std::vector<std::string> patterns;  ///< claims, for verify; a glob, for list
  std::string claim;
  std::string variant;
  bool traces = false;
  std::string file;
  std::optional<SubjectKind> on;  ///< replay: who is driven through the trace, besides whose it is
  bool dot = false;
  bool list = false;
  std::string shell;
  std::string topic;
  bool markdown = false;
  std::vector<std::string> given;  ///< the options that were written: "--at"

  bool is_given(const std::string& option) const {
    return std::find(given.begin(), given.end(), option) != given.end();
  }
};

}  // namespace finalack::cli
