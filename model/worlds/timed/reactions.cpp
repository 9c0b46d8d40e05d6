#include "model/worlds/timed/reactions.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace finalack::model {

namespace {

constexpr std::size_t kMost = 63;

bool retransmits(const Tcb<ReactionTable::Numbers>& tcb) {
  return tcb.state == State::SynSent || bool(tcb.snd_una != tcb.snd_nxt);
}

ReactionTable::Timer timer_after(const Tcb<ReactionTable::Numbers>& before, const Tcb<ReactionTable::Numbers>& after,
                                 EventKind kind) {
  using enum ReactionTable::Timer;
  if (!retransmits(after)) return Off;
  if (!retransmits(before)) return Started;
  if (kind == EventKind::RetransmissionTimeout) return Again;
  return before.snd_una == after.snd_una ? Kept : Started;
}

template <class T> unsigned add_to(std::vector<T>& all, const T& value) {
  for (unsigned i = 0; i < all.size(); ++i) {
    if (same(all[i], value)) return i;
  }
  if (all.size() > kMost) throw std::length_error("a timed world of more than 64 hosts, or segments");
  all.push_back(value);
  return static_cast<unsigned>(all.size() - 1);
}

template <class T> unsigned index_in(const std::vector<T>& all, const T& value) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& other) { return same(other, value); });
  if (found == all.end()) throw std::logic_error("not in the table of reactions");
  return static_cast<unsigned>(found - all.begin());
}

}  // namespace

ReactionTable::ReactionTable(const Rules& rules, const Users& users, Hosts beginning,
                             const std::vector<Segment<Numbers>>& in_flight)
    : rules_(rules), users_(users), segments_(1) {
  for (unsigned side = 0; side < 2; ++side) {
    for (const auto& tcb : beginning[side]) add_host(side, tcb);
  }
  for (const auto& segment : in_flight) add_segment(segment);

  static constexpr EventKind kinds[kLocalEvents] = {EventKind::Close, EventKind::RetransmissionTimeout,
                                                    EventKind::TimeWaitTimeout, EventKind::Send,
                                                    EventKind::UserTimeout};
  for (std::size_t known = 0; known != hosts_[0].size() + hosts_[1].size() + segments_.size();) {
    known = hosts_[0].size() + hosts_[1].size() + segments_.size();
    for (unsigned side = 0; side < 2; ++side) {
      local_[side].resize(hosts_[side].size());
      arrival_[side].resize(hosts_[side].size());
      for (unsigned host = 0; host < local_[side].size(); ++host) {
        for (std::size_t i = 0; i < kLocalEvents; ++i) {
          if (may(side, hosts_[side][host], kinds[i]))
            local_[side][host][i] = outcome(side, host, Event<Numbers>{kinds[i]});
        }
        for (auto segment = static_cast<unsigned>(arrival_[side][host].size()); segment < segments_.size(); ++segment) {
          Event<Numbers> event{EventKind::SegmentArrives};
          event.segment = segments_[segment];
          arrival_[side][host].push_back(segment == kNoSegment ? Outcome{} : outcome(side, host, event));
        }
      }
    }
  }
}

bool ReactionTable::may(unsigned side, const Tcb<Numbers>& tcb, EventKind kind) const {
  switch (kind) {
    case EventKind::Close: return users_.closes[side];
    case EventKind::RetransmissionTimeout: return users_.retransmits[side];
    case EventKind::Send: {
      const unsigned said = (tcb.snd_nxt - tcb.iss).raw() - 1;
      return tcb.state == State::Established && said < users_.says[side];
    }
    case EventKind::UserTimeout: return users_.gives_up[side] && tcb.state == State::SynReceived;
    default: return true;
  }
}

unsigned ReactionTable::add_host(unsigned side, const Tcb<Numbers>& tcb) { return add_to(hosts_[side], tcb); }
unsigned ReactionTable::add_segment(const Segment<Numbers>& segment) { return add_to(segments_, segment); }
unsigned ReactionTable::host_of(unsigned side, const Tcb<Numbers>& tcb) const { return index_in(hosts_[side], tcb); }
unsigned ReactionTable::segment_of(const Segment<Numbers>& segment) const { return index_in(segments_, segment); }

ReactionTable::Outcome ReactionTable::outcome(unsigned side, unsigned host, const Event<Numbers>& event) {
  const Tcb<Numbers> before = hosts_[side][host];
  Choices choices;
  const ChoosingWith choosing(choices);
  const Reaction<Numbers> r = react(rules_, before, event);
  if (choices.next()) throw std::logic_error("a timed world whose rules leave react a choice");
  Outcome out;
  out.accepted = bool(r.accepted);
  if (!out.accepted) return out;
  const Segment<Numbers>& seg = event.segment;
  const bool arrives = event.kind == EventKind::SegmentArrives;
  out.host = add_host(side, r.tcb);
  out.segment = r.sends ? add_segment(r.segment) : kNoSegment;
  out.timer = timer_after(before, r.tcb, event.kind);
  out.enters_time_wait = before.state != State::TimeWait && bool(r.tcb.state == State::TimeWait);
  out.time_wait_ended = event.kind == EventKind::TimeWaitTimeout;
  if (arrives) {
    out.fin_again = bool((before.state == State::TimeWait) & seg.fin & (seg.seq + length(seg) == before.rcv_nxt));
    out.fin_at_closed = bool((before.state == State::Closed) & seg.fin);
    out.fin_was_reset = bool((before.state == State::LastAck) & seg.rst & (r.tcb.state == State::Closed));
    out.time_wait_ended = out.reset_in_time_wait =
        bool((before.state == State::TimeWait) & seg.rst & (r.tcb.state == State::Closed));
  }
  return out;
}

}  // namespace finalack::model
