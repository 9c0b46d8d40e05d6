// A counterexample of an obligation: one TCB and one event, on which the core is run again, natively.
#pragma once

#include <string>
#include <vector>

#include "conform/core/fields.hpp"
#include "conform/refinement/clauses.hpp"

namespace finalack::conform {

/// The core of impl/, or another, for those who want to see a broken one found out: once on terms, once on integers.
struct Core {
  CoreDecision (*on_terms)(const impl::Policy&, const CoreTcb&, const CoreEvent&) = impl::decide<Terms>;
  NativeDecision (*on_integers)(const impl::Policy&, const NativeTcb&, const NativeEvent&) = impl::decide<impl::Native>;
};

struct Instance {
  NativeTcb tcb;
  NativeEvent event{};
  Any<impl::Native> any;

  /// "tcb.snd_una = 17": every field of the TCB, and those of the event that count.
  std::vector<std::string> in_words() const;
  /// A GoogleTest test that fails until the core is mended.
  std::string as_test(const std::string& name) const;
};

/// The clauses that don't hold of what the core decides there; empty where the obligation's assumptions don't.
std::vector<std::string> broken_at(const Instance& instance, const impl::Policy& policy, const Core& core = {});

}  // namespace finalack::conform
