#include "model/paths.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "model/choice.hpp"

namespace finalack::model {

namespace {

thread_local Paths* current_paths = nullptr;

[[noreturn]] void throw_inconsistent(const std::string& what) {
  throw std::logic_error("an explored function did something else when it was run again: " + what +
                         ". It may depend on its arguments only, and on no state of its own");
}

}  // namespace

Paths::Paths() : outer_(current_paths) {
  if (outer_ != nullptr) first_choice_ = outer_->next_choice_;
  next_choice_ = first_choice_;
  current_paths = this;
}

Paths::~Paths() { current_paths = outer_; }

Paths* Paths::current_or_null() { return current_paths; }

Paths& Paths::current() {
  if (current_paths == nullptr) {
    throw std::logic_error(
        "a symbolic condition was asked for its value outside any path explorer: branch only inside a world's step or "
        "a "
        "merged function, and write predicates with &, | and !");
  }
  return *current_paths;
}

std::optional<bool> Paths::known(const terms::Atom& atom) const {
  std::vector<std::uint32_t> refuted;
  for (const Fact& fact : facts_) {
    if (fact.atom.term.same_as(atom.term)) return fact.value;
    if (atom.subject.is_null() || !fact.atom.subject.same_as(atom.subject)) continue;
    if (fact.value) return false;  // it equals another literal
    if (std::find(refuted.begin(), refuted.end(), fact.atom.literal) == refuted.end()) {
      refuted.push_back(fact.atom.literal);
    }
  }
  if (refuted.empty()) return std::nullopt;
  const std::uint64_t values = std::uint64_t{1} << atom.subject.width();
  if (refuted.size() + 1 == values) return true;  // all others are refuted
  return std::nullopt;
}

bool Paths::decide(const Term& condition) {
  if (const auto value = condition.truth()) return *value;
  terms::Atom atom = terms::atom(condition);
  if (const auto value = atom.term.truth()) return *value != atom.negated;
  if (const auto value = known(atom)) return *value != atom.negated;

  if (asked_ == decisions_.size()) {
    decisions_.push_back({atom, true, {}});
  } else if (!decisions_[asked_].atom.term.same_as(atom.term)) {
    throw_inconsistent("it asked " + atom.term.text() + " where it had asked " + decisions_[asked_].atom.term.text());
  }
  const bool value = decisions_[asked_++].value;
  const bool answer = value != atom.negated;
  facts_.push_back({std::move(atom), value});
  return answer;
}

void Paths::assume(const Term& equality) {
  terms::Atom atom = terms::atom(equality);
  if (atom.term.truth() || known(atom)) return;
  const bool value = !atom.negated;
  facts_.push_back({std::move(atom), value});
}

Term Paths::choice_input(unsigned index) {
  return terms::variable("?choice" + std::to_string(index), Choices::kBitsEach);
}

unsigned Paths::choose(unsigned alternatives) {
  if (alternatives < 1 || alternatives > (1U << Choices::kBitsEach)) {
    throw std::logic_error("a choice has 1 to 8 alternatives, not " + std::to_string(alternatives));
  }
  if (next_choice_ >= Choices::kMaxChoices) throw std::logic_error("a step makes more choices than an action records");
  const Term input = choice_input(next_choice_++);
  most_choices_ = std::max(most_choices_, next_choice_);
  for (unsigned i = 0; i + 1 < alternatives; ++i) {
    if (decide(terms::equal(input, terms::number(i, Choices::kBitsEach)))) return i;
  }
  return alternatives - 1;
}

bool Paths::next(Leaves leaves) {
  if (asked_ != decisions_.size()) throw_inconsistent("it asked fewer questions than before");
  ++paths_;
  ++SymbolicSession::current().paths;
  while (!decisions_.empty()) {
    Decision& last = decisions_.back();
    if (last.value) {
      last.when_true = std::move(leaves);
      last.value = false;
      rewind();
      return true;
    }
    if (leaves.size() != last.when_true.size()) throw_inconsistent("its result has another shape");
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      leaves[i] = terms::select(last.atom.term, last.when_true[i], leaves[i]);
    }
    decisions_.pop_back();
  }
  result_ = std::move(leaves);
  return false;
}

void Paths::rewind() {
  asked_ = 0;
  facts_.clear();
  next_choice_ = first_choice_;
  merges_met_ = 0;
  // What came after the decision just turned round belongs to the other branch.
  while (!merges_.empty() && merges_.back().depth >= decisions_.size()) merges_.pop_back();
}

const Paths::Leaves* Paths::recall(const void* function) {
  if (merges_met_ == merges_.size()) return nullptr;
  const Merge& merge = merges_[merges_met_];
  if (merge.function != function || merge.depth != asked_) throw_inconsistent("it merged another function");
  ++merges_met_;
  next_choice_ = merge.choices;
  most_choices_ = std::max(most_choices_, next_choice_);
  return &merge.leaves;
}

void Paths::remember(const void* function, const Leaves& leaves, unsigned choices_used) {
  next_choice_ = std::max(next_choice_, choices_used);
  most_choices_ = std::max(most_choices_, next_choice_);
  merges_.push_back({function, asked_, next_choice_, leaves});
  ++merges_met_;
}

}  // namespace finalack::model
