#include "tests/kernel/echo.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <poll.h>
#include <sys/eventfd.h>

namespace finalack::kernel {
namespace {

using impl::IoResult;

struct Addresses {
  std::size_t source;  ///< octets before the first of the two
  std::size_t size;    ///< of each
};

Addresses addresses_of(std::span<const std::uint8_t> packet) {
  if (packet.size() >= 20 && packet[0] >> 4 == 4) return {12, 4};
  if (packet.size() >= 40 && packet[0] >> 4 == 6) return {8, 16};
  return {0, 0};
}

void swap_neighbours(std::span<std::uint8_t> packet, std::size_t first, std::size_t size) {
  const auto begin = packet.begin() + static_cast<std::ptrdiff_t>(first);
  const auto middle = begin + static_cast<std::ptrdiff_t>(size);
  std::swap_ranges(begin, middle, middle);
}

}  // namespace

bool swap_addresses(std::span<std::uint8_t> packet) {
  const Addresses found = addresses_of(packet);
  if (found.size == 0) return false;
  swap_neighbours(packet, found.source, found.size);
  return true;
}

void swap_ports(std::span<std::uint8_t> packet) {
  const std::size_t header = packet[0] >> 4 == 4 ? std::size_t{4} * (packet[0] & 0xf) : 40;
  swap_neighbours(packet, header, 2);
}

bool wait_readable(int descriptor, int milliseconds) {
  pollfd waiting{descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, milliseconds) > 0;
}

RawEcho::RawEcho(impl::TunDevice& device)
    : device_(device), stop_(::eventfd(0, EFD_CLOEXEC)), thread_([this] { run(); }) {}

RawEcho::~RawEcho() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void RawEcho::run() {
  impl::Packet packet;
  std::array<pollfd, 2> waiting{pollfd{device_.descriptor(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
  while (waiting[1].revents == 0) {
    // As long as there are packets, no poll in between; but who asks us to stop is not kept waiting for ever.
    for (int burst = 0; burst < 256 && device_.receive(packet) == IoResult::Done; ++burst) mirror(packet);
    ::poll(waiting.data(), waiting.size(), -1);
  }
}

void RawEcho::mirror(impl::Packet& packet) {
  if (!swap_addresses(packet.octets())) return;
  ++packets_;
  if (packet.offload.segment_size != 0) ++segmented_packets_;
  if (device_.send(packet.offload, packet.octets()) != IoResult::Done) ++refused_packets_;
}

}  // namespace finalack::kernel
