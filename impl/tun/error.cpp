#include "impl/tun/error.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace finalack::impl {
namespace {

constexpr const char* kNoDeviceNode =
    "Load the driver as root, `modprobe tun`; where that doesn't make the node (in a container), "
    "`mkdir -p /dev/net && mknod /dev/net/tun c 10 200`.";

constexpr const char* kNotPermitted =
    "Either run as root or with CAP_NET_ADMIN (`sudo setcap cap_net_admin+ep PROGRAM`), or have root make a persistent "
    "interface for your user once: `ip tuntap add dev {0} mode tun user USER`, `ip address add ADDRESS/PREFIX dev "
    "{0}`, "
    "`ip link set dev {0} up`; /dev/net/tun itself must be readable and writable by you.";

}  // namespace

void throw_tun_error(int error, const std::string& name, const std::string& what) {
  const std::string shown = name.empty() ? "NAME" : name;
  const std::string failed =
      fmt::format("can't {} (interface {}): {}.", what, shown, std::generic_category().message(error));
  switch (error) {
    case ENOENT:
    case ENXIO: throw TunError(TunError::Cause::NoDeviceNode, fmt::format("{} {}", failed, kNoDeviceNode));
    case EPERM:
    case EACCES:
      throw TunError(TunError::Cause::NotPermitted, fmt::format("{} {}", failed, fmt::format(kNotPermitted, shown)));
    case EBUSY: throw TunError(TunError::Cause::Busy, failed + " Another process has it open.");
    default: throw TunError(TunError::Cause::Other, failed);
  }
}

}  // namespace finalack::impl
