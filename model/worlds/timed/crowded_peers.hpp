// The timed world with any number of segments in flight: what proofs for every number of retransmissions are about.
//
// A network's state is a *crowd* for each segment that exists (the table of reactions has them all): whether any copy
// is under way, the deadline of the first and of the last of them. Equal segments arrive in the order in which they
// were sent, so only the first one's deadline is due next; which deadline comes after it is forgotten, and any that
// fits is possible. Of the server's FIN more is known: its transmissions are an interval apart, and some of those after
// the first may have been lost. Where losses are unlimited, only that they are an interval apart at least; and within W
// (TimedConfig::fins_within_w), for how long, in all, they were lost.
//
// It is an over-approximation: every run of the exact world (timed_peers.hpp) is a run here, so what can't happen here
// can't happen there with any capacity; what fails here need not be a counterexample. A test holds the two together.
#pragma once

#include "model/worlds/timed/timed_ends.hpp"

namespace finalack::model {

/// Copies of one segment that are under way the same way.
template <class D> struct Crowd {
  BOOST_HANA_DEFINE_STRUCT(Crowd<D>,                     //
                           (typename D::Bool, present),  //
                           (typename D::Time, first),    // deadlines
                           (typename D::Time, last),     //
                           (typename D::template Bits<4>,
                            gaps),  // of a FIN: transmissions lost from the first's to the last's
                           (typename D::template Bits<4>, lost_since));  // and after the last one's
};

template <class D> struct CrowdedState {
  static constexpr unsigned kMostCrowds = 15;

  BOOST_HANA_DEFINE_STRUCT(CrowdedState<D>,       //
                           (TimedEnds<D>, ends),  //
                           (std::array<Crowd<D>, kMostCrowds>,
                            crowds),  // by the segment's number in the table, less one
                           // Of FINs within W, an RTO for each that was lost: gaps and lost_since, as times.
                           (typename D::Time, fins_lost_between),  //
                           (typename D::Time, fins_lost_since));
};

/// What the world leaves open in a step.
template <class D> struct CrowdedInputs {
  BOOST_HANA_DEFINE_STRUCT(CrowdedInputs<D>,                          //
                           (typename D::template Bits<4>, argument),  // of a delivery: the segment's number
                           (typename D::Bool, lose),                  // what is sent is lost
                           (typename D::Bool, remains),               // of a crowd whose first arrives, there are more
                           (typename D::Time, rest),                  // then the next one's deadline
                           (typename D::template Bits<4>,
                            skipped));  // of FINs that are counted, in its place: lost ones before the next
};

class CrowdedPeers {
 public:
  template <class D> using State = CrowdedState<D>;
  template <class D> using Parameters = TimeParameters<D>;
  template <class D> using Inputs = CrowdedInputs<D>;

  /// Throws std::length_error if there are more than 15 segments.
  explicit CrowdedPeers(TimedConfig config);

  static std::vector<std::string> parameter_names() { return {"MSL", "RTO", "W"}; }
  const TimedHosts& hosts() const { return hosts_; }
  const TimedConfig& config() const { return hosts_.config(); }
  std::vector<ActionKind> actions() const { return hosts_.actions(16); }
  /// Segments that there are.
  unsigned crowds() const { return static_cast<unsigned>(to_server_.size()); }
  /// The bare ACK of the server's FIN.
  unsigned ack() const { return ack_; }
  /// What that ACK draws from a server that is CLOSED.
  unsigned reset() const { return reset_; }

  template <class D> CrowdedState<D> initial(const TimeParameters<D>& parameters) const;
  template <class D>
  Step<D, CrowdedState<D>> step(const TimeParameters<D>& parameters, const CrowdedState<D>& state, unsigned action,
                                const CrowdedInputs<D>& inputs) const;
  template <class D> typename D::Bool may_pass(const CrowdedState<D>& state, const typename D::Time& delay) const;
  template <class D> static CrowdedState<D> later(CrowdedState<D> state, const typename D::Time& delay);

  /// How many FINs are lost is a number.
  bool counts_fins() const { return config().fins_to_lose != Rules::kUnlimited; }

  /// The deadline of the FIN that is sent after one with this deadline.
  template <class D>
  typename D::Time next_deadline(const TimeParameters<D>& parameters, const typename D::Time& deadline) const;

 private:
  template <class D>
  void take_out(const TimeParameters<D>& parameters, Step<D, CrowdedState<D>>& step, unsigned side,
                const CrowdedInputs<D>& inputs) const;

  TimedHosts hosts_;
  std::vector<bool> to_server_;  ///< by crowd
  unsigned ack_ = 0;
  unsigned reset_ = 0;
};

}  // namespace finalack::model
