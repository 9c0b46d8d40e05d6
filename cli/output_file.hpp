// The file that --output names. Nothing touches it before all of the text is there.
#pragma once

#include <stdexcept>
#include <string>

namespace finalack::cli {

class CannotWrite : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws CannotWrite if writing to the file is bound to fail: better now than after the run. Changes nothing.
void require_writable(const std::string& file);

/// Writes `text` to the file: beside it first, then in its place, so that whoever reads it sees the old text or the new
/// one. What is no regular file (a pipe, a device) is written to as it is. Throws CannotWrite.
void write_file(const std::string& file, const std::string& text);

}  // namespace finalack::cli
