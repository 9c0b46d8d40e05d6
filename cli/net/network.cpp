#include "cli/net/network.hpp"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <utility>

#include "checker/errors.hpp"
#include "impl/tun/interface.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

struct Subnet {
  impl::IpAddress address;
  unsigned prefix;
};

Subnet parse_subnet(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto address = impl::parse_address(text.substr(0, slash));
  unsigned prefix = 0;
  if (address && slash != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, prefix);
    const unsigned longest = address->version == impl::IpVersion::V4 ? 32 : 128;
    if (error == std::errc() && stop == end && prefix > 0 && prefix <= longest) return {*address, prefix};
  }
  throw UsageError(reports::in_quotes(text) +
                   " is no address with a prefix length; accepted: 192.0.2.2/24, fd00::2/64");
}

/// Those given, and for a version of which none is, the usual one.
std::vector<Subnet> subnets(const std::vector<std::string>& given, const char* v4, const char* v6) {
  std::vector<Subnet> all;
  for (const std::string& text : given) all.push_back(parse_subnet(text));
  for (const auto& [version, usual] : {std::pair{impl::IpVersion::V4, v4}, {impl::IpVersion::V6, v6}}) {
    const bool has =
        std::any_of(all.begin(), all.end(), [v = version](const Subnet& s) { return s.address.version == v; });
    if (!has) all.push_back(parse_subnet(usual));
  }
  return all;
}

/// The kernel's end. A device that root made for this user beforehand is root's to configure, and IPv6 may be off.
void configure(const impl::TunDevice& device, const NetOptions& options, const Console& console) {
  try {
    impl::set_mtu(device.name(), options.mtu);
    for (const Subnet& s : subnets(options.kernel_addresses, "192.0.2.1/24", "fd00::1/64")) {
      try {
        impl::add_address(device.name(), s.address, s.prefix);
      } catch (const impl::TunError& e) {
        if (s.address.version == impl::IpVersion::V4) throw;
        console.err << "finalack: going on without IPv6: " << e.what() << std::endl;
      }
    }
    impl::bring_up(device.name());
  } catch (const impl::TunError& e) {
    if (e.cause() != impl::TunError::Cause::NotPermitted) throw;
    console.err << "finalack: " << device.name() << " is used as it is set up: " << e.what() << std::endl;
  }
}

}  // namespace

Network::Network(const NetOptions& options, const Console& console) {
  impl::StackOptions stack;
  for (const Subnet& s : subnets(options.addresses, "192.0.2.2/24", "fd00::2/64")) stack.addresses.push_back(s.address);
  stack.settings = options.linux_figures ? impl::linux_profile() : impl::rfc_profile();
  stack.mtu = options.mtu;
  stack.key = impl::KeyedHash::random_key();
  if (!options.pcap.empty()) capture_ = std::make_unique<Capture>(options.pcap);
  try {
    // Who wants to see packets, or to spoil them, wants them as a wire has them.
    const bool whole = capture_ || options.trace || options.has_faults();
    device_ = std::make_unique<impl::TunDevice>(options.device, impl::TunDevice::Options{.offload = !whole});
    configure(*device_, options, console);
  } catch (const impl::TunError& e) {
    throw Unavailable(e.what());
  }
  stack_ = std::make_unique<impl::Stack>(std::move(stack));
  impl::DriverOptions driver;
  if (options.has_faults()) driver.faults = options.faults;
  driver_ = std::make_unique<impl::Driver>(*device_, *stack_, driver);
  if (capture_) {
    driver_->set_packet_hook(
        [this](impl::Time at, impl::Direction, std::span<const std::uint8_t> packet) { capture_->add(at, packet); });
  }
  if (options.trace) {
    ladder_ = std::make_unique<LiveLadder>(console.err, console.style.unicode, driver_->now());
    also_tell(ladder_.get());
  }
}

bool Network::turn(impl::Duration longest, std::span<pollfd> others) {
  try {
    return driver_->turn(longest, others);
  } catch (const impl::TunError& e) {
    throw Unavailable(e.what());
  }
}

void Network::also_tell(impl::SegmentObserver* observer) {
  tee_.all.push_back(observer);
  stack_->set_observer(&tee_);
}

}  // namespace finalack::cli
