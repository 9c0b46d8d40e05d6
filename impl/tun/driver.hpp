// A stack on a TUN device: moves packets between the two, and tells the stack when its deadlines have come.
//
// One thread, one loop: `turn` gives the kernel what the stack has, waits, and takes what the kernel has; then the
// caller looks after its connections, so that what they answer takes the acknowledgments along. With offload headers,
// text goes to the kernel as it lies in a connection's buffer, up to 64 KiB at once, its checksum left to whoever needs
// it.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include <poll.h>

#include "impl/link/faulty_link.hpp"
#include "impl/stack/stack.hpp"
#include "impl/tun/device.hpp"

namespace finalack::impl {

struct DriverOptions {
  std::optional<Faults> faults;  ///< in each direction; that of packets from the kernel has the next seed
};

struct DriverCounters {
  std::uint64_t packets_in = 0;
  std::uint64_t packets_out = 0;
  std::uint64_t dropped = 0;  ///< that the kernel did not take
};

class Driver {
 public:
  /// Sees each packet whole, with its checksums, as it passes the device (faults lie between it and the stack).
  using PacketHook = std::function<void(Time, Direction, std::span<const std::uint8_t>)>;

  /// Neither the device nor the stack is owned; nobody else uses the device.
  Driver(TunDevice& device, Stack& stack, DriverOptions options = {});

  /// Only without offload headers: what is seen is then what a wire would carry.
  void set_packet_hook(PacketHook hook) { hook_ = std::move(hook); }

  /// Microseconds since 1970 when it was made, and from there on steadily: initial sequence numbers go on rising across
  /// restarts.
  Time now() const;

  /// Sends what the stack has to send; waits for a packet, for a deadline of the stack, or for one of `others`, at most
  /// `longest`; then gives the stack what there is. `others` are as for poll(2). False if a signal interrupted the
  /// wait. Throws TunError if the interface was deleted.
  bool turn(Duration longest, std::span<pollfd> others = {});

  /// Sends what the stack has to send; `turn` does so, too.
  void flush();

  /// How many segments of that MTU a packet for the kernel to cut up may have.
  static std::uint32_t segments_at_once(std::uint32_t mtu);

  const DriverCounters& counters() const { return counters_; }

 private:
  void receive(Time now);
  void deliver_delayed(Time now);
  void send_offloaded(const StackPacket& packet, const IpHeader& ip);
  void send_whole(Time now, const StackPacket& packet, const IpHeader& ip);
  void write(Time now, std::span<const std::uint8_t> packet);

  TunDevice& device_;
  Stack& stack_;
  PacketHook hook_;
  std::optional<FaultyLink> in_;
  std::optional<FaultyLink> out_;
  Packet packet_;
  std::vector<std::uint8_t> buffer_;
  std::vector<pollfd> waiting_;
  DriverCounters counters_;
  Time started_;
  std::chrono::steady_clock::time_point started_steadily_;
};

}  // namespace finalack::impl
