#include "tests/packetdrill/script.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace finalack::packetdrill {
namespace {

constexpr double kTolerance = 0.001;  // seconds

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kBinding = 0;  // RTLD_DEEPBIND would hide the sanitizer's own functions from the library
#else
constexpr int kBinding = RTLD_DEEPBIND;
#endif

const Octets kLocalV4{192, 168, 0, 1};
const Octets kRemoteV4{192, 0, 2, 1};
const Octets kLocalV6{0xfd, 0x3d, 0xfa, 0x7b, 0xd1, 0x7d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
const Octets kRemoteV6{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

}  // namespace

void* library() {
  static void* const handle = [] {
    void* const loaded = ::dlopen(FINALACK_PACKETDRILL_LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE | kBinding);
    if (loaded == nullptr) throw std::runtime_error(::dlerror());
    return loaded;
  }();
  return handle;
}

Script::Script(const std::string& flags, Version version)
    : version_(version),
      local_(version == Version::V6 ? kLocalV6 : kLocalV4),
      remote_(version == Version::V6 ? kRemoteV6 : kRemoteV4) {
  using Init = void(const char*, packetdrill_interface*);
  const auto init = reinterpret_cast<Init*>(::dlsym(library(), "packetdrill_interface_init"));
  init(flags.c_str(), &api_);
  timeval now{};
  api_.gettimeofday(api_.userdata, &now, nullptr);
  start_ = now.tv_sec * 1'000'000LL + now.tv_usec;
}

Script::~Script() {
  if (api_.userdata == nullptr) return;
  EXPECT_EQ(free(), "");
}

std::string Script::free() {
  testing::internal::CaptureStderr();
  api_.free(api_.userdata);
  api_.userdata = nullptr;
  return testing::internal::GetCapturedStderr();
}

std::int64_t Script::result(std::int64_t returned) { return returned == -1 ? -errno : returned; }

// --- time and packets ---

double Script::now() {
  timeval now{};
  api_.gettimeofday(api_.userdata, &now, nullptr);
  return static_cast<double>(now.tv_sec * 1'000'000LL + now.tv_usec - start_) / 1e6;
}

void Script::at(double seconds) {
  at_ = seconds;
  const double left = seconds - now();
  if (left > 0) api_.usleep(api_.userdata, static_cast<useconds_t>(std::lround(left * 1e6)));
}

void Script::inject(std::string_view segment, std::uint16_t remote_port) {
  const Octets packet = encode(segment, {remote_, remote_port}, {local_, local_port_}, numbers(remote_port));
  EXPECT_EQ(api_.netdev_send(api_.userdata, packet.data(), packet.size()), 0);
}

Octets Script::fetch(double* seconds) {
  Octets packet(65536);
  std::size_t size = packet.size();
  long long usecs = 0;
  EXPECT_EQ(api_.netdev_receive(api_.userdata, packet.data(), &size, &usecs), 0);
  packet.resize(size);
  if (size > 0) last_ = packet;
  if (seconds != nullptr) *seconds = static_cast<double>(usecs - start_) / 1e6;
  return packet;
}

void Script::expect(std::string_view segment, std::uint16_t remote_port) {
  double left = 0;
  const Octets packet = fetch(&left);
  ASSERT_FALSE(packet.empty()) << "there is no packet, but at " << at_ << " was expected: " << segment;
  const Decoded d = decode(packet, numbers(remote_port));
  if (d.text[0] == 'S') local_port_ = d.from.port;
  EXPECT_EQ(d.to.port, remote_port);
  EXPECT_EQ(d.to.address, remote_);
  EXPECT_EQ(d.from.address, local_);
  std::string wanted(segment);
  std::string found = d.text;
  if (wanted.find(" win ") != std::string::npos) found += d.window;
  const std::size_t any = wanted.find(" <...>");
  if (any != std::string::npos) {
    wanted.erase(any);
  } else {
    found += d.options;
  }
  EXPECT_EQ(found, wanted) << "at " << left;
  EXPECT_NEAR(left, at_, kTolerance) << "of " << segment;
}

std::string Script::next(double* seconds) {
  const Octets packet = fetch(seconds);
  if (packet.empty()) return {};
  const Decoded d = decode(packet, numbers(kPort));
  if (d.text[0] == 'S') local_port_ = d.from.port;
  return d.text;
}

void Script::inject_icmp(std::uint8_t type, std::uint8_t code, std::uint16_t mtu) {
  const Octets packet = encode_icmp_error(type, code, mtu, remote_, last_);
  EXPECT_EQ(api_.netdev_send(api_.userdata, packet.data(), packet.size()), 0);
}

void Script::expect_no_more_packets() { EXPECT_EQ(next(), ""); }

// --- calls ---

std::vector<std::uint8_t> Script::sockaddr_of(const Octets& address, std::uint16_t port) const {
  if (version_ == Version::V4) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, address.data(), 4);
    const auto* const from = reinterpret_cast<const std::uint8_t*>(&in);
    return {from, from + sizeof in};
  }
  sockaddr_in6 in{};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  if (version_ == Version::V6) {
    std::memcpy(&in.sin6_addr, address.data(), 16);
  } else {
    in.sin6_addr.s6_addr[10] = in.sin6_addr.s6_addr[11] = 0xff;
    std::memcpy(&in.sin6_addr.s6_addr[12], address.data(), 4);
  }
  const auto* const from = reinterpret_cast<const std::uint8_t*>(&in);
  return {from, from + sizeof in};
}

int Script::socket(int flags) {
  const int family = version_ == Version::V4 ? AF_INET : AF_INET6;
  return static_cast<int>(result(api_.socket(userdata(), family, SOCK_STREAM | flags, IPPROTO_TCP)));
}

int Script::bind(int fd, std::uint16_t port) {
  const auto name = sockaddr_of(local_, port);
  const auto size = static_cast<socklen_t>(name.size());
  return static_cast<int>(result(api_.bind(userdata(), fd, reinterpret_cast<const sockaddr*>(name.data()), size)));
}

int Script::listen(int fd, int backlog) { return static_cast<int>(result(api_.listen(userdata(), fd, backlog))); }

int Script::connect(int fd, std::uint16_t port) {
  const auto name = sockaddr_of(remote_, port);
  const auto size = static_cast<socklen_t>(name.size());
  return static_cast<int>(result(api_.connect(userdata(), fd, reinterpret_cast<const sockaddr*>(name.data()), size)));
}

int Script::accept(int fd) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  const auto accepted = result(api_.accept(userdata(), fd, reinterpret_cast<sockaddr*>(&name), &size));
  if (accepted >= 0) {
    EXPECT_EQ(name.ss_family, version_ == Version::V4 ? AF_INET : AF_INET6);
    EXPECT_EQ(size, version_ == Version::V4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
  }
  return static_cast<int>(accepted);
}

std::int64_t Script::read(int fd, std::size_t size, int flags) {
  std::vector<char> to(size);
  if (flags == 0) return result(api_.read(userdata(), fd, to.data(), size));
  return result(api_.recv(userdata(), fd, to.data(), size, flags));
}

std::int64_t Script::write(int fd, std::size_t size, int flags) {
  const std::vector<char> from(size, 'x');
  if (flags == 0) return result(api_.write(userdata(), fd, from.data(), size));
  return result(api_.send(userdata(), fd, from.data(), size, flags));
}

int Script::close(int fd) { return static_cast<int>(result(api_.close(userdata(), fd))); }
int Script::shutdown(int fd, int how) { return static_cast<int>(result(api_.shutdown(userdata(), fd, how))); }

int Script::set(int fd, int level, int name, int value) {
  return static_cast<int>(result(api_.setsockopt(userdata(), fd, level, name, &value, sizeof value)));
}

int Script::set_linger(int fd, int seconds) {
  const struct linger value { 1, seconds };
  return static_cast<int>(result(api_.setsockopt(userdata(), fd, SOL_SOCKET, SO_LINGER, &value, sizeof value)));
}

int Script::get(int fd, int level, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  const auto error = result(api_.getsockopt(userdata(), fd, level, name, &value, &size));
  return error < 0 ? static_cast<int>(error) : value;
}

int Script::ioctl(int fd, unsigned long request) {
  int value = 0;
  const auto error = result(api_.ioctl(userdata(), fd, request, &value));
  return error < 0 ? static_cast<int>(error) : value;
}

int Script::poll(int fd, short events, int timeout_ms) {
  struct pollfd p {
    fd, events, 0
  };
  const auto ready = result(api_.poll(userdata(), &p, 1, timeout_ms));
  EXPECT_EQ(ready, p.revents != 0 ? 1 : 0);
  return p.revents;
}

// --- beginnings ---

int Script::listening(int backlog) {
  const int fd = socket();
  EXPECT_EQ(set(fd, SOL_SOCKET, SO_REUSEADDR, 1), 0);
  EXPECT_EQ(bind(fd), 0);
  EXPECT_EQ(listen(fd, backlog), 0);
  return fd;
}

int Script::accepted(std::string_view options) {
  const int fd = listening();
  inject("S 0:0(0) win 65535 " + std::string(options));
  expect("S. 0:0(0) ack 1 <...>");
  inject(". 1:1(0) ack 1 win 65535");
  const int connection = accept(fd);
  EXPECT_GE(connection, 0);
  EXPECT_EQ(close(fd), 0);
  return connection;
}

int Script::connected(std::string_view options) {
  const int fd = socket(SOCK_NONBLOCK);
  EXPECT_EQ(connect(fd), -EINPROGRESS);
  expect("S 0:0(0) <...>");
  inject("S. 0:0(0) ack 1 win 65535 " + std::string(options));
  expect(". 1:1(0) ack 1 <...>");
  EXPECT_EQ(connect(fd), 0);
  return fd;
}

// --- a call that blocks ---

Blocked::Blocked(std::function<std::int64_t()> call) {
  std::atomic<long> id{0};
  thread_ = std::thread([this, &id, call = std::move(call)] {
    id = ::syscall(SYS_gettid);
    result_ = call();
  });
  int asleep = 0;
  for (int i = 0; i < 2000 && asleep < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (id == 0) continue;
    std::ifstream file("/proc/self/task/" + std::to_string(id) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t name_end = line.rfind(')');
    const bool sleeps = name_end != std::string::npos && line.size() > name_end + 2 && line[name_end + 2] == 'S';
    asleep = sleeps ? asleep + 1 : 0;
  }
  was_asleep_ = asleep > 0;
}

Blocked::~Blocked() {
  if (thread_.joinable()) thread_.join();
}

std::int64_t Blocked::result() {
  if (thread_.joinable()) thread_.join();
  return result_;
}

}  // namespace finalack::packetdrill
