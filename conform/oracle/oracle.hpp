// The oracle: a shadow of one endpoint. It is fed with what a real connection is fed, runs the model on it, and
// compares after every step: did the connection do what the model allows, and nothing that it owes is left undone?
//
// A real segment is split into atoms, which are what the model knows: its RST, its SYN, its ACK, each octet, its FIN.
// An atom may be lost or late, so octets beyond a gap are still travelling, and are delivered when the gap is filled;
// those beyond the right edge are lost. Segments that PAWS calls old are unacceptable ones, those without the
// timestamps that were agreed on are lost ones (RFC 7323). An ACK may be sent at any time, as long as its numbers are
// those of now.
//
// What the model has not (windows, options, payload, timers) is computed here from the RFCs, and never taken from the
// connection; nor is any of impl/'s arithmetic used. Where RFCs leave a choice, one of the answers has to be seen.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "conform/abstraction/rules.hpp"
#include "conform/oracle/decisions.hpp"
#include "conform/oracle/number_set.hpp"
#include "conform/oracle/observation.hpp"
#include "conform/oracle/violation.hpp"

namespace finalack::conform {

class Oracle {
 public:
  using Time = impl::Time;
  using Duration = impl::Duration;

  explicit Oracle(std::shared_ptr<const impl::Settings> settings);

  /// Decisions that the model makes from now on are noted there; null: nowhere.
  void note_decisions(Coverage* coverage) { coverage_ = coverage; }

  // --- each is told what happened, and what was seen afterwards ---

  void on_connect(Time now, const impl::OpenArguments& arguments, impl::OpenError error, const Observation& after);
  void on_open_passive(Time now, const impl::OpenArguments& arguments, impl::OpenError error, const Observation& after);
  void on_send(Time now, std::size_t given, const impl::Transferred<impl::SendError>& sent, const Observation& after);
  void on_receive(Time now, std::size_t room, std::span<const std::uint8_t> text, impl::ReceiveError error,
                  const Observation& after);
  void on_shutdown(Time now, impl::CloseError error, const Observation& after);
  void on_close(Time now, impl::CloseError error, const Observation& after);
  void on_abort(Time now, impl::CloseError error, const Observation& after);
  /// A segment with `octets` octets of text, each the one that stands at its number (octet_at).
  void on_segment(Time now, const impl::TcpHeader& header, std::uint32_t octets, const Observation& after);
  void on_timeout(Time now, const Observation& after);
  void on_transmitted(Time now, const impl::Outgoing& out, const Observation& after);
  /// The connection was asked for segments until it had none: what it owes must have been sent, or have its timer.
  void on_quiet(Time now, const Observation& after);

  /// The first rule that was broken; the oracle knows nothing that counts beyond it.
  const std::optional<Violation>& violation() const { return violation_; }
  /// Calls, arrivals, timeouts, segments sent.
  std::uint64_t steps() const { return steps_; }
  model::State state() const { return tcb_.state; }

 private:
  using Seq = Beside::Seq;
  using Tcb = model::Tcb<Beside>;
  using Atom = model::Segment<Beside>;
  using Event = model::Event<Beside>;
  using Reaction = model::Reaction<Beside>;

  struct Arrival {
    const impl::TcpHeader& header;
    std::uint32_t octets;
    std::uint32_t window;  // scaled
    Seq seq;
    Seq ack_number;

    std::uint32_t length() const { return octets + (header.flags.syn ? 1U : 0U) + (header.flags.fin ? 1U : 0U); }
  };
  struct OwedReset {
    Seq seq;
    bool acknowledges;
    Seq ack_number;
    bool of_connection;  // whose other segments have an ACK: it may have one, too
    Seq rcv_nxt;
  };
  /// How soon a reply that the model makes is owed.
  enum class Haste : std::uint8_t { Now, Limited };

  // oracle.cpp
  void begin(Time now);
  void begin_event(Time now);
  void end(const Observation& after);
  void compare(const Observation& after);
  void compare_numbers(const Observation& after);
  bool fail(Rule rule, std::string expected, std::string seen);
  /// `seen`: in words, or what gives them if they are needed.
  template <class Seen> void must(bool holds, Rule rule, const char* expected, const Seen& seen) {
    if (holds) return;
    if constexpr (std::is_invocable_v<const Seen&>) {
      fail(rule, expected, seen());
    } else {
      fail(rule, expected, seen);
    }
  }
  Reaction run(const Event& event);
  Reaction run(model::EventKind kind) { return run(Event{kind, {}, {}}); }
  void take(const Reaction& reaction, Haste haste = Haste::Now);
  void reply(const Reaction& reaction, Haste haste);
  void enter(model::State before, model::Signal signal);
  void end_connection(impl::Signal reason);
  void forget();
  void armed(Duration interval);
  bool takes_text() const;
  bool in_flight() const { return static_cast<bool>(tcb_.snd_una != tcb_.snd_nxt); }
  std::uint32_t receive_window() const { return (edge_ - tcb_.rcv_nxt).raw(); }

  // calls.cpp
  void call_close(impl::CloseError error);
  bool call_abort();
  void was_reset(Seq rcv_nxt);
  void read_nothing_more();

  // arrivals.cpp
  void meet_opening(const Arrival& a, const Observation& after);
  void meet_connected(const Arrival& a, const Observation& after);
  void meet_unacceptable(const Arrival& a, bool by_time, const Observation& after);
  void deliver_control(const Arrival& a, Haste haste);
  void take_syn(const Arrival& a);
  void take_text(const Arrival& a, Seq text_at, const Observation& after);
  void take_ack(const Arrival& a, const Tcb& before, bool acceptable, const Observation& after);
  void on_progress(const Arrival& a, const Tcb& before);
  void on_syn_acknowledged(bool echoes);
  bool ack_counts(const Arrival& a) const;
  bool is_acceptable(const Arrival& a) const;
  bool is_newer_incarnation(const Arrival& a) const;
  static void keep_old_syn(const Arrival& a, Atom& atom);
  void deliver(Atom atom, std::uint32_t units, bool fin, Haste haste);
  void fill_gap(const Observation& after);
  void restart_time_wait(bool for_sure);

  // emissions.cpp
  void sent_reset(const impl::TcpHeader& h);
  void sent_syn(const impl::TcpHeader& h);
  void sent_segment(const impl::Outgoing& out);
  void sent_again(const impl::TcpHeader& h, Seq right);
  void sent_new(const impl::TcpHeader& h, std::uint32_t octets, Seq right);
  bool sent_bare(const impl::TcpHeader& h);
  void check_text(const impl::Outgoing& out);
  std::uint32_t full_segment() const;
  bool is_silly(std::uint32_t octets, bool fin) const;
  void check_options(const impl::TcpHeader& h);
  void check_sack(const impl::TcpHeader& h);
  void check_newest_is_reported(const impl::TcpHeader& h);
  void advertised(const impl::TcpHeader& h);
  void acknowledged();

  // obligations.cpp
  void expire(impl::Timer timer, const Observation& after);
  void give_up();
  void on_retransmission_timeout();
  void check_answers();
  void check_timers(const Observation& after);

  std::shared_ptr<const impl::Settings> settings_;
  model::Rules rules_;
  Coverage* coverage_ = nullptr;
  std::optional<Violation> violation_;
  std::uint64_t steps_ = 0;
  Time now_{};

  Tcb tcb_;
  std::uint8_t told_ = 0;  // in this step
  impl::Signal reason_ = impl::Signal::None;
  impl::Timers timers_;  // as they were seen after the last step

  // What is sent.
  Seq next_iss_{};
  Seq last_iss_{};  // of an attempt that ended in LISTEN
  bool listens_again_ = false;
  Seq text_end_{};  // behind what SEND has taken
  bool close_called_ = false;
  bool fin_sent_ = false;
  std::uint32_t snd_wnd_ = 0;
  std::uint32_t max_snd_wnd_ = 0;
  Seq snd_wl1_{};
  Seq snd_wl2_{};
  std::uint32_t peer_mss_ = 536;
  unsigned send_shift_ = 0;
  NumberSet resent_;

  // What is received.
  Seq edge_{};  // of the window
  Seq last_ack_sent_{};
  std::uint32_t unread_ = 0;
  Seq next_to_read_{};
  NumberSet travelling_;
  std::optional<Seq> fin_travels_;
  Seq newest_held_{};              // of what travels: where the last that came begins
  bool may_have_dropped_ = false;  // what is travelling: RFC 2018 section 8
  bool reads_no_more_ = false;
  std::uint32_t largest_text_ = 0;
  std::optional<unsigned> own_shift_;  // as the SYN said it
  unsigned receive_shift_ = 0;

  // Options.
  bool timestamps_ = false;
  bool sack_ = false;
  bool peer_scales_ = false;
  Seq ts_recent_{};
  std::optional<Seq> ts_sent_;
  Time ts_sent_at_{};

  // What is owed.
  bool ack_now_ = false;
  bool second_segment_ = false;
  std::optional<Time> ack_by_;
  bool syn_owed_ = false;
  std::vector<OwedReset> resets_;
  std::vector<Time> challenges_owed_;
  std::vector<Time> challenges_answered_;
  unsigned happened_ = 0;            // since the connection was last quiet: segments, calls, timeouts
  unsigned bare_acks_ = 0;           // sent since then
  unsigned challenges_allowed_ = 0;  // since the last ACK: answers that no rule asks for
  bool retransmission_owed_ = false;
  bool probe_owed_ = false;
  bool keepalive_owed_ = false;

  // Time.
  unsigned retries_ = 0;
  unsigned keepalives_ = 0;
  bool syn_resent_ = false;
  bool expired_ = false;      // in this step: the retransmission timer
  bool reopened_ = false;     // in this step: the peer's window
  bool progress_ = false;     // in this step: SND.UNA moved
  bool timed_out_ = false;    // in this step
  Duration least_timeout_{};  // RTO is no less than that
  Duration last_timeout_{};   // that the retransmission timer was set to
  Time last_heard_{};
  Time time_wait_until_{};
  Time time_wait_or_{};  // another deadline that would do
};

}  // namespace finalack::conform
