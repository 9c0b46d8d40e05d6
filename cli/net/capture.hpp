// A file of packets that Wireshark and tcpdump open.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "impl/time.hpp"

struct pcap;
struct pcap_dumper;

namespace finalack::cli {

class Capture {
 public:
  /// Throws CannotWrite.
  explicit Capture(const std::string& file);

  /// An IP packet, as it passed at `at` (microseconds since 1970). It is in the file when this returns.
  void add(impl::Time at, std::span<const std::uint8_t> packet);

 private:
  struct Close {
    void operator()(pcap* p) const;
    void operator()(pcap_dumper* d) const;
  };

  std::string file_;
  std::unique_ptr<pcap, Close> pcap_;
  std::unique_ptr<pcap_dumper, Close> dumper_;
};

}  // namespace finalack::cli
