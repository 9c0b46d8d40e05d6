// The domains in which claims are decided.
#pragma once

#include "model/domain/concrete.hpp"
#include "model/domain/symbolic.hpp"

namespace finalack::properties {

/// A value for each domain that a claim is decided in.
template <template <class> class Of> struct EveryDomain {
  Of<model::Concrete<5>> at_5;
  Of<model::Concrete<6>> at_6;
  Of<model::Concrete<32>> at_32;
  Of<model::Symbolic> symbolic;

  template <class D> const Of<D>& in() const {
    if constexpr (D::is_symbolic) {
      return symbolic;
    } else if constexpr (D::width == 5) {
      return at_5;
    } else if constexpr (D::width == 6) {
      return at_6;
    } else {
      return at_32;
    }
  }
};

}  // namespace finalack::properties
