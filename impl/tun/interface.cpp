#include "impl/tun/interface.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "impl/tun/descriptor.hpp"

namespace finalack::impl {
namespace {

ifreq request_for(const std::string& name) {
  ifreq request{};
  if (name.empty() || name.size() >= sizeof request.ifr_name) throw_tun_error(ENODEV, name, "find the interface");
  std::memcpy(request.ifr_name, name.data(), name.size());
  return request;
}

void control(unsigned long verb, ifreq& request, const std::string& name, const char* what) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket || ::ioctl(socket.get(), verb, &request) != 0) throw_tun_error(errno, name, what);
}

int index_of(const std::string& name) {
  ifreq request = request_for(name);
  control(SIOCGIFINDEX, request, name, "find the interface");
  return request.ifr_ifindex;
}

/// An RTM_NEWADDR request: rtnetlink(7).
struct NewAddress {
  struct Attribute {
    rtattr header{};
    std::array<std::uint8_t, 16> octets{};
  };

  nlmsghdr header{};
  ifaddrmsg body{};
  // The length of the second is the message's end: of IPv4 they are packed, so they are written as octets.
  std::array<std::uint8_t, 2 * sizeof(Attribute)> attributes{};
};

/// `address` is that of both ends of a link between two, which isn't known.
NewAddress new_address(int index, std::span<const std::uint8_t> address, int family, unsigned prefix) {
  NewAddress message;
  std::size_t used = 0;
  for (const unsigned short type : {IFA_LOCAL, IFA_ADDRESS}) {
    const rtattr attribute{static_cast<unsigned short>(RTA_LENGTH(address.size())), type};
    std::memcpy(message.attributes.data() + used, &attribute, sizeof attribute);
    std::memcpy(message.attributes.data() + used + sizeof attribute, address.data(), address.size());
    used += RTA_SPACE(address.size());
  }
  message.header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof(ifaddrmsg)) + used);
  message.header.nlmsg_type = RTM_NEWADDR;
  message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
  message.body.ifa_family = static_cast<std::uint8_t>(family);
  message.body.ifa_prefixlen = static_cast<std::uint8_t>(prefix);
  message.body.ifa_flags = family == AF_INET6 ? IFA_F_NODAD : 0;
  message.body.ifa_index = static_cast<std::uint32_t>(index);
  return message;
}

/// Sends the request and returns the errno that the kernel acknowledges it with; 0 is success.
int ask(const NewAddress& message) {
  const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket || ::send(socket.get(), &message, message.header.nlmsg_len, 0) < 0) return errno;
  struct Answer {
    nlmsghdr header{};
    nlmsgerr error{};
    std::array<std::uint8_t, 512> rest{};
  } answer;
  const ssize_t size = ::recv(socket.get(), &answer, sizeof answer, 0);
  if (size < 0) return errno;
  if (static_cast<std::size_t>(size) < NLMSG_LENGTH(sizeof(nlmsgerr)) || answer.header.nlmsg_type != NLMSG_ERROR) {
    return EBADMSG;
  }
  return -answer.error.error;
}

}  // namespace

void add_address(const std::string& name, const IpAddress& address, unsigned prefix) {
  const bool v6 = address.version == IpVersion::V6;
  const std::size_t size = v6 ? 16 : 4;
  if (prefix > 8 * size) throw TunError(TunError::Cause::Other, "a prefix is at most as long as its address");
  const std::span<const std::uint8_t> octets = std::span(address.octets).first(size);
  const int error = ask(new_address(index_of(name), octets, v6 ? AF_INET6 : AF_INET, prefix));
  if (error != 0) throw_tun_error(error, name, v6 ? "add an IPv6 address" : "add an IPv4 address");
}

void set_mtu(const std::string& name, unsigned octets) {
  ifreq request = request_for(name);
  request.ifr_mtu = static_cast<int>(octets);
  control(SIOCSIFMTU, request, name, "set the MTU");
}

void bring_up(const std::string& name) {
  ifreq request = request_for(name);
  control(SIOCGIFFLAGS, request, name, "read the flags");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  control(SIOCSIFFLAGS, request, name, "bring it up");
}

}  // namespace finalack::impl
