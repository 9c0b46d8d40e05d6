// TCP_INFO, of what this TCP knows of itself. In a file of its own: the kernel's header has the whole struct, and can't
// be included together with the C library's.
#include <algorithm>
#include <climits>
#include <cstring>

#include <linux/tcp.h>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {
namespace {

// Linux's numbers of states, in the order of State.
constexpr std::uint8_t kStateNumbers[kStates] = {7, 10, 2, 3, 1, 4, 5, 8, 11, 9, 6};
constexpr std::uint8_t kClosed = kStateNumbers[0];
constexpr std::uint8_t kListening = kStateNumbers[1];
constexpr std::uint8_t kDefaultReordering = 3;

std::uint32_t in_usecs(Duration duration) { return static_cast<std::uint32_t>(duration.count()); }

std::uint32_t in_msecs_since(Time now, Time then) {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now - then).count());
}

std::uint8_t congestion_state(const Connection& c) {
  switch (c.recovery().mode()) {
    case LossRecovery::Mode::Fast: return TCP_CA_Recovery;
    case LossRecovery::Mode::Timeout: return TCP_CA_Loss;
    default: return c.recovery().sacked().empty() ? TCP_CA_Open : TCP_CA_Disorder;
  }
}

void tell_options(const Connection& c, struct tcp_info& info) {
  if (c.tcb().timestamps) info.tcpi_options |= TCPI_OPT_TIMESTAMPS;
  if (c.has_sack()) info.tcpi_options |= TCPI_OPT_SACK;
  if (c.has_window_scale()) {
    info.tcpi_options |= TCPI_OPT_WSCALE;
    info.tcpi_snd_wscale = c.send_shift();
    info.tcpi_rcv_wscale = c.receive_shift();
  }
}

void tell_sender(const Connection& c, struct tcp_info& info) {
  const std::uint32_t segment = std::max(c.segment_text(), 1U);
  const auto in_segments = [segment](std::uint32_t octets) { return (octets + segment - 1) / segment; };
  const std::uint32_t in_flight = c.tcb().snd_nxt - c.tcb().snd_una;
  const LossRecovery::Flight flight{c.tcb().snd_una, c.tcb().snd_nxt, segment};
  info.tcpi_unacked = in_segments(in_flight);
  info.tcpi_sacked = in_segments(c.recovery().sacked().covered(c.tcb().snd_una, c.tcb().snd_nxt));
  info.tcpi_lost = in_segments(c.recovery().lost(flight));
  info.tcpi_retrans = in_segments(c.recovery().sent_again(flight));
  info.tcpi_snd_mss = segment;
  info.tcpi_snd_cwnd = c.congestion().window() / segment;
  const std::uint32_t threshold = c.congestion().threshold();
  info.tcpi_snd_ssthresh = threshold > INT_MAX ? INT_MAX : threshold / segment;
  info.tcpi_total_retrans = static_cast<std::uint32_t>(c.retransmissions());
  info.tcpi_notsent_bytes = static_cast<std::uint32_t>(c.unsent());
  info.tcpi_snd_wnd = c.tcb().snd_wnd;
}

void tell_times(const Host& host, const Connection& c, struct tcp_info& info) {
  info.tcpi_rto = in_usecs(c.round_trip().timeout(c.settings()));
  info.tcpi_ato = in_usecs(c.settings().delayed_ack);
  info.tcpi_rtt = in_usecs(c.round_trip().smoothed());
  info.tcpi_rttvar = in_usecs(c.round_trip().variation());
  info.tcpi_last_data_sent = in_msecs_since(host.now(), c.last_sent());
  info.tcpi_last_ack_recv = in_msecs_since(host.now(), c.last_received());
  info.tcpi_last_data_recv = info.tcpi_last_ack_recv;
}

}  // namespace

std::size_t write_tcp_info(const Host& host, const Socket& socket, std::span<std::uint8_t> to) {
  struct tcp_info info {};
  info.tcpi_state = socket.listeners.empty() ? kClosed : kListening;
  info.tcpi_snd_cwnd = socket.settings.initial_window;
  info.tcpi_snd_ssthresh = INT_MAX;
  info.tcpi_reordering = kDefaultReordering;
  if (!socket.listeners.empty()) {  // there, these two are the accept queue and its limit
    info.tcpi_sacked = static_cast<std::uint32_t>(socket.backlog);
    for (const ListenerId id : socket.listeners) {
      info.tcpi_unacked += static_cast<std::uint32_t>(host.stack().listener(id).accept_queue.size());
    }
  }
  const Connection* const c = host.connection_of(socket);
  if (c != nullptr && c->state() != State::Closed) {
    info.tcpi_state = kStateNumbers[static_cast<std::size_t>(c->state())];
    info.tcpi_ca_state = congestion_state(*c);
    info.tcpi_retransmits = static_cast<std::uint8_t>(c->retries());
    info.tcpi_backoff = info.tcpi_retransmits;
    info.tcpi_pmtu = host.stack().options().mtu;
    info.tcpi_advmss = c->settings().mss - (c->tcb().timestamps ? 12 : 0);
    info.tcpi_rcv_mss = std::max(c->received_segment(), 536U);
    info.tcpi_rcv_space = c->tcb().rcv_wnd;
    tell_options(*c, info);
    tell_sender(*c, info);
    tell_times(host, *c, info);
  }
  const std::size_t octets = std::min(to.size(), sizeof info);
  std::memcpy(to.data(), &info, octets);
  return octets;
}

}  // namespace finalack::impl::packetdrill
