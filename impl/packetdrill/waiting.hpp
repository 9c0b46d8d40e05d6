// Threads that wait for something to happen in virtual time.
//
// One thread drives: it loaded the library, sends and receives packets, and lets time pass. Others call what blocks,
// and sleep on a condition variable meanwhile: whoever looks at them in /proc sees them asleep. Before time passes, the
// driver lets everyone that something happened to look at it, so that what they do about it has the right time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "impl/time.hpp"

namespace finalack::impl::packetdrill {

using Lock = std::unique_lock<std::mutex>;

class Waiting {
 public:
  /// The calling thread drives.
  Waiting() : driver_(std::this_thread::get_id()) {}

  bool is_driver() const { return std::this_thread::get_id() == driver_; }

  /// Sleeps until something happened. `deadline` is when the sleeper wants to be woken at the latest.
  void sleep(Lock& lock, Time deadline);
  /// Something happened: every sleeper looks.
  void wake_all();
  /// Returns when they have.
  void let_them_look(Lock& lock);
  /// The earliest deadline of a sleeper.
  Time next_deadline() const { return deadlines_.empty() ? kNever : *deadlines_.begin(); }

  // Around each call from outside.
  void enter();
  void leave(Lock& lock);
  /// Returns when nobody is inside, but for the caller.
  void wait_until_alone(Lock& lock);

 private:
  static constexpr std::chrono::milliseconds kToReadTheClock{2};

  std::thread::id driver_;
  std::condition_variable happened_;
  std::condition_variable looked_;
  std::multiset<Time> deadlines_;
  std::uint64_t events_ = 0;
  unsigned asleep_ = 0;
  unsigned to_look_ = 0;  // of those asleep: they were woken, and don't run yet
  unsigned inside_ = 0;
  bool slept_ = false;  // somebody's call that slept has returned, and he has not called again
};

}  // namespace finalack::impl::packetdrill
