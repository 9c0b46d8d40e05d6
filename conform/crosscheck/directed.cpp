#include "conform/crosscheck/directed.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "conform/crosscheck/generate.hpp"

namespace finalack::conform {

namespace {

constexpr Side A = Side::A;
constexpr Side B = Side::B;
constexpr unsigned kMostTimeouts = 24;  // in a row: until it gives up

using Commands = std::vector<Command>;

Commands operator+(Commands first, const Commands& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

Command closed_window() { return {Act::Forge, A, 0, {.ack = true, .window = 0}}; }

/// Everything that is in flight arrives.
Commands settled() {
  Commands all;
  for (int i = 0; i < 3; ++i) all = all + Commands{{Act::Burst, A, 8}, {Act::Burst, B, 8}};
  return all;
}

std::vector<Commands> prefixes() {
  const Commands open{{Act::Listen, A}, {Act::Connect, B}, {Act::Deliver, B}, {Act::Deliver, A}, {Act::Deliver, B}};
  const Commands half{{Act::Listen, A}, {Act::Connect, B}, {Act::Deliver, B}};
  const Commands crossing{{Act::Connect, A}, {Act::Connect, B}, {Act::Deliver, B}};
  const Commands say{{Act::Send, A, 3}};
  const Commands close{{Act::Shutdown, A}};
  const Commands read_no_more{{Act::Close, A}};
  const Commands peer_closes{{Act::Shutdown, B}, {Act::Deliver, B}};
  const Commands stuck{closed_window(), {Act::Send, A, 3}};
  const Commands unread{{Act::Send, B, 3}, {Act::Deliver, B}};
  const Commands full{
      {Act::Send, B, 200}, {Act::Burst, B, 8}, {Act::Burst, A, 8}, {Act::Burst, B, 8}, {Act::Burst, A, 8}};
  const Commands both_close{{Act::Shutdown, A}, {Act::Shutdown, B}, {Act::Deliver, B}};
  const Commands in_time_wait = open + close + settled() + Commands{{Act::Shutdown, B}} + settled();
  return {{},
          {{Act::Listen, A}},
          {{Act::Connect, A}},
          half,
          half + close,
          half + read_no_more,
          crossing,
          crossing + close,
          open,
          open + say,
          open + full,
          open + stuck,
          open + close,
          open + read_no_more,
          open + say + close,
          open + stuck + close,
          open + full + close,
          open + close + settled(),
          open + read_no_more + settled(),
          open + full + close + Commands{{Act::Burst, A, 8}, {Act::Burst, B, 8}},
          open + peer_closes,
          open + unread + peer_closes,
          open + say + peer_closes,
          open + stuck + peer_closes,
          open + stuck + peer_closes + close,
          open + both_close,
          open + say + both_close,
          open + stuck + both_close,
          open + peer_closes + close,
          open + say + peer_closes + close,
          in_time_wait};
}

/// Calls `visit(segment)` with each kind of segment, at each place.
template <class Visit> void each_segment(bool timed, Visit visit) {
  constexpr std::array<std::uint16_t, 3> lengths{0, 1, 3};
  for (unsigned bits = 0; bits < 16; ++bits) {
    Forged f;
    f.syn = (bits & 1U) != 0;
    f.ack = (bits & 2U) != 0;
    f.fin = (bits & 4U) != 0;
    f.rst = (bits & 8U) != 0;
    f.window = 100;
    for (const std::uint16_t octets : lengths) {
      f.octets = octets;
      for (const auto seq_base : {Forged::SeqBase::RcvNxt, Forged::SeqBase::Edge}) {
        f.seq_base = seq_base;
        for (f.seq = -2; f.seq <= 2; ++f.seq) {
          for (const auto ack_base : {Forged::AckBase::SndUna, Forged::AckBase::SndNxt, Forged::AckBase::Oldest}) {
            f.ack_base = ack_base;
            for (f.ack_number = -1; f.ack_number <= 1; ++f.ack_number) {
              f.time_base = timed ? Forged::TimeBase::Recent : Forged::TimeBase::Absent;
              for (f.time = timed ? -1 : 0; f.time <= (timed ? 1 : 0); ++f.time) visit(f);
              if (!f.ack) break;
            }
            if (!f.ack) break;
          }
        }
      }
    }
  }
}

class Search {
 public:
  explicit Search(const Coverage& missing) : missing_(missing) {
    for (const Decision& decision : missing.decisions()) states_.insert(decision.state);
  }

  DirectedSearch result() {
    for (const Case& start : ways_into_states()) {
      World world(start);
      for (const Command& command : start.commands) world.apply(command);
      if (!states_.contains(static_cast<model::State>(world[A].state()))) continue;
      ++search_.starts;
      each_segment(world[A].tcb().timestamps, [&](const Forged& f) { meets(start, world, {{Act::Forge, A, 0, f}}); });
      for (const Act act : {Act::Connect, Act::Listen, Act::Shutdown, Act::Close, Act::Abort}) {
        meets(start, world, {{act, A}});
      }
      meets(start, world, {{Act::Send, A, 1}});
      meets(start, world, {{Act::Receive, A, 4000}});
      meets(start, world, settled());
      meets(start, world, Commands(kMostTimeouts, {Act::Timeout, A}));
    }
    return std::move(search_);
  }

 private:
  void meets(const Case& start, const World& world, const Commands& then) {
    World copy = world;
    *seen_ = Coverage();
    copy.note_decisions(seen_.get());
    for (const Command& command : then) copy.apply(command);
    ++search_.tries;
    const auto found = copy.violation();
    if (!found && !search_.reached.is_extended_by(seen_->common(missing_))) return;
    Case value = start;
    value.commands.insert(value.commands.end(), then.begin(), then.end());
    search_.reached.add(seen_->common(missing_));
    if (found) search_.broke = std::pair(value, found->second.rule);
    search_.cases.push_back(std::move(value));
  }

  const Coverage& missing_;
  std::set<model::State> states_;
  std::unique_ptr<Coverage> seen_ = std::make_unique<Coverage>();
  DirectedSearch search_;
};

}  // namespace

std::vector<Case> ways_into_states() {
  EndSettings plain;
  plain.mss = plain.path_mss = 100;
  plain.receive_buffer = 200;
  plain.scale = plain.timestamps = plain.sack = false;
  EndSettings timed = plain;
  timed.timestamps = timed.user_timeout = timed.keepalive = timed.linux_figures = true;
  std::vector<Case> all;
  for (const EndSettings& settings : {plain, timed}) {
    EndSettings other = settings;
    other.iss = 70'000;
    for (const Commands& commands : prefixes()) all.push_back({settings, other, commands});
  }
  return all;
}

DirectedSearch search_for(const Coverage& missing) {
  if (missing.count() == 0) return {};
  return Search(missing).result();
}

}  // namespace finalack::conform
