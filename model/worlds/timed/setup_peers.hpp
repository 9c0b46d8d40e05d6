// The world of connection set-up: a client and a server in time, around the same `react` as every other world.
//
// Time is counted from the server's first SYN,ACK; the client is in SYN-SENT. What the client answers to a SYN,ACK, the
// third segment, may be lost; so may, as often as is said, a SYN,ACK. The client has one unit of text to send, at any
// time up to `think` after it is ESTABLISHED. The server sends its SYN,ACK again as its timer says, RTO constant or
// doubled (RFC 6298 section 5); after `retry_limit` retransmissions, at the next expiry, it gives up. (RFC 9293 3.10.8
// takes it to CLOSED; `react` takes it to LISTEN, since it was opened passively. Either draws the same RST. MUST-23
// wants a SYN to be sent for three minutes; how often a SYN,ACK is sent, stacks decide, and so does the question.)
//
// Times and ties are timed_peers.hpp's: *a segment of age MSL may still arrive, and what arrives at the instant at
// which a timer is due arrives before it fires*.
//
// Left out, because no claim depends on it (a world with all of it has the same verdicts at every point of a grid:
// tests/properties/setup/whole_setup_test.cpp):
// - the client's SYN, sent again: a server in SYN-RECEIVED answers it with an ACK that opens nothing, and one that has
//   given up begins anew, which this one's client need not wait for: its own RTO may be anything;
// - its text, sent again: it can't come later than the first copy may, and sooner it can only help;
// - the server's ACKs;
// - of the client's answers, and of the RSTs that come for it, those that leave while an earlier one is under way. The
//   earlier one comes by an earlier deadline. An answer makes the server ESTABLISHED, and then later ones do nothing,
//   or it meets a listener, whose RST is not lost. Of SYN,ACKs the first that left arrives first, or is lost.
#pragma once

#include <compare>
#include <memory>
#include <vector>

#include "model/world.hpp"
#include "model/worlds/timed/setup_state.hpp"
#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {

struct SetupConfig {
  unsigned retry_limit = 1;  ///< retransmissions of the SYN,ACK: 0 to 5
  Backoff backoff = Backoff::Exponential;
  unsigned answers_to_lose = Rules::kUnlimited;  ///< or 0 to 15: of the client's answers to a SYN,ACK
  unsigned syn_acks_to_lose = 0;                 ///< 0 to 15

  /// A TCB counts to three; beyond that the world counts, and giving up is a USER TIMEOUT.
  bool counted_by_tcb() const { return retry_limit <= 3; }

  auto operator<=>(const SetupConfig&) const = default;
};

class SetupPeers {
 public:
  template <class D> using State = SetupState<D>;
  template <class D> using Inputs = SetupInputs<D>;
  template <class D> using Parameters = SetupParameters<D>;

  /// A kind of step. Those that this configuration has none of are left out of `deeds`.
  enum class Deed : unsigned char {
    TimePasses,
    RetransmissionTimeout,  ///< the server's
    ClientReceives,         ///< argument 0: a SYN,ACK; 1: a RST
    AnswerIsLost,           ///< the client receives a SYN,ACK, and what it answers is lost
    ClientSends,
    ServerReceives,  ///< argument 0: the client's answer to a SYN,ACK; 1: its text
    SynAckIsLost,
  };

  explicit SetupPeers(SetupConfig config);

  const SetupConfig& config() const { return config_; }
  const ReactionTable& table() const { return *table_; }
  unsigned syn_ack() const { return syn_ack_; }
  const std::vector<Deed>& deeds() const { return deeds_; }
  static std::vector<std::string> parameter_names() { return {"MSL", "RTO", "think"}; }
  /// Time that passes comes first.
  std::vector<ActionKind> actions() const;

  template <class D> SetupState<D> initial(const SetupParameters<D>& parameters) const;
  /// Something happens now; or time passes: by one (argument 0), or until something has to happen (1).
  template <class D>
  Step<D, SetupState<D>> step(const SetupParameters<D>& parameters, const SetupState<D>& state, unsigned action,
                              const SetupInputs<D>& inputs) const;
  /// Whether time can go on that long before something has to happen.
  template <class D> typename D::Bool may_pass(const SetupState<D>& state, const typename D::Time& delay) const;
  /// That long later, nothing having happened.
  template <class D> static SetupState<D> later(SetupState<D> state, const typename D::Time& delay);

  template <class D> typename D::Bool client_is(const SetupState<D>& state, model::State in) const {
    return is_in<D>(state.client, kClient, in);
  }
  template <class D> typename D::Bool server_is(const SetupState<D>& state, model::State in) const {
    return is_in<D>(state.server, kServer, in);
  }
  /// The client is ESTABLISHED, and has yet to send its text.
  template <class D> typename D::Bool has_yet_to_speak(const SetupState<D>& state) const {
    return can<D>(state.client, kClient, LocalEvent::Send);
  }

 private:
  template <class D> struct Outcome;
  template <class D> using Id = typename SetupState<D>::Id;

  template <class D, class Value, class Of> Value by_host(const Id<D>& host, unsigned side, Of&& of) const;
  template <class D> typename D::Bool is_in(const Id<D>& host, unsigned side, model::State in) const;
  template <class D> typename D::Bool can(const Id<D>& host, unsigned side, LocalEvent event) const;
  template <class D> Outcome<D> arrival(const Id<D>& host, unsigned side, const Id<D>& segment) const;
  template <class D> Outcome<D> local(const Id<D>& host, unsigned side, LocalEvent event) const;

  template <class D> Step<D, SetupState<D>> time_passes(const SetupState<D>& state, const SetupInputs<D>& inputs) const;
  template <class D>
  void timer_fires(const SetupParameters<D>& parameters, const SetupState<D>& before,
                   Step<D, SetupState<D>>& step) const;
  template <class D>
  void client_receives(const SetupParameters<D>& parameters, const SetupState<D>& before, Step<D, SetupState<D>>& step,
                       const typename D::Bool& is_reset, bool answer_is_lost) const;
  template <class D>
  void client_sends(const SetupParameters<D>& parameters, const SetupState<D>& before,
                    Step<D, SetupState<D>>& step) const;
  template <class D>
  void server_receives(const SetupParameters<D>& parameters, const SetupState<D>& before, Step<D, SetupState<D>>& step,
                       const typename D::Bool& is_text) const;

  SetupConfig config_;
  std::shared_ptr<const ReactionTable> table_;
  std::array<unsigned, 2> first_hosts_{};
  unsigned syn_ack_ = 0;
  std::vector<Deed> deeds_;
};

}  // namespace finalack::model
