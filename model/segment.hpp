// A TCP segment as the life cycle sees it: control bits, numbers, and at most one unit of text.
//
// Text is counted in units of one sequence number; which unit it is follows from its number. Options, ports and windows
// belong to other claims. `unnumbered` stands for the SEQ=0 of a reset that answers a segment without ACK (RFC 9293
// 3.10.7.1): an absolute zero in the number circle would break the symmetry that all other numbers have, so the model
// says "no number", which no window test accepts.
#pragma once

#include "model/reflect.hpp"

namespace finalack::model {

template <class D> struct Segment {
  BOOST_HANA_DEFINE_STRUCT(Segment<D>,                      //
                           (typename D::Bool, syn),         //
                           (typename D::Bool, ack),         //
                           (typename D::Bool, fin),         //
                           (typename D::Bool, rst),         //
                           (typename D::Bool, text),        // one unit of data
                           (typename D::Bool, unnumbered),  // SEQ=0 of a reset without a number
                           (typename D::Seq, seq),          // SEG.SEQ
                           (typename D::Seq, ack_number));  // SEG.ACK, zero and meaningless without `ack`
};

/// A bit as the number of sequence numbers it occupies.
template <class D> typename D::template Bits<2> one_if(const typename D::Bool& bit) {
  using Count = typename D::template Bits<2>;
  return D::select(bit, Count(1), Count(0));
}

/// SEG.LEN: the sequence numbers that a segment occupies (SYN, text, FIN), 0 to 3.
template <class D> typename D::template Bits<2> length(const Segment<D>& seg) {
  return one_if<D>(seg.syn) + one_if<D>(seg.text) + one_if<D>(seg.fin);
}

}  // namespace finalack::model
