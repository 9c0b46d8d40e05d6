#include "reports/quoting.hpp"

#include <cstdint>

#include "reports/canvas.hpp"

namespace finalack::reports {

namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;  ///< in bytes; 0: no UTF-8
};

/// The character that the text begins with.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xC2 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
  if (size == 0 || size > text.size() || byte(0) > 0xF4) return {};
  if (size == 1) return {byte(0), 1};
  std::uint32_t code = byte(0) & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool is_overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (is_overlong || is_surrogate || code > 0x10FFFF) return {};
  return {code, size};
}

bool is_harmless(std::uint32_t code) {
  const auto within = [code](std::uint32_t first, std::uint32_t last) { return code >= first && code <= last; };
  return !(code < 0x20 || within(0x7F, 0x9F) || code == 0xAD || code == 0x61C || within(0x200B, 0x200F) ||
           within(0x2028, 0x202E) || within(0x2060, 0x206F) || code == 0xFEFF);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = first_of(text);
    if (character.size > 0 && is_harmless(character.code)) {
      out += text.substr(0, character.size);
    } else {
      out += '?';
    }
    text.remove_prefix(character.size > 0 ? character.size : 1);
  }
  return out;
}

std::string shown(std::string_view word, std::size_t longest) {
  std::string out = printable(word.substr(0, 4 * longest + 4));  // no character has more than four bytes
  if (columns_of(out) <= longest) return out;
  out = cut_to(out + "..", longest + 1, false);
  out.pop_back();  // the mark that it is cut
  return out + "...";
}

std::string in_quotes(std::string_view word, std::size_t longest) { return "'" + shown(word, longest) + "'"; }

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace finalack::reports
