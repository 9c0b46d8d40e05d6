// The state diagram as Graphviz, and as a table.
#include <fmt/format.h>

#include "reports/canvas.hpp"
#include "reports/state_diagram.hpp"

namespace finalack::reports {

namespace {

/// A connection's end by force: figure 5 leaves these out, because they would make it hard to read.
bool is_forced(const std::string& label) {
  for (const char* word : {"RST", "ABORT", "gives up"}) {
    if (label.find(word) != std::string::npos) return true;
  }
  return false;
}

std::string joined(const std::set<std::string>& labels, const char* separator) {
  std::string out;
  for (const std::string& label : labels) out += (out.empty() ? "" : separator) + label;
  return out;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string arrow(const Edge& edge, const std::set<std::string>& labels, const char* style) {
  if (labels.empty()) return "";
  return fmt::format("  \"{}\" -> \"{}\" [label=\"{}\"{}];\n", name_of(edge.from), name_of(edge.to),
                     joined(labels, "\\n"), style);
}

}  // namespace

std::string dot(const std::vector<Edge>& edges, const std::string& title) {
  std::string out = fmt::format("digraph \"{}\" {{\n", escaped(title));
  out += "  label=\"" + escaped(title) + "\";\n";
  out += "  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n";
  std::set<model::State> occurring;
  for (const Edge& edge : edges) {
    occurring.insert(edge.from);
    occurring.insert(edge.to);
  }
  for (const model::State state : occurring) out += fmt::format("  \"{}\";\n", name_of(state));
  for (const Edge& edge : edges) {
    std::set<std::string> orderly;
    std::set<std::string> forced;
    for (const std::string& label : edge.labels) (is_forced(label) ? forced : orderly).insert(label);
    out += arrow(edge, orderly, "");
    out += arrow(edge, forced, ", style=dashed, color=gray60, fontcolor=gray40");
  }
  return out + "}\n";
}

std::string transition_table(const std::vector<Edge>& edges) {
  std::string out = fmt::format("{:<13} {:<13} {}\n", "from", "to", "event / segment sent");
  for (const Edge& edge : edges) {
    const std::string labels = wrapped(joined(edge.labels, "; "), 80, 28);
    out += fmt::format("{:<13} {:<13} {}\n", name_of(edge.from), name_of(edge.to), labels);
  }
  return out;
}

}  // namespace finalack::reports
