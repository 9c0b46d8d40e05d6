// The machine that scripts run on: a stack, virtual time, descriptors, and the packets that nobody fetched yet.
//
// Time passes only where packetdrill lets it: usleep, gettimeofday, and netdev_receive, which goes on to the next
// timer. Every function here, and every call in calls.hpp, runs under the one lock.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "impl/packetdrill/descriptors.hpp"
#include "impl/packetdrill/flags.hpp"
#include "impl/packetdrill/waiting.hpp"
#include "impl/stack/stack.hpp"

namespace finalack::impl::packetdrill {

struct SentPacket {
  Time at;
  std::vector<std::uint8_t> octets;
};

/// How a wait ended.
enum class Woken : std::uint8_t {
  Ready,
  TimedOut,
  Interrupted,  ///< the library is being unloaded
  Deadlock,     ///< the driver waits for something that only itself could bring about
};

class Host {
 public:
  explicit Host(const Flags& flags);

  const Flags& flags() const { return flags_; }
  Time now() const { return now_; }
  Time start() const { return start_; }  ///< of the clock
  Stack& stack() { return stack_; }
  const Stack& stack() const { return stack_; }
  Descriptors& files() { return files_; }
  std::mutex& mutex() { return mutex_; }
  Waiting& waiting() { return waiting_; }

  /// After every call that did something: packets, notices, and sleepers that may get on.
  void settle();

  /// Until `ready()`, or until then. The driver lets time pass itself; other threads sleep.
  template <class Ready> Woken wait(Lock& lock, Time deadline, Ready ready) {
    while (!ready()) {
      if (now_ >= deadline) return Woken::TimedOut;
      if (unloading_) return Woken::Interrupted;
      if (!waiting_.is_driver()) {
        waiting_.sleep(lock, deadline);
      } else if (!advance_once(lock, deadline)) {
        return Woken::Deadlock;
      }
    }
    return Woken::Ready;
  }

  /// Time passes, and what is due in between happens at its own time.
  void advance_to(Lock& lock, Time until);
  /// The clock is read: it goes on by its least step.
  Time read_clock(Lock& lock);

  /// A packet from the network. False: it is none.
  bool deliver(std::span<const std::uint8_t> packet);
  /// The next packet to the network; waits for the next timers. Nothing: none is ever sent, if nothing else happens.
  std::optional<SentPacket> fetch(Lock& lock);
  const std::deque<SentPacket>& unfetched() const { return sent_; }

  /// Wakes all that wait, and returns when they are gone.
  void unload(Lock& lock);

  /// Null if it has none.
  const Connection* connection_of(const Socket& socket) const {
    return socket.connection ? stack_.connection(*socket.connection) : nullptr;
  }
  /// The errno of a connection that is over.
  static int error_of(const Connection& connection, const Socket& socket);
  void forget(Socket& socket);

 private:
  Time next_event() const { return std::min(stack_.poll_timeout(), waiting_.next_deadline()); }
  bool advance_once(Lock& lock, Time limit);
  void run_due();
  void transmit();
  bool is_final_reset(const IpHeader& ip, std::span<const std::uint8_t> payload) const;
  void take_notices();
  void take_notice(Socket& socket, const StackNotice& notice);

  Flags flags_;
  Time start_;
  Time now_;
  Stack stack_;
  Descriptors files_;
  std::deque<SentPacket> sent_;
  std::mutex mutex_;
  Waiting waiting_;
  int icmp_error_ = 0;  // errno of the ICMP message that is being processed
  bool unloading_ = false;
};

}  // namespace finalack::impl::packetdrill
