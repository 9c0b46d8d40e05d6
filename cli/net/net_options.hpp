// What `serve` and `connect` are asked for. Declared, with help and limits, in app_net.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "impl/link/faulty_link.hpp"
#include "impl/stack/listener.hpp"

namespace finalack::cli {

struct NetOptions {
  std::string device = "finalack0";
  std::vector<std::string> addresses;         ///< ours, with a prefix length: 192.0.2.2/24
  std::vector<std::string> kernel_addresses;  ///< the kernel's ends of the same
  unsigned mtu = 1500;
  bool linux_figures = true;  ///< timers as Linux has them, not as the RFCs do
  impl::Faults faults;
  bool trace = false;
  std::string pcap;  ///< a file; empty: none

  std::string remote;  ///< connect: HOST:PORT

  unsigned echo = 7;  ///< serve: ports; 0: not offered
  unsigned discard = 9;
  unsigned http = 80;
  impl::ListenerOptions listener;

  bool has_faults() const {
    return faults.loss > 0 || faults.duplicate > 0 || faults.reorder > 0 || faults.delay.count() > 0;
  }
};

}  // namespace finalack::cli
