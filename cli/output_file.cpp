#include "cli/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& file, int error) {
  throw CannotWrite("cannot write '" + reports::shown_path(file) +
                    "': " + (error != 0 ? std::strerror(error) : "unknown error"));
}

/// Where a link leads, so that writing to it doesn't replace it.
fs::path target_of(const std::string& file) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  return error ? fs::path(file) : target;
}

fs::path directory_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

void write_in_place(const std::string& file, const std::string& text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text << std::flush;
  if (!out) fail(file, errno);
}

mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/// All of the text, or false with errno.
bool write_all(int descriptor, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = write(descriptor, text.data() + at, text.size() - at);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

void require_writable(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail(file, EISDIR);
    if (access(file.c_str(), W_OK) != 0) fail(file, errno);
    return;
  }
  if (errno != ENOENT || file.empty() || file.ends_with("/")) fail(file, errno);
  struct stat directory {};
  const std::string parent = directory_of(file).string();
  if (stat(parent.c_str(), &directory) != 0) fail(file, errno);
  if (!S_ISDIR(directory.st_mode)) fail(file, ENOTDIR);
  if (access(parent.c_str(), W_OK | X_OK) != 0) fail(file, errno);
}

void write_file(const std::string& file, const std::string& text) {
  struct stat status {};
  const bool exists = stat(file.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) return write_in_place(file, text);
  const fs::path target = target_of(file);
  std::string temporary = (directory_of(target) / ".finalack-XXXXXX").string();
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0) return write_in_place(file, text);  // a file may be writable whose directory isn't
  bool done = fchmod(descriptor, exists ? status.st_mode & 07777 : usual_mode()) == 0 && write_all(descriptor, text);
  int error = done ? 0 : errno;
  if (close(descriptor) != 0 && done) {
    done = false;
    error = errno;
  }
  if (done && std::rename(temporary.c_str(), target.c_str()) != 0) {
    done = false;
    error = errno;
  }
  if (done) return;
  unlink(temporary.c_str());
  fail(file, error);
}

}  // namespace finalack::cli
