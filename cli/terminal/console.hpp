// Where a verb prints, and what the reader can take.
#pragma once

#include <iosfwd>

#include "reports/canvas.hpp"

namespace finalack::cli {

struct Console {
  std::ostream& out;
  std::ostream& err;
  reports::TextStyle style;      ///< of `out`
  bool err_is_terminal = false;  ///< progress may rewrite its line
};

/// What the process's own stdout and stderr are: colour only for a terminal, never with NO_COLOR or TERM=dumb; box
/// drawing only where the locale is UTF-8.
Console process_console();

}  // namespace finalack::cli
