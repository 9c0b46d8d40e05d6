// What packetdrill asks of a shared object that is to be its TCP: this struct, filled in by one function.
//
// Each entry takes `userdata` and then what the POSIX call of its name takes; it fails as that call does, with -1 and
// errno. packetdrill loads the object with dlopen and calls packetdrill_interface_init once.
#pragma once

#include <cstddef>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>

extern "C" {

struct packetdrill_interface {  // NOLINT(readability-identifier-naming): the interface's own name
  void* userdata;
  void (*free)(void* userdata);
  int (*socket)(void* userdata, int domain, int type, int protocol);
  int (*bind)(void* userdata, int fd, const struct sockaddr* address, socklen_t size);
  int (*listen)(void* userdata, int fd, int backlog);
  int (*accept)(void* userdata, int fd, struct sockaddr* address, socklen_t* size);
  int (*connect)(void* userdata, int fd, const struct sockaddr* address, socklen_t size);
  ssize_t (*read)(void* userdata, int fd, void* to, size_t size);
  ssize_t (*readv)(void* userdata, int fd, const struct iovec* to, int count);
  ssize_t (*recv)(void* userdata, int fd, void* to, size_t size, int flags);
  ssize_t (*recvfrom)(void* userdata, int fd, void* to, size_t size, int flags, struct sockaddr* address,
                      socklen_t* address_size);
  ssize_t (*recvmsg)(void* userdata, int fd, struct msghdr* message, int flags);
  ssize_t (*write)(void* userdata, int fd, const void* from, size_t size);
  ssize_t (*writev)(void* userdata, int fd, const struct iovec* from, int count);
  ssize_t (*send)(void* userdata, int fd, const void* from, size_t size, int flags);
  ssize_t (*sendto)(void* userdata, int fd, const void* from, size_t size, int flags, const struct sockaddr* address,
                    socklen_t address_size);
  ssize_t (*sendmsg)(void* userdata, int fd, const struct msghdr* message, int flags);
  int (*fcntl)(void* userdata, int fd, int command, ...);
  int (*ioctl)(void* userdata, int fd, unsigned long request, ...);
  int (*close)(void* userdata, int fd);
  int (*shutdown)(void* userdata, int fd, int how);
  int (*getsockopt)(void* userdata, int fd, int level, int name, void* value, socklen_t* size);
  int (*setsockopt)(void* userdata, int fd, int level, int name, const void* value, socklen_t size);
  int (*poll)(void* userdata, struct pollfd* fds, nfds_t count, int timeout_ms);
  /// An IP packet goes into the stack.
  int (*netdev_send)(void* userdata, const void* packet, size_t size);
  /// The next IP packet that comes out, and its time on the clock of gettimeofday. `*size` is the buffer's, and then
  /// the packet's: zero if none will ever come.
  int (*netdev_receive)(void* userdata, void* to, size_t* size, long long* time_usecs);
  int (*usleep)(void* userdata, useconds_t usecs);
  int (*gettimeofday)(void* userdata, struct timeval* time, struct timezone* zone);
  int (*epoll_create)(void* userdata, int size);
  int (*epoll_ctl)(void* userdata, int epfd, int operation, int fd, struct epoll_event* event);
  int (*epoll_wait)(void* userdata, int epfd, struct epoll_event* events, int count, int timeout_ms);
  int (*pipe)(void* userdata, int fds[2]);
  int (*splice)(void* userdata, int fd_in, loff_t* offset_in, int fd_out, loff_t* offset_out, size_t size,
                unsigned int flags);
};

/// `flags`: README.md; may be null.
__attribute__((visibility("default"))) void packetdrill_interface_init(const char* flags,
                                                                       struct packetdrill_interface* interface);
}
