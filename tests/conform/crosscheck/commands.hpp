// Cases as RapidCheck draws and shrinks them: fewer commands, smaller numbers, defaults.
#pragma once

#include <rapidcheck.h>

#include "conform/crosscheck/command.hpp"

namespace finalack::conform {

inline void showValue(const Case& value, std::ostream& out) { out << '\n' << to_text(value); }

namespace drawn {

template <class T> auto one_of(std::initializer_list<T> values) { return rc::gen::elementOf(std::vector<T>(values)); }

/// Mostly none, so that numbers lie where they count, and near it.
inline auto offset() {
  return rc::gen::weightedOneOf<std::int32_t>({{5, rc::gen::just(0)},
                                               {5, rc::gen::inRange(-3, 4)},
                                               {1, rc::gen::inRange(-200, 200)},
                                               {1, rc::gen::arbitrary<std::int32_t>()}});
}

template <class E> auto enumerator(unsigned count) {
  return rc::gen::map(rc::gen::inRange(0U, count), [](unsigned i) { return static_cast<E>(i); });
}

inline rc::Gen<Forged> any_forged() {
  return rc::gen::build<Forged>(
      rc::gen::set(&Forged::syn, rc::gen::weightedElement<bool>({{7, false}, {2, true}})),
      rc::gen::set(&Forged::ack, rc::gen::weightedElement<bool>({{7, true}, {2, false}})),
      rc::gen::set(&Forged::fin, rc::gen::weightedElement<bool>({{4, false}, {1, true}})),
      rc::gen::set(&Forged::rst, rc::gen::weightedElement<bool>({{8, false}, {1, true}})),
      rc::gen::set(&Forged::seq_base, enumerator<Forged::SeqBase>(4)),
      rc::gen::set(&Forged::ack_base, enumerator<Forged::AckBase>(4)),
      rc::gen::set(&Forged::time_base, enumerator<Forged::TimeBase>(2)), rc::gen::set(&Forged::seq, offset()),
      rc::gen::set(&Forged::ack_number, offset()), rc::gen::set(&Forged::time, offset()),
      rc::gen::set(&Forged::window, one_of<std::uint16_t>({0, 1, 30, 4000, 65535})),
      rc::gen::set(&Forged::octets,
                   rc::gen::weightedOneOf<std::uint16_t>(
                       {{2, rc::gen::just<std::uint16_t>(0)}, {2, rc::gen::inRange<std::uint16_t>(0, 20)}})),
      rc::gen::set(&Forged::mss, one_of<std::uint16_t>({0, 1, 64, 536})),
      rc::gen::set(&Forged::scale, one_of<std::uint8_t>({255, 0, 7, 15})), rc::gen::set(&Forged::sack));
}

/// Without what a segment of its kind has not.
inline rc::Gen<Forged> forged() {
  return rc::gen::map(any_forged(), [](Forged f) {
    if (!f.ack) f.ack_base = Forged{}.ack_base;
    if (!f.ack) f.ack_number = 0;
    if (f.time_base == Forged::TimeBase::Absent) f.time = 0;
    return f;
  });
}

inline rc::Gen<Command> command() {
  using enum Act;
  const auto act = rc::gen::weightedElement<Act>({{24, Deliver},
                                                  {8, Send},
                                                  {8, Forge},
                                                  {5, Receive},
                                                  {4, Timeout},
                                                  {3, Advance},
                                                  {3, Connect},
                                                  {3, Listen},
                                                  {2, Lose},
                                                  {2, Duplicate},
                                                  {2, Burst},
                                                  {2, Shutdown},
                                                  {1, Close},
                                                  {1, Abort}});
  const auto with_amount = [](Act what) -> rc::Gen<Command> {
    rc::Gen<std::uint64_t> amount = rc::gen::just<std::uint64_t>(0);
    if (what == Deliver || what == Lose || what == Duplicate || what == Burst) {
      amount = rc::gen::inRange<std::uint64_t>(0, 4);
    }
    if (what == Send) amount = rc::gen::inRange<std::uint64_t>(1, 40);
    if (what == Receive) amount = one_of<std::uint64_t>({4000, 1, 20});
    if (what == Advance) amount = one_of<std::uint64_t>({1'000, 300'000, 5'000'000, 400'000'000, 2'160'000'000'000});
    return rc::gen::build<Command>(rc::gen::set(&Command::act, rc::gen::just(what)),
                                   rc::gen::set(&Command::side, enumerator<Side>(2)),
                                   rc::gen::set(&Command::amount, amount),
                                   rc::gen::set(&Command::forged, what == Forge ? forged() : rc::gen::just(Forged{})));
  };
  return rc::gen::mapcat(act, with_amount);
}

inline rc::Gen<impl::Policy> policy() {
  return rc::gen::build<impl::Policy>(rc::gen::set(&impl::Policy::rfc5961), rc::gen::set(&impl::Policy::rfc1337),
                                      rc::gen::set(&impl::Policy::validates_leniently),
                                      rc::gen::set(&impl::Policy::close_waits),
                                      rc::gen::set(&impl::Policy::reopens_from_time_wait));
}

inline rc::Gen<EndSettings> settings() {
  return rc::gen::build<EndSettings>(
      rc::gen::set(&EndSettings::linux_figures),
      rc::gen::set(&EndSettings::mss, one_of<std::uint16_t>({1460, 100, 64})),
      rc::gen::set(&EndSettings::path_mss, one_of<std::uint16_t>({1460, 80})),
      rc::gen::set(&EndSettings::send_buffer, one_of<std::uint32_t>({2000, 40})),
      rc::gen::set(&EndSettings::receive_buffer, one_of<std::uint32_t>({2000, 64, 200'000})),
      rc::gen::set(&EndSettings::scale), rc::gen::set(&EndSettings::timestamps), rc::gen::set(&EndSettings::sack),
      rc::gen::set(&EndSettings::nagle), rc::gen::set(&EndSettings::keepalive),
      rc::gen::set(&EndSettings::user_timeout),
      rc::gen::set(&EndSettings::policy, rc::gen::oneOf(rc::gen::just(impl::Policy{}), policy())),
      rc::gen::set(&EndSettings::iss, one_of<std::uint32_t>({1000, 0xfffffff0U, 0x7ffffff0U})),
      rc::gen::set(&EndSettings::offset, one_of<std::uint32_t>({0, 0xffffffffU - 3'600'000U})));
}

/// The first few commands open a connection, so that most cases have one; they are shrunk like the others.
inline rc::Gen<Case> a_case(std::size_t commands) {
  const auto many = rc::gen::resize(static_cast<int>(commands), rc::gen::container<std::vector<Command>>(command()));
  return rc::gen::map(rc::gen::tuple(settings(), settings(), enumerator<Side>(2), rc::gen::arbitrary<bool>(), many),
                      [](const auto& parts) {
                        const auto& [a, b, first, both, rest] = parts;
                        Case value{a, b, {}};
                        value.commands.push_back({both ? Act::Connect : Act::Listen, peer_of(first)});
                        value.commands.push_back({Act::Connect, first});
                        value.commands.insert(value.commands.end(), rest.begin(), rest.end());
                        return value;
                      });
}

}  // namespace drawn

}  // namespace finalack::conform
