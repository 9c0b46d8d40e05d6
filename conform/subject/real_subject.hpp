// A case of the catalogue asked of the implementation: the same configuration, monitors and predicates, with two real
// connections in the place of the model's endpoints.
#pragma once

#include <memory>

#include "properties/two_peers_subject.hpp"

namespace finalack::conform {

class RealSubject final : public properties::Subject {
 public:
  /// `asked`: what the model is asked; shared with its case.
  explicit RealSubject(std::shared_ptr<const properties::TwoPeersSubject> asked) : asked_(std::move(asked)) {}

  bool same_world(const properties::Subject& other, properties::Bounds bounds) const override;
  std::vector<std::string> predicate_names() const override { return asked_->predicate_names(); }
  /// Real numbers have 32 bits, whatever `width` says.
  std::unique_ptr<checker::System> system(const std::vector<const Subject*>& group, properties::Bounds bounds,
                                          unsigned width) const override;
  /// Throws UsageError: a connection does not run on terms.
  std::vector<checker::Outcome> check_symbolically(const std::vector<const Subject*>& group, properties::Bounds bounds,
                                                   unsigned width, bool induction,
                                                   const std::vector<checker::Property>& properties,
                                                   const checker::Limits& limits,
                                                   const checker::OnProgress& progress) const override;

  /// Real connections remember more than the model's endpoints, and have some ten times as many states. So by default
  /// the network holds one segment less where users may do much, and `deep` is what the model explores by default.
  model::TwoPeersConfig configuration(properties::Bounds bounds) const;

 private:
  std::shared_ptr<const properties::TwoPeersSubject> asked_;
};

}  // namespace finalack::conform
