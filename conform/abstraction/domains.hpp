// The model's domains, at 32 bits and with windows that are values: `react` beside a real connection.
#pragma once

#include "conform/abstraction/windows.hpp"
#include "conform/core/terms.hpp"

namespace finalack::conform {

/// All of them at once: the model on 32-bit terms. Where it leaves several ways open, it goes the way that was begun:
/// whoever proves goes them all, one after the other. No reaction to an atom has more than one such place.
class RealTerms : public Windowed<model::Symbolic> {
 public:
  static void begin(unsigned way) { way_ = way, ways_ = 1; }
  /// How many ways there are, as far as the model was asked since.
  static unsigned ways() { return ways_; }

  static unsigned choose(unsigned alternatives) {
    ways_ = alternatives;
    return way_;
  }

 private:
  static inline thread_local unsigned way_ = 0;
  static inline thread_local unsigned ways_ = 1;
};

}  // namespace finalack::conform
