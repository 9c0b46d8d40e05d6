// The world of keepalives: a server in ESTABLISHED that has nothing to send, and a client that is there or not.
//
// What the two do is `react`'s: the server's timer asks it for a probe, the client for the answer, and giving up is its
// USER TIMEOUT. Neither changes any number, so a host is a state here, and the segments are the three that there are: a
// probe, its answer, and what the client says of its own accord (a bare ACK, which stands for anything that the server
// takes).
//
// Time. A segment takes none: it arrives at the instant at which it is sent, or is lost. (A delay of up to D each way
// would add at most 2 D to what is said here of outages.) The keepalive timer: RFC 9293 3.8.4 for what it asks, and
// deployed stacks for how often: `idle` after the last segment that came, then every `interval`; after `probes` of them
// without an answer, at the next expiry, the connection is deleted.
//
// Ties, as in timed_peers.hpp: what arrives at the instant at which a timer is due arrives before it fires. The network
// is back at the very instant at which its outage ends, before anything else happens; it carries what was sent at the
// instant at which the outage begins if that was sent before.
//
// One text for all domains: see timed_peers.hpp, and domain/ticks.hpp.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "model/domain/concrete.hpp"
#include "model/react/react.hpp"
#include "model/world.hpp"
#include "model/worlds/timed/keepalive_state.hpp"

namespace finalack::model {

/// Who stands, or stood, at the other end.
enum class KeepaliveClient : unsigned char {
  Answers,    ///< it is there, and says nothing but answers
  Speaks,     ///< it is there, and may say something at any time
  Vanished,   ///< its host is gone, and answers nothing
  Restarted,  ///< its host is there again, and knows nothing of the connection
};

struct KeepaliveConfig {
  bool keepalive = true;
  unsigned probes = 9;  ///< 1 to 14
  KeepaliveClient client = KeepaliveClient::Vanished;
  bool outage = false;  ///< the network may be out once, beginning at any time

  auto operator<=>(const KeepaliveConfig&) const = default;
};

/// What there is to be said between the two, by `react`.
struct KeepaliveExchange {
  using Numbers = Concrete<5>;

  explicit KeepaliveExchange(const KeepaliveConfig& config);

  bool probes = false;    ///< the server's timer sends a probe
  bool answered = false;  ///< the client answers it
  bool speaks = false;
  Segment<Numbers> probe, answer, word;
  State after_answer = State::Established;  ///< the server's
  State after_word = State::Established;
  State after_giving_up = State::Established;
};

class KeepalivePeers {
 public:
  template <class D> using State = KeepaliveState<D>;
  template <class D> using Inputs = KeepaliveInputs<D>;
  template <class D> using Parameters = KeepaliveParameters<D>;

  /// A kind of step. Those that this configuration has none of are left out of `deeds`.
  enum class Deed : unsigned char {
    TimePasses,
    KeepaliveTimeout,
    ClientReceives,
    ServerReceives,
    ClientSpeaks,
    OutageBegins,
    OutageEnds,
  };

  explicit KeepalivePeers(KeepaliveConfig config);

  const KeepaliveConfig& config() const { return config_; }
  const KeepaliveExchange& exchange() const { return exchange_; }
  const std::vector<Deed>& deeds() const { return deeds_; }
  static std::vector<std::string> parameter_names() { return {"idle", "interval", "outage", "bound"}; }
  /// Time that passes comes first.
  std::vector<ActionKind> actions() const;
  bool client_is_there() const {
    return config_.client == KeepaliveClient::Answers || config_.client == KeepaliveClient::Speaks;
  }

  template <class D> KeepaliveState<D> initial(const KeepaliveParameters<D>& parameters) const;
  /// Something happens now; or time passes: by one (argument 0), or until something is due (1).
  template <class D>
  Step<D, KeepaliveState<D>> step(const KeepaliveParameters<D>& parameters, const KeepaliveState<D>& state,
                                  unsigned action, const KeepaliveInputs<D>& inputs) const;
  /// Whether time can go on that long before something has to happen.
  template <class D> typename D::Bool may_pass(const KeepaliveState<D>& state, const typename D::Time& delay) const;
  /// That long later, nothing having happened.
  template <class D> static KeepaliveState<D> later(KeepaliveState<D> state, const typename D::Time& delay);

 private:
  template <class D> typename D::Bool timer_runs(const KeepaliveState<D>& state) const;
  template <class D>
  Step<D, KeepaliveState<D>> time_passes(const KeepaliveState<D>& state, const KeepaliveInputs<D>& inputs) const;
  template <class D> void timer_fires(const KeepaliveParameters<D>& parameters, Step<D, KeepaliveState<D>>& step) const;
  template <class D>
  void server_receives(const KeepaliveParameters<D>& parameters, Step<D, KeepaliveState<D>>& step,
                       const KeepaliveInputs<D>& inputs) const;

  KeepaliveConfig config_;
  KeepaliveExchange exchange_;
  std::vector<Deed> deeds_;
};

}  // namespace finalack::model
