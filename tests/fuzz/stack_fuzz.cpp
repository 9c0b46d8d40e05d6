// A stack with listeners and connections, and whatever may happen to it: each few octets of the input are a packet, a
// user's call or time that passes. Most packets are well formed, and their numbers lie near those that the connection
// has, or answer what it sent last, so that inputs get into every state.
#include <algorithm>
#include <deque>

#include "impl/wire/octets.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/stack_invariants.hpp"

namespace finalack::fuzz {
namespace {

using namespace impl;
using View = std::span<const std::uint8_t>;

constexpr std::uint16_t kFirstPort = 80;
constexpr std::size_t kMostConnections = 12;

IpAddress host(IpVersion version, std::uint8_t last) {
  IpAddress address{.version = version};
  address.octets[0] = version == IpVersion::V4 ? 10 : 0x20;
  address.octets[version == IpVersion::V4 ? 3 : 15] = last;
  return address;
}

StackOptions options() {
  StackOptions options;
  options.addresses = {host(IpVersion::V4, 1), host(IpVersion::V6, 1)};
  options.settings = linux_profile();
  options.settings.send_buffer = 8192;
  options.settings.receive_buffer = 8192;
  options.settings.keepalive = true;
  options.max_connections = kMostConnections;
  return options;
}

class Driver {
 public:
  explicit Driver(View input) : input_(input), stack_(options()) {}

  void run() {
    for (std::uint32_t i = 0; i < 3; ++i) listen(i);
    while (!input_.ended()) {
      step();
      settle();
    }
    end();
  }

 private:
  struct Sent {
    FourTuple tuple;
    TcpHeader header;
    std::uint32_t length = 0;
  };

  void step() {
    switch (input_.below(16)) {
      case 0: return send_syn();
      case 1: return send_random();
      case 2: return report_error();
      case 3: return call_listener();
      case 4:
      case 5:
      case 6: return call();
      case 7:
      case 8: return pass();
      case 9:
      case 10:
      case 11: return answer();
      default: return send_near();
    }
  }

  void listen(std::uint32_t which) {
    ListenerOptions options{.syn_queue = 2, .accept_queue = 2};
    options.cookies = std::array{SynCookies::WhenFull, SynCookies::Always, SynCookies::Never}[which];
    if (which != 0) options.per_source_limit = 1;
    const Endpoint local{{.version = which == 2 ? IpVersion::V6 : IpVersion::V4, .octets = {}},
                         static_cast<std::uint16_t>(kFirstPort + which)};
    ListenerId id;
    if (stack_.listen(local, options, id) == ListenError::None) listeners_.push_back(id);
  }

  FourTuple some_tuple() {
    const std::uint32_t listener = input_.below(4);
    const IpVersion version = listener == 2 ? IpVersion::V6 : IpVersion::V4;
    return {{host(version, 1), static_cast<std::uint16_t>(kFirstPort + listener)},
            {host(version, static_cast<std::uint8_t>(2 + input_.below(3))),
             static_cast<std::uint16_t>(1000 + input_.below(4))}};
  }

  void deliver(const FourTuple& tuple, const TcpHeader& header, View text = {}) {
    IpHeader ip;
    ip.source = tuple.remote.address;
    ip.destination = tuple.local.address;
    TcpHeader tcp = header;
    tcp.source_port = tuple.remote.port;
    tcp.destination_port = tuple.local.port;
    Octets packet(encoded_size(ip) + encoded_size(tcp) + text.size());
    emit_packet(ip, tcp, text, {}, packet);
    resets_ = header.flags.rst;
    stack_.receive_packet(now_, packet);
  }

  void take_options(TcpHeader& header, std::uint32_t ts_echo, std::uint32_t ts_recent) {
    const std::uint8_t bits = input_.octet();
    header.options.has_timestamps = (bits & 3) != 0;  // of three in four
    if (header.options.has_timestamps) {
      header.options.ts_echo = ts_echo;
      header.options.ts_value =
          ts_recent + ((bits & 4) != 0 ? static_cast<std::uint32_t>(static_cast<std::int8_t>(input_.octet())) : 0);
    }
    if ((bits & 8) == 0) return;
    header.options.has_mss = header.flags.syn;
    header.options.mss = header.flags.syn ? static_cast<std::uint16_t>(input_.octet() * 16) : 0;
    header.options.sack_permitted = header.flags.syn;
    header.options.has_window_scale = header.flags.syn && (bits & 16) != 0;
    header.options.window_scale = header.options.has_window_scale ? bits >> 5 : 0;
  }

  void send_syn() {
    const FourTuple tuple = some_tuple();
    TcpHeader header;
    header.flags.syn = true;
    header.seq = input_.octet() * 1000U;
    header.window = 60000;
    take_options(header, 0, ticks());
    deliver(tuple, header);
  }

  void send_random() {
    const View octets = input_.octets(input_.octet());
    resets_ = false;
    stack_.receive_packet(now_, octets, true);
  }

  /// What the peer would say to one of the last packets: its number acknowledged, and perhaps text.
  void answer() {
    if (sent_.empty()) return;
    const Sent& sent = sent_[input_.below(static_cast<std::uint32_t>(sent_.size()))];
    const std::uint8_t bits = input_.octet();
    TcpHeader header;
    header.flags.ack = true;
    header.flags.syn = sent.header.flags.syn && !sent.header.flags.ack;
    header.flags.fin = (bits & 1) != 0;
    header.flags.psh = (bits & 2) != 0;
    header.seq = sent.header.flags.ack ? sent.header.ack_number : 77;
    header.ack_number = sent.header.seq + sent.length;
    header.window = (bits & 4) != 0 ? 0 : 30000;
    if (header.flags.syn) {
      take_options(header, sent.header.options.ts_value, ticks());
    } else if (sent.header.options.has_timestamps) {
      header.options.has_timestamps = true;
      header.options.ts_value = sent.header.options.ts_echo;
      header.options.ts_echo = sent.header.options.ts_value;
    }
    const Octets text((bits & 8) != 0 ? 1 + 16 * (bits >> 4) : 0, bits);
    const FourTuple tuple = sent.tuple;
    deliver(tuple, header, text);
  }

  std::uint32_t near() {
    switch (input_.below(4)) {
      case 0: return 0;
      case 1: return static_cast<std::uint32_t>(static_cast<std::int8_t>(input_.octet()));
      case 2: return 64U * static_cast<std::uint32_t>(static_cast<std::int8_t>(input_.octet()));
      default: return input_.number();
    }
  }

  void send_near() {
    std::vector<std::pair<FourTuple, const Connection*>> all;
    stack_.for_each([&](ConnectionId, const FourTuple& tuple, const Connection& c) { all.emplace_back(tuple, &c); });
    if (all.empty()) return send_syn();
    const auto& [tuple, connection] = all[input_.below(static_cast<std::uint32_t>(all.size()))];
    const Tcb<Native>& tcb = connection->tcb();
    const std::uint8_t flags = input_.octet();
    TcpHeader header;
    header.flags.ack = (flags & 7) != 0;
    header.flags.fin = (flags & 8) != 0;
    header.flags.syn = (flags & 0x30) == 0x30;
    header.flags.rst = (flags & 0x50) == 0x50;
    header.flags.urg = (flags & 0x90) == 0x90;
    header.seq = tcb.rcv_nxt.value + near();
    header.ack_number = ((flags & 1) != 0 ? tcb.snd_nxt : tcb.snd_una).value + near();
    header.window = static_cast<std::uint16_t>(input_.octet() << 8);
    header.urgent_pointer = header.flags.urg ? input_.octet() : 0;
    take_options(header, ticks(), tcb.ts_recent.value);
    header.options.sack_count = static_cast<std::uint8_t>(input_.below(8) == 7 ? 1 + input_.below(3) : 0);
    for (std::uint8_t i = 0; i < header.options.sack_count; ++i) {
      header.options.sack[i].left = tcb.snd_una.value + near();
      header.options.sack[i].right = header.options.sack[i].left + near();
    }
    const Octets text(std::array{0U, 1U, 100U, 1448U}[input_.below(4)], 'x');
    const FourTuple name = tuple;
    deliver(name, header, text);
  }

  void report_error() {
    if (sent_.empty()) return;
    const Sent& sent = sent_[input_.below(static_cast<std::uint32_t>(sent_.size()))];
    IpHeader ip;
    ip.source = sent.tuple.local.address;
    ip.destination = sent.tuple.remote.address;
    Octets quoted(200);
    quoted.resize(emit_packet(ip, sent.header, {}, {}, quoted));
    std::swap(ip.source, ip.destination);
    const bool v4 = ip.source.version == IpVersion::V4;
    const bool too_big = input_.below(2) == 0;
    const std::uint8_t type = v4 ? 3 : (too_big ? 2 : 1);
    const auto code = static_cast<std::uint8_t>(too_big ? (v4 ? 4 : 0) : input_.below(6));
    Octets packet(1280);
    packet.resize(emit_icmp_error(ip, type, code, input_.octet() * 8U, quoted, packet));
    resets_ = false;
    stack_.receive_packet(now_, packet);
  }

  void call_listener() {
    const std::uint32_t which = input_.below(16);
    const std::uint32_t at = which % static_cast<std::uint32_t>(listeners_.size());
    if (which < 12) {
      if (const auto id = stack_.accept(listeners_[at])) ids_.push_back(*id);
    } else if (which < 14) {
      while (stack_.poll_notice()) {
      }
    } else if (which == 14) {
      stack_.abort_all(now_);
      ids_.clear();
    } else {
      stack_.stop_listening(now_, listeners_[at]);
      listeners_.erase(listeners_.begin() + at);
      for (std::uint32_t i = 0; i < 3; ++i) listen(i);
    }
  }

  void call() {
    const std::uint8_t what = input_.octet();
    if (ids_.empty() || what % 16 == 15) {
      ConnectionId id;
      const auto port = static_cast<std::uint16_t>(what < 64 ? 0 : 2000);
      const IpVersion version = what % 32 < 16 ? IpVersion::V4 : IpVersion::V6;
      if (stack_.connect(now_, {host(version, 2), 1000}, port, id) == ConnectError::None) ids_.push_back(id);
      return;
    }
    const ConnectionId id = ids_[input_.below(static_cast<std::uint32_t>(ids_.size()))];
    Octets octets(16U * input_.octet());
    switch (what % 16) {
      case 0: (void)stack_.close(now_, id); break;
      case 1: (void)stack_.abort(now_, id); break;
      case 2: stack_.release(now_, id); break;
      case 3:
      case 4: (void)stack_.shutdown(now_, id); break;
      case 5: stack_.with(now_, id, [&](Connection& c) { c.set_nagle(false); }); break;
      case 6:
      case 7:
      case 8:
      case 9: (void)stack_.receive(now_, id, octets); break;
      default: (void)stack_.send(now_, id, octets, what % 16 == 10); break;
    }
    std::erase_if(ids_, [&](ConnectionId each) { return stack_.connection(each) == nullptr; });
  }

  void pass() {
    const std::uint8_t how_long = input_.octet();
    if (how_long < 64 && stack_.poll_timeout() != kNever) {
      now_ = std::max(now_, stack_.poll_timeout());
    } else {
      now_ += std::chrono::milliseconds(how_long < 200 ? how_long : how_long * how_long * 8);
    }
    stack_.on_timeout(now_);
  }

  /// Everything is sent, and everything must hold.
  void settle() {
    std::size_t packets = 0;
    while (const auto out = stack_.poll_transmit(now_, 2)) {
      require(++packets < 1000, "a stack falls silent");
      require(!(resets_ && out->header.flags.rst), "no RST answers a RST");
      require(out->text.size() <= 2 * std::size_t{out->segment_size}, "no more segments than were asked for");
      require(out->tuple.remote.address != out->tuple.local.address, "nothing is sent to itself");
      const auto length = static_cast<std::uint32_t>(out->text.size()) + (out->header.flags.syn ? 1U : 0U) +
                          (out->header.flags.fin ? 1U : 0U);
      if (!out->header.flags.rst) sent_.push_back({out->tuple, out->header, length});
      if (sent_.size() > 8) sent_.pop_front();
    }
    resets_ = false;
    invariants_.check(stack_, listeners_);
  }

  /// Whatever happened: when all is given back, and nobody answers any more, nothing is left.
  void end() {
    for (const ListenerId id : listeners_) stack_.stop_listening(now_, id);
    listeners_.clear();
    for (const ConnectionId id : ids_) stack_.release(now_, id);
    settle();
    for (int i = 0; stack_.poll_timeout() != kNever; ++i) {
      require(i < 10'000, "what nobody answers ends");
      now_ = std::max(now_, stack_.poll_timeout());
      stack_.on_timeout(now_);
      settle();
    }
    require(stack_.connections() == 0, "no connection is left behind");
    require(!stack_.poll_notice(), "nor a notice");
  }

  std::uint32_t ticks() const { return Connection::ticks(now_, 0); }

  Input input_;
  Stack stack_;
  StackInvariants invariants_;
  std::vector<ListenerId> listeners_;
  std::vector<ConnectionId> ids_;
  std::deque<Sent> sent_;
  Time now_ = Time(std::chrono::seconds(1000));
  bool resets_ = false;  // what was delivered is a RST
};

}  // namespace

void fuzz_stack(View input) { Driver(input).run(); }

}  // namespace finalack::fuzz
