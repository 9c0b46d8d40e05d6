// A row of a text drawing: cells of one column each, with a tint, written as UTF-8 with or without colours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace finalack::reports {

/// How a drawing may look: what the terminal, or the reader of the file, can take.
struct TextStyle {
  bool unicode = true;  ///< box drawing characters; else plain ASCII
  bool colour = false;  ///< ANSI escape sequences
  std::size_t columns = 80;
};

enum class Tint : unsigned char { Plain, Faint, Strong, State, Good, Bad, Warning };

/// Text between the escape sequences for a tint, or as it is without colour.
std::string tinted(std::string_view text, Tint tint, bool colour);

/// Code points, which is columns for everything that is drawn here.
std::size_t columns_of(std::string_view utf8);

/// The first `columns` columns, the last of them an ellipsis if something was cut off.
std::string cut_to(std::string_view utf8, std::size_t columns, bool unicode);

/// Breaks at blanks, so that no line is longer than `columns` where that can be done.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// The same as one string: every line after the first begins with `indent` blanks, and none ends with a newline.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

class TextRow {
 public:
  explicit TextRow(std::size_t columns) : cells_(columns) {}

  std::size_t columns() const { return cells_.size(); }
  /// Writes from `column` on; what lies outside the row is cut off.
  void put(std::size_t column, std::string_view utf8, Tint tint = Tint::Plain);
  /// The same glyph in columns [from, to).
  void fill(std::size_t from, std::size_t to, std::string_view glyph, Tint tint = Tint::Plain);
  /// Without trailing blanks, without a newline.
  std::string text(bool colour) const;

 private:
  struct Cell {
    std::string glyph = " ";
    Tint tint = Tint::Plain;
  };
  std::vector<Cell> cells_;
};

}  // namespace finalack::reports
