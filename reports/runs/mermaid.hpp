// A trace as a Mermaid sequence diagram, which GitHub, GitLab and most wikis draw.
#pragma once

#include <string>

#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// Mermaid's arrows take no time, so a message that is delayed is an open arrow with a note of when it was sent, and a
/// message that is lost ends in a cross. Throws UsageError if the narrative isn't told between two parties.
std::string mermaid(const Narrative& narrative);

/// `text` with what Mermaid would take for syntax written as entity codes.
std::string mermaid_escaped(const std::string& text);

}  // namespace finalack::reports
