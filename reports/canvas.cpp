#include "reports/canvas.hpp"

#include <algorithm>

namespace finalack::reports {

namespace {

const char* escape_of(Tint tint) {
  switch (tint) {
    case Tint::Plain: return "";
    case Tint::Faint: return "\x1b[2m";
    case Tint::Strong: return "\x1b[1m";
    case Tint::State: return "\x1b[36m";
    case Tint::Good: return "\x1b[32m";
    case Tint::Bad: return "\x1b[31m";
    case Tint::Warning: return "\x1b[33m";
  }
  return "";
}

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The bytes of the character at `at`.
std::size_t length_at(std::string_view utf8, std::size_t at) {
  std::size_t end = at + 1;
  while (end < utf8.size() && continues_a_character(utf8[end])) ++end;
  return end - at;
}

}  // namespace

std::string tinted(std::string_view text, Tint tint, bool colour) {
  if (!colour || tint == Tint::Plain || text.empty()) return std::string(text);
  return escape_of(tint) + std::string(text) + "\x1b[0m";
}

std::size_t columns_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !continues_a_character(c); }));
}

std::string cut_to(std::string_view utf8, std::size_t columns, bool unicode) {
  if (columns_of(utf8) <= columns) return std::string(utf8);
  const std::string ellipsis = unicode ? "…" : "~";
  if (columns == 0) return "";
  std::size_t end = 0;
  for (std::size_t kept = 0; kept + 1 < columns; ++kept) end += length_at(utf8, end);
  return std::string(utf8.substr(0, end)) + ellipsis;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blank = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, blank - at);
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (columns_of(line) + 1 + columns_of(word) <= columns) {
      line += " " + std::string(word);
    } else {
      lines.emplace_back(word);
    }
    at = blank + 1;
  }
  return lines;
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out;
  for (const std::string& line : wrapped(text, columns > indent ? columns - indent : 1)) {
    if (!out.empty()) out += "\n" + std::string(indent, ' ');
    out += line;
  }
  return out;
}

void TextRow::put(std::size_t column, std::string_view utf8, Tint tint) {
  for (std::size_t at = 0; at < utf8.size() && column < cells_.size(); ++column) {
    const std::size_t length = length_at(utf8, at);
    cells_[column] = {std::string(utf8.substr(at, length)), tint};
    at += length;
  }
}

void TextRow::fill(std::size_t from, std::size_t to, std::string_view glyph, Tint tint) {
  for (std::size_t column = from; column < std::min(to, cells_.size()); ++column) put(column, glyph, tint);
}

std::string TextRow::text(bool colour) const {
  std::size_t end = cells_.size();
  while (end > 0 && cells_[end - 1].glyph == " ") --end;
  std::string out;
  std::string run;
  Tint tint = Tint::Plain;
  for (std::size_t i = 0; i < end; ++i) {
    if (cells_[i].tint != tint) {
      out += tinted(run, tint, colour);
      run.clear();
      tint = cells_[i].tint;
    }
    run += cells_[i].glyph;
  }
  return out + tinted(run, tint, colour);
}

}  // namespace finalack::reports
