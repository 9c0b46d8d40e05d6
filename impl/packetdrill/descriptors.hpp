// Descriptor numbers, which are the process's: each is kept open by an empty memory file, so that nobody else gets the
// number. packetdrill closes what a script left open by itself, with the system's close: so before a number is closed
// here, its inode is compared. An eventfd would not do, all of which have one inode.
#pragma once

#include <map>
#include <memory>

#include <sys/types.h>

#include "impl/packetdrill/file.hpp"
#include "impl/packetdrill/result.hpp"

namespace finalack::impl::packetdrill {

class Descriptors {
 public:
  Descriptors() = default;
  Descriptors(const Descriptors&) = delete;
  Descriptors& operator=(const Descriptors&) = delete;
  ~Descriptors();

  /// The number that it got; -EMFILE, -ENFILE, -ENOMEM.
  Result add(std::shared_ptr<File> file);
  std::shared_ptr<File> find(int fd) const;
  template <class T> std::shared_ptr<T> find_as(int fd) const { return std::dynamic_pointer_cast<T>(find(fd)); }
  /// Whether somebody closed the number behind our back, as packetdrill does in the end.
  bool is_abandoned(int fd) const;
  /// What it was; null if it was nothing.
  std::shared_ptr<File> remove(int fd);
  template <class F> void for_each(F&& f) const {
    for (const auto& [fd, entry] : entries_) f(*entry.file);
  }
  /// The number of the first file that `matches`; -1: none does.
  template <class F> int find_if(F&& matches) const {
    for (const auto& [fd, entry] : entries_) {
      if (matches(*entry.file)) return fd;
    }
    return -1;
  }

 private:
  struct Entry {
    std::shared_ptr<File> file;
    dev_t device;
    ino_t inode;
  };

  static bool is_same(int fd, const Entry& entry);
  static void close_if_same(int fd, const Entry& entry);

  std::map<int, Entry> entries_;
};

}  // namespace finalack::impl::packetdrill
