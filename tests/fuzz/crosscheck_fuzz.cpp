// Two connections and their oracles, and whatever octets make of commands: the cross-check, led by libFuzzer to where
// no chance leads. An input that begins as a case file does is read as one, so the format's parser is fuzzed, too.
#include <algorithm>

#include "checker/errors.hpp"
#include "conform/crosscheck/world.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {
namespace {

using namespace conform;

constexpr std::size_t kMostCommands = 200;

bool bit(std::uint8_t octet, unsigned which) { return (octet >> which & 1U) != 0; }

/// A small number around zero, or, rarely, any.
std::int32_t offset(Input& in) {
  const std::uint8_t first = in.octet();
  return first == 0x80 ? static_cast<std::int32_t>(in.number()) : static_cast<std::int8_t>(first);
}

EndSettings read_settings(Input& input) {
  EndSettings s;
  const std::uint8_t first = input.octet();
  const std::uint8_t second = input.octet();
  s.linux_figures = bit(first, 0);
  s.scale = bit(first, 1);
  s.timestamps = bit(first, 2);
  s.sack = bit(first, 3);
  s.nagle = bit(first, 4);
  s.keepalive = bit(first, 5);
  s.user_timeout = bit(first, 6);
  if (bit(first, 7)) s.path_mss = 64;
  s.policy.rfc5961 = !bit(second, 0);
  s.policy.rfc1337 = !bit(second, 1);
  s.policy.validates_leniently = !bit(second, 2);
  s.policy.close_waits = !bit(second, 3);
  s.policy.reopens_from_time_wait = !bit(second, 4);
  if (bit(second, 5)) s.receive_buffer = 64;
  if (bit(second, 6)) s.receive_buffer = 200'000;
  if (bit(second, 7)) s.send_buffer = 40;
  s.iss = static_cast<std::uint32_t>(offset(input));
  return s;
}

Forged read_forged(Input& input) {
  Forged f;
  const std::uint8_t flags = input.octet();
  const std::uint8_t bases = input.octet();
  f.syn = bit(flags, 0);
  f.ack = !bit(flags, 1);
  f.fin = bit(flags, 2);
  f.rst = bit(flags, 3);
  f.sack = f.syn && bit(flags, 4);
  if (f.syn && bit(flags, 5)) f.mss = static_cast<std::uint16_t>(input.octet() * 8);
  if (f.syn && bit(flags, 6)) f.scale = input.octet();
  if (bit(flags, 7)) f.time_base = Forged::TimeBase::Recent;
  f.seq_base = static_cast<Forged::SeqBase>(bases & 3U);
  f.ack_base = static_cast<Forged::AckBase>(bases >> 2U & 3U);
  f.seq = offset(input);
  f.ack_number = f.ack ? offset(input) : 0;
  if (f.time_base == Forged::TimeBase::Recent) f.time = offset(input);
  f.window = static_cast<std::uint16_t>(input.octet() * (bit(bases, 4) ? 257 : 1));
  f.octets = input.octet();
  return f;
}

Command read_command(Input& input) {
  Command command;
  const std::uint8_t first = input.octet();
  command.act = static_cast<Act>((first & 0x7fU) % kActs);
  command.side = bit(first, 7) ? Side::B : Side::A;
  switch (command.act) {
    case Act::Send:
    case Act::Receive:
    case Act::Deliver:
    case Act::Lose:
    case Act::Duplicate:
    case Act::Burst: command.amount = input.octet(); break;
    case Act::Advance: {
      const std::uint8_t power = input.octet() % 42;  // up to some fifty days
      command.amount = std::uint64_t{1} << power;
      break;
    }
    case Act::Forge: command.forged = read_forged(input); break;
    default: break;
  }
  return command;
}

void check(const Case& value) {
  World world(value);
  for (const Command& command : value.commands) {
    world.apply(command);
    if (const auto found = world.violation()) throw Finding(found->second.text() + "\n" + to_text(value));
  }
}

/// What can be read is what will be written.
void check_file(std::string_view text) {
  Case value;
  try {
    value = read_case(text, "input");
  } catch (const InputError&) {
    return;
  }
  const std::string written = to_text(value);
  require(to_text(read_case(written, "again")) == written, "a case file is written as it was read");
  value.commands.resize(std::min(value.commands.size(), kMostCommands));
  check(value);
}

}  // namespace

void fuzz_crosscheck(std::span<const std::uint8_t> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  if (is_case_file(text)) {
    check_file(text);
    return;
  }
  Input octets(input);
  Case value;
  value.a = read_settings(octets);
  value.b = read_settings(octets);
  while (!octets.ended() && value.commands.size() < kMostCommands) value.commands.push_back(read_command(octets));
  check(value);
}

}  // namespace finalack::fuzz
