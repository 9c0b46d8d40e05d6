// A case made smaller, as long as it still shows what it shows.
#pragma once

#include <functional>

#include "conform/crosscheck/world.hpp"

namespace finalack::conform {

/// The same with fewer commands, smaller numbers and plainer settings, for which `shows` still says yes. `shows(value)`
/// has to be true. Asks it at most `most` times.
Case minimized(Case value, const std::function<bool(const Case&)>& shows, std::size_t most = 20'000);

/// The same for a case that breaks a rule: one that breaks this rule.
Case minimized(const Case& value, Rule rule, Tamper tamper = nullptr);

}  // namespace finalack::conform
