#include "impl/pair/scripted_user.hpp"

#include <algorithm>
#include <vector>

namespace finalack::impl {

std::uint8_t scripted_octet(std::uint64_t seed, std::uint64_t position) {
  std::uint64_t x = seed + (position >> 3) * 0x9e3779b97f4a7c15;  // splitmix64, eight octets a word
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  x ^= x >> 31;
  return static_cast<std::uint8_t>(x >> (8 * (position & 7)));
}

ScriptedUser::ScriptedUser(const Script& script, std::uint64_t expects, Time start)
    : script_(script),
      expects_(expects),
      writes_at_(start),
      reads_at_(start + script.reads_after),
      ends_at_(start + script.ends_after) {}

void ScriptedUser::take_notices(Connection& connection) {
  while (const auto notice = connection.poll_notice()) {
    ++notices_;
    if (*notice == Notice::Closed) over_ = connection.reason();
  }
}

void ScriptedUser::act(Connection& connection, Time now) {
  take_notices(connection);
  if (connection.state() == State::Listen) return;
  write(connection, now);
  read(connection, now);
  end(connection, now);
  take_notices(connection);
  if (over_ && connection.poll_timeout() != kNever) timer_after_end_ = true;
}

void ScriptedUser::write(Connection& connection, Time now) {
  std::vector<std::uint8_t> text;
  while (!ended_ && written_ < script_.octets && writes_at_ <= now) {
    const std::uint64_t wanted = std::min<std::uint64_t>(script_.write_size, script_.octets - written_);
    text.resize(wanted);
    for (std::uint64_t i = 0; i < wanted; ++i) text[i] = scripted_octet(script_.seed, written_ + i);
    const auto [octets, error] = connection.send(now, text);
    if (error != SendError::None) return;
    written_ += octets;
    if (script_.write_pause > Duration::zero()) writes_at_ = now + script_.write_pause;
  }
}

void ScriptedUser::read(Connection& connection, Time now) {
  std::vector<std::uint8_t> text(script_.read_size);
  const bool reads = !(ended_ && script_.ending == Script::Ending::Close);
  while (reads && reads_at_ <= now) {
    const auto [octets, error] = connection.receive(now, text);
    for (std::size_t i = 0; i < octets; ++i) right_ = right_ && text[i] == scripted_octet(expects_, read_ + i);
    read_ += octets;
    if (error == ReceiveError::EndOfText) saw_end_ = true;
    if (error != ReceiveError::None) return;
    if (script_.read_pause > Duration::zero()) reads_at_ = now + script_.read_pause;
  }
}

void ScriptedUser::end(Connection& connection, Time now) {
  if (ended_ || ends_at_ > now || connection.state() < State::SynReceived) return;
  const bool wrote_enough = written_ >= script_.ends_at.value_or(script_.octets);
  if (!wrote_enough || (script_.ends_second && !saw_end_)) return;
  switch (script_.ending) {
    case Script::Ending::Never: return;
    case Script::Ending::Shutdown: (void)connection.shutdown(now); break;
    case Script::Ending::Close: (void)connection.close(now); break;
    case Script::Ending::Abort: (void)connection.abort(); break;
  }
  ended_ = true;
}

Time ScriptedUser::next(Time now) const {
  Time earliest = kNever;
  for (const Time at : {writes_at_, reads_at_, ends_at_}) {
    if (at > now) earliest = std::min(earliest, at);
  }
  return earliest;
}

bool run(Pair& pair, ScriptedUser& a, ScriptedUser& b, Time limit) {
  const auto act = [&] {
    a.act(pair[Side::A], pair.now());
    b.act(pair[Side::B], pair.now());
    pair.transmit();
  };
  act();
  for (;;) {
    const Time wake = std::min(a.next(pair.now()), b.next(pair.now()));
    const Time until = std::min(wake, limit);
    if (!pair.step(until)) {
      if (until == kNever) return true;
      if (until == limit && wake > limit) return pair.next() == kNever && wake == kNever;
    }
    act();
  }
}

}  // namespace finalack::impl
