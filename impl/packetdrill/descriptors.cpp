#include "impl/packetdrill/descriptors.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace finalack::impl::packetdrill {

Descriptors::~Descriptors() {
  for (const auto& [fd, entry] : entries_) close_if_same(fd, entry);
}

bool Descriptors::is_same(int fd, const Entry& entry) {
  struct stat found {};
  return ::fstat(fd, &found) == 0 && found.st_dev == entry.device && found.st_ino == entry.inode;
}

void Descriptors::close_if_same(int fd, const Entry& entry) {
  if (is_same(fd, entry)) (void)::close(fd);
}

bool Descriptors::is_abandoned(int fd) const {
  const auto found = entries_.find(fd);
  return found != entries_.end() && !is_same(fd, found->second);
}

Result Descriptors::add(std::shared_ptr<File> file) {
  const int fd = ::memfd_create("finalack", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -errno;
  // What goes by the system instead of the library, as sendfile does, is to fail rather than seem to work.
  (void)::fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SEAL);
  struct stat made {};
  if (::fstat(fd, &made) != 0) {
    const int error = errno;
    (void)::close(fd);
    return -error;
  }
  entries_[fd] = {std::move(file), made.st_dev, made.st_ino};
  return fd;
}

std::shared_ptr<File> Descriptors::find(int fd) const {
  const auto found = entries_.find(fd);
  return found == entries_.end() ? nullptr : found->second.file;
}

std::shared_ptr<File> Descriptors::remove(int fd) {
  const auto found = entries_.find(fd);
  if (found == entries_.end()) return nullptr;
  auto file = std::move(found->second.file);
  close_if_same(fd, found->second);
  entries_.erase(found);
  return file;
}

}  // namespace finalack::impl::packetdrill
