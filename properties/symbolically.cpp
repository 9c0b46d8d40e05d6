#include "properties/symbolically.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "checker/symbolic/bmc.hpp"
#include "checker/symbolic/kinduction.hpp"

namespace finalack::properties {

std::vector<checker::Outcome> check_lowered(const Lowering& lowering, const checker::System& replayed_on,
                                            unsigned width, bool induction,
                                            const std::vector<checker::Property>& properties,
                                            const checker::Limits& limits, const checker::OnProgress& progress) {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  const std::string engine = induction ? "kind" : "bmc";
  const auto give_up = [&](checker::EndedBy by) {
    const auto verdict =
        checker::Verdict::unknown(replayed_on.scope(), budget_text(by, limits) + " before the world was lowered", by);
    return std::vector<checker::Outcome>(properties.size(), {verdict, engine, 0, 0, seconds()});
  };
  // Lowering can't be interrupted; at least it is not begun in vain.
  if (limits.cancelled && limits.cancelled()) return give_up(checker::EndedBy::Cancelled);
  if (seconds() >= limits.seconds) return give_up(checker::EndedBy::Time);
  model::SymbolicSession session(width);
  const checker::Relation relation = lowering(session);
  checker::Limits left = limits;
  left.seconds = std::max(0.0, limits.seconds - seconds());
  if (left.whole_seconds == 0 && limits.seconds < checker::Limits().seconds) left.whole_seconds = limits.seconds;
  return induction ? checker::check_kinduction(relation, replayed_on, properties, {}, left, progress)
                   : checker::check_bmc(relation, replayed_on, properties, left, progress);
}

}  // namespace finalack::properties
