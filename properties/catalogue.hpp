// The catalogue of claims: what is taught about TCP, stated so that a machine can decide it.
//
// A claim is a sentence, a property, and cases: the configurations in which it is decided, each with the verdict that
// it must get. Claims are written with the draft below (see handshake.cpp for how that reads); what they contain is
// plain data, so that reports and the command never see a world's types.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/property.hpp"
#include "checker/system.hpp"

namespace finalack::properties {

/// How far a configuration goes: what `finalack verify` explores by default, or a patient run.
enum class Bounds : unsigned char { Default, Deep };

enum class EngineChoice : unsigned char { Auto, Explicit, Bmc, KInduction };

/// The world and the predicates of one case, behind an interface. Subjects that describe the same world (same_world)
/// can be explored together: the predicates of all of them, in order, are then those of one system.
class Subject {
 public:
  virtual ~Subject() = default;

  /// Whether both explore the same states: same world type, equal configuration for these bounds.
  virtual bool same_world(const Subject& other, Bounds bounds) const = 0;
  /// Names of this subject's predicates.
  virtual std::vector<std::string> predicate_names() const = 0;
  /// The system on native integers, with `width`-bit sequence numbers (5, 6 or 32) and the predicates of `group`
  /// (subjects of the same world, this one among them) one after the other.
  virtual std::unique_ptr<checker::System> system(const std::vector<const Subject*>& group, Bounds bounds,
                                                  unsigned width) const = 0;
  /// Decides the properties with Z3: bounded model checking, or k-induction.
  virtual std::vector<checker::Outcome> check_symbolically(const std::vector<const Subject*>& group, Bounds bounds,
                                                           unsigned width, bool induction,
                                                           const std::vector<checker::Property>& properties,
                                                           const checker::Limits& limits,
                                                           const checker::OnProgress& progress) const = 0;
  /// What more can be said of a property of `group` than exploring its system has: a subject whose claims reach beyond
  /// the instance that is explored decides that here. None: the exploration says it all.
  virtual std::optional<checker::Outcome> beyond(const std::vector<const Subject*>& group, Bounds bounds,
                                                 const checker::Property& property, const checker::Outcome& explored,
                                                 const checker::Limits& limits) const;
};

/// One configuration in which a claim is decided.
struct Case {
  std::string variant;  ///< "three-way"; unique within the claim
  std::string assumes;  ///< what this variant assumes or changes, in words
  checker::VerdictKind expected = checker::VerdictKind::Proved;
  checker::Property property;  ///< its predicate indices count from 0 within `subject`
  std::string statement;       ///< the property in words: "never: the server is ESTABLISHED and ..."
  std::shared_ptr<const Subject> subject;
  bool untimed_only = false;  ///< whether its run is expected to be one that no clocks allow
};

struct Claim {
  std::string id;                        ///< "handshake.stale-syn-leak"
  std::string taught;                    ///< the sentence as taught
  std::string rfc;                       ///< sections of RFC 9293, or another RFC by number
  std::vector<std::string> assumptions;  ///< of all cases, each a sentence
  std::string finding;                   ///< what the verdicts mean, in one or two sentences
  std::vector<Case> cases;
};

class Catalogue {
 public:
  /// Adds a claim; the reference stays valid.
  Claim& add(Claim claim) { return claims_.emplace_back(std::move(claim)); }

  const std::deque<Claim>& claims() const { return claims_; }
  const Claim* find(std::string_view id) const;

 private:
  std::deque<Claim> claims_;
};

/// Every claim, in the order of the documentation.
const Catalogue& catalogue();

/// `text` matches a pattern in which `*` stands for anything and `?` for one character.
bool matches_glob(std::string_view pattern, std::string_view text);

/// The candidate that is nearest to `word` by edit distance, or begins with it; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace finalack::properties
