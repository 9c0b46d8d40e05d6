// The choice oracle of the concrete domain.
//
// A model is nondeterministic where RFC 9293 leaves the endpoint a choice (acknowledge now or later, which ISS). It
// says so with `D::choose(n)`, and the engine runs the same function once for every sequence of answers: an odometer
// whose digits are discovered while the function runs. Re-running is cheaper than recording continuations, because
// almost every function makes no choice at all (one run) and none makes more than kMaxChoices.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>

namespace finalack::model {

/// The answers given to `choose` during one run of a function, and the way to the next sequence of answers.
class Choices {
 public:
  static constexpr unsigned kMaxChoices = 4;
  static constexpr unsigned kBitsEach = 3;  ///< a choice has at most 2^3 alternatives

  Choices() = default;
  /// Replays a recorded sequence (see `code`).
  explicit Choices(std::uint16_t code) {
    for (unsigned i = 0; i < kMaxChoices; ++i) script_[i] = static_cast<std::uint8_t>((code >> (i * kBitsEach)) & 7U);
  }

  /// Answers a choice among `alternatives` (1 to 8): a number below it. An answer out of range, which only a damaged
  /// recording can hold, is brought back to 0 and remembered in `valid`.
  unsigned choose(unsigned alternatives) {
    assert(alternatives >= 1 && alternatives <= 8 && used_ < kMaxChoices);
    alternatives_[used_] = static_cast<std::uint8_t>(alternatives);
    if (script_[used_] >= alternatives) {
      script_[used_] = 0;
      valid_ = false;
    }
    return script_[used_++];
  }

  void rewind() { used_ = 0; }

  /// Moves to the next sequence of answers; false when the last one has been run. Call after the function has run.
  bool next() {
    while (used_ > 0) {
      --used_;
      if (++script_[used_] < alternatives_[used_]) {
        used_ = 0;
        return true;
      }
      script_[used_] = 0;
    }
    return false;
  }

  /// The answers of the run just made, three bits each, first answer lowest: what a trace records.
  std::uint16_t code() const {
    unsigned code = 0;
    for (unsigned i = 0; i < used_; ++i) code |= unsigned{script_[i]} << (i * kBitsEach);
    return static_cast<std::uint16_t>(code);
  }

  bool valid() const { return valid_; }

 private:
  std::array<std::uint8_t, kMaxChoices> script_{};
  std::array<std::uint8_t, kMaxChoices> alternatives_{};
  unsigned used_ = 0;
  bool valid_ = true;
};

/// The oracle that `Concrete::choose` asks; set by whoever runs the model (one per thread).
inline thread_local constinit Choices* current_choices = nullptr;

/// Sets the oracle for a scope.
class ChoosingWith {
 public:
  explicit ChoosingWith(Choices& choices) : before_(current_choices) { current_choices = &choices; }
  ~ChoosingWith() { current_choices = before_; }
  ChoosingWith(const ChoosingWith&) = delete;
  ChoosingWith& operator=(const ChoosingWith&) = delete;

 private:
  Choices* before_;
};

}  // namespace finalack::model
