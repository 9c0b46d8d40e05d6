#include "cli/net/capture.hpp"

#include <pcap/pcap.h>

#include "cli/output_file.hpp"

namespace finalack::cli {

namespace {

constexpr int kLongestPacket = 65'575;

}  // namespace

void Capture::Close::operator()(pcap* p) const { pcap_close(p); }
void Capture::Close::operator()(pcap_dumper* d) const { pcap_dump_close(d); }

Capture::Capture(const std::string& file) : file_(file), pcap_(pcap_open_dead(DLT_RAW, kLongestPacket)) {
  if (pcap_) dumper_.reset(pcap_dump_open(pcap_.get(), file.c_str()));
  if (!dumper_) throw CannotWrite("--pcap: " + std::string(pcap_ ? pcap_geterr(pcap_.get()) : "out of memory"));
}

void Capture::add(impl::Time at, std::span<const std::uint8_t> packet) {
  pcap_pkthdr header{};
  header.ts.tv_sec = at.time_since_epoch().count() / 1'000'000;
  header.ts.tv_usec = at.time_since_epoch().count() % 1'000'000;
  header.caplen = header.len = static_cast<bpf_u_int32>(packet.size());
  pcap_dump(reinterpret_cast<u_char*>(dumper_.get()), &header, packet.data());
  if (pcap_dump_flush(dumper_.get()) != 0) throw CannotWrite("--pcap: cannot write to " + file_);
}

}  // namespace finalack::cli
