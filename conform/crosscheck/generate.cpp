#include "conform/crosscheck/generate.hpp"

#include <initializer_list>

namespace finalack::conform {

namespace {

template <class T> T one_of(Random& random, std::initializer_list<T> values) {
  return values.begin()[random.below(static_cast<std::uint32_t>(values.size()))];
}

std::int32_t beside(Random& random) {
  if (random.one_in(24)) return static_cast<std::int32_t>(random.next());
  if (random.one_in(8)) return static_cast<std::int32_t>(random.below(400)) - 200;
  return static_cast<std::int32_t>(random.below(7)) - 3;
}

std::uint64_t draw_duration(Random& random) {
  switch (random.below(16)) {
    case 0: return random.below(2'000'000);
    case 1: return 400'000'000;                 // beyond TIME-WAIT
    case 2: return 25ULL * 86'400 * 1'000'000;  // beyond what a timestamp means
    case 3:
    case 4:
    case 5: return random.below(40) * 100'000ULL;
    default: return random.below(60'000);
  }
}

Act draw_call(Random& random, impl::State state) {
  if (state == impl::State::Closed) return random.one_in(3) ? Act::Listen : Act::Connect;
  if (state == impl::State::Listen && random.one_in(8)) return Act::Connect;
  switch (random.below(state >= impl::State::Established ? 16 : 40)) {
    case 0: return Act::Shutdown;
    case 1: return random.one_in(2) ? Act::Shutdown : Act::Close;
    case 2: return random.one_in(4) ? Act::Abort : Act::Receive;
    case 3: return random.one_in(20) ? Act::Listen : Act::Send;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8: return Act::Receive;
    default: return Act::Send;
  }
}

}  // namespace

EndSettings draw_settings(Random& random) {
  EndSettings s;
  s.linux_figures = random.one_in(2);
  s.mss = one_of<std::uint16_t>(random, {64, 100, 536, 1460});
  s.path_mss = one_of<std::uint16_t>(random, {64, 80, 536, 1460});
  s.send_buffer = one_of<std::uint32_t>(random, {40, 300, 2000});
  s.receive_buffer = one_of<std::uint32_t>(random, {64, 150, 400, 2000, 200'000});
  s.scale = random.one_in(2);
  s.timestamps = random.one_in(2);
  s.sack = random.one_in(2);
  s.nagle = random.one_in(2);
  s.keepalive = random.one_in(8);
  s.user_timeout = random.one_in(8);
  if (random.one_in(4)) {
    for (bool impl::Policy::*choice :
         {&impl::Policy::rfc5961, &impl::Policy::rfc1337, &impl::Policy::validates_leniently,
          &impl::Policy::close_waits, &impl::Policy::reopens_from_time_wait}) {
      s.policy.*choice = random.one_in(2);
    }
  }
  s.iss = one_of<std::uint32_t>(random, {1000U, 0xffffffffU, 0x7fffffffU, 0U}) - random.below(50);
  s.offset = one_of<std::uint32_t>(random, {0U, 0xffffffffU - 3'600'000U, 0x7fffffffU - 3'600'000U});
  return s;
}

Forged draw_forged(Random& random, const impl::Connection& victim) {
  Forged f;
  const impl::State state = victim.state();
  const bool opening = state <= impl::State::SynSent;
  f.syn = random.one_in(opening ? 2 : 8);
  f.ack = !random.one_in(state == impl::State::Listen ? 2 : opening ? 3 : 10);
  f.fin = random.one_in(5);
  f.rst = random.one_in(8);
  f.seq_base = random.one_in(3)    ? Forged::SeqBase::Edge
               : random.one_in(12) ? one_of(random, {Forged::SeqBase::Irs, Forged::SeqBase::Zero})
                                   : Forged::SeqBase::RcvNxt;
  if (!random.one_in(3)) f.seq = beside(random);
  f.ack_base = random.one_in(10)  ? one_of(random, {Forged::AckBase::Iss, Forged::AckBase::Oldest})
               : random.one_in(3) ? Forged::AckBase::SndUna
                                  : Forged::AckBase::SndNxt;
  if (random.one_in(3)) f.ack_number = beside(random);
  f.window = one_of<std::uint16_t>(random, {0, 1, 30, 200, 4000, 65535});
  f.octets = static_cast<std::uint16_t>(random.one_in(2) ? 0 : random.one_in(6) ? random.below(300) : random.below(20));
  if (victim.tcb().timestamps != random.one_in(8)) f.time_base = Forged::TimeBase::Recent;
  if (!random.one_in(2)) f.time = random.one_in(3) ? beside(random) : static_cast<std::int32_t>(random.below(3));
  if (!f.syn) return f;
  if (random.one_in(2)) f.mss = one_of<std::uint16_t>(random, {1, 64, 100, 536, 1460});
  if (random.one_in(2)) f.scale = one_of<std::uint8_t>(random, {0, 2, 7, 14, 15});
  f.sack = random.one_in(2);
  return f;
}

Command draw_command(Random& random, const World& world) {
  Command command;
  command.side = random.one_in(2) ? Side::A : Side::B;
  const impl::Connection& here = world[command.side];
  const std::size_t flying = world.in_flight(command.side);
  const std::uint32_t what = random.below(32);
  if (flying > 0 && what < 15) {
    command.act = what < 12 ? Act::Deliver : one_of(random, {Act::Lose, Act::Duplicate, Act::Burst});
    command.amount = random.one_in(4) ? random.below(static_cast<std::uint32_t>(flying)) : 0;
    if (command.act == Act::Burst) command.amount = 1 + random.below(static_cast<std::uint32_t>(flying));
  } else if (what < 22) {
    command.act = draw_call(random, here.state());
    if (command.act == Act::Send) command.amount = random.one_in(5) ? 1 + random.below(400) : 1 + random.below(20);
    if (command.act == Act::Receive) command.amount = random.one_in(3) ? random.below(20) : 3000;
  } else if (what < 28) {
    command.act = Act::Forge;
    command.forged = draw_forged(random, here);
  } else if (what < 30) {
    command.act = Act::Timeout;
  } else {
    command.act = Act::Advance;
    command.amount = draw_duration(random);
  }
  return command;
}

std::uint64_t seed_of_run(std::uint64_t seed, std::uint64_t run) {
  Random mixed(seed ^ (run * 0xd1342543de82ef95ULL));
  mixed.next();
  return mixed.next();
}

}  // namespace finalack::conform
