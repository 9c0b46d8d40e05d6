// The windows that `react` compares numbers with: constants of the rules, or, in a domain that has them, values.
//
// In a world of the model windows never change, so they are no part of a TCB (tcb.hpp). Who runs `react` beside a real
// connection knows them at each moment: a domain that declares the three functions below gives them as Bits<32>.
#pragma once

#include "model/react/rules.hpp"

namespace finalack::model {

/// A domain whose windows are values of the moment.
template <class D>
concept GivesWindows = requires {
  D::receive_window();       // RCV.WND
  D::send_window();          // from SND.UNA, how far may be sent: SND.WND, or less where congestion control says so
  D::largest_send_window();  // MAX.SND.WND of RFC 5961 section 5.2
};

template <class D> auto receive_window(const Rules& rules) {
  if constexpr (GivesWindows<D>) {
    return D::receive_window();
  } else {
    return rules.window;
  }
}

template <class D> auto send_window(const Rules& rules) {
  if constexpr (GivesWindows<D>) {
    return D::send_window();
  } else {
    return rules.window;
  }
}

template <class D> auto largest_send_window(const Rules& rules) {
  if constexpr (GivesWindows<D>) {
    return D::largest_send_window();
  } else {
    return rules.window;
  }
}

}  // namespace finalack::model
