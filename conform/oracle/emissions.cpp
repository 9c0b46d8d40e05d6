// What a connection sends: whether it may, with these numbers, these octets and these options.
#include <algorithm>

#include <fmt/format.h>

#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

namespace {

using model::EventKind;
using model::State;

std::string shown(const impl::TcpHeader& h, std::size_t octets) {
  return fmt::format("SEQ {}, ACK {}, {} octets{}{}", h.seq, h.ack_number, octets, h.flags.fin ? ", FIN" : "",
                     h.flags.rst ? ", RST" : "");
}

}  // namespace

void Oracle::on_transmitted(Time now, const impl::Outgoing& out, const Observation& after) {
  begin(now);
  ++steps_;
  const impl::TcpHeader& h = out.header;
  if (h.flags.rst) {
    sent_reset(h);
  } else if (tcb_.state <= State::Listen) {
    fail(Rule::AfterClosed, "nothing", shown(h, out.text.size()));
  } else if (h.flags.syn) {
    sent_syn(h);
  } else {
    sent_segment(out);
  }
  end(after);
}

/// One for each segment that asks for it; of several that came together, for the last.
void Oracle::sent_reset(const impl::TcpHeader& h) {
  if (resets_.empty()) {
    fail(Rule::ResetOwed, "none", shown(h, 0));
    return;
  }
  const auto fits = [&](const OwedReset& owed) {
    const bool seq = h.seq == (owed.acknowledges ? 0 : owed.seq.raw());
    if (!owed.acknowledges && owed.of_connection && settings_->resets_acknowledge && h.flags.ack) {
      return seq && h.ack_number == owed.rcv_nxt.raw();
    }
    return seq && h.flags.ack == owed.acknowledges && (!h.flags.ack || h.ack_number == owed.ack_number.raw());
  };
  if (!fits(resets_.back())) {
    const OwedReset& owed = resets_.back();
    fail(
        Rule::ResetNumbers,
        owed.acknowledges ? fmt::format("SEQ 0, ACK {}", owed.ack_number.raw()) : fmt::format("SEQ {}", owed.seq.raw()),
        shown(h, 0));
  }
  resets_.clear();
}

void Oracle::sent_syn(const impl::TcpHeader& h) {
  const auto answers = static_cast<bool>(tcb_.state != State::SynSent);
  must(syn_owed_, Rule::SynOwed, "none, for none is owed and no timer expired", [&] { return shown(h, 0); });
  syn_owed_ = false;
  retransmission_owed_ = false;
  const bool right_ack = h.flags.ack == answers && (!answers || h.ack_number == tcb_.rcv_nxt.raw());
  if (h.seq != tcb_.iss.raw() || !right_ack || h.flags.fin) {
    fail(Rule::SynNumbers, fmt::format("SEQ {}, ACK {}", tcb_.iss.raw(), answers ? tcb_.rcv_nxt.raw() : 0),
         shown(h, 0));
  }
  const std::uint32_t window = answers ? receive_window() : settings_->receive_buffer;
  const std::uint32_t expected = std::min<std::uint32_t>(window, 65535);
  if (h.window != expected) fail(Rule::SynWindow, fmt::format("{}", expected), fmt::format("{}", h.window));

  const impl::TcpOptions& o = h.options;
  const bool may_scale = answers ? peer_scales_ : settings_->offers_window_scale;
  const bool may_time = answers ? timestamps_ : settings_->offers_timestamps;
  const bool may_sack = answers ? sack_ : settings_->offers_sack;
  const bool right = o.has_window_scale == may_scale && o.has_timestamps == may_time && o.sack_permitted == may_sack;
  const bool same_scale = !own_shift_ || !o.has_window_scale || o.window_scale == *own_shift_;  // as in its first SYN
  const bool right_mss = o.has_mss && o.mss == settings_->mss;                                  // MUST-14, SHLD-5
  must(right && right_mss && o.window_scale <= 14 && same_scale, Rule::Options,
       "MSS, and what is offered on both sides", "others");
  if (o.has_window_scale) own_shift_ = o.window_scale;
  if (answers) {
    receive_shift_ = peer_scales_ ? own_shift_.value_or(0) : 0;
    if (may_time && o.ts_echo != ts_recent_.raw()) {
      fail(Rule::TimestampEcho, fmt::format("TSecr {}", ts_recent_.raw()), fmt::format("{}", o.ts_echo));
    }
    acknowledged();
  }
}

void Oracle::sent_segment(const impl::Outgoing& out) {
  const impl::TcpHeader& h = out.header;
  const auto octets = static_cast<std::uint32_t>(out.text.size());
  if (!h.flags.ack || h.ack_number != tcb_.rcv_nxt.raw() || tcb_.state == State::SynSent) {
    fail(Rule::AckNumber, fmt::format("ACK {}", tcb_.rcv_nxt.raw()), shown(h, octets));
    return;
  }
  check_options(h);
  const Seq left(h.seq);
  const Seq right = left + (octets + (h.flags.fin ? 1U : 0U));
  bool is_seen = true;
  if (left == right) {
    is_seen = sent_bare(h);
    if (is_seen && sack_) check_newest_is_reported(h);
  } else {
    // Table 6: of a segment that lies beyond its window the peer takes nothing, the ACK included.
    is_seen = static_cast<bool>(left < tcb_.snd_una + snd_wnd_);
    // A number that was sent before is sent again; text never overlaps what is new.
    if (left < tcb_.snd_nxt) {
      sent_again(h, right);
    } else {
      sent_new(h, octets, right);
    }
    if (!violation_) check_text(out);  // else who knows where it lies
  }
  advertised(h);
  last_ack_sent_ = tcb_.rcv_nxt;
  if (is_seen) acknowledged();
}

/// The effective send MSS of a segment without SACK.
std::uint32_t Oracle::full_segment() const {
  return std::min<std::uint32_t>(peer_mss_, settings_->path_mss) - (timestamps_ ? 12U : 0U);
}

void Oracle::check_text(const impl::Outgoing& out) {
  const std::size_t blocks = out.header.options.sack_count;
  const std::size_t sack = blocks > 0 ? 4 + 8 * blocks : 0;  // with two NOPs
  const std::size_t room = full_segment() - std::min<std::size_t>(full_segment(), sack);
  if (out.text.size() > room) {
    fail(Rule::SegmentSize, fmt::format("{} octets", room), fmt::format("{}", out.text.size()));
  }
  Seq at(out.header.seq);
  for (const auto piece : {out.text.first, out.text.second}) {
    for (const std::uint8_t octet : piece) {
      if (octet != octet_at(at.raw())) {
        fail(Rule::Text, fmt::format("octet {} as it was given", (at - tcb_.iss).raw()), "another");
        return;
      }
      at = at + 1;
    }
  }
}

/// Within [SND.UNA, SND.NXT), and within the window; if that is closed, or was drawn back, one number as a probe.
void Oracle::sent_again(const impl::TcpHeader& h, Seq right) {
  const Seq left(h.seq);
  const bool has_fin = fin_sent_ && right == tcb_.snd_nxt;
  if (left < tcb_.snd_una || left == tcb_.iss || right > tcb_.snd_nxt || h.flags.fin != has_fin) {
    fail(Rule::WasSent, fmt::format("numbers of [{}, {}), FIN {}", tcb_.snd_una.raw(), tcb_.snd_nxt.raw(), fin_sent_),
         shown(h, (right - left).raw()));
    return;
  }
  if (right > tcb_.snd_una + std::max(snd_wnd_, 1U)) {
    fail(Rule::PeerWindow, fmt::format("up to SND.UNA + {}", snd_wnd_),
         fmt::format("{}", (right - tcb_.snd_una).raw()));
  }
  resent_.add(tcb_.snd_una.raw(), left.raw(), right.raw());
  if (left == tcb_.snd_una) retransmission_owed_ = false;
}

/// Whether new text should have waited. 3.8.6.2.1: what is less than a segment is sent when it is all there is, or half
/// of the largest window; and, with Nagle's algorithm (3.7.4), not while something is in flight, unless the user
/// closed.
bool Oracle::is_silly(std::uint32_t octets, bool fin) const {
  if (fin || octets >= full_segment()) return false;
  const bool may_now = !settings_->nagle || !in_flight();
  const auto is_all = static_cast<bool>(tcb_.snd_nxt + octets == text_end_);
  return !(is_all && (may_now || close_called_)) && !(may_now && octets >= max_snd_wnd_ / 2);
}

/// The model segmentizes unit by unit; the first and the FIN are asked for, those between add up.
void Oracle::sent_new(const impl::TcpHeader& h, std::uint32_t octets, Seq right) {
  const Seq left(h.seq);
  const bool given = left + octets <= text_end_ && (!h.flags.fin || (close_called_ && left + octets == text_end_));
  if (left != tcb_.snd_nxt || !given || fin_sent_) {
    fail(Rule::NewText, fmt::format("from {}, {} octets at most", tcb_.snd_nxt.raw(), (text_end_ - tcb_.snd_nxt).raw()),
         shown(h, octets));
    return;
  }
  // As a probe, one octet may lie beyond the edge, and the FIN behind it (MUST-36).
  const Seq window_edge = tcb_.snd_una + snd_wnd_;
  const bool is_probe = probe_owed_ && octets <= 1 + (window_edge > left ? (window_edge - left).raw() : 0);
  if (right > window_edge && !is_probe) {
    fail(Rule::PeerWindow, fmt::format("up to SND.UNA + {}", snd_wnd_),
         fmt::format("{}", (right - tcb_.snd_una).raw()));
  }
  must(probe_owed_ || !is_silly(octets, h.flags.fin), Rule::SillySegment, "none yet", [&] { return shown(h, octets); });
  if (octets > 0) {
    tcb_.unsent = 1;
    const Reaction r = run(EventKind::Transmit);
    tcb_.unsent = 0;
    must(static_cast<bool>(r.accepted), Rule::NewText, "no text in this state", [&] { return shown(h, octets); });
    if (r.accepted) {
      tcb_ = r.tcb;
      tcb_.snd_nxt = tcb_.snd_nxt + (octets - 1);
    }
  }
  if (h.flags.fin) {
    const Reaction r = run(EventKind::Transmit);
    must(static_cast<bool>(r.accepted), Rule::NewText, "no FIN in this state", [&] { return shown(h, octets); });
    if (r.accepted) {
      tcb_ = r.tcb;
      fin_sent_ = true;
    }
  }
  probe_owed_ = false;
}

/// SND.NXT; for a keepalive the number before it (3.8.4), which the peer drops. And a choice of impl/: if the peer drew
/// its window back, the last number that it still takes (docs/implementation.md). Whether the peer takes the ACK.
bool Oracle::sent_bare(const impl::TcpHeader& h) {
  const Seq seq(h.seq);
  must(bare_acks_ < happened_, Rule::RepeatedAck, "none", [&] { return shown(h, 0); });
  ++bare_acks_;
  if (seq == tcb_.snd_nxt) return true;
  if (seq + 1 == tcb_.snd_nxt && keepalive_owed_) {
    keepalive_owed_ = false;
    return false;
  }
  const bool drawn_back = tcb_.snd_nxt > tcb_.snd_una + snd_wnd_ && tcb_.snd_una != tcb_.iss;
  const Seq last = snd_wnd_ == 0 ? tcb_.snd_una : tcb_.snd_una + (snd_wnd_ - 1);
  must(drawn_back && seq == last, Rule::BareNumber, "SND.NXT", [&] { return shown(h, 0); });
  return true;
}

void Oracle::check_options(const impl::TcpHeader& h) {
  const impl::TcpOptions& o = h.options;
  const bool right = o.has_timestamps == timestamps_ && !o.has_window_scale && !o.has_mss && !o.sack_permitted &&
                     (sack_ || o.sack_count == 0);
  must(right, Rule::Options, "timestamps and SACK where both SYNs had them, others never", "others");
  if (timestamps_) {
    if (o.ts_echo != ts_recent_.raw()) {
      fail(Rule::TimestampEcho, fmt::format("TSecr {}", ts_recent_.raw()), fmt::format("{}", o.ts_echo));
    }
    // After more than that, less may be more.
    const bool comparable = ts_sent_ && now_ - ts_sent_at_ < std::chrono::hours(24 * 24);
    must(!comparable || Seq(o.ts_value) >= *ts_sent_, Rule::Options, "a TSval no less than the last", "a lesser one");
    ts_sent_ = Seq(o.ts_value);
    ts_sent_at_ = now_;
  }
  if (o.sack_count > 0) check_sack(h);
}

/// What travels behind a gap; the first block may be of text that came twice (RFC 2883).
void Oracle::check_sack(const impl::TcpHeader& h) {
  for (std::size_t i = 0; i < h.options.sack_count && !may_have_dropped_; ++i) {
    const impl::SackBlock block = h.options.sack[i];
    const bool travels = travelling_.covers(block.left, block.right);
    const bool twice = i == 0 && Seq(block.left) < Seq(block.right) && Seq(block.right) <= tcb_.rcv_nxt;
    if (travels || twice) continue;
    fail(Rule::SackReport, "numbers that were received", fmt::format("[{}, {})", block.left, block.right));
  }
}

/// RFC 2018 section 4: what came last is in the first block, or in the second, behind what came twice. Text may have no
/// room for a report; an ACK alone has.
void Oracle::check_newest_is_reported(const impl::TcpHeader& h) {
  const std::uint32_t newest = newest_held_.raw();
  if (!takes_text() || may_have_dropped_ || !travelling_.covers(newest, newest + 1)) return;
  bool reported = false;
  for (std::size_t i = 0; i < std::min<std::size_t>(h.options.sack_count, 2); ++i) {
    const impl::SackBlock block = h.options.sack[i];
    reported = reported || newest - block.left < block.right - block.left;
  }
  must(reported, Rule::SackReport, "what came last, in the first block", [&] { return shown(h, 0); });
}

/// The window: its right edge does not move left, but by what the scale can't say; it moves right by no less than a
/// segment, or half of the buffer (MUST-39), no farther than there is room, and all of that when it moves.
void Oracle::advertised(const impl::TcpHeader& h) {
  const std::uint32_t unit = 1U << receive_shift_;
  const std::uint32_t window = std::uint32_t{h.window} << receive_shift_;
  const Seq edge = tcb_.rcv_nxt + window;
  const std::uint32_t buffer = settings_->receive_buffer;
  const std::uint32_t room = buffer - std::min(buffer, unread_);
  const std::uint32_t largest = std::min<std::uint32_t>(buffer, 65535U << receive_shift_);
  const std::uint32_t step = std::min<std::uint32_t>(largest / 2, settings_->mss);
  const std::uint32_t possible = std::min(room, largest);
  if (possible >= receive_window() + step && window + unit <= possible) {
    fail(Rule::WindowOpens, fmt::format("a window of {}", possible), fmt::format("{}", window));
  }
  if (edge <= edge_) {
    if ((edge_ - edge).raw() >= unit) {
      fail(Rule::WindowEdge, fmt::format("a window of {}", receive_window()), fmt::format("{}", window));
    }
    return;
  }
  if (window > room) fail(Rule::WindowBuffer, fmt::format("{} at most", room), fmt::format("{}", window));
  if ((edge - edge_).raw() + unit <= step) {
    fail(Rule::SillyWindow, fmt::format("{} more, or none", step), fmt::format("{}", (edge - edge_).raw()));
  }
  edge_ = edge;
}

/// RCV.NXT was said in a segment that the peer takes: nothing is owed to it any more.
void Oracle::acknowledged() {
  last_ack_sent_ = tcb_.rcv_nxt;
  ack_now_ = second_segment_ = false;
  ack_by_.reset();
  challenges_answered_.insert(challenges_answered_.end(), challenges_owed_.begin(), challenges_owed_.end());
  if (challenges_allowed_ > 0) challenges_answered_.insert(challenges_answered_.end(), challenges_allowed_, now_);
  challenges_allowed_ = 0;
  challenges_owed_.clear();
}

}  // namespace finalack::conform
