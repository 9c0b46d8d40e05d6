#include "checker/system.hpp"

namespace finalack::checker {

namespace {

/// States as the system packs them.
class PlainExplorer final : public Explorer {
 public:
  explicit PlainExplorer(const System& system) : system_(system), words_(system.words()) {}

  unsigned words() const override { return words_; }
  PackedState initial() override { return system_.initial(); }
  void expand(const Word* stored, Successors& out) override { system_.expand(stored, out); }
  std::uint64_t predicates(const Word* stored) const override { return system_.predicates(stored); }
  model::Fairness fairness(const Word* stored, Action action) const override {
    return system_.fairness(stored, action);
  }
  PackedState unfolded(const Word* stored) const override { return {stored, stored + words_}; }

 private:
  const System& system_;
  unsigned words_;
};

}  // namespace

std::unique_ptr<Explorer> System::explorer() const { return std::make_unique<PlainExplorer>(*this); }

std::optional<std::vector<TimeBound>> System::time_bounds(const std::vector<PackedState>&, const std::vector<Action>&,
                                                          const TimingParameters&) const {
  return std::nullopt;
}

}  // namespace finalack::checker
