// Words that came from a file or from the command line, made fit for a message: nothing that moves a terminal's cursor,
// nothing that fills its screen. And words made fit for XML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace finalack::reports {

/// Control characters, marks that reverse the direction of writing, and what is no UTF-8, each as a question mark.
std::string printable(std::string_view text);

/// In single quotes, printable, and cut after `longest` characters.
std::string in_quotes(std::string_view word, std::size_t longest = 60);

/// The same without the quotes.
std::string shown(std::string_view word, std::size_t longest = 60);

/// The name of a file, which may be longer.
inline std::string shown_path(std::string_view path) { return shown(path, 200); }

/// As text of XML 1.0, or as an attribute between double quotes. Control characters other than line ends and tabs, for
/// which XML has no way to be written, are blanks.
std::string xml_escaped(std::string_view text);

}  // namespace finalack::reports
