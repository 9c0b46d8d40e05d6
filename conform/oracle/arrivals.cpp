// Segments arrive: each is split into atoms, and the model meets those that it would meet if it had the same buffers.
//
// RFC 9293 3.10.7.4: "only the new parts of the segment are processed". What lies before RCV.NXT is cut off of a
// segment that is acceptable; one that is not is met by its first number. With RFC 5961 a RST counts at its own number
// (RFC 5961 section 3.2), never at that of text behind it. Behind the peer's FIN nothing counts but an ACK.
#include <algorithm>

#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

namespace {

using model::EventKind;
using model::State;

constexpr auto kTimestampsMeanNothingAfter = std::chrono::hours(24 * 24);  // RFC 7323 5.5
constexpr std::uint32_t kLeastPeerMss = 64;  // what a peer says below that is not believed: a choice of impl/
constexpr std::size_t kMostGaps = 128;       // that impl/ keeps text behind; what is behind more is lost

}  // namespace

void Oracle::on_segment(Time now, const impl::TcpHeader& header, std::uint32_t octets, const Observation& after) {
  begin_event(now);
  const unsigned shift = header.flags.syn ? 0 : send_shift_;
  const Arrival a{header, octets, std::uint32_t{header.window} << shift, Seq(header.seq), Seq(header.ack_number)};
  const auto& f = header.flags;
  const bool lacks_time = timestamps_ && !header.options.has_timestamps;
  if (tcb_.state <= State::SynSent) {
    meet_opening(a, after);
  } else if (!lacks_time || f.rst || f.syn) {  // RFC 7323 3.2: a segment without them is dropped
    meet_connected(a, after);
  }
  end(after);
}

/// CLOSED, LISTEN, SYN-SENT: 3.10.7.1 to 3.10.7.3. Text and FIN on a SYN are lost; those on a SYN,ACK that completes
/// the handshake are atoms of their own behind it.
void Oracle::meet_opening(const Arrival& a, const Observation& after) {
  const auto& f = a.header.flags;
  const State before = tcb_.state;
  Atom atom;
  atom.syn = f.syn;
  atom.ack = f.ack;
  atom.rst = f.rst;
  atom.fin = f.fin && !f.syn;
  atom.seq = a.seq;
  if (f.ack) atom.ack_number = a.ack_number;
  Event event{EventKind::SegmentArrives, atom, next_iss_};
  if (listens_again_) event.iss = Seq(after.tcb.iss.value);
  Reaction r = run(event);
  if (r.sends && r.segment.rst && r.segment.ack) r.segment.ack_number = a.seq + a.length();  // of all of it
  if (r.selects_iss && listens_again_) {
    const std::uint32_t ahead = (event.iss - last_iss_).raw();
    must(ahead > 1, Rule::InitialNumbers, "an ISS that no segment of the last attempt has", "one that has been used");
  }
  take(r);
  const bool took_syn = before != State::Closed && tcb_.state >= State::SynReceived;
  if (!took_syn) return;
  if (before == State::Listen) text_end_ = tcb_.snd_nxt;
  last_iss_ = tcb_.iss;
  take_syn(a);
  if (tcb_.state == State::SynReceived) return;
  retries_ = 0;
  on_syn_acknowledged(timestamps_ && a.header.options.ts_echo != 0);
  if (a.octets > 0 || f.fin) take_text(a, a.seq + 1, after);
}

/// What both sides can do: an option counts if both SYNs have it. RFC 7323 2.2, 3.2; RFC 2018 section 2.
void Oracle::take_syn(const Arrival& a) {
  const impl::TcpOptions& theirs = a.header.options;
  if (theirs.has_mss) peer_mss_ = std::max<std::uint32_t>(theirs.mss, kLeastPeerMss);
  timestamps_ = settings_->offers_timestamps && theirs.has_timestamps;
  sack_ = settings_->offers_sack && theirs.sack_permitted;
  peer_scales_ = settings_->offers_window_scale && theirs.has_window_scale;
  send_shift_ = peer_scales_ ? std::min<unsigned>(theirs.window_scale, 14) : 0;
  receive_shift_ = peer_scales_ ? own_shift_.value_or(0) : 0;
  ts_recent_ = timestamps_ ? Seq(theirs.ts_value) : Seq{};
  snd_wnd_ = max_snd_wnd_ = a.window;
  snd_wl1_ = a.seq;
  snd_wl2_ = a.header.flags.ack ? a.ack_number : tcb_.iss;
  next_to_read_ = last_ack_sent_ = tcb_.rcv_nxt;
  edge_ = tcb_.rcv_nxt + std::min<std::uint32_t>(settings_->receive_buffer, 65535);
  last_heard_ = now_;
}

/// Table 6, of the whole segment.
bool Oracle::is_acceptable(const Arrival& a) const {
  const std::uint32_t window = receive_window();
  const std::uint32_t length = a.length();
  if (length == 0 && window == 0) return static_cast<bool>(a.seq == tcb_.rcv_nxt);
  if (window == 0) return false;
  const bool first = (a.seq - tcb_.rcv_nxt).raw() < window;
  return first || (length > 0 && (a.seq + (length - 1) - tcb_.rcv_nxt).raw() < window);
}

/// 3.10.7.4, fifth step: whether the ACK is one that this connection can have brought about.
bool Oracle::ack_counts(const Arrival& a) const {
  if (!a.header.flags.ack || a.header.flags.rst) return false;
  if (a.ack_number > tcb_.snd_nxt) return false;
  if (tcb_.state == State::SynReceived) return static_cast<bool>(a.ack_number > tcb_.snd_una);
  return !rules_.rfc5961 || static_cast<bool>(a.ack_number >= tcb_.snd_una - max_snd_wnd_);
}

/// MAY-2, RFC 6191 section 2: newer by its timestamp, or, where that says nothing, by its number.
bool Oracle::is_newer_incarnation(const Arrival& a) const {
  const auto& f = a.header.flags;
  if (rules_.reopening == model::Reopening::None || tcb_.state != State::TimeWait || !f.syn || f.ack || f.rst)
    return false;
  const bool newer = static_cast<bool>(a.seq > tcb_.rcv_nxt);
  if (!timestamps_ || !a.header.options.has_timestamps) return newer;
  const Seq time(a.header.options.ts_value);
  return static_cast<bool>(ts_recent_ < time) || (newer && ts_recent_ == time);
}

void Oracle::meet_connected(const Arrival& a, const Observation& after) {
  const auto& f = a.header.flags;
  Beside::answer = 1;
  if (tcb_.state == State::TimeWait && f.syn) Beside::answer = is_newer_incarnation(a) ? 1 : 0;  // MAY-2
  if (is_newer_incarnation(a)) return deliver_control(a, Haste::Now);
  const bool means_something = now_ - last_heard_ <= kTimestampsMeanNothingAfter;
  const bool timed = timestamps_ && a.header.options.has_timestamps && !f.rst && means_something;
  const bool old = timed && Seq(a.header.options.ts_value) < ts_recent_;  // PAWS, RFC 7323 5.3 R1
  if (old || !is_acceptable(a)) return meet_unacceptable(a, old, after);
  const bool has_syn = f.syn && a.seq >= tcb_.rcv_nxt;  // an old one in front of news is cut off
  if (f.rst || has_syn || !f.ack) return deliver_control(a, Haste::Limited);
  take_text(a, a.seq + (f.syn ? 1U : 0U), after);
}

/// The RST or the SYN, or what has no ACK: nothing else of the segment counts.
void Oracle::deliver_control(const Arrival& a, Haste haste) {
  const auto& f = a.header.flags;
  Atom atom;
  atom.rst = f.rst;
  atom.ack = f.ack;
  atom.syn = f.syn && !f.rst && (a.seq >= tcb_.rcv_nxt || is_newer_incarnation(a));
  if (!f.rst && !f.ack && f.syn && a.seq + 1 == tcb_.rcv_nxt) atom.syn = atom.text = true;  // cut off by the model
  const bool own_number = (f.rst && rules_.rfc5961) || atom.syn;
  atom.seq = own_number || a.seq >= tcb_.rcv_nxt ? a.seq : tcb_.rcv_nxt;
  if (f.ack) atom.ack_number = a.ack_number;
  Reaction r = run(Event{EventKind::SegmentArrives, atom, {}});
  if (r.sends && r.segment.rst && r.segment.ack) r.segment.ack_number = a.seq + a.length();
  const Seq rcv_nxt = tcb_.rcv_nxt;
  take(r, haste);
  if (r.sends && r.segment.rst) resets_.back().rcv_nxt = rcv_nxt;
  if (!r.sends && (f.rst || f.syn)) ++challenges_allowed_;  // impl/ answers it, and counts that
}

void Oracle::meet_unacceptable(const Arrival& a, bool by_time, const Observation& after) {
  const auto& f = a.header.flags;
  Atom atom;
  atom.rst = f.rst;
  atom.ack = f.ack;
  atom.syn = f.syn;
  atom.text = a.octets > 0 && !f.syn;
  atom.fin = f.fin && a.length() == 1;
  atom.seq = a.seq;
  atom.unnumbered = by_time;
  if (f.ack) atom.ack_number = a.ack_number;
  const Windows<Beside::Size> windows{.receive = receive_window(), .send = 0U, .largest_send = max_snd_wnd_};
  const WithWindows<Beside::Size> with(windows);
  const bool counts = !by_time && model::counts_all_the_same(rules_, tcb_, atom);
  const bool good_ack = counts && ack_counts(a);
  const bool bad_ack = counts && f.ack && !f.rst && !good_ack;
  const Tcb before = tcb_;
  const Haste haste = a.length() == 0 || f.syn || f.rst || bad_ack ? Haste::Limited : Haste::Now;
  const bool returns = before.state == State::TimeWait && f.fin && !f.rst && a.seq + a.length() == before.rcv_nxt;
  take(run(Event{EventKind::SegmentArrives, atom, {}}), haste);
  if (good_ack) take_ack(a, before, false, after);
  if (returns) restart_time_wait(f.ack && !f.syn && !by_time && (good_ack || (!counts && ack_counts(a))));
}

/// A FIN that ends at RCV.NXT is the peer's, again: fifth step of TIME-WAIT. By the letter of the first step it would
/// never get there (docs/implementation.md), so what makes it doubtful in other respects makes no difference: either is
/// right.
void Oracle::restart_time_wait(bool for_sure) {
  const Time anew = now_ + 2 * settings_->msl;
  if (for_sure) time_wait_or_ = anew;
  time_wait_until_ = anew;
}

/// Fifth to eighth step of an acceptable segment: its ACK, its text from `text_at` on, its FIN.
void Oracle::take_text(const Arrival& a, Seq text_at, const Observation& after) {
  const auto& f = a.header.flags;
  const Tcb before = tcb_;
  const bool good_ack = ack_counts(a);
  const bool may_take = takes_text() || before.state == State::SynReceived;
  const Seq end = text_at + a.octets;
  const Seq left = text_at < tcb_.rcv_nxt ? tcb_.rcv_nxt : text_at;
  const Seq right = end < edge_ ? end : edge_;
  const bool has_text = may_take && left < right;
  bool has_fin = may_take && f.fin && end >= tcb_.rcv_nxt && end < edge_;
  const auto in_order = static_cast<bool>(left == tcb_.rcv_nxt);
  const bool unwanted = has_text && in_order && reads_no_more_ && good_ack;
  if (has_fin && good_ack && travelling_.end_of_run(end.raw()) != end.raw()) {  // text came for its number: it is none
    fin_travels_ = end;
    has_fin = false;
  }

  Atom atom;
  atom.ack = true;
  atom.ack_number = a.ack_number;
  atom.seq = a.seq < tcb_.rcv_nxt ? tcb_.rcv_nxt : a.seq;
  const Haste haste = good_ack ? Haste::Now : Haste::Limited;
  if (unwanted || !(has_text || has_fin)) {
    // Where text means nothing any more, a FIN behind it doesn't, either.
    const bool ignored = !may_take && a.octets > 0 && in_order && left < right;
    if (ignored) {
      atom.text = true;
      keep_old_syn(a, atom);
    }
    deliver(atom, 0, ignored && f.fin, haste);
  } else if (has_text) {
    atom.text = true;
    atom.seq = left;
    keep_old_syn(a, atom);
    deliver(atom, in_order && good_ack ? (right - left).raw() : 1, has_fin, haste);
  } else {
    atom.seq = end;
    keep_old_syn(a, atom);
    deliver(atom, 0, true, haste);
  }
  if (!good_ack) return;
  take_ack(a, before, true, after);
  if (unwanted) {
    if (takes_text()) call_abort();  // SHLD-3: nobody will read it
    return;
  }
  if (has_text && !in_order && takes_text()) {
    travelling_.add(tcb_.rcv_nxt.raw(), left.raw(), right.raw());
    newest_held_ = left;
    if (travelling_.parts() >= kMostGaps) may_have_dropped_ = true;
  }
  if (has_fin && end > tcb_.rcv_nxt && takes_text()) fin_travels_ = end;
  const bool had_gap = !travelling_.empty() && !may_have_dropped_;
  fill_gap(after);
  if (has_text && in_order && had_gap && takes_text()) ack_now_ = true;  // RFC 5681 section 4.2
  if (has_text && in_order) {
    const std::uint32_t octets = (right - left).raw();
    largest_text_ = std::max(largest_text_, std::min<std::uint32_t>(octets, settings_->mss));
    const std::uint32_t owed = (tcb_.rcv_nxt - last_ack_sent_).raw();
    if (takes_text() && owed >= 2 * largest_text_) second_segment_ = true;
  }
}

/// A SYN right before what is new goes with it: it is the model that cuts it off.
void Oracle::keep_old_syn(const Arrival& a, Atom& atom) {
  if (!a.header.flags.syn || !(a.seq + 1 == atom.seq)) return;
  atom.syn = true;
  atom.seq = a.seq;
}

/// The atom; if it has text, `units` of it, of which the model meets the first and the last: those between are alike,
/// and add up. `fin`: behind the last.
void Oracle::deliver(Atom atom, std::uint32_t units, bool fin, Haste haste) {
  const Event first{EventKind::SegmentArrives, atom, {}};
  if (!fin && units <= 1) return take(run(first), haste);
  Event event = first;
  if (units > 1) {
    take(run(event), haste);
    tcb_.rcv_nxt = tcb_.rcv_nxt + (units - 2);
    unread_ += units - 2;
    event.segment.seq = event.segment.seq + (units - (event.segment.syn ? 0 : 1));
    event.segment.syn = false;
  }
  event.segment.fin = fin;
  take(run(event), haste);
}

/// What was travelling arrives, as far as nothing is missing before it.
void Oracle::fill_gap(const Observation& after) {
  if (travelling_.empty() && !fin_travels_) return;
  const std::uint32_t end = travelling_.end_of_run(tcb_.rcv_nxt.raw());
  const std::uint32_t units = end - tcb_.rcv_nxt.raw();
  const bool fin = fin_travels_ && takes_text() && fin_travels_->raw() == end;
  if (may_have_dropped_ && (units > 0 || fin) && after.tcb.rcv_nxt.value == tcb_.rcv_nxt.raw()) {
    travelling_.clear();
    fin_travels_.reset();
    may_have_dropped_ = false;
    return;
  }
  if ((units > 0 || fin) && takes_text()) {
    Atom atom;
    atom.ack = true;
    atom.ack_number = tcb_.snd_una;
    atom.seq = tcb_.rcv_nxt;
    atom.text = units > 0;
    deliver(atom, units, fin, Haste::Now);
  }
  travelling_.remove_before(tcb_.rcv_nxt.raw());
  if (fin) fin_travels_.reset();
  if (travelling_.empty()) may_have_dropped_ = false;
}

/// Of an ACK that counts: the send window (SND.WL1 and SND.WL2 keep older segments from changing it), TS.Recent, and
/// that something was heard.
void Oracle::take_ack(const Arrival& a, const Tcb& before, bool acceptable, const Observation& after) {
  if (tcb_.state == State::Closed || tcb_.state == State::Listen) return;
  const std::uint32_t window_before = snd_wnd_;
  const auto opens = static_cast<bool>(before.state == State::SynReceived);
  const bool newer = snd_wl1_ < a.seq || (snd_wl1_ == a.seq && snd_wl2_ <= a.ack_number);
  if (opens || (before.snd_una <= a.ack_number && newer)) {
    snd_wnd_ = a.window;
    snd_wl1_ = a.seq;
    snd_wl2_ = a.ack_number;
    max_snd_wnd_ = std::max(max_snd_wnd_, snd_wnd_);
  }
  if (timestamps_ && a.header.options.has_timestamps) {
    const Seq time(a.header.options.ts_value);
    const bool meant_nothing = now_ - last_heard_ > kTimestampsMeanNothingAfter;
    const bool taken = a.seq <= last_ack_sent_ && ts_recent_ <= time;
    // Of what is unacceptable (appendix A.2), and when TS.Recent means nothing any more, either is right.
    const bool either = (taken || meant_nothing) && after.tcb.ts_recent.value == time.raw();
    if ((taken && acceptable) || either) ts_recent_ = time;
  }
  if (a.ack_number > before.snd_una) {
    on_progress(a, before);
  } else if (snd_wnd_ == 0 && tcb_.snd_nxt > (tcb_.snd_una == tcb_.iss ? tcb_.iss + 1 : tcb_.snd_una)) {
    retries_ = 0;  // MUST-37: the peer answers
  }
  if (window_before == 0 && snd_wnd_ > 0) {  // what doubled it were probes
    least_timeout_ = std::min(settings_->rto_min, least_timeout_);
    reopened_ = true;
  }
  last_heard_ = now_;
  keepalives_ = 0;
}

/// RFC 6298 (5.7): of a SYN that was sent again no round trip is measured, and what follows has three seconds; an
/// echoed timestamp tells, all the same.
void Oracle::on_syn_acknowledged(bool echoes) {
  constexpr Duration kAfterSynTimeout = std::chrono::seconds(3);
  const Duration least = std::min(settings_->rto_min, settings_->rto_initial);
  least_timeout_ = std::min(syn_resent_ && !echoes ? kAfterSynTimeout : least, settings_->rto_max);
}

/// SND.UNA moved. Karn's algorithm: a round trip is measured of what was sent once, or by an echoed timestamp.
void Oracle::on_progress(const Arrival& a, const Tcb& before) {
  retries_ = 0;
  progress_ = true;
  const bool syn = static_cast<bool>(before.snd_una == before.iss);
  const Seq from = syn ? before.snd_una + 1 : before.snd_una;
  if (syn && syn_owed_) {  // what the SYN,ACK would have said of the peer's SYN is still to be said
    syn_owed_ = false;
    ack_now_ = true;
  }
  const bool echoes = timestamps_ && a.header.options.has_timestamps && a.header.options.ts_echo != 0;
  const bool sent_once = from != tcb_.snd_una && !resent_.covers(from.raw(), tcb_.snd_una.raw());
  if (syn) {
    on_syn_acknowledged(echoes);
  } else if (echoes || sent_once) {
    least_timeout_ = std::min({settings_->rto_min, settings_->rto_initial, settings_->rto_max});
  }
  resent_.remove_before(tcb_.snd_una.raw());
  if (tcb_.snd_una == tcb_.snd_nxt) retransmission_owed_ = false;
}

}  // namespace finalack::conform
