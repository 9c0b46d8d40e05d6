// History variables: what a claim needs to remember and the model must not.
//
// A monitor is a reflected struct with `observe(moment)`, called after every step with the world before and after it
// and with what happened. It is kept beside the world's core, which cannot read it. Every bit multiplies states, so a
// claim watches with as few as it needs; claims that watch with the same monitors share one exploration.
#pragma once

#include "model/worlds/two_peers.hpp"

namespace finalack::properties {

using model::Deed;
using model::Moment;
using model::Signal;
using model::State;

template <class D> typename D::Bool arrives(const model::Happening<D>& what) {
  return what.consumed.present & (what.deed != Deed::Lose);
}

/// `side` is the one that acted, or received, in this step.
template <class D> typename D::Bool acts(const model::Happening<D>& what, unsigned side) {
  return side == model::kServer ? what.at_server : !what.at_server;
}

/// The side was not in this state and now is.
template <class D> typename D::Bool enters(const Moment<D>& m, unsigned side, State state) {
  return (m.before[side].tcb.state != state) & (m.after[side].tcb.state == state);
}

/// Who has received what of the server's present incarnation, and which client incarnation its IRS came from.
template <class D> struct Acquaintance {
  BOOST_HANA_DEFINE_STRUCT(Acquaintance<D>,                  //
                           (typename D::Bool, by_client),    // some client incarnation received a segment of it
                           (typename D::Bool, by_present),   // the client's present incarnation did
                           (typename D::Bool, unconfirmed),  // the server entered ESTABLISHED before any client had
                           (typename D::Bool, unconfirmed_by_present));

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto client_gets = arrives(what) & (!what.at_server) & what.consumed.current;
    const auto server_begins = what.begins & what.at_server;
    const auto client_begins = what.begins & !what.at_server;
    const auto enters_established = enters(m, model::kServer, State::Established);
    unconfirmed = unconfirmed | (enters_established & !(by_client & !server_begins));
    unconfirmed_by_present = unconfirmed_by_present | (enters_established & !(by_present & !server_begins));
    by_client = (by_client & !server_begins) | client_gets;
    by_present = (by_present & !server_begins & !client_begins) | client_gets;
  }
};

/// For each side: its IRS came from the incarnation in which the peer is now.
template <class D> struct Kinship {
  BOOST_HANA_DEFINE_STRUCT(Kinship<D>, (typename D::Bool, client_knows_server),
                           (typename D::Bool, server_knows_client));

  void observe(const Moment<D>& m) {
    client_knows_server = next(m, model::kClient, client_knows_server);
    server_knows_client = next(m, model::kServer, server_knows_client);
  }

 private:
  static typename D::Bool next(const Moment<D>& m, unsigned side, const typename D::Bool& known) {
    const auto& what = m.what;
    const auto& before = m.before[side].tcb.state;
    const auto takes_irs = arrives(what) & acts(what, side) & what.consumed.segment.syn &
                           ((before == State::Listen) | (before == State::SynSent));
    const auto peer_begins = what.begins & acts(what, 1 - side);
    return D::select(takes_irs, what.consumed.current, known & !peer_begins);
  }
};

/// An earlier connection of these two was opened, and closed in order, by both.
template <class D> struct EarlierConnection {
  BOOST_HANA_DEFINE_STRUCT(EarlierConnection<D>,                  //
                           (typename D::Bool, client_connected),  // the client's user was told so
                           (typename D::Bool, client_ended),      // TIME-WAIT ran out, or the last FIN was acknowledged
                           (typename D::Bool, server_ended));

  void observe(const Moment<D>& m) {
    client_connected = client_connected | ((m.what.signal == Signal::Connected) & !m.what.at_server);
    client_ended = client_ended | ended(m, model::kClient);
    server_ended = server_ended | ended(m, model::kServer);
  }

  /// The side's TCB was deleted because both FINs were acknowledged, as far as the side can know.
  static typename D::Bool ended(const Moment<D>& m, unsigned side) {
    const auto& what = m.what;
    const auto& before = m.before[side].tcb.state;
    const auto& after = m.after[side].tcb.state;
    const auto acknowledged = arrives(what) & !what.consumed.segment.rst;
    const auto deleted = (after == State::Closed) | (after == State::Listen);
    return deleted &
           (((before == State::TimeWait) & (what.deed == Deed::TimeWaitTimeout)) |
            (((before == State::LastAck) | (before == State::Closing) | (before == State::FinWait2)) & acknowledged));
  }
};

/// An opener that an old SYN took into SYN-RECEIVED, and what became of it.
template <class D> struct Misled {
  BOOST_HANA_DEFINE_STRUCT(Misled<D>, (typename D::Bool, by_old_syn), (typename D::Bool, refused));

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto taken = arrives(what) & (!what.at_server) & enters(m, model::kClient, State::SynReceived) &
                       (m.before.client().state == State::SynSent) & !what.consumed.current;
    refused = refused | (by_old_syn & (!what.at_server) & (what.signal == Signal::ConnectionRefused));
    by_old_syn = (by_old_syn | taken) & (m.after.client().state == State::SynReceived);
  }
};

/// The third segment: lost, and whether a later one did its work.
template <class D> struct ThirdSegment {
  BOOST_HANA_DEFINE_STRUCT(ThirdSegment<D>,                     //
                           (typename D::Bool, lost),            // a bare ACK of the client's was lost
                           (typename D::Bool, text_completed),  // text took the server from SYN-RECEIVED to ESTABLISHED
                           (typename D::Bool, missed),          // a good ACK came and the server stayed in SYN-RECEIVED
                           (typename D::Bool, server_gave_up));  // by timer, in SYN-RECEIVED

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& seg = what.consumed.segment;
    const auto bare_ack = seg.ack & (!seg.syn) & (!seg.fin) & (!seg.rst) & !seg.text;
    lost = lost | ((what.deed == Deed::Lose) & what.consumed.to_server & bare_ack);
    const auto waiting = m.before.server().state == State::SynReceived;
    const auto good = arrives(what) & what.at_server & waiting & what.consumed.current & seg.ack & (!seg.rst) &
                      (seg.ack_number == m.before.server().snd_nxt) & (seg.seq == m.before.server().rcv_nxt);
    missed = missed | (good & (m.after.server().state == State::SynReceived));
    text_completed = text_completed | (good & seg.text & enters(m, model::kServer, State::Established));
    server_gave_up = server_gave_up | ((what.deed == Deed::RetransmissionTimeout) & what.at_server & waiting &
                                       (m.after.server().state != State::SynReceived));
  }
};

/// Unwelcome ends, by side.
template <class D> struct Resets {
  BOOST_HANA_DEFINE_STRUCT(Resets<D>,                                  //
                           (typename D::Bool, client_was_reset),       // told "connection reset"
                           (typename D::Bool, server_was_reset),       //
                           (typename D::Bool, client_was_connected),   // told "connected"
                           (typename D::Bool, server_fin_drew_rst),    // a FIN of the server's met a client without TCB
                           (typename D::Bool, server_fin_was_reset),   // and the RST ended LAST-ACK
                           (typename D::Bool, half_close_was_reset));  // the server was reset in CLOSE-WAIT

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto reset = what.signal == Signal::ConnectionReset;
    client_was_reset = client_was_reset | (reset & !what.at_server);
    server_was_reset = server_was_reset | (reset & what.at_server);
    client_was_connected = client_was_connected | ((what.signal == Signal::Connected) & !what.at_server);
    server_fin_drew_rst = server_fin_drew_rst | (arrives(what) & (!what.at_server) & what.consumed.segment.fin &
                                                 what.emitted.present & what.emitted.segment.rst);
    const auto rst = arrives(what) & what.at_server & what.consumed.segment.rst;
    const auto& before = m.before.server().state;
    const auto gone = m.after.server().state != before;
    server_fin_was_reset = server_fin_was_reset | (rst & (before == State::LastAck) & gone & server_fin_drew_rst);
    half_close_was_reset = half_close_was_reset | (rst & (before == State::CloseWait) & gone);
  }
};

/// Whether the numbers are as taught: SYN and FIN occupy one each, an ACK none, and each is acknowledged by the next.
template <class D> struct Numbers {
  BOOST_HANA_DEFINE_STRUCT(Numbers<D>, (typename D::Bool, wrong), (typename D::Bool, fin_acknowledged));

  void observe(const Moment<D>& m) {
    wrong = wrong | wrong_at(m, model::kClient) | wrong_at(m, model::kServer);
    for (unsigned side = 0; side < 2; ++side) {
      const auto& tcb = m.after[side].tcb;
      fin_acknowledged = fin_acknowledged | (enters(m, side, State::FinWait2) & (tcb.snd_una == tcb.snd_nxt));
    }
  }

 private:
  static typename D::Bool wrong_at(const Moment<D>& m, unsigned side) {
    const auto& before = m.before[side].tcb;
    const auto& after = m.after[side].tcb;
    const auto& in = m.what.consumed.segment;
    const auto& out = m.what.emitted.segment;
    const auto sends = acts(m.what, side) & m.what.emitted.present & !out.rst;
    const auto gets = acts(m.what, side) & arrives(m.what);
    // A SYN is at ISS and the next number is ISS+1; a SYN,ACK acknowledges x+1; the third segment is at x+1 and
    // acknowledges y+1; a bare ACK leaves SND.NXT where it is; a FIN takes exactly one number.
    const auto opens =
        (m.what.deed == Deed::Open) & sends & ((out.seq != after.iss) | (after.snd_nxt != after.iss + 1));
    const auto syn_ack = sends & gets & in.syn & out.syn & out.ack & (out.ack_number != in.seq + 1);
    const auto third = sends & gets & in.syn & in.ack & enters(m, side, State::Established) &
                       ((out.ack_number != in.seq + 1) | (out.seq != after.iss + 1));
    const auto bare = sends & (!out.syn) & (!out.fin) & (!out.text) & (before.state == after.state) &
                      (before.snd_nxt != after.snd_nxt);
    const auto fin = sends & out.fin & (m.what.deed != Deed::RetransmissionTimeout) & (!out.text) &
                     ((out.seq != before.snd_nxt) | (after.snd_nxt != before.snd_nxt + 1));
    return opens | syn_ack | third | bare | fin;
  }
};

/// What each user got: units of text, and whether any came before the connection was ESTABLISHED.
template <class D> struct Delivery {
  BOOST_HANA_DEFINE_STRUCT(Delivery<D>,                                //
                           (typename D::template Bits<2>, to_server),  //
                           (typename D::template Bits<2>, to_client),  //
                           (typename D::Bool, early));                 // to the server, before ESTABLISHED

  void observe(const Moment<D>& m) {
    using Count = typename D::template Bits<2>;
    const auto& what = m.what;
    to_server = to_server + D::select(what.at_server, what.delivered, Count(0));
    to_client = to_client + D::select(what.at_server, Count(0), what.delivered);
    const auto& state = m.after.server().state;
    early = early | (what.at_server & (what.delivered > Count(0)) & (state == State::SynReceived));
  }
};

/// The states that each side has passed through while closing.
template <class D> struct ClosingPath {
  BOOST_HANA_DEFINE_STRUCT(ClosingPath<D>,  //
                           (typename D::Bool, client_fin_wait_1), (typename D::Bool, client_fin_wait_2),
                           (typename D::Bool, client_time_wait), (typename D::Bool, client_closing),
                           (typename D::Bool, server_close_wait), (typename D::Bool, server_last_ack),
                           (typename D::Bool, server_time_wait), (typename D::Bool, server_closing),
                           (typename D::Bool, client_closed_first));  // the first FIN was the client's

  void observe(const Moment<D>& m) {
    const auto nobody_yet =
        !(client_fin_wait_1 | server_close_wait | server_last_ack | server_closing | server_time_wait);
    const auto server_idle =
        (m.before.server().state == State::Established) | (m.before.server().state == State::SynReceived);
    client_closed_first = client_closed_first | (nobody_yet & server_idle & enters(m, model::kClient, State::FinWait1));
    client_fin_wait_1 = client_fin_wait_1 | enters(m, model::kClient, State::FinWait1);
    client_fin_wait_2 = client_fin_wait_2 | enters(m, model::kClient, State::FinWait2);
    client_time_wait = client_time_wait | enters(m, model::kClient, State::TimeWait);
    client_closing = client_closing | enters(m, model::kClient, State::Closing);
    server_close_wait = server_close_wait | enters(m, model::kServer, State::CloseWait);
    server_last_ack = server_last_ack | enters(m, model::kServer, State::LastAck);
    server_time_wait = server_time_wait | enters(m, model::kServer, State::TimeWait);
    server_closing = server_closing | enters(m, model::kServer, State::Closing);
  }
};

/// How many segments were sent since the first FIN, that one included; up to 7.
template <class D> struct ClosingSegments {
  BOOST_HANA_DEFINE_STRUCT(ClosingSegments<D>, (typename D::template Bits<3>, count));

  void observe(const Moment<D>& m) {
    using Count = typename D::template Bits<3>;
    const auto& what = m.what;
    const auto counts = what.emitted.present & (what.emitted.segment.fin | (count > Count(0))) & (count < Count(7));
    count = count + D::select(counts, Count(1), Count(0));
  }
};

/// Whether any side sent a segment that does nothing but acknowledge; and who passed through SYN-RECEIVED.
template <class D> struct OpeningPath {
  BOOST_HANA_DEFINE_STRUCT(OpeningPath<D>, (typename D::Bool, bare_ack), (typename D::Bool, client_syn_received));

  void observe(const Moment<D>& m) {
    const auto& out = m.what.emitted.segment;
    bare_ack = bare_ack | (m.what.emitted.present & out.ack & (!out.syn) & (!out.fin) & (!out.rst) & !out.text);
    client_syn_received = client_syn_received | enters(m, model::kClient, State::SynReceived);
  }
};

/// A SYN,ACK that nobody asked for, and the RST that it should draw.
template <class D> struct UnexpectedSynAck {
  BOOST_HANA_DEFINE_STRUCT(UnexpectedSynAck<D>,             //
                           (typename D::Bool, unanswered),  // it reached a closed client, which sent no RST
                           (typename D::Bool, unfreed),     // that RST came and the server kept its entry
                           (typename D::Bool, freed));      // it came and the entry went

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& in = what.consumed.segment;
    const auto at_client =
        arrives(what) & (!what.at_server) & in.syn & in.ack & (m.before.client().state == State::Closed);
    unanswered = unanswered | (at_client & !(what.emitted.present & what.emitted.segment.rst));
    const auto at_server = arrives(what) & what.at_server & in.rst & (m.before.server().state == State::SynReceived) &
                           (in.seq == m.before.server().rcv_nxt) & !in.unnumbered;
    const auto kept = m.after.server().state == State::SynReceived;
    unfreed = unfreed | (at_server & kept);
    freed = freed | (at_server & !kept);
  }
};

}  // namespace finalack::properties
