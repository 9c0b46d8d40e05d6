#include "impl/tun/driver.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "impl/wire/checksum.hpp"
#include "impl/wire/octets.hpp"

namespace finalack::impl {
namespace {

constexpr std::size_t kLongestHeader = 40 + 60;
constexpr std::uint32_t kLongestText = kMaxPacket - kLongestHeader;
// So many packets are taken before anybody else is looked after: acknowledgments are then aggregated (MUST-58), and yet
// nobody waits long.
constexpr int kBatch = 64;

FaultyLink::Time as_link_time(Time t) { return t.time_since_epoch(); }

}  // namespace

Driver::Driver(TunDevice& device, Stack& stack, DriverOptions options)
    : device_(device),
      stack_(stack),
      buffer_(kMaxPacket),
      started_(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())),
      started_steadily_(std::chrono::steady_clock::now()) {
  if (!options.faults) return;
  Faults faults = *options.faults;
  out_.emplace(faults);
  ++faults.seed;
  in_.emplace(faults);
}

std::uint32_t Driver::segments_at_once(std::uint32_t mtu) { return std::max(kLongestText / mtu, 1U); }

Time Driver::now() const {
  return started_ + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started_steadily_);
}

bool Driver::turn(Duration longest, std::span<pollfd> others) {
  flush();
  Time deadline = stack_.poll_timeout();
  for (const auto* link : {&in_, &out_}) {
    if (!*link) continue;
    if (const auto due = (*link)->next_time()) deadline = std::min(deadline, Time(*due));
  }
  const Time before = now();
  Duration wait = longest;
  if (deadline != kNever) wait = std::min(wait, std::max(deadline - before, Duration::zero()));

  waiting_.assign(1, pollfd{device_.descriptor(), POLLIN, 0});
  waiting_.insert(waiting_.end(), others.begin(), others.end());
  timespec patience{};
  patience.tv_sec = wait.count() / 1'000'000;
  patience.tv_nsec = wait.count() % 1'000'000 * 1000;
  const int ready = ppoll(waiting_.data(), waiting_.size(), &patience, nullptr);
  std::copy(waiting_.begin() + 1, waiting_.end(), others.begin());
  if (ready < 0) {
    for (pollfd& other : others) other.revents = 0;
    if (errno == EINTR) return false;
  }
  const Time after = now();
  receive(after);
  deliver_delayed(after);
  stack_.on_timeout(after);
  return true;
}

void Driver::receive(Time now) {
  for (int i = 0; i < kBatch; ++i) {
    const IoResult result = device_.receive(packet_);
    if (result == IoResult::Gone) {  // to poll it is always ready
      throw TunError(TunError::Cause::Other, "the interface " + device_.name() + " was deleted");
    }
    if (result != IoResult::Done) return;
    ++counters_.packets_in;
    if (hook_) hook_(now, Direction::In, packet_.octets());
    if (in_) {
      const auto octets = packet_.octets();
      in_->push(as_link_time(now), {octets.begin(), octets.end()});
    } else {
      stack_.receive_packet(now, packet_.octets(), packet_.offload.checksum_trusted());
    }
  }
}

void Driver::deliver_delayed(Time now) {
  if (!in_) return;
  while (const auto packet = in_->pop(as_link_time(now))) stack_.receive_packet(now, *packet);
  while (const auto packet = out_->pop(as_link_time(now))) write(now, *packet);
}

void Driver::flush() {
  const Time at = now();
  deliver_delayed(at);
  for (;;) {
    const auto packet = stack_.poll_transmit(at, device_.offload() ? segments_at_once(stack_.options().mtu) : 1);
    if (!packet) return;
    IpHeader ip;
    ip.source = packet->tuple.local.address;
    ip.destination = packet->tuple.remote.address;
    if (device_.offload() && !hook_ && !out_) {
      send_offloaded(*packet, ip);
    } else {
      send_whole(at, *packet, ip);
    }
  }
}

/// Header and text go as they are; the checksum's field holds the sum of the pseudo header, and the kernel, or nobody,
/// does the rest.
void Driver::send_offloaded(const StackPacket& packet, const IpHeader& ip) {
  std::array<std::uint8_t, kLongestHeader> header;
  const std::size_t tcp_size = encoded_size(packet.header);
  const std::size_t ip_size = emit_ip(ip, tcp_size + packet.text.size(), header);
  const std::span<std::uint8_t> tcp = std::span(header).subspan(ip_size);
  emit_tcp(packet.header, tcp);
  ChecksumSum sum;
  sum.add_pseudo_header(ip.source, ip.destination, kProtocolTcp, tcp_size + packet.text.size());
  store16(tcp.data() + kTcpChecksumOffset, static_cast<std::uint16_t>(~sum.finish()));

  Offload offload;
  offload.checksum_not_filled = true;
  offload.checksum_start = static_cast<std::uint16_t>(ip_size);
  offload.checksum_offset = kTcpChecksumOffset;
  if (packet.text.size() > packet.segment_size) {
    offload.segment_size = packet.segment_size;
    offload.segment_header_size = static_cast<std::uint16_t>(ip_size + tcp_size);
  }
  ++counters_.packets_out;
  const IoResult result =
      device_.send(offload, std::span(header).first(ip_size + tcp_size), packet.text.first, packet.text.second);
  if (result != IoResult::Done) ++counters_.dropped;
}

void Driver::send_whole(Time now, const StackPacket& packet, const IpHeader& ip) {
  const std::size_t size = emit_packet(ip, packet.header, packet.text.first, packet.text.second, buffer_);
  const auto octets = std::span(buffer_).first(size);
  if (out_) {
    out_->push(as_link_time(now), {octets.begin(), octets.end()});
  } else {
    write(now, octets);
  }
}

void Driver::write(Time now, std::span<const std::uint8_t> packet) {
  ++counters_.packets_out;
  if (hook_) hook_(now, Direction::Out, packet);
  if (device_.send({}, packet) != IoResult::Done) ++counters_.dropped;
}

}  // namespace finalack::impl
