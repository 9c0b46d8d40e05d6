// What must hold of a stack whatever it receives and is asked to do: looked at after every step.
#pragma once

#include <map>

#include "impl/stack/stack.hpp"
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {

class StackInvariants {
 public:
  /// Throws Finding.
  void check(const impl::Stack& stack, const std::vector<impl::ListenerId>& listeners);

 private:
  struct Seen {
    impl::State state;
    impl::Tcb<impl::Native> tcb;
  };

  void check_connection(impl::ConnectionId id, const impl::Connection& connection);

  std::map<impl::ConnectionId, Seen> seen_;
};

}  // namespace finalack::fuzz
