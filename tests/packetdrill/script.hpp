// What a scenario is written in: it drives the shared object as packetdrill does, by its C interface alone.
//
//   Script s;
//   s.at(0.0);  const int fd = s.listening();
//   s.at(0.1);  s.inject("S 0:0(0) win 1000 <mss 1000>");
//               s.expect("S. 0:0(0) ack 1 <mss 1460>");
//
// `expect` takes the next packet and wants it to have left at the time of the last `at`. Whatever nobody expected fails
// the scenario when it ends. Calls give what the system call gives, or -errno.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "impl/packetdrill/interface.hpp"
#include "tests/packetdrill/segment_text.hpp"

namespace finalack::packetdrill {

inline constexpr std::uint16_t kPort = 8080;

/// dlsym(packetdrill_interface_init), and the handle.
void* library();

enum class Version { V4, V6, MappedV4 };

class Script {
 public:
  explicit Script(const std::string& flags = "strict", Version version = Version::V4);
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script();

  // --- time and packets ---

  /// Lets time pass until then; seconds since the beginning.
  void at(double seconds);
  double now();
  /// A segment from the remote side, which has this port.
  void inject(std::string_view segment, std::uint16_t remote_port = kPort);
  /// The next packet. Its options are compared if they are written here, and `<...>` isn't; its window, if it is.
  void expect(std::string_view segment, std::uint16_t remote_port = kPort);
  /// The address that scripts call ours, from now on (IPv4).
  void set_local(const Octets& address) { local_ = address; }
  /// The next packet, whenever it leaves, and its time; empty: none will.
  std::string next(double* seconds = nullptr);
  /// An ICMP error, over IPv6 ICMPv6, about the last packet that came out.
  void inject_icmp(std::uint8_t type, std::uint8_t code, std::uint16_t mtu = 0);
  void expect_no_more_packets();

  // --- calls, with the addresses filled in ---

  int socket(int flags = 0);
  int bind(int fd, std::uint16_t port = kPort);
  int listen(int fd, int backlog = 10);
  int connect(int fd, std::uint16_t port = kPort);
  int accept(int fd);
  std::int64_t read(int fd, std::size_t size, int flags = 0);
  std::int64_t write(int fd, std::size_t size, int flags = 0);
  int close(int fd);
  int shutdown(int fd, int how);
  int set(int fd, int level, int name, int value);
  int set_linger(int fd, int seconds);
  int get(int fd, int level, int name);
  int so_error(int fd) { return get(fd, SOL_SOCKET, SO_ERROR); }
  int ioctl(int fd, unsigned long request);
  int poll(int fd, short events, int timeout_ms = 0);  ///< revents

  const packetdrill_interface& api() const { return api_; }
  void* userdata() const { return api_.userdata; }
  /// -1 becomes -errno.
  static std::int64_t result(std::int64_t returned);

  // --- what most scenarios begin with ---

  int listening(int backlog = 10);
  /// A connection that was accepted at the last time, without options; the remote's window is 65535, its MSS 1000.
  int accepted(std::string_view options = "<mss 1000>");
  /// accepted() and the listener closed; or connected by connect().
  int connected(std::string_view options = "<mss 1000>");

  /// Ends it; what it writes to stderr.
  std::string free();

 private:
  std::vector<std::uint8_t> sockaddr_of(const Octets& address, std::uint16_t port) const;
  Octets fetch(double* seconds);
  Numbers& numbers(std::uint16_t remote_port) { return numbers_[remote_port]; }

  packetdrill_interface api_{};
  Version version_;
  Octets local_;
  Octets remote_;
  std::uint16_t local_port_ = kPort;
  Octets last_;
  std::map<std::uint16_t, Numbers> numbers_;
  double at_ = 0;
  long long start_ = 0;
};

/// A call on a thread of its own, which is asleep in the kernel when the constructor returns.
class Blocked {
 public:
  explicit Blocked(std::function<std::int64_t()> call);
  ~Blocked();

  bool was_asleep() const { return was_asleep_; }
  std::int64_t result();

 private:
  std::int64_t result_ = 0;
  bool was_asleep_ = false;
  std::thread thread_;
};

}  // namespace finalack::packetdrill
