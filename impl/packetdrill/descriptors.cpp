#include "impl/packetdrill/descriptors.hpp"

#include <cerrno>
#include <utility>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace finalack::impl::packetdrill {

Descriptors::~Descriptors() {
  for (const auto& [fd, entry] : entries_) close_if_same(fd, entry);
}

void Descriptors::close_if_same(int fd, const Entry& entry) {
  struct stat found {};
  if (::fstat(fd, &found) == 0 && found.st_dev == entry.device && found.st_ino == entry.inode) (void)::close(fd);
}

Result Descriptors::add(std::shared_ptr<File> file) {
  const int fd = ::memfd_create("finalack", MFD_CLOEXEC);
  if (fd < 0) return -errno;
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
