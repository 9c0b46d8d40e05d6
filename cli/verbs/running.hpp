// What the verbs that run an engine share: limits from options, a run's rendering.
#pragma once

#include <string>

#include "cli/options.hpp"
#include "properties/verification.hpp"
#include "reports/canvas.hpp"
#include "reports/itf/itf.hpp"

namespace finalack::cli {

/// Throws UsageError where options don't go together.
properties::VerificationOptions verification_options(const RunOptions& run);

/// Where the result's trace comes from.
reports::TraceOrigin origin_of(const properties::CaseResult& result, const properties::VerificationOptions& options,
                               SubjectKind subject);

/// The result's trace, replayed and told, with its times.
reports::Narrative narrate(const properties::CaseResult& result, const reports::TraceOrigin& origin);

/// The run in one of the formats of `trace` and `replay`: ladder, text, mermaid, json.
std::string rendered(const properties::Case& which, const reports::TraceOrigin& origin,
                     const reports::Narrative& narrative, const std::string& format, const reports::TextStyle& style);

}  // namespace finalack::cli
