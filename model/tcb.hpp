// The transmission control block, RFC 9293 3.3.1, as far as the life cycle needs it.
//
// Buffers are counters of text units: what a unit says follows from its sequence number. The send and receive windows
// are a constant of the rules (every claim about windows that change belongs to another family). A deleted TCB is the
// all-zero value with state CLOSED, so that states which differ only in dead fields are one state.
#pragma once

#include "model/domain/enums.hpp"
#include "model/reflect.hpp"

namespace finalack::model {

/// RFC 9293 3.3.2.
enum class State : unsigned char {
  Closed,
  Listen,
  SynSent,
  SynReceived,
  Established,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
};

template <> struct EnumNames<State> {
  static constexpr std::array<std::string_view, 11> names{"CLOSED",      "LISTEN",     "SYN-SENT",   "SYN-RECEIVED",
                                                          "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT",
                                                          "CLOSING",     "LAST-ACK",   "TIME-WAIT"};
};

template <class D> struct Tcb {
  BOOST_HANA_DEFINE_STRUCT(Tcb<D>,  //
                           (typename D::template Enum<State>, state),
                           (typename D::Bool, passive),             // SYN-RECEIVED came from LISTEN
                           (typename D::Seq, iss),                  //
                           (typename D::Seq, snd_una),              //
                           (typename D::Seq, snd_nxt),              //
                           (typename D::Seq, irs),                  //
                           (typename D::Seq, rcv_nxt),              //
                           (typename D::template Bits<2>, unsent),  // units accepted by SEND, not yet segmentized
                           (typename D::template Bits<2>, unread),  // units received in order, not yet taken by RECEIVE
                           (typename D::Bool, fin_pending),         // CLOSE was called, the FIN is yet to be sent
                           (typename D::Bool, ack_owed),            // an acknowledgment is being delayed (SHLD-18)
                           (typename D::template Bits<2>, retries),  // retransmissions since the last progress
                           (typename D::Bool, reopened),     // SYN-RECEIVED came from TIME-WAIT, and may return to it
                           (typename D::Seq, old_snd_nxt),   // then: SND.NXT of TIME-WAIT
                           (typename D::Seq, old_rcv_nxt));  // and its RCV.NXT
};

}  // namespace finalack::model
