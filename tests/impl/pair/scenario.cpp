#include "tests/impl/pair/scenario.hpp"

#include <algorithm>

#include <rapidcheck.h>

namespace finalack::impl {
namespace {

using namespace std::chrono_literals;

template <class T> T one_of(std::initializer_list<T> values) { return *rc::gen::elementOf(std::vector<T>(values)); }
bool maybe() { return *rc::gen::arbitrary<bool>(); }
std::uint64_t below(std::uint64_t limit) { return *rc::gen::inRange<std::uint64_t>(0, limit); }

Settings draw_settings() {
  Settings s = maybe() ? linux_profile() : rfc_profile();
  s.offers_sack = maybe();
  s.offers_timestamps = maybe();
  s.offers_window_scale = maybe();
  s.nagle = maybe();
  s.mss = one_of<std::uint16_t>({1460, 536, 100, 8960});
  s.path_mss = one_of<std::uint16_t>({1460, 536, 8960});
  s.receive_buffer = one_of<std::uint32_t>({1 << 20, 200'000, 65'535, 30'000, 3'000, 700});
  s.send_buffer = one_of<std::uint32_t>({1 << 20, 30'000, 3'000, 1});
  if (s.send_buffer == 1) s.nagle = true;
  s.policy.validates_leniently = maybe();
  s.policy.close_waits = maybe();
  s.policy.rfc5961 = maybe();
  s.keepalive = true;  // whoever dies unheard of is found out
  return s;
}

Script draw_script(std::uint64_t most) {
  Script script;
  script.octets = below(most);
  const auto in_turns = [&] { return std::max<std::size_t>(1, script.octets / one_of<std::uint64_t>({1, 3, 40})); };
  script.write_size = in_turns();
  script.write_pause = one_of<Duration>({0us, 3ms, 250ms});
  script.read_size = one_of<std::size_t>({1 << 16, 5'000, 800});
  script.read_pause = one_of<Duration>({0us, 1ms, 400ms});
  script.reads_after = one_of<Duration>({0us, 2s, 100s});
  script.ends_after = one_of<Duration>({0us, 1s, 90s});
  script.seed = below(1'000);
  return script;
}

Faults draw_faults() {
  Faults faults;
  faults.loss = one_of({0.0, 0.01, 0.1});
  faults.duplicate = one_of({0.0, 0.02, 0.3});
  faults.reorder = one_of({0.0, 0.02, 0.3});
  faults.delay = one_of<Duration>({1ms, 1us, 40ms, 700ms});
  faults.jitter = one_of<Duration>({0us, 10ms});
  faults.capacity = one_of<std::size_t>({1024, 1024, 8});
  faults.seed = below(1'000'000);
  return faults;
}

OpenArguments draw_open() {
  const auto base = one_of<std::uint32_t>({0, 0xffffffff, 0x7fffffff});
  return {SequenceNumber(base - static_cast<std::uint32_t>(below(20'000))),
          static_cast<std::uint32_t>(below(1U << 31))};
}

Outcome::End look(const Connection& connection, const ScriptedUser& user, std::size_t largest_memory, Time now) {
  Connection copy = connection;
  const bool sends = copy.poll_transmit(now).has_value();
  return {connection.state(),
          user.reason(),
          user.written(),
          user.read(),
          user.read_what_was_written(),
          user.saw_end(),
          connection.poll_timeout() != kNever || user.saw_timer_after_end(),
          sends,
          largest_memory};
}

}  // namespace

Scenario draw_scenario(bool orderly) {
  Scenario scenario;
  for (OneSide* side : {&scenario.a, &scenario.b}) {
    side->settings = draw_settings();
    side->open = draw_open();
  }
  scenario.ab = draw_faults();
  scenario.ba = draw_faults();
  for (OneSide* side : {&scenario.a, &scenario.b}) {
    side->script = draw_script(side->settings.send_buffer == 1 ? 200 : 60'000);
  }
  scenario.both_connect = maybe();
  scenario.segments_at_once = one_of<std::uint32_t>({1, 4, 44});
  const auto who_waits = below(3);
  scenario.a.script.ends_second = who_waits == 1;
  scenario.b.script.ends_second = who_waits == 2;
  if (!orderly) {
    using enum Script::Ending;
    scenario.a.script.ending = one_of({Close, Abort, Shutdown});
    scenario.b.script.ending = one_of({Close, Abort});
    if (maybe()) scenario.b.script.ends_at = 0;
  }
  return scenario;
}

Outcome play(const Scenario& scenario) {
  Pair pair(std::make_shared<const Settings>(scenario.a.settings),
            std::make_shared<const Settings>(scenario.b.settings), scenario.ab, scenario.ba);
  pair.set_segments_at_once(scenario.segments_at_once);
  std::uint64_t zero_windows = 0;
  std::size_t largest[2] = {0, 0};
  pair.watch([&](const Sighting& seen) {
    if (seen.what == Sighting::What::Arrived) return;
    if (seen.header.window == 0 && !seen.header.flags.rst) ++zero_windows;
    std::size_t& most = largest[static_cast<std::size_t>(seen.from)];
    most = std::max(most, pair[seen.from].memory());
  });
  if (scenario.both_connect) {
    (void)pair[Side::A].connect(pair.now(), scenario.a.open);
    (void)pair[Side::B].connect(pair.now(), scenario.b.open);
  } else {
    pair.open(scenario.a.open, scenario.b.open);
  }
  ScriptedUser a(scenario.a.script, scenario.b.script.seed, pair.now());
  ScriptedUser b(scenario.b.script, scenario.a.script.seed, pair.now());
  const bool ended = run(pair, a, b, pair.now() + std::chrono::hours(48));
  return {ended,
          pair.now(),
          look(pair[Side::A], a, largest[0], pair.now()),
          look(pair[Side::B], b, largest[1], pair.now()),
          pair.segments(),
          zero_windows};
}

namespace {

std::ostream& operator<<(std::ostream& out, const OneSide& side) {
  const Settings& s = side.settings;
  const Script& script = side.script;
  return out << (s.rto_min < 1s ? "linux" : "rfc") << " mss " << s.mss << " path " << s.path_mss << " buffers "
             << s.send_buffer << ", " << s.receive_buffer << (s.offers_sack ? " sack" : "")
             << (s.offers_timestamps ? " timestamps" : "") << (s.offers_window_scale ? " scale" : "")
             << (s.nagle ? " nagle" : "") << (s.policy.validates_leniently ? " lenient" : "")
             << (s.policy.close_waits ? " close_waits" : "") << (s.policy.rfc5961 ? " rfc5961" : "") << " iss "
             << side.open.iss.value << "; writes " << script.octets << " by " << script.write_size << " each "
             << script.write_pause.count() << " us; reads by " << script.read_size << " each "
             << script.read_pause.count() << " us after " << script.reads_after.count() << " us; ends by "
             << static_cast<int>(script.ending) << (script.ends_second ? " second" : "") << " after "
             << script.ends_after.count() << " us" << (script.ends_at ? " early" : "");
}

std::ostream& operator<<(std::ostream& out, const Faults& faults) {
  return out << "loss " << faults.loss << " duplicate " << faults.duplicate << " reorder " << faults.reorder
             << " delay " << faults.delay.count() << " us jitter " << faults.jitter.count() << " us capacity "
             << faults.capacity << " seed " << faults.seed;
}

std::ostream& operator<<(std::ostream& out, const Outcome::End& end) {
  return out << to_string(end.state) << " reason " << (end.reason ? static_cast<int>(*end.reason) : -1) << " written "
             << end.written << " read " << end.read << (end.right ? "" : " WRONG") << (end.saw_end ? " to its end" : "")
             << (end.has_timer ? " has timer" : "") << (end.has_something_to_send ? " has something to send" : "")
             << " memory " << end.largest_memory;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
  return out << "A: " << scenario.a << "\n  wire " << scenario.ab << "\nB: " << scenario.b << "\n  wire " << scenario.ba
             << (scenario.both_connect ? "\nboth connect, " : "\nA connects, ") << scenario.segments_at_once
             << " segments at once";
}

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  const double seconds = std::chrono::duration<double>(outcome.at.time_since_epoch()).count();
  return out << (outcome.ended ? "ended" : "did not end") << " at " << seconds << " s after " << outcome.segments
             << " segments\nA: " << outcome.a << "\nB: " << outcome.b;
}

}  // namespace finalack::impl
