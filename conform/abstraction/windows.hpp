// The windows of the model as values of the moment, and the domain of native numbers that has them. Without Z3: what
// runs beside a real connection needs nothing of it.
#pragma once

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

}  // namespace finalack::conform
