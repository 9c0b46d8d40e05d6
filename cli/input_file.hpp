// A file that the command is given to read.
#pragma once

#include <string>

namespace finalack::cli {

/// All of the file, of stdin if it is "-". `name` is what messages call it. Throws InputError where it cannot be read,
/// is empty, or is larger than 64 MiB.
std::string content_of(const std::string& file, const std::string& name);

}  // namespace finalack::cli
