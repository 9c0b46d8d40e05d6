// `finalack connect HOST:PORT`: stdin to the peer, the peer to stdout.
#include <array>
#include <cerrno>
#include <charconv>
#include <ostream>

#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/net/network.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/verbs/verbs.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

constexpr impl::Duration kLookAround = std::chrono::milliseconds(500);
constexpr impl::Duration kLinger = std::chrono::milliseconds(300);  // in TIME-WAIT, should the last ACK be lost

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw UsageError(reports::in_quotes(text) + why + "; accepted: HOST:PORT, such as 192.0.2.1:80, [fd00::1]:80");
}

/// The first address of a name.
impl::IpAddress resolve(const std::string& text, const std::string& host) {
  if (const auto address = impl::parse_address(host)) return *address;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = host.empty() ? EAI_NONAME : getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) refuse(text, std::string(": no such host (") + gai_strerror(error) + ")");
  impl::IpAddress address;
  if (found->ai_family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(found->ai_addr);
    const auto* octets = reinterpret_cast<const std::uint8_t*>(&in->sin_addr);
    std::copy(octets, octets + 4, address.octets.begin());
  } else {
    const auto* in = reinterpret_cast<const sockaddr_in6*>(found->ai_addr);
    address.version = impl::IpVersion::V6;
    std::copy(in->sin6_addr.s6_addr, in->sin6_addr.s6_addr + 16, address.octets.begin());
  }
  freeaddrinfo(found);
  return address;
}

impl::Endpoint parse_remote(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) refuse(text, " has no port");
  unsigned port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc() || stop != end || port == 0 || port > 65535) refuse(text, ": a port is 1 to 65535");
  std::string host = text.substr(0, colon);
  if (host.starts_with("[") && host.ends_with("]")) host = host.substr(1, host.size() - 2);
  return {resolve(text, host), static_cast<std::uint16_t>(port)};
}

/// One connection between two descriptors.
class Session {
 public:
  Session(Network& network, const impl::Endpoint& remote, const Console& console)
      : network_(network), stack_(network.stack()), console_(console) {
    const impl::ConnectError error = stack_.connect(network.now(), remote, 0, id_);
    if (error == impl::ConnectError::NoAddress) throw UsageError("no address of the same version as the remote's");
    if (error == impl::ConnectError::InvalidRemote) {
      throw UsageError(impl::to_string(remote) + " is no other host's: nothing can be connected to there");
    }
    if (error != impl::ConnectError::None) throw Unavailable("no port is free");
  }

  int run() {
    while (!is_interrupted()) {
      if (const auto code = look()) return *code;
      pollfd in{STDIN_FILENO, POLLIN, 0};
      const bool listens = !input_ended_ && is_open() && stack_.connection(id_)->send_room() > 0;
      network_.turn(kLookAround, listens ? std::span(&in, 1) : std::span<pollfd>());
      if (listens && in.revents != 0) take_input();
    }
    (void)stack_.abort(network_.now(), id_);
    network_.driver().flush();
    return kInterrupted;
  }

 private:
  bool is_open() const { return stack_.connection(id_)->state() >= impl::State::Established; }

  /// What happened; an exit code, if it is over.
  std::optional<int> look() {
    while (const auto notice = stack_.poll_notice()) {
      if (notice->notice == impl::Notice::PeerClosed && !input_ended_ && isatty(STDIN_FILENO) != 0) {
        console_.err << "finalack: the peer has closed; Ctrl-D closes this end" << std::endl;
      }
      if (notice->notice == impl::Notice::Closed) over_ = stack_.connection(id_)->reason();
    }
    give_output();
    if (over_) return finish(*over_);
    if (stack_.connection(id_)->state() != impl::State::TimeWait) return std::nullopt;
    if (!leaving_) leaving_ = network_.now() + kLinger;
    return network_.now() < *leaving_ ? std::nullopt : std::optional<int>(kAsExpected);
  }

  int finish(impl::Signal reason) {
    switch (reason) {
      case impl::Signal::Refused: console_.err << "finalack: connection refused" << std::endl; break;
      case impl::Signal::Reset: console_.err << "finalack: connection reset by the peer" << std::endl; break;
      case impl::Signal::TimedOut: console_.err << "finalack: the peer doesn't answer" << std::endl; break;
      default: return kAsExpected;
    }
    return kDiffers;
  }

  void take_input() {
    const std::size_t room = std::min(stack_.connection(id_)->send_room(), buffer_.size());
    const ssize_t octets = read(STDIN_FILENO, buffer_.data(), room);
    if (octets > 0) {
      (void)stack_.send(network_.now(), id_, std::span(buffer_).first(static_cast<std::size_t>(octets)));
    } else if (octets == 0 || (errno != EINTR && errno != EAGAIN)) {
      input_ended_ = true;
      (void)stack_.shutdown(network_.now(), id_);
    }
  }

  void give_output() {
    for (;;) {
      const auto [octets, error] = stack_.receive(network_.now(), id_, buffer_);
      if (octets == 0) return;
      for (std::size_t at = 0; at < octets;) {
        const ssize_t written = write(STDOUT_FILENO, buffer_.data() + at, octets - at);
        if (written < 0 && errno != EINTR) throw CannotWrite("cannot write to stdout");
        if (written > 0) at += static_cast<std::size_t>(written);
      }
    }
  }

  Network& network_;
  impl::Stack& stack_;
  const Console& console_;
  impl::ConnectionId id_;
  std::array<std::uint8_t, 65536> buffer_;
  std::optional<impl::Signal> over_;
  std::optional<impl::Time> leaving_;
  bool input_ended_ = false;
};

}  // namespace

int connect(const Options& options, const Console& console) {
  const impl::Endpoint remote = parse_remote(options.net.remote);
  Network network(options.net, console);
  listen_for_interrupts();
  return Session(network, remote, console).run();
}

}  // namespace finalack::cli
