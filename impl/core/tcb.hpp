// The part of the transmission control block that decisions are made from, RFC 9293 3.3.1.
//
// Payload, timers, options and congestion control are the connection's (impl/connection/). What is here is a value: the
// decision functions take one and give the next.
#pragma once

#include "impl/core/native.hpp"
#include "impl/core/state.hpp"

namespace finalack::impl {

template <class D> struct Tcb {
  using Bool = typename D::Bool;
  using Seq = typename D::Seq;
  using Size = typename D::Size;

  typename D::template Enum<State> state = State::Closed;
  Bool passive = false;       ///< SYN-RECEIVED came from LISTEN
  Bool close_called = false;  ///< CLOSE was called: after what is queued, a FIN is to be sent, or was
  Bool fin_sent = false;      ///< SND.NXT - 1 is our FIN
  Bool timestamps = false;    ///< every segment carries them (RFC 7323 3.2); before ESTABLISHED: they were offered

  Seq iss{};
  Seq snd_una{};
  Seq snd_nxt{};        ///< one beyond the highest number ever sent: retransmitting does not move it back
  Size snd_wnd{0};      ///< octets, scaled, from SND.UNA
  Size max_snd_wnd{0};  ///< MAX.SND.WND of RFC 5961 section 5.2
  Seq snd_wl1{};
  Seq snd_wl2{};

  Seq irs{};
  Seq rcv_nxt{};
  Size rcv_wnd{0};      ///< octets, from RCV.NXT to the right edge that was advertised: it never moves left
  Seq last_ack_sent{};  ///< Last.ACK.sent of RFC 7323 section 4.3
  Seq ts_recent{};      ///< TS.Recent of the same
};

/// An arriving segment, as far as decisions depend on it.
template <class D> struct Segment {
  typename D::Bool syn = false;
  typename D::Bool ack = false;
  typename D::Bool fin = false;
  typename D::Bool rst = false;
  typename D::Bool timestamped = false;
  typename D::Seq seq{};         ///< SEG.SEQ
  typename D::Seq ack_number{};  ///< SEG.ACK, meaningless without `ack`
  typename D::Size window{0};    ///< SEG.WND in octets: scaled, but on a SYN
  typename D::Size text{0};      ///< octets of text
  typename D::Seq ts_value{};    ///< TSval, meaningless without `timestamped`
};

/// A bit as the sequence numbers that it occupies.
template <class D> typename D::Size one_if(const typename D::Bool& bit) {
  using Size = typename D::Size;
  return D::select(bit, Size(1), Size(0));
}

/// SEG.LEN: the sequence numbers that the segment occupies, SYN and FIN included.
template <class D> typename D::Size length(const Segment<D>& seg) {
  return seg.text + one_if<D>(seg.syn) + one_if<D>(seg.fin);
}

}  // namespace finalack::impl
