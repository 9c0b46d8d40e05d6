// A segment as the RFC writes it: <SEQ=4><ACK=2><CTL=SYN,ACK>.
#pragma once

#include <string>

#include <fmt/format.h>

#include "model/domain/concrete.hpp"
#include "model/segment.hpp"

namespace finalack::model {

template <unsigned Width> std::string control_bits(const Segment<Concrete<Width>>& seg) {
  std::string bits;
  const auto add = [&](bool set, const char* name) {
    if (set) bits += (bits.empty() ? "" : ",") + std::string(name);
  };
  add(bool(seg.syn), "SYN");
  add(bool(seg.fin), "FIN");
  add(bool(seg.rst), "RST");
  add(bool(seg.ack), "ACK");
  return bits;
}

template <unsigned Width> std::string text_of(const Segment<Concrete<Width>>& seg) {
  std::string out = fmt::format("<SEQ={}>", seg.unnumbered ? 0U : seg.seq.raw());
  if (seg.ack) out += fmt::format("<ACK={}>", seg.ack_number.raw());
  out += fmt::format("<CTL={}>", control_bits<Width>(seg));
  if (seg.text) out += "<DATA>";
  return out;
}

}  // namespace finalack::model
