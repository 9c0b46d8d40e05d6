// The errors that the checker throws.
#pragma once

#include <stdexcept>

namespace finalack {

/// Something of ours is wrong: engines disagree, a trace does not replay, a certificate does not check (exit 70).
class InternalError : public std::logic_error {
  using std::logic_error::logic_error;
};

/// A name, number or option that is not accepted (exit 64). The message says what was wrong and what is accepted.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file that cannot be used (exit 65). The message says which, where in it, and what was expected.
class InputError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace finalack
