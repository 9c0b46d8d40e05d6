// What the cross-check starts from: the ways into each state, as case files; and a few as octets.
#include "conform/crosscheck/directed.hpp"
#include "tests/fuzz/targets.hpp"

namespace finalack::fuzz {

std::vector<Seed> crosscheck_seeds() {
  using conform::Act;
  std::vector<Seed> seeds;
  const auto cases = conform::ways_into_states();
  for (std::size_t i = 0; i < cases.size(); i += 3) {
    const std::string text = to_text(cases[i]);
    seeds.push_back({"case-" + std::to_string(i), Octets(text.begin(), text.end())});
  }
  const auto act = [](Act what, bool of_b) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(what) | (of_b ? 0x80U : 0U));
  };
  const Octets settings{0x0e, 0x00, 0x10, 0x0e, 0x20, 0x20};
  Octets open = settings;
  for (const std::uint8_t octet : {act(Act::Listen, false), act(Act::Connect, true), act(Act::Deliver, true),
                                   std::uint8_t{0}, act(Act::Deliver, false), std::uint8_t{0}, act(Act::Deliver, true),
                                   std::uint8_t{0}, act(Act::Send, false), std::uint8_t{40}}) {
    open.push_back(octet);
  }
  Octets forged = open;
  for (const std::uint8_t octet : {act(Act::Forge, false), std::uint8_t{0x08}, std::uint8_t{0x04}, std::uint8_t{1},
                                   std::uint8_t{0}, std::uint8_t{9}, std::uint8_t{3}, act(Act::Shutdown, false)}) {
    forged.push_back(octet);
  }
  seeds.push_back({"open", open});
  seeds.push_back({"forged", forged});
  return seeds;
}

}  // namespace finalack::fuzz
