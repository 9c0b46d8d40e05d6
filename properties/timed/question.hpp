// Claims with parameters, and what can be asked of them: the region in which one holds, or a run at a point.
//
// A parametric claim is one sentence about a timed world whose times are parameters. What else the world depends on
// (how much is lost, how often is probed) are settings: numbers that a question fixes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/system.hpp"
#include "checker/timed/synthesis.hpp"
#include "checker/timed/tick_system.hpp"
#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::properties {

/// A value for a parameter, above zero.
using Values = std::vector<std::pair<std::string, checker::Rational>>;

inline constexpr unsigned kMostLost = 3;
inline constexpr unsigned kMostProbes = 14;
inline constexpr unsigned kMostRetries = 3;

struct SynthesisQuestion {
  std::string claim;
  unsigned lost_acks = 0;  ///< at most so many are lost; 0 to 3
  unsigned lost_fins = 0;
  model::Backoff backoff = model::Backoff::Constant;
  Values fixed = {};     ///< the region is sought with these parameters fixed
  unsigned probes = 9;   ///< of keepalives, unanswered; 1 to 14
  unsigned retries = 2;  ///< of a SYN,ACK; 0 to 3
};

/// What a question fixes beside parameters. As an option "--lost-acks", as a key "lost_acks".
enum class Setting : unsigned char { LostAcks, LostFins, Backoff, Probes, Retries };
inline constexpr Setting kSettings[] = {Setting::LostAcks, Setting::LostFins, Setting::Backoff, Setting::Probes,
                                        Setting::Retries};

/// "lost-acks"
std::string name_of(Setting setting);
/// "1", "constant"
std::string value_of(Setting setting, const SynthesisQuestion& question);
/// All but the backoff are numbers within bounds.
bool is_number(Setting setting);
unsigned least(Setting setting);
unsigned most(Setting setting);
unsigned number_of(Setting setting, const SynthesisQuestion& question);
/// Throws UsageError if it is out of bounds, saying what is accepted.
void require_within(Setting setting, unsigned value);
/// Throws as require_within does.
void set(Setting setting, unsigned value, SynthesisQuestion& question);

/// A claim whose verdict depends on parameters.
struct ParametricClaim {
  using Question = SynthesisQuestion;

  std::string id;                       ///< "time-wait.final-ack"
  std::string statement;                ///< "never: a FIN of the server's arrives after TIME-WAIT"
  std::vector<std::string> parameters;  ///< {"MSL", "RTO", "W"}; in pictures the first one is the unit
  std::vector<Setting> settings;
  std::string any_length;  ///< of what proofs speak: "for every number of retransmissions"

  /// What is taught, as a line in the picture.
  struct Landmark {
    checker::LinearConstraint line;
    std::string words;     ///< "the textbook's 2 MSL"
    std::string equation;  ///< "W = 2 MSL"
  };
  std::optional<Landmark> landmark;

  /// In sentences; what the parameters are comes first.
  std::function<std::vector<std::string>(const Question&)> assumed;
  /// Of the parameters, which are above zero: all that is spoken of.
  std::function<checker::Polyhedron(const Question&)> domain;
  /// Its parameters are the claim's, by name, and others on which the region must not depend. The domain is left out.
  std::function<checker::SynthesisProblem(const Question&, model::SymbolicSession&)> problem;

  /// The world at a point, on integers; predicate 0 is what must never be.
  struct AtPoint {
    std::shared_ptr<const checker::System> system;
    /// What a trace of the system is in time, but for the point itself.
    std::function<checker::TimedRun(const checker::Trace&)> run;
    /// A trace of the system that ends badly, looked for over reals: where clocks count far, exploring all states takes
    /// long. None where none was found; null where exploring is always quick.
    std::function<std::optional<checker::Trace>(const checker::Limits&, const checker::OnProgress&)> over_reals = {};
  };
  std::function<AtPoint(const Question&, const checker::TickPoint&)> at;

  bool has(Setting setting) const;
};

/// In the order of the catalogue.
const std::vector<ParametricClaim>& parametric_claims();
/// Null if there is none of that name.
const ParametricClaim* find_parametric(const std::string& id);
/// Throws UsageError if there is none, saying which there are.
const ParametricClaim& parametric(const std::string& id);

}  // namespace finalack::properties
