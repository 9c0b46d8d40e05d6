// What one real end does at one event: the part of a step that depends on nothing else in the world.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "checker/errors.hpp"
#include "conform/world/state/end.hpp"
#include "conform/world/variant.hpp"
#include "model/react/reaction.hpp"
#include "model/worlds/two_peers_state.hpp"

namespace finalack::conform::world {

/// What may happen at an end.
struct Happens {
  /// As the model's world calls it. Transmit: the connection has another segment to send.
  model::Deed deed = model::Deed::Transmit;
  /// Timers that the model does not have; the deed is then Transmit, for that is all that the model would see.
  enum class Own : std::uint8_t {
    Nothing,
    Persist,   ///< text waits for a window that does not open
    HeldText,  ///< text behind a gap is thrown away
  } own = Own::Nothing;

  bool operator==(const Happens&) const = default;
};

std::string_view name_of(Happens what);

struct Reaction {
  explicit Reaction(End end) : after(std::move(end)) {}

  End after;
  std::optional<Envelope> emitted;
  bool begins = false;       ///< a new incarnation
  bool sends_again = false;  ///< text or a FIN that was sent before
  model::Signal signal = model::Signal::None;
  unsigned delivered = 0;  ///< octets handed to the user
};

class Reactor {
 public:
  /// What a broken implementation would do besides: called after every event, before anything is sent. For tests of
  /// what finds it.
  using Tamper = std::function<void(const impl::Connection& before, impl::Connection& after)>;

  explicit Reactor(const model::TwoPeersConfig& config, Tamper tamper = {});

  /// In CLOSED, or in LISTEN.
  End initial(unsigned side) const;

  /// Nothing, if this can't happen here. `arriving` for Deliver and DeliverAndKeep. What an end sends goes out one
  /// segment after the other, as a stack polls it: the first with the event itself, others by Transmit. Throws
  /// InternalError, which names the step, where a connection fails at it or does what no state of this world can hold.
  std::optional<Reaction> react(unsigned side, const End& end, Happens what, const Envelope* arriving = nullptr) const;
  /// "the implementation fails: the server, in ESTABLISHED, receives FIN,ACK: it ..."
  InternalError failure(unsigned side, const End& end, Happens what, const Envelope* arriving,
                        const std::string& why) const;

 private:
  std::optional<Reaction> try_to_react(unsigned side, const End& end, Happens what, const Envelope* arriving) const;
  void require_words_for(const Reaction& r) const;
  bool allows(unsigned side, const End& end, Happens what) const;
  bool act(Reaction& r, Happens what, const Envelope* arriving) const;
  bool close(impl::Connection& connection) const;
  void crash(End& end) const;
  void tell(Reaction& r, bool by_user) const;
  void take_text(Reaction& r) const;
  void transmit(unsigned side, Reaction& r, impl::SequenceNumber snd_nxt, bool arrived) const;
  bool is_as_new(const impl::Connection& connection) const;
  impl::SequenceNumber next_iss(const End& end) const;

  model::TwoPeersConfig config_;
  std::shared_ptr<const impl::Settings> settings_;
  CloseCall close_call_;
  bool limits_retries_;
  impl::Connection closed_;  ///< a new one
  Tamper tamper_;
};

}  // namespace finalack::conform::world
