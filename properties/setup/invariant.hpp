// Why the client's first text finds the server in SYN-RECEIVED, or ESTABLISHED, as an invariant of the world of
// connection set-up.
//
// SYN,ACK k leaves at t(k), and t(R + 1) is when the server gives up, after R retransmissions. Until the client has
// heard one, a SYN,ACK that is not under way was lost; so one of the first L + 1 is the first that it hears, L being
// how many can be lost, by t(L) + MSL. From then on something always is to come that completes the handshake: the time
// to speak runs, or the text is under way, and will be there by t(L) + think + 2 MSL. And where only A of the client's
// answers can be lost, so will be one of the first A + 1 answers, by t(L + A) + 2 MSL, or the SYN,ACK that it answers
// has yet to come. Wherever one of the two is not after t(R + 1), the server does not give up. It is nothing that
// anybody has to believe: checker/timed/induction.hpp checks it.
#pragma once

#include <algorithm>

#include "model/worlds/timed/setup_peers.hpp"

namespace finalack::properties {

template <class D> class SetupInvariant {
 public:
  using Bool = typename D::Bool;
  using Time = typename D::Time;
  using State = model::SetupState<D>;
  using Id = typename State::Id;
  using Count = typename State::Count;

  SetupInvariant(const model::SetupPeers& world, const model::SetupParameters<D>& parameters, const State& state)
      : world_(world), retries_(world.config().retry_limit), p_(parameters), s_(state) {}

  Bool holds() const {
    const Bool half_open = world_.server_is<D>(s_, model::State::SynReceived);
    return hosts() & segments() & clocks() & implies(half_open, entry() & on_its_way()) & !s_.history.failed &
           !s_.history.gave_up & !s_.history.was_reset;
  }

 private:
  static Bool implies(const Bool& a, const Bool& b) { return (!a) | b; }

  Bool speaks_later() const { return world_.has_yet_to_speak<D>(s_); }
  Bool waits() const { return world_.client_is<D>(s_, model::State::SynSent); }
  Bool has_spoken() const { return world_.client_is<D>(s_, model::State::Established) & !speaks_later(); }
  bool any_answer_is_lost() const { return world_.config().answers_to_lose == model::Rules::kUnlimited; }

  /// When SYN,ACK k leaves, the first being number 0; of R + 1, when the server gives up.
  Time sent_at(unsigned k) const {
    const bool doubles = world_.config().backoff == model::Backoff::Exponential;
    Time at(0);
    for (unsigned i = 0; i < (doubles ? (1U << k) - 1 : k); ++i) at = at + p_.rto;
    return at;
  }
  /// As above; what leaves after the server has given up never does.
  Time sent_at_most(unsigned k) const { return sent_at(std::min(k, retries_ + 1)); }

  Bool hosts() const {
    return (waits() | world_.client_is<D>(s_, model::State::Established)) &
           (world_.server_is<D>(s_, model::State::SynReceived) | world_.server_is<D>(s_, model::State::Established));
  }

  /// Each segment that is under way is what it should be: a SYN,ACK, or something that acknowledges the server's.
  Bool segments() const {
    const auto& table = world_.table();
    const auto acknowledges = [&](const Id& id) {
      Bool good = false;
      for (unsigned i = 1; i < table.segments().size(); ++i) {
        const auto& seg = table.segments()[i];
        const auto& server = table.hosts(model::kServer).front();
        if (seg.ack && !seg.syn && !seg.rst && seg.ack_number == server.snd_nxt) good = good | (id == Id(i));
      }
      return good;
    };
    Bool all = !s_.reset.present;
    for (const auto& sent : s_.syn_acks) all = all & implies(sent.present, sent.segment == Id(world_.syn_ack()));
    for (const auto* sent : {&s_.answer, &s_.text}) all = all & implies(sent->present, acknowledges(sent->segment));
    return all;
  }

  Bool clocks() const {
    Bool all = implies(speaks_later(), s_.now <= s_.speaks_by);
    for (const auto& sent : s_.syn_acks) all = all & implies(sent.present, s_.now <= sent.deadline);
    for (const auto* sent : {&s_.answer, &s_.text}) all = all & implies(sent->present, s_.now <= sent->deadline);
    return all;
  }

  /// The server's entry after k retransmissions, for some k.
  Bool entry() const {
    Bool some = false;
    for (unsigned k = 0; k <= retries_; ++k) some = some | after(k);
    return some;
  }
  Bool after(unsigned k) const {
    const auto& hosts = world_.table().hosts(model::kServer);
    Bool host = false;
    for (unsigned i = 0; i < hosts.size(); ++i) {
      const bool is_it = hosts[i].state == model::State::SynReceived &&
                         hosts[i].retries.raw() == (world_.config().counted_by_tcb() ? k : 0);
      if (is_it) host = host | (s_.server == Id(i));
    }
    Bool all = host & (s_.sent == Count(k + 1)) & (s_.due == sent_at(k + 1)) &
               (s_.interval + sent_at(k) == sent_at(k + 1)) & (sent_at(k) <= s_.now) & (s_.now <= s_.due);
    Count gone(0);
    for (unsigned i = 0; i < State::kMostSynAcks; ++i) {
      const auto& sent = s_.syn_acks[i];
      if (i > k) {
        all = all & !sent.present;
      } else {
        all = all & implies(sent.present, sent.deadline == sent_at(i) + p_.msl);
        gone = gone + D::select(sent.present, Count(0), Count(1));
      }
    }
    const auto& config = world_.config();
    const Count lost = Count(config.syn_acks_to_lose) - s_.syn_acks_to_lose;
    all = all & (s_.syn_acks_to_lose <= Count(config.syn_acks_to_lose)) & implies(waits(), gone == lost);
    if (any_answer_is_lost()) return all;
    const Count unanswered = Count(config.answers_to_lose) - s_.answers_to_lose;
    return all & (s_.answers_to_lose <= Count(config.answers_to_lose)) &
           implies(waits(), s_.answers_to_lose == Count(config.answers_to_lose)) &
           implies(!s_.answer.present, gone == lost + unanswered);
  }

  /// What will complete the handshake, and until when it comes.
  Bool on_its_way() const {
    const auto& config = world_.config();
    const Time heard = sent_at_most(config.syn_acks_to_lose) + p_.msl;
    const Bool text = implies(speaks_later(), s_.speaks_by <= heard + p_.think) &
                      implies(has_spoken(), s_.text.present & (s_.text.deadline <= heard + p_.think + p_.msl)) &
                      implies(waits(), !(s_.text.present | s_.answer.present));
    if (any_answer_is_lost()) return text;
    const Time heard_again = sent_at_most(config.syn_acks_to_lose + config.answers_to_lose) + p_.msl;
    return text & implies(s_.answer.present, s_.answer.deadline <= heard_again + p_.msl);
  }

  const model::SetupPeers& world_;
  unsigned retries_;
  const model::SetupParameters<D>& p_;
  const State& s_;
};

}  // namespace finalack::properties
