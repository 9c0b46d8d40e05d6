#include "tests/packetdrill/chaos.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

namespace finalack::packetdrill {
namespace {

constexpr std::size_t kMostFiles = 12;
constexpr std::int64_t kAnyNumber = INT32_MAX;

// ENOMEM is not among them: that is also what an exception which nobody foresaw turns into.
const std::set<int> kErrors{EAGAIN,   EBADF,        EINVAL,          EFAULT,        ENOTSOCK,     ENOTCONN,
                            EISCONN,  EADDRINUSE,   ECONNREFUSED,    ECONNRESET,    ETIMEDOUT,    ECONNABORTED,
                            EPIPE,    EALREADY,     EINPROGRESS,     EADDRNOTAVAIL, ENOPROTOOPT,  EOPNOTSUPP,
                            EDEADLK,  EAFNOSUPPORT, ESOCKTNOSUPPORT, ENETUNREACH,   EHOSTUNREACH, EPROTONOSUPPORT,
                            EMSGSIZE, ESPIPE,       ENOTTY,          EEXIST,        ENOENT,       EDOM,
                            EPROTO,   EACCES,       EHOSTDOWN,       ENONET,        EINTR};

const Octets kV4[]{{192, 168, 0, 1}, {192, 0, 2, 1}};
const Octets kV6[]{{0xfd, 0x3d, 0xfa, 0x7b, 0xd1, 0x7d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                   {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};

std::uint32_t get(const Octets& from, std::size_t at, std::size_t octets) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < octets; ++i) value = value << 8 | from.at(at + i);
  return value;
}

}  // namespace

Chaos::Chaos(std::uint64_t seed, const std::string& flags, bool is_v6) : rng_(seed), is_v6_(is_v6) {
  using Init = void(const char*, packetdrill_interface*);
  reinterpret_cast<Init*>(::dlsym(library(), "packetdrill_interface_init"))(flags.c_str(), &api_);
  for (const std::uint16_t port : {8080, 8081, 8082}) remotes_.push_back({port});
  begin();
}

/// A listener, and three connections that it accepted: not everything is to be left to luck.
void Chaos::begin() {
  const auto socket = static_cast<int>(api_.socket(api_.userdata, is_v6_ ? AF_INET6 : AF_INET, SOCK_STREAM, 0));
  keep(check("socket", socket, kAnyNumber));
  const int one = 1;
  check("setsockopt", api_.setsockopt(api_.userdata, socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one), 0);
  sockaddr_storage any{};
  any.ss_family = is_v6_ ? AF_INET6 : AF_INET;
  reinterpret_cast<sockaddr_in*>(&any)->sin_port = htons(kPort);  // where sockaddr_in6 has it, too
  const socklen_t size = is_v6_ ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  check("bind", api_.bind(api_.userdata, socket, reinterpret_cast<const sockaddr*>(&any), size), 0);
  check("listen", api_.listen(api_.userdata, socket, 10), 0);
  for (Remote& remote : remotes_) {
    send_segment(remote, "S 0:0(0) win 65535 " + std::string(pick({"", "<mss 1000>", "<mss 1460,sackOK,wscale 7>",
                                                                   "<mss 1000,sackOK,TS val 1 ecr 0,wscale 2>"})));
    take_packets();
    send_segment(remote, ". " + std::to_string(remote.next) + ":0(0) ack " + std::to_string(remote.acked) +
                             " win 65535 <nop,nop,TS val 2 ecr 0>");
    keep(check("accept", api_.accept(api_.userdata, socket, nullptr, nullptr), kAnyNumber));
    if (chance(70)) check("fcntl", api_.fcntl(api_.userdata, fds_.back(), F_SETFL, O_NONBLOCK), 0);
  }
}

Chaos::~Chaos() { api_.free(api_.userdata); }

int Chaos::any_fd(std::mt19937_64& rng) const {
  if (fds_.empty() || rng() % 50 == 0) return rng() % 2 == 0 ? -1 : 99999;
  return fds_[rng() % fds_.size()];
}

void Chaos::keep(std::int64_t fd) {
  if (fd >= 0) fds_.push_back(static_cast<int>(fd));
}

std::int64_t Chaos::check(const char* call, std::int64_t returned, std::int64_t most) {
  const int error = errno;
  const bool makes_sense = returned == -1 ? kErrors.count(error) != 0 : returned >= 0 && returned <= most;
  if (!makes_sense) {
    const std::lock_guard lock(mutex_);
    complaints_.push_back(std::string(call) + ": " +
                          (returned == -1 ? std::strerror(error) : std::to_string(returned)));
  }
  return returned;
}

std::vector<std::uint8_t> Chaos::address(std::uint16_t port, bool ours) {
  const Octets& octets = (is_v6_ ? kV6 : kV4)[ours ? 0 : 1];
  sockaddr_storage name{};
  if (is_v6_) {
    auto* const in = reinterpret_cast<sockaddr_in6*>(&name);
    in->sin6_family = AF_INET6;
    in->sin6_port = htons(port);
    std::copy(octets.begin(), octets.end(), in->sin6_addr.s6_addr);
  } else {
    auto* const in = reinterpret_cast<sockaddr_in*>(&name);
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    std::memcpy(&in->sin_addr, octets.data(), 4);
  }
  if (chance(3)) name.ss_family = pick<sa_family_t>({AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6});
  const auto* const from = reinterpret_cast<const std::uint8_t*>(&name);
  std::size_t size = is_v6_ ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  if (chance(3)) size = pick<std::size_t>({0, 1, 2, 15, 16, 27, 28});
  return {from, from + size};
}

// --- calls ---

void Chaos::open() {
  if (fds_.size() >= kMostFiles) return;
  const int domain = chance(95) ? (is_v6_ ? AF_INET6 : AF_INET) : pick<int>({AF_UNIX, AF_INET, AF_INET6});
  const int type = chance(95) ? SOCK_STREAM : pick<int>({SOCK_DGRAM, 0, 77});
  keep(check("socket", api_.socket(api_.userdata, domain, type | pick<int>({0, SOCK_NONBLOCK, SOCK_CLOEXEC}), 0),
             kAnyNumber));
}

void Chaos::bind_or_connect() {
  const auto port = pick<std::uint16_t>({8080, 8081, 8082, 0});
  const bool binds = chance(50);
  const auto name = address(port, binds);
  const auto* const to = reinterpret_cast<const sockaddr*>(name.data());
  const auto size = static_cast<socklen_t>(name.size());
  if (binds) {
    check("bind", api_.bind(api_.userdata, any_fd(), to, size), 0);
  } else {
    check("connect", api_.connect(api_.userdata, any_fd(), to, size), 0);
  }
}

void Chaos::transfer(std::mt19937_64& rng) {
  constexpr std::array<std::size_t, 7> sizes{0, 1, 100, 1460, 10'000, 100'000, 1'000'000};
  constexpr std::array<int, 9> all_flags{0,         0,       0,           MSG_DONTWAIT, MSG_PEEK,
                                         MSG_TRUNC, MSG_OOB, MSG_WAITALL, MSG_FASTOPEN};
  std::vector<char> buffer(sizes[rng() % sizes.size()], 'x');
  const int flags = all_flags[rng() % all_flags.size()];
  const int fd = any_fd(rng);
  const auto most = static_cast<std::int64_t>(buffer.size());
  switch (rng() % 6) {
    case 0: check("read", api_.read(api_.userdata, fd, buffer.data(), buffer.size()), most); break;
    case 1: check("recv", api_.recv(api_.userdata, fd, buffer.data(), buffer.size(), flags), most); break;
    case 2: check("write", api_.write(api_.userdata, fd, buffer.data(), buffer.size()), most); break;
    case 3: check("send", api_.send(api_.userdata, fd, buffer.data(), buffer.size(), flags), most); break;
    case 4:
      check("sendto", api_.sendto(api_.userdata, fd, buffer.data(), buffer.size(), flags, nullptr, 0), most);
      break;
    default:
      check("recvfrom", api_.recvfrom(api_.userdata, fd, buffer.data(), buffer.size(), flags, nullptr, nullptr), most);
  }
}

void Chaos::transfer_vectors() {
  std::array<char, 3000> octets{};
  std::array<iovec, 3> parts{};
  for (iovec& part : parts) part = {octets.data(), pick<std::size_t>({0, 1, 1000, octets.size()})};
  if (chance(5)) parts[1].iov_base = nullptr;
  if (chance(5)) parts[1].iov_len = SIZE_MAX - 5;
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const int count = chance(90) ? 3 : pick({-1, 0, 1025});
  switch (rng_() % 4) {
    case 0: check("readv", api_.readv(api_.userdata, any_fd(), parts.data(), count), 9000); break;
    case 1: check("recvmsg", api_.recvmsg(api_.userdata, any_fd(), &message, MSG_DONTWAIT), 9000); break;
    // Whoever sends has what he says that he has.
    case 2:
      parts[1] = {octets.data(), 10}, check("writev", api_.writev(api_.userdata, any_fd(), parts.data(), count), 9000);
      break;
    default: parts[1] = {octets.data(), 10}, check("sendmsg", api_.sendmsg(api_.userdata, any_fd(), &message, 0), 9000);
  }
}

void Chaos::change_option() {
  const int value = chance(70) ? pick({0, 1, 2, 5, 100, 1000}) : static_cast<int>(rng_());
  std::array<char, 32> octets{};
  std::memcpy(octets.data(), &value, sizeof value);
  if (chance(5)) std::strcpy(octets.data(), "reno");
  const int level = pick<int>({SOL_SOCKET, IPPROTO_TCP, IPPROTO_TCP, IPPROTO_TCP, IPPROTO_IPV6});
  const auto size = chance(90) ? pick<socklen_t>({4, 16}) : static_cast<socklen_t>(rng_() % 33);
  const int name = static_cast<int>(rng_() % (level == IPPROTO_TCP ? 20 : 45));
  check("setsockopt", api_.setsockopt(api_.userdata, any_fd(), level, name, octets.data(), size), 0);
}

void Chaos::ask_option() {
  std::array<char, 300> octets{};
  auto size = static_cast<socklen_t>(chance(50) ? 4 : rng_() % octets.size());
  const int level = pick<int>({SOL_SOCKET, IPPROTO_TCP, IPPROTO_IPV6});
  const int name = static_cast<int>(rng_() % 45);
  check("getsockopt", api_.getsockopt(api_.userdata, any_fd(), level, name, octets.data(), &size), 0);
}

void Chaos::control() {
  int value = pick({0, 1});
  const unsigned long request = pick<unsigned long>({FIONBIO, FIONREAD, TIOCOUTQ, SIOCOUTQNSD, SIOCATMARK, 0x1234});
  switch (rng_() % 4) {
    case 0: check("ioctl", api_.ioctl(api_.userdata, any_fd(), request, &value), 0); break;
    case 1: check("fcntl", api_.fcntl(api_.userdata, any_fd(), F_SETFL, pick({0, O_NONBLOCK})), 0); break;
    case 2: check("fcntl", api_.fcntl(api_.userdata, any_fd(), pick({F_GETFL, F_GETFD, 77})), kAnyNumber); break;
    default: check("shutdown", api_.shutdown(api_.userdata, any_fd(), pick({0, 1, 2, 3})), 0);
  }
}

void Chaos::watch() {
  std::array<pollfd, 3> fds{};
  std::array<epoll_event, 3> events{};
  switch (rng_() % 4) {
    case 0:
      for (pollfd& p : fds) p = {any_fd(), static_cast<short>(rng_()), 0};
      check("poll", api_.poll(api_.userdata, fds.data(), fds.size(), pick({0, 10, 70'000})), 3);
      break;
    case 1:
      if (fds_.size() < kMostFiles)
        keep(check("epoll_create", api_.epoll_create(api_.userdata, pick({1, 0})), kAnyNumber));
      break;
    case 2:
      events[0].events = static_cast<std::uint32_t>(rng_());
      check("epoll_ctl", api_.epoll_ctl(api_.userdata, any_fd(), pick({1, 2, 3, 4}), any_fd(), events.data()), 0);
      break;
    default:
      check("epoll_wait", api_.epoll_wait(api_.userdata, any_fd(), events.data(), pick({3, 1, 0, -1}), pick({0, 500})),
            3);
  }
}

void Chaos::use_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (chance(20)) {
    if (fds_.size() + 1 >= kMostFiles) return;
    if (check("pipe", api_.pipe(api_.userdata, ends.data()), 0) == 0) keep(ends[0]), keep(ends[1]);
    return;
  }
  const auto size = pick<std::size_t>({0, 1, 1000, 100'000});
  const unsigned flags = pick({0U, unsigned{SPLICE_F_NONBLOCK}});
  check("splice", api_.splice(api_.userdata, any_fd(), nullptr, any_fd(), nullptr, size, flags),
        static_cast<std::int64_t>(size));
}

void Chaos::waiting_call(std::mt19937_64& rng) {
  if (rng() % 4 != 0) return transfer(rng);
  pollfd p{any_fd(rng), static_cast<short>(rng()), 0};
  check("poll", api_.poll(api_.userdata, &p, 1, static_cast<int>(rng() % 1000)), 1);
}

void Chaos::close_all() {
  for (const int fd : fds_) check("close", api_.close(api_.userdata, fd), 0);
}

// --- packets ---

void Chaos::note(const Octets& packet) {
  last_ = packet;
  Numbers numbers;
  try {
    (void)decode(packet, numbers);
  } catch (const std::exception& wrong) {
    complaints_.push_back(wrong.what());
    return;
  }
  const std::size_t ip = is_v6_ ? 40 : 20;
  const std::uint8_t bits = packet.at(ip + 13);
  const std::size_t text = packet.size() - ip - packet.at(ip + 12) / 16 * std::size_t{4};
  for (Remote& remote : remotes_) {
    if (remote.port != get(packet, ip + 2, 2)) continue;
    remote.local_port = static_cast<std::uint16_t>(get(packet, ip, 2));
    remote.acked = get(packet, ip + 4, 4) + static_cast<std::uint32_t>(text) + (bits & 1U) + (bits >> 1 & 1U);
    if ((bits & 0x10) != 0) remote.next = get(packet, ip + 8, 4);
  }
}

void Chaos::take_packets() {
  for (auto left = 1 + rng_() % 3; left > 0; --left) {
    Octets packet(65536);
    std::size_t size = packet.size();
    long long at = 0;
    check("netdev_receive", api_.netdev_receive(api_.userdata, packet.data(), &size, &at), 0);
    packet.resize(size);
    if (size > 0) note(packet);
  }
}

void Chaos::send_segment(const Remote& remote, const std::string& text) {
  Numbers numbers;
  numbers.remote_isn = 0;
  numbers.local_isn = 0;
  const Octets* const side = is_v6_ ? kV6 : kV4;
  const Octets packet = encode(text, {side[1], remote.port}, {side[0], remote.local_port}, numbers);
  check("netdev_send", api_.netdev_send(api_.userdata, packet.data(), packet.size()), 0);
}

void Chaos::inject() {
  Remote& remote = remotes_[rng_() % remotes_.size()];
  const auto near = [&](std::uint32_t to) {
    return chance(80) ? to : to + static_cast<std::uint32_t>(pick({-1, 1, 1000, -1000, 70'000, 1 << 30}));
  };
  const std::uint32_t seq = near(remote.next);
  const std::uint32_t size = pick({0U, 0U, 1U, 1000U, 1460U});
  const std::string flags = chance(70) ? pick<const char*>({".", ".", "P.", "F.", "S", "S."})
                                       : pick<const char*>({"R", "R.", "SF", "", "F", "P.U", "SR.", "SFRP.U"});
  std::string text = flags + (flags.empty() ? "- " : " ") + std::to_string(seq) + ":0(" + std::to_string(size) + ")";
  if (flags.find('.') != std::string::npos) text += " ack " + std::to_string(near(remote.acked));
  text += " win " + std::to_string(pick({65535, 65535, 1000, 1, 0})) + " urg " + std::to_string(pick({0, 1, 1000}));
  text += pick({"", "", " <mss 1000>", " <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7>", " <mss 1,wscale 14>",
                " <nop,nop,sackOK>", " <nop,nop,TS val 5 ecr 1>", " <mss 0,sackOK,wscale 255>"});
  if (chance(10))
    text += " <nop,nop,sack " + std::to_string(near(remote.acked)) + ':' + std::to_string(near(remote.acked)) + '>';
  if (text[0] == '-') text.replace(0, 1, "E");  // no control bit that TCP knows
  send_segment(remote, text);
}

void Chaos::inject_nonsense() {
  Octets packet = last_;
  if (packet.empty()) packet.resize(40);
  if (chance(50)) {
    const auto type = pick<std::uint8_t>({1, 2, 3, 4, 11, 12});
    packet = encode_icmp_error(type, static_cast<std::uint8_t>(rng_() % 17),
                               pick<std::uint16_t>({0, 68, 576, 1280, 1400, 9000}), (is_v6_ ? kV6 : kV4)[1],
                               last_.empty() ? Octets(60) : last_);
  } else {
    for (auto i = rng_() % 4; i > 0; --i) packet[rng_() % packet.size()] = static_cast<std::uint8_t>(rng_());
    packet.resize(rng_() % (packet.size() + 1));
  }
  check("netdev_send", api_.netdev_send(api_.userdata, packet.data(), packet.size()), 0);
}

void Chaos::pass() {
  switch (rng_() % 5) {
    case 0: return inject_nonsense();
    case 1: (void)api_.usleep(api_.userdata, pick<useconds_t>({0, 1, 1000, 50'000, 300'000, 70'000'000})); return;
    case 2: return take_packets();
    default: return inject();
  }
}

void Chaos::step() {
  switch (rng_() % 22) {
    case 0: return open();
    case 1: return bind_or_connect();
    case 2: check("listen", api_.listen(api_.userdata, any_fd(), pick({-1, 0, 1, 10})), 0); return;
    case 3:
      if (fds_.size() < kMostFiles)
        keep(check("accept", api_.accept(api_.userdata, any_fd(), nullptr, nullptr), kAnyNumber));
      return;
    case 4:
    case 5:
    case 6: return transfer(rng_);
    case 7: return transfer_vectors();
    case 8: return change_option();
    case 9: return ask_option();
    case 10: return control();
    case 11: return watch();
    case 12: return use_pipe();
    case 13:
      if (!fds_.empty() && chance(20)) {
        const auto which = fds_.begin() + static_cast<std::ptrdiff_t>(rng_() % fds_.size());
        check("close", api_.close(api_.userdata, *which), 0);
        fds_.erase(which);
      }
      return;
    default: return pass();
  }
}

}  // namespace finalack::packetdrill
