#include "impl/packetdrill/host.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "impl/packetdrill/icmp_errno.hpp"

namespace finalack::impl::packetdrill {
namespace {

constexpr Time kStart{std::chrono::seconds(1000)};
constexpr std::uint16_t kLinuxFirstEphemeralPort = 32768;

StackOptions stack_options(const Flags& flags) {
  StackOptions options;
  options.addresses = {flags.local_v4, flags.local_v6};
  options.any_address = true;
  options.settings = flags.settings;
  options.mtu = flags.mtu;
  if (flags.is_linux) options.first_ephemeral_port = kLinuxFirstEphemeralPort;
  options.any_error_ends_opening = flags.is_linux;
  std::memcpy(options.key.data(), &flags.seed, sizeof flags.seed);
  return options;
}

}  // namespace

Host::Host(const Flags& flags) : flags_(flags), start_(kStart), now_(kStart), stack_(stack_options(flags_)) {}

void Host::settle() {
  transmit();
  take_notices();
  waiting_.wake_all();
}

void Host::transmit() {
  while (const auto packet = stack_.poll_transmit(now_)) {
    IpHeader ip;
    ip.source = packet->tuple.local.address;
    ip.destination = packet->tuple.remote.address;
    SentPacket sent{now_,
                    std::vector<std::uint8_t>(encoded_size(ip) + encoded_size(packet->header) + packet->text.size())};
    (void)emit_packet(ip, packet->header, packet->text.first, packet->text.second, sent.octets);
    sent_.push_back(std::move(sent));
  }
}

void Host::take_notices() {
  while (const auto notice = stack_.poll_notice()) {
    files_.for_each([&](File& file) {
      if (auto* const socket = dynamic_cast<Socket*>(&file)) take_notice(*socket, *notice);
    });
  }
}

void Host::take_notice(Socket& socket, const StackNotice& notice) {
  if (notice.is_acceptable) {
    const auto& own = socket.listeners;
    if (std::find(own.begin(), own.end(), notice.listener) != own.end()) ++socket.edges.in;
    return;
  }
  if (socket.connection != notice.connection) return;
  switch (notice.notice) {
    case Notice::Readable:
    case Notice::Urgent: ++socket.edges.in; break;
    case Notice::Connected:
    case Notice::Writable: ++socket.edges.out; break;
    case Notice::PeerClosed:
      socket.peer_closed = true;
      ++socket.edges.in;
      break;
    case Notice::SoftError: socket.soft_error = icmp_error_; break;
    case Notice::Closed:
      if (const Connection* const c = stack_.connection(notice.connection)) socket.error = error_of(*c, socket);
      if (socket.error == ECONNREFUSED && icmp_error_ != 0) socket.error = icmp_error_;
      ++socket.edges.in;
      ++socket.edges.out;
      break;
  }
}

int Host::error_of(const Connection& connection, const Socket& socket) {
  switch (connection.reason()) {
    case Signal::Refused: return ECONNREFUSED;
    case Signal::Reset: return socket.peer_closed ? EPIPE : ECONNRESET;
    case Signal::TimedOut: return socket.soft_error != 0 ? socket.soft_error : ETIMEDOUT;
    default: return 0;
  }
}

/// The socket has no connection any more: as it was before connect().
void Host::forget(Socket& socket) {
  if (socket.connection) stack_.release(now_, *socket.connection);
  socket.connection.reset();
  socket.phase = Phase::Fresh;
  socket.peer_closed = socket.reads_no_more = false;
  socket.soft_error = 0;
}

bool Host::deliver(std::span<const std::uint8_t> packet) {
  IpHeader ip;
  std::span<const std::uint8_t> payload;
  if (parse_ip(packet, ip, payload) != ParseError::None) return false;
  IcmpError icmp;
  icmp_error_ = parse_icmp(ip, payload, icmp) == ParseError::None ? errno_of_icmp(ip.source.version, icmp) : 0;
  const std::size_t before = sent_.size();
  stack_.receive_packet(now_, packet);
  settle();
  icmp_error_ = 0;
  if (sent_.size() > before && is_final_reset(ip, payload)) {
    sent_.erase(sent_.begin() + static_cast<std::ptrdiff_t>(before), sent_.end());
  }
  return true;
}

/// A reset for a connection whose descriptor packetdrill has closed: it is over, and no script sees what comes of it.
bool Host::is_final_reset(const IpHeader& ip, std::span<const std::uint8_t> payload) const {
  TcpHeader tcp;
  std::span<const std::uint8_t> text;
  if (parse_tcp(payload, tcp, text) != ParseError::None || !tcp.flags.rst) return false;
  const FourTuple tuple{{ip.destination, tcp.destination_port}, {ip.source, tcp.source_port}};
  const int fd = files_.find_if([&](const File& file) {
    const auto* const socket = dynamic_cast<const Socket*>(&file);
    const FourTuple* const own = socket != nullptr && socket->connection ? stack_.tuple(*socket->connection) : nullptr;
    return own != nullptr && *own == tuple;
  });
  return fd >= 0 && files_.is_abandoned(fd);
}

std::optional<SentPacket> Host::fetch(Lock& lock) {
  while (sent_.empty()) {
    waiting_.let_them_look(lock);
    if (!sent_.empty()) break;
    const Time next = next_event();
    if (next == kNever) return std::nullopt;
    advance_to(lock, next);
  }
  SentPacket first = std::move(sent_.front());
  sent_.pop_front();
  return first;
}

void Host::run_due() {
  stack_.on_timeout(now_);
  settle();
}

void Host::advance_to(Lock& lock, Time until) {
  waiting_.let_them_look(lock);
  while (next_event() <= until) {
    now_ = std::max(now_, next_event());
    run_due();
    waiting_.let_them_look(lock);
  }
  now_ = std::max(now_, until);
}

bool Host::advance_once(Lock& lock, Time limit) {
  const Time next = std::min(next_event(), limit);
  if (next == kNever) return false;
  advance_to(lock, next);
  return true;
}

Time Host::read_clock(Lock& lock) {
  const Time next = now_ + Duration(1);
  if (next_event() <= next) {
    advance_to(lock, next);
  } else {
    now_ = next;
  }
  return now_;
}

void Host::unload(Lock& lock) {
  unloading_ = true;
  waiting_.wake_all();
  waiting_.wait_until_alone(lock);
}

}  // namespace finalack::impl::packetdrill
