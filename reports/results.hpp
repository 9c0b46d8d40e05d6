// The results of a verification, for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/verification.hpp"
#include "reports/canvas.hpp"

namespace finalack::reports {

/// How a result stands to the catalogue. `Undecided`: the engine did not get far enough to agree or disagree (unknown,
/// or nothing found up to a depth).
enum class Standing : unsigned char { AsExpected, Undecided, Differs };
Standing standing_of(const properties::CaseResult& result);

/// The verdict is the expected one, but whether clocks allow its run is not; and that in words.
bool differs_in_time_only(const properties::CaseResult& result);
std::string disagreement_in_time(const properties::CaseResult& result);

/// "1 state", "7 states"
std::string plural(std::uint64_t count, const std::string& noun);

/// Whether the engine that gave the answer counts states.
bool counts_states(const checker::Outcome& outcome);
/// The depth that was reached, if any was.
std::optional<unsigned> depth_of(const checker::Outcome& outcome);

/// "4.31 M", "987"; "0.12 s", "2m05s".
std::string short_count(std::uint64_t count);
std::string short_time(double seconds);

/// The text table, a piece at a time, because results come one by one. It is 80 columns wide at most. A scope is a
/// letter in its row and spelt out once at the end, what all scopes share before what they differ in.
class ResultTable {
 public:
  ResultTable(const std::vector<properties::Selected>& cases, TextStyle style);

  std::string heading() const;
  /// The result's line; before it that of its claim, if it is the claim's first.
  std::string row(const properties::CaseResult& result);
  /// The scopes and the sum. `asked`: how many cases there were; more than results if the run was interrupted.
  std::string ending(std::size_t asked, double seconds) const;

 private:
  std::string scope_letter(const model::Scope& scope);
  std::string scope_legend() const;
  std::string line(const properties::CaseResult& result, Standing standing);

  TextStyle style_;
  std::size_t variant_columns_;
  std::string claim_;
  std::vector<model::Scope> scopes_;
  bool bound_was_reached_ = false;
  std::size_t counts_[3] = {};
};

/// A case that the subject of a run can't be asked, and why: "opens with two segments".
struct NotAsked {
  std::string claim;
  std::string variant;
  std::string why;
};

/// What was not asked, in words, by reason; empty if there is nothing.
std::string not_asked_text(const std::vector<NotAsked>& not_asked, const TextStyle& style);

/// {"results":[{"claim","variant","engine","verdict","expected","scope","depth","states","transitions","seconds"}...]}
/// `states` and `transitions` are null for engines that count none (bmc, kind), `depth` where none was reached; cases
/// that were explored together all have the seconds of their exploration.
/// A case with a run in a world with clocks has its "timing" (timing_json.hpp).
/// Where something was not asked, "not_asked" lists it: claim, variant, why.
std::string results_json(const std::vector<properties::CaseResult>& results,
                         const std::vector<NotAsked>& not_asked = {});

/// JUnit's XML: a case is a test; one that differs is a failure, an undecided one an error. `seconds`: of the whole
/// run; cases that were explored together divide their exploration's between them.
/// What was not asked is a test that was skipped.
std::string results_junit(const std::vector<properties::CaseResult>& results, double seconds,
                          const std::vector<NotAsked>& not_asked = {});

/// SARIF 2.1.0: a result for every case that isn't as expected.
std::string results_sarif(const std::vector<properties::CaseResult>& results, const std::string& version);

}  // namespace finalack::reports
