// The model's domains, at 32 bits and with windows that are values: `react` beside a real connection.
#pragma once

#include "conform/core/terms.hpp"
#include "model/domain/concrete.hpp"
#include "model/react/windows.hpp"

namespace finalack::conform {

/// The windows of an endpoint at this moment, in octets; see model/react/windows.hpp.
template <class Size> struct Windows {
  Size receive{0};       ///< RCV.WND
  Size send{0};          ///< from SND.UNA, how far may be sent
  Size largest_send{0};  ///< MAX.SND.WND
};

/// The windows that the domain below reads; one per thread, as with the oracle of `choose`.
template <class Size> inline thread_local const Windows<Size>* current_windows = nullptr;

/// Sets them for a scope.
template <class Size> class WithWindows {
 public:
  explicit WithWindows(const Windows<Size>& windows) : before_(current_windows<Size>) {
    current_windows<Size> = &windows;
  }
  ~WithWindows() { current_windows<Size> = before_; }
  WithWindows(const WithWindows&) = delete;
  WithWindows& operator=(const WithWindows&) = delete;

 private:
  const Windows<Size>* before_;
};

/// A domain of the model with windows of its own. Usable within the scope of a WithWindows.
template <class Base> struct Windowed : Base {
  using Size = typename Base::template Bits<32>;

  static const Size& receive_window() { return current_windows<Size>->receive; }
  static const Size& send_window() { return current_windows<Size>->send; }
  static const Size& largest_send_window() { return current_windows<Size>->largest_send; }
};

/// What a connection's numbers are: the model on native 32-bit integers.
using RealNumbers = Windowed<model::Concrete<32>>;

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
