// History variables: what a claim needs to remember and the model must not.
//
// A monitor is a reflected struct with `observe(moment)`, called after every step with the world before and after it
// and with what happened. It is kept beside the world's core, which cannot read it. Every bit multiplies states, so a
// claim watches with as few as it needs; claims that watch with the same monitors share one exploration.
#pragma once

#include "model/worlds/two_peers.hpp"
#include "properties/terms.hpp"

namespace finalack::properties {

using model::Deed;
using model::Moment;
using model::Signal;

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

/// The side opened (it was in LISTEN, SYN-SENT or SYN-RECEIVED) and a segment has taken it through ESTABLISHED: into
/// it, or, when the segment carries a FIN or a CLOSE was waiting, at once on to what follows.
template <class D> typename D::Bool gets_established(const Moment<D>& m, unsigned side) {
  const auto opening = [](const auto& state) {
    return (state == State::Listen) | (state == State::SynSent) | (state == State::SynReceived);
  };
  const auto& after = m.after[side].tcb.state;
  return arrives(m.what) & acts(m.what, side) & opening(m.before[side].tcb.state) &
         !(opening(after) | (after == State::Closed));
}

/// Who has received a segment of the server's present incarnation. A client that is CLOSED, or listens, receives
/// nothing: it answers whatever comes with a RST.
template <class D> struct Acquaintance {
  BOOST_HANA_DEFINE_STRUCT(Acquaintance<D>,                  //
                           (typename D::Bool, by_client),    // some client incarnation received a segment of it
                           (typename D::Bool, by_present),   // the client's present incarnation did
                           (typename D::Bool, unconfirmed),  // the server entered ESTABLISHED before any client had
                           (typename D::Bool, unconfirmed_by_present));

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto client_gets = arrives(what) & (!what.at_server) & what.consumed.current & !is_gone(m.before.client());
    const auto server_begins = what.begins & what.at_server;
    const auto client_begins = what.begins & !what.at_server;
    const auto established = gets_established(m, model::kServer);
    unconfirmed = unconfirmed | (established & !(by_client & !server_begins));
    unconfirmed_by_present = unconfirmed_by_present | (established & !(by_present & !server_begins));
    by_client = (by_client & !server_begins) | client_gets;
    by_present = (by_present & !server_begins & !client_begins) | client_gets;
  }
};

/// The leak: the server is ESTABLISHED, nobody has heard of it, and nothing that is under way, and no timer, will ever
/// change that.
template <class W> auto is_leaked(const W& w) {
  return is(w.server(), State::Established) & (!model::seen<Acquaintance>(w).by_client) & w.quiet() &
         is_idle(w.server()) & is_idle(w.client());
}
inline constexpr auto leaked_text =
    "the server is ESTABLISHED, no client incarnation ever received a segment of this server incarnation, nothing is "
    "in flight and no timer runs";

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
                           ((before == State::Listen) | (before == State::SynSent) | what.begins);
    const auto peer_begins = what.begins & acts(what, 1 - side);
    return D::select(takes_irs, what.consumed.current, known & !peer_begins);
  }
};

/// An earlier connection of these two was opened, and closed in order, by both.
template <class D> struct EarlierConnection {
  BOOST_HANA_DEFINE_STRUCT(EarlierConnection<D>,                  //
                           (typename D::Bool, client_connected),  // the client came to be ESTABLISHED
                           (typename D::Bool, client_ended),      // TIME-WAIT ran out, or the last FIN was acknowledged
                           (typename D::Bool, server_ended));

  void observe(const Moment<D>& m) {
    client_connected = client_connected | gets_established(m, model::kClient);
    client_ended = client_ended | ended(m, model::kClient);
    server_ended = server_ended | ended(m, model::kServer);
  }

  /// The side's TCB was deleted because both FINs were acknowledged, as far as the side can know: not by a RST, nor by
  /// a SYN in its window.
  static typename D::Bool ended(const Moment<D>& m, unsigned side) {
    const auto& what = m.what;
    const auto& before = m.before[side].tcb.state;
    const auto& after = m.after[side].tcb.state;
    const auto acknowledged = arrives(what) & (!what.consumed.segment.rst) & (what.signal != Signal::ConnectionReset);
    const auto deleted = (after == State::Closed) | (after == State::Listen);
    return deleted &
           (((before == State::TimeWait) & (what.deed == Deed::TimeWaitTimeout)) |
            (((before == State::LastAck) | (before == State::Closing) | (before == State::FinWait2)) & acknowledged));
  }
};

/// An opener that an old SYN took into SYN-RECEIVED, and what became of it.
template <class D> struct Misled {
  BOOST_HANA_DEFINE_STRUCT(Misled<D>,                         //
                           (typename D::Bool, by_old_syn),    // the client is in SYN-RECEIVED for that reason
                           (typename D::Bool, listener_rst),  // a listening server has answered its SYN,ACK with RST
                           (typename D::Bool, refused));      // and the client was refused

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& in = what.consumed.segment;
    const auto taken = arrives(what) & (!what.at_server) & enters(m, model::kClient, State::SynReceived) &
                       (m.before.client().state == State::SynSent) & !what.consumed.current;
    const auto answered = arrives(what) & what.at_server & (m.before.server().state == State::Listen) & in.syn &
                          in.ack & what.consumed.current & what.emitted.present & what.emitted.segment.rst;
    refused = refused | (by_old_syn & listener_rst & (!what.at_server) & (what.signal == Signal::ConnectionRefused));
    by_old_syn = (by_old_syn | taken) & (m.after.client().state == State::SynReceived);
    listener_rst = (listener_rst | answered) & by_old_syn;
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
    text_completed = text_completed | (good & seg.text & gets_established(m, model::kServer));
    server_gave_up = server_gave_up | ((what.deed == Deed::RetransmissionTimeout) & what.at_server & waiting &
                                       (m.after.server().state != State::SynReceived));
  }
};

/// Text that reached the server when it listened again, and the RST that tells the client so.
template <class D> struct TextMetListener {
  BOOST_HANA_DEFINE_STRUCT(TextMetListener<D>,              //
                           (typename D::Bool, unanswered),  // it drew no RST
                           (typename D::Bool, drew_rst),    //
                           (typename D::Bool, kept),        // a RST came to the ESTABLISHED client, whose TCB stayed
                           (typename D::Bool, reset));      // or went

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto met = arrives(what) & what.at_server & what.consumed.segment.text & (!what.consumed.segment.rst) &
                     (m.before.server().state == State::Listen);
    const auto answered = what.emitted.present & what.emitted.segment.rst;
    const auto told = drew_rst & arrives(what) & (!what.at_server) & what.consumed.segment.rst &
                      (m.before.client().state == State::Established);
    kept = kept | (told & !is_gone(m.after.client()));
    reset = reset | (told & is_gone(m.after.client()));
    unanswered = unanswered | (met & !answered);
    drew_rst = drew_rst | (met & answered);
  }
};

/// Both giving up for want of one SYN,ACK. Segments under way are counted, so that a timer that runs out too early can
/// be told: the world must copy nothing.
template <class D> struct GivingUp {
  BOOST_HANA_DEFINE_STRUCT(GivingUp<D>,                                //
                           (typename D::template Bits<3>, in_flight),  //
                           (typename D::Bool, hasty),        // a retransmission timer ran out while something was
                           (typename D::Bool, synack_lost),  //
                           (typename D::Bool, other_lost),   // a second one, or another segment
                           (typename D::Bool, client), (typename D::Bool, server));  // gave up by their own timers

  void observe(const Moment<D>& m) {
    using Count = typename D::template Bits<3>;
    const auto& what = m.what;
    const auto timer = what.deed == Deed::RetransmissionTimeout;
    const auto gives_up = timer & !what.emitted.present;
    const auto synack = what.consumed.segment.syn & what.consumed.segment.ack;
    const auto loss = what.deed == Deed::Lose;
    hasty = hasty | (timer & (in_flight > Count(0)));
    client = client | (gives_up & !what.at_server);
    server = server | (gives_up & what.at_server);
    other_lost = other_lost | (loss & (synack_lost | !synack));
    synack_lost = synack_lost | (loss & synack);
    in_flight = in_flight + D::select(what.emitted.present, Count(1), Count(0)) -
                D::select(what.consumed.present, Count(1), Count(0));
  }
};

/// Unwelcome ends, by side.
template <class D> struct Resets {
  BOOST_HANA_DEFINE_STRUCT(Resets<D>,                                  //
                           (typename D::Bool, client_was_reset),       // told "connection reset"
                           (typename D::Bool, server_was_reset),       //
                           (typename D::Bool, client_was_connected),   // it came to be ESTABLISHED
                           (typename D::Bool, server_fin_drew_rst),    // a FIN of the server's met a client without TCB
                           (typename D::Bool, server_fin_was_reset),   // and the RST ended LAST-ACK
                           (typename D::Bool, half_close_was_reset));  // the server was reset in CLOSE-WAIT

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto reset = what.signal == Signal::ConnectionReset;
    client_was_reset = client_was_reset | (reset & !what.at_server);
    server_was_reset = server_was_reset | (reset & what.at_server);
    client_was_connected = client_was_connected | gets_established(m, model::kClient);
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
/// Of text nothing is asked.
template <class D> struct Numbers {
  BOOST_HANA_DEFINE_STRUCT(Numbers<D>,                            //
                           (typename D::Bool, wrong_at_opening),  // of a SYN, a SYN,ACK, a third segment or a bare ACK
                           (typename D::Bool, wrong_at_closing),  // of a FIN, or of what acknowledges one
                           (typename D::Bool, fin_acknowledged));

  void observe(const Moment<D>& m) {
    for (unsigned side = 0; side < 2; ++side) {
      wrong_at_opening = wrong_at_opening | opening(m, side);
      wrong_at_closing = wrong_at_closing | closing(m, side);
    }
    for (unsigned side = 0; side < 2; ++side) {
      const auto& tcb = m.after[side].tcb;
      fin_acknowledged = fin_acknowledged | (enters(m, side, State::FinWait2) & (tcb.snd_una == tcb.snd_nxt));
    }
  }

 private:
  static typename D::Bool sends(const Moment<D>& m, unsigned side) {
    return acts(m.what, side) & m.what.emitted.present & !m.what.emitted.segment.rst;
  }

  /// A SYN is at ISS and the next number is ISS+1; a SYN,ACK acknowledges x+1; the third segment is at x+1 and
  /// acknowledges y+1; a bare ACK is at SND.NXT and leaves it where it is.
  static typename D::Bool opening(const Moment<D>& m, unsigned side) {
    const auto& before = m.before[side].tcb;
    const auto& after = m.after[side].tcb;
    const auto& in = m.what.consumed.segment;
    const auto& out = m.what.emitted.segment;
    const auto gets = arrives(m.what);
    const auto next = D::select(is_gone(before), after.iss + 1, before.snd_nxt);
    const auto syn = out.syn & ((out.seq != after.iss) | (after.snd_nxt != next));
    const auto syn_ack = gets & in.syn & out.syn & out.ack & (out.ack_number != in.seq + 1);
    const auto third = gets & in.syn & in.ack & enters(m, side, State::Established) &
                       ((out.ack_number != in.seq + 1) | (out.seq != after.iss + 1));
    const auto bare = (!out.syn) & (!out.fin) & (!out.text) & (!is_gone(after)) &
                      ((out.seq != before.snd_nxt) | (before.snd_nxt != after.snd_nxt));
    return sends(m, side) & (syn | syn_ack | third | bare);
  }

  /// A FIN is at SND.NXT and takes exactly one number, sent again it is at that one; what is sent when the next FIN in
  /// sequence has come acknowledges the number after it.
  static typename D::Bool closing(const Moment<D>& m, unsigned side) {
    const auto& before = m.before[side].tcb;
    const auto& after = m.after[side].tcb;
    const auto& in = m.what.consumed.segment;
    const auto& out = m.what.emitted.segment;
    const auto again = m.what.deed == Deed::RetransmissionTimeout;
    const auto at = D::select(again, before.snd_nxt - 1, before.snd_nxt);
    const auto fin = out.fin & (!out.text) & ((out.seq != at) | (after.snd_nxt != at + 1));
    const auto acks_fin = arrives(m.what) & in.fin & (in.seq == before.rcv_nxt) & (!is_gone(before)) & out.ack &
                          (out.ack_number != in.seq + model::length(in));
    return sends(m, side) & (fin | acks_fin);
  }
};

/// What each user got: units of text, and whether any came early.
template <class D> struct Delivery {
  BOOST_HANA_DEFINE_STRUCT(Delivery<D>,                                //
                           (typename D::template Bits<2>, to_server),  //
                           (typename D::template Bits<2>, to_client),  //
                           (typename D::Bool, early));                 // to the server, before its ISS was acknowledged

  void observe(const Moment<D>& m) {
    using Count = typename D::template Bits<2>;
    const auto& what = m.what;
    to_server = to_server + D::select(what.at_server, what.delivered, Count(0));
    to_client = to_client + D::select(what.at_server, Count(0), what.delivered);
    const auto& server = m.after.server();
    early =
        early | (what.at_server & (what.delivered > Count(0)) & (!is_gone(server)) & (server.snd_una == server.iss));
  }
};

/// Which sides have sent text into the network: SEND alone may leave it in the queue.
template <class D> struct TextSent {
  BOOST_HANA_DEFINE_STRUCT(TextSent<D>, (typename D::Bool, by_client), (typename D::Bool, by_server));

  void observe(const Moment<D>& m) {
    const auto sent = m.what.emitted.present & m.what.emitted.segment.text;
    by_client = by_client | (sent & !m.what.at_server);
    by_server = by_server | (sent & m.what.at_server);
  }
};

/// Text of the client's that travelled as early as it may.
template <class D> struct EarlyText {
  BOOST_HANA_DEFINE_STRUCT(EarlyText<D>,                   //
                           (typename D::Bool, on_syn),     //
                           (typename D::Bool, on_third));  // on the segment that answers the SYN,ACK

  void observe(const Moment<D>& m) {
    const auto sends_text = (!m.what.at_server) & m.what.emitted.present & m.what.emitted.segment.text;
    on_syn = on_syn | (sends_text & m.what.emitted.segment.syn);
    on_third = on_third | (sends_text & (m.before.client().state == State::SynSent) &
                           enters(m, model::kClient, State::Established));
  }
};

/// The half-closed connection in use: the server's user called SEND in CLOSE-WAIT.
template <class D> struct HalfClose {
  BOOST_HANA_DEFINE_STRUCT(HalfClose<D>, (typename D::Bool, used));

  void observe(const Moment<D>& m) {
    used = used | ((m.what.deed == Deed::Send) & m.what.at_server & (m.before.server().state == State::CloseWait));
  }
};

/// The server's user called ABORT on a connection.
template <class D> struct Aborted {
  BOOST_HANA_DEFINE_STRUCT(Aborted<D>, (typename D::Bool, by_server));

  void observe(const Moment<D>& m) { by_server = by_server | ((m.what.deed == Deed::Abort) & m.what.at_server); }
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

/// Who sent a FIN before the other's came, that is, entered FIN-WAIT-1; and who passed through CLOSING.
template <class D> struct CrossingFins {
  BOOST_HANA_DEFINE_STRUCT(CrossingFins<D>,  //
                           (typename D::Bool, client_fin), (typename D::Bool, server_fin),
                           (typename D::Bool, client_closing), (typename D::Bool, server_closing));

  void observe(const Moment<D>& m) {
    client_fin = client_fin | enters(m, model::kClient, State::FinWait1);
    server_fin = server_fin | enters(m, model::kServer, State::FinWait1);
    client_closing = client_closing | enters(m, model::kClient, State::Closing);
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
  BOOST_HANA_DEFINE_STRUCT(OpeningPath<D>, (typename D::Bool, bare_ack), (typename D::Bool, client_syn_received),
                           (typename D::Bool, server_syn_received));

  void observe(const Moment<D>& m) {
    const auto& out = m.what.emitted.segment;
    bare_ack = bare_ack | (m.what.emitted.present & out.ack & (!out.syn) & (!out.fin) & (!out.rst) & !out.text);
    client_syn_received = client_syn_received | enters(m, model::kClient, State::SynReceived);
    server_syn_received = server_syn_received | enters(m, model::kServer, State::SynReceived);
  }
};

/// A SYN,ACK that nobody asked for, and the RST that it should draw: at a client that is CLOSED, that listens, or that
/// has sent another SYN than the one that is acknowledged.
template <class D> struct UnexpectedSynAck {
  BOOST_HANA_DEFINE_STRUCT(UnexpectedSynAck<D>,             //
                           (typename D::Bool, unanswered),  // it drew no RST
                           (typename D::Bool, drew_rst),    //
                           (typename D::Bool, unfreed),     // such a RST came and the server kept its entry
                           (typename D::Bool, freed));      // or the entry went

  void observe(const Moment<D>& m) {
    const auto& what = m.what;
    const auto& in = what.consumed.segment;
    const auto& client = m.before.client();
    const auto other_syn =
        (client.state == State::SynSent) & ((in.ack_number <= client.iss) | (in.ack_number > client.snd_nxt));
    const auto at_client =
        arrives(what) & (!what.at_server) & in.syn & in.ack & (!in.rst) & (is_gone(client) | other_syn);
    const auto answered = what.emitted.present & what.emitted.segment.rst;
    const auto at_server = arrives(what) & what.at_server & in.rst & (m.before.server().state == State::SynReceived) &
                           (in.seq == m.before.server().rcv_nxt) & !in.unnumbered;
    const auto kept = m.after.server().state == State::SynReceived;
    unfreed = unfreed | (drew_rst & at_server & kept);
    freed = freed | (drew_rst & at_server & !kept);
    unanswered = unanswered | (at_client & !answered);
    drew_rst = drew_rst | (at_client & answered);
  }
};

}  // namespace finalack::properties
