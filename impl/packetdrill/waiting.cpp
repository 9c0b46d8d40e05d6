#include "impl/packetdrill/waiting.hpp"

namespace finalack::impl::packetdrill {

void Waiting::sleep(Lock& lock, Time deadline) {
  const auto mine = deadlines_.insert(deadline);
  const std::uint64_t seen = events_;
  ++asleep_;
  happened_.wait(lock, [&] { return events_ != seen; });
  --asleep_;
  deadlines_.erase(mine);
  slept_ = true;
  if (--to_look_ == 0) looked_.notify_all();
}

void Waiting::wake_all() {
  if (asleep_ == 0) return;
  ++events_;
  to_look_ = asleep_;
  happened_.notify_all();
}

/// Whoever got on then mostly asks for the time, as packetdrill does after each call: it gets a moment to do so.
void Waiting::let_them_look(Lock& lock) {
  looked_.wait(lock, [&] { return to_look_ == 0; });
  if (!is_driver() || !slept_) return;
  if (asleep_ == 0) looked_.wait_for(lock, kToReadTheClock, [&] { return !slept_; });
  slept_ = false;
}

void Waiting::enter() {
  ++inside_;
  if (!is_driver() && slept_) {
    slept_ = false;
    looked_.notify_all();
  }
}

void Waiting::leave(Lock&) {
  --inside_;
  looked_.notify_all();
}

void Waiting::wait_until_alone(Lock& lock) {
  looked_.wait(lock, [&] { return inside_ == 1; });
}

}  // namespace finalack::impl::packetdrill
