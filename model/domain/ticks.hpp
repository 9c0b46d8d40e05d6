// Time in ticks, for a domain: a moment is a number of them, and no real number.
//
// A timed world is written over D::Time. Over InTicks<Symbolic> its clocks are bit-vectors like everything else, so
// that the engines that know of no clocks can decide it, at given values of its parameters; the real numbers of
// Symbolic are for what is to be found out about the parameters themselves.
#pragma once

#include "model/domain/concrete.hpp"
#include "model/domain/symbolic.hpp"

namespace finalack::model {

template <class D> struct InTicks : D { using Time = typename D::template Bits<12>; };

}  // namespace finalack::model
