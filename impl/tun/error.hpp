// Why a TUN interface can't be had or configured.
#pragma once

#include <stdexcept>
#include <string>

namespace finalack::impl {

/// Thrown by what opens and configures interfaces, never by what moves packets, unless there is no interface any more.
/// The message is for whoever started the
/// program: what failed, and what to do where that is known.
class TunError : public std::runtime_error {
 public:
  enum class Cause {
    NoDeviceNode,  ///< the system offers no TUN devices: /dev/net/tun is missing
    NotPermitted,  ///< the process may not: neither CAP_NET_ADMIN nor an interface of the user's own
    Busy,          ///< another process has the interface open
    Other,
  };

  TunError(Cause cause, const std::string& message) : std::runtime_error(message), cause_(cause) {}
  Cause cause() const { return cause_; }

 private:
  Cause cause_;
};

/// Throws what `error`, an errno, means for the interface `name`; `what` was tried: "set the MTU".
[[noreturn]] void throw_tun_error(int error, const std::string& name, const std::string& what);

}  // namespace finalack::impl
