// Two real connections, each with its oracle, the segments in flight between them, and a clock: what commands act on.
//
// A value: a copy goes on as the original would. Segments in flight are their headers; their text follows from their
// numbers (octet_at).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "conform/crosscheck/command.hpp"
#include "conform/oracle/oracle.hpp"

namespace finalack::conform {

/// A segment without its octets.
struct Flying {
  impl::TcpHeader header;
  std::uint32_t octets = 0;
};

/// Is told what passes, for those who want to read it.
class WorldObserver {
 public:
  virtual ~WorldObserver() = default;
  virtual void on_sent(impl::Time now, Side from, const Flying& segment) = 0;
  /// After the connection has seen it.
  virtual void on_arrived(impl::Time now, Side at, const Flying& segment, bool forged) = 0;
  /// A call, a timeout, a loss: in words. After the connection has.
  virtual void on_event(impl::Time now, Side side, const std::string& words) = 0;
};

/// Changes what is seen of a connection before its oracle sees it: as if the connection were broken. For tests.
using Tamper = void (*)(Side side, Observation& seen);

class World {
 public:
  /// `coverage`: where the model's decisions are noted, of endpoints with the default policy; null: nowhere.
  explicit World(const Case& value, Coverage* coverage = nullptr, Tamper tamper = nullptr);

  void observe_with(WorldObserver* observer) { observer_ = observer; }
  void note_decisions(Coverage* coverage);

  /// Does it, sends all that there is to send, and checks. Nothing once a rule was broken.
  void apply(const Command& command);

  impl::Connection& operator[](Side side) { return end(side).connection; }
  const impl::Connection& operator[](Side side) const { return end(side).connection; }
  impl::Time now() const { return now_; }
  std::size_t in_flight(Side from) const { return end(from).sent.size(); }

  /// Of whom, and which rule.
  std::optional<std::pair<Side, Violation>> violation() const;
  /// Calls, arrivals, timeouts and segments sent, of both.
  std::uint64_t steps() const { return ends_[0].oracle.steps() + ends_[1].oracle.steps(); }

 private:
  struct End {
    End(const EndSettings& given, Coverage* coverage);
    End(const std::shared_ptr<const impl::Settings>& settings, const EndSettings& given, Coverage* coverage);

    impl::Connection connection;
    Oracle oracle;
    impl::OpenArguments next_open;
    std::uint32_t text_sent = 0;  // octets that SEND has taken, since ISS
    impl::SequenceNumber iss;
    std::vector<Flying> sent;  // and in flight
  };

  End& end(Side side) { return ends_[static_cast<std::size_t>(side)]; }
  const End& end(Side side) const { return ends_[static_cast<std::size_t>(side)]; }
  bool broken() const { return end(Side::A).oracle.violation() || end(Side::B).oracle.violation(); }

  void open(Side side, bool active);
  void send(Side side, std::size_t octets);
  void receive(Side side, std::size_t room);
  void call_end(Side side, Act act);
  void deliver(Side from, std::size_t index, bool stays);
  void burst(Side from, std::size_t count);
  void arrive(Side at, const Flying& segment, bool forged);
  void forge(Side at, const Forged& forged);
  void advance(impl::Time until);
  void time_out(Side side);
  void drain(Side side);
  void tell(Side side, const std::string& words);
  Observation seen(Side side);

  std::array<End, 2> ends_;
  impl::Time now_{std::chrono::hours(1)};
  WorldObserver* observer_ = nullptr;
  Tamper tamper_ = nullptr;
};

/// Runs all of a case. The world as it ended; `coverage` as above.
World run(const Case& value, Coverage* coverage = nullptr, Tamper tamper = nullptr);

}  // namespace finalack::conform
