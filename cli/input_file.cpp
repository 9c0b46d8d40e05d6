#include "cli/input_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "checker/errors.hpp"

namespace finalack::cli {

namespace {

constexpr std::size_t kGreatestFile = std::size_t{64} << 20U;  ///< far above any trace of ours

}  // namespace

std::string content_of(const std::string& file, const std::string& name) {
  std::ifstream opened;
  errno = 0;
  if (file != "-") opened.open(file, std::ios::binary);
  std::istream& in = file == "-" ? std::cin : opened;
  std::string content;
  char buffer[65536];
  while (in && (in.read(buffer, sizeof buffer), in.gcount() > 0)) {
    content.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (content.size() > kGreatestFile) throw InputError(name + ": is larger than 64 MiB, which no trace file is");
  }
  // A directory opens, and then can't be read.
  if (content.empty()) throw InputError(name + ": " + (errno != 0 ? std::strerror(errno) : "is empty"));
  return content;
}

}  // namespace finalack::cli
