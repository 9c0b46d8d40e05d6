// Of whom claims are asked: the model, or the implementation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "conform/subject/implemented.hpp"
#include "reports/results.hpp"

namespace finalack::cli {

class Asked {
 public:
  /// `catalogue` is what the model is asked, and must outlive this.
  Asked(SubjectKind subject, const properties::Catalogue& catalogue);

  const properties::Catalogue& catalogue() const { return implemented_ ? implemented_->catalogue : catalogue_; }
  bool is_model() const { return !implemented_; }

  /// As verification_options, for this subject.
  properties::VerificationOptions options(const RunOptions& run) const;
  /// The case; a UsageError says why, where the subject can't be asked it.
  const properties::Case& find_case(const properties::Claim& claim, const std::string& variant) const;
  /// Cases of these claims that the subject can't be asked; only those of one variant, unless that is empty.
  std::vector<reports::NotAsked> not_asked(const std::vector<const properties::Claim*>& claims,
                                           const std::string& variant) const;
  /// As cases_of, for this subject.
  std::vector<properties::Selected> cases_of(const std::vector<const properties::Claim*>& claims,
                                             const std::string& variant) const;

 private:
  const properties::Catalogue& catalogue_;
  std::optional<conform::Implemented> implemented_;
};

}  // namespace finalack::cli
