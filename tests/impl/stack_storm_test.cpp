// Many connections at once over a bad wire: every octet arrives, each connection ends, and nothing is left behind.
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "impl/link/faulty_link.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/impl/stack_fixture.hpp"

namespace finalack::testing {
namespace {

using fuzz::require;

/// What a connection is to do; both ends know it, and send texts that differ.
struct Plan {
  std::size_t octets[2] = {};  // of the client's and of the server's text
  bool aborts = false;         // the client does, half way
};

std::uint8_t octet(std::uint16_t port, int side, std::size_t position) {
  return static_cast<std::uint8_t>(position * 31 + std::size_t{port} * 7 + static_cast<std::size_t>(side) * 101 +
                                   position / 251);
}

class Storm {
 public:
  Storm(IpVersion version, const Settings& settings, const ListenerOptions& options, const Faults& faults,
        std::vector<Plan> plans)
      : pair_(version, settings), plans_(std::move(plans)) {
    listener_ = pair_.listen(80, options);
    for (int side = 0; side < 2; ++side) {
      Faults of_side = faults;
      of_side.seed += static_cast<std::uint64_t>(side);
      links_.emplace_back(of_side);
    }
  }

  void run() {
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const auto port = static_cast<std::uint16_t>(10'000 + i);
      ends_[0].push_back({.port = port, .id = pair_.connect(80, port)});
    }
    while (turn()) require(pair_.now < Time(2h), "it ends");
    for (int side = 0; side < 2; ++side) {
      require(ends_[side].empty(), "each end has done all it was to do");
      require(notices(stack(side)).empty(), "no notice is left");
      require(stack(side).connections() == 0, "no connection is left");
      require(stack(side).poll_timeout() == kNever, "no deadline is left");
    }
    require(listener().half_open == 0, "the SYN queue is empty");
    require(listener().per_source.empty(), "no source has an entry in it");
    require(listener().accept_queue.empty(), "the accept queue is empty");
    require(listener().counters.established == accepted_, "what was established was accepted");
  }

  const Listener& listener() const { return pair_.server.listener(listener_); }

 private:
  struct End {
    std::uint16_t port;  // the client's
    ConnectionId id;
    std::size_t sent = 0;
    std::size_t received = 0;
    bool shut = false;
    bool is_ghost = false;  // by a cookie that came once more, late, when its connection was over
  };

  Stack& stack(int side) { return side == 0 ? pair_.client : pair_.server; }
  const Plan& plan(const End& end) const { return plans_[end.port - 10'000U]; }

  /// Both users do what they can, both stacks send what they can, and the next thing happens, if there is one.
  bool turn() {
    while (const auto id = pair_.server.accept(listener_)) {
      const std::uint16_t port = pair_.server.tuple(*id)->remote.port;
      const bool is_ghost = !ports_.insert(port).second;
      require(!is_ghost || listener().options.cookies != SynCookies::Never, "a name is accepted once");
      ends_[1].push_back({.port = port, .id = *id, .is_ghost = is_ghost});
      ++accepted_;
    }
    for (int side = 0; side < 2; ++side) {
      std::erase_if(ends_[side], [&](End& end) { return has_finished(side, end); });
      for (Packet& packet : take(stack(side), pair_.now)) {
        links_[static_cast<std::size_t>(side)].push(pair_.now.time_since_epoch(), std::move(packet.octets));
      }
    }
    Time next = std::min(pair_.client.poll_timeout(), pair_.server.poll_timeout());
    for (const FaultyLink& link : links_) {
      if (const auto due = link.next_time()) next = std::min(next, Time(*due));
    }
    if (next == kNever) return false;
    pair_.now = std::max(pair_.now, next);
    for (int side = 0; side < 2; ++side) {
      while (const auto packet = links_[static_cast<std::size_t>(1 - side)].pop(pair_.now.time_since_epoch())) {
        stack(side).receive_packet(pair_.now, *packet);
      }
      stack(side).on_timeout(pair_.now);
    }
    return true;
  }

  bool has_finished(int side, End& end) {
    Stack& own = stack(side);
    const std::size_t whole = plan(end).octets[side];
    const std::size_t wanted = plan(end).octets[1 - side];
    if (side == 0 && plan(end).aborts && end.sent >= whole / 2 && end.received >= wanted / 2) {
      own.abort(pair_.now, end.id);
      return true;
    }
    for (;;) {
      const auto got = own.receive(pair_.now, end.id, octets_);
      for (std::size_t i = 0; i < got.octets; ++i) {
        require(octets_[i] == octet(end.port, 1 - side, end.received + i), "what arrives is what was sent");
      }
      end.received += got.octets;
      if (got.error == ReceiveError::EndOfText) break;
      if (got.error == ReceiveError::NoConnection) {
        require(may_be_reset(end), "nothing is reset");
        own.release(pair_.now, end.id);
        return true;
      }
      if (got.octets == 0) {
        send_more(own, side, end, whole);
        return false;
      }
    }
    require(end.received == wanted || may_be_reset(end), "all arrives");
    send_more(own, side, end, whole);
    if (!end.shut) return false;
    own.close(pair_.now, end.id);
    return true;
  }

  /// By a cookie only what begins with the first text or FIN opens a connection. If that is lost, and something
  /// follows, nobody can tell this from an ACK that was made up.
  bool may_be_reset(const End& end) const {
    return plan(end).aborts || end.is_ghost || listener().counters.cookies_refused > 0;
  }

  void send_more(Stack& own, int side, End& end, std::size_t whole) {
    while (end.sent < whole) {
      std::vector<std::uint8_t> octets(std::min<std::size_t>(whole - end.sent, 3000));
      for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = octet(end.port, side, end.sent + i);
      const std::size_t sent = own.send(pair_.now, end.id, octets).octets;
      end.sent += sent;
      if (sent < octets.size()) return;
    }
    if (own.connection(end.id)->state() < State::Established) return;  // CLOSE would end the opening
    if (!std::exchange(end.shut, true)) own.shutdown(pair_.now, end.id);
  }

  StackPair pair_;
  std::vector<Plan> plans_;
  ListenerId listener_;
  std::vector<FaultyLink> links_;
  std::vector<End> ends_[2];
  std::set<std::uint16_t> ports_;  // of the clients that were accepted
  std::uint64_t accepted_ = 0;
  std::array<std::uint8_t, 1500> octets_{};
};

Settings patient() {
  Settings settings = linux_profile();
  settings.rto_max = 2s;  // an opening by cookie has to come about while the cookie is good
  settings.syn_retries = settings.syn_ack_retries = settings.data_retries = 200;
  settings.send_buffer = 4096;
  settings.receive_buffer = 8192;
  settings.keepalive = true;  // or who lost a reset would wait for ever
  settings.keepalive_idle = 30s;
  settings.keepalive_interval = 1s;
  settings.keepalive_probes = 20;
  return settings;
}

RC_GTEST_PROP(StackStorm, LeavesNothingBehind, ()) {
  Settings settings = patient();
  settings.offers_timestamps = *rc::gen::arbitrary<bool>();
  settings.offers_sack = *rc::gen::arbitrary<bool>();
  ListenerOptions options;
  options.syn_queue = *rc::gen::inRange<std::size_t>(1, 10);
  options.accept_queue = *rc::gen::inRange<std::size_t>(1, 10);
  options.cookies = *rc::gen::element(SynCookies::WhenFull, SynCookies::Always, SynCookies::Never);
  options.per_source_limit = *rc::gen::inRange<std::size_t>(0, 5);
  Faults faults;
  faults.loss = *rc::gen::inRange(0, 15) / 100.0;
  faults.duplicate = *rc::gen::inRange(0, 15) / 100.0;
  faults.reorder = *rc::gen::inRange(0, 15) / 100.0;
  faults.delay = std::chrono::milliseconds(*rc::gen::inRange(0, 30));
  faults.jitter = std::chrono::milliseconds(*rc::gen::inRange(0, 10));
  faults.capacity = 4096;
  faults.seed = *rc::gen::arbitrary<std::uint32_t>();
  std::vector<Plan> plans(*rc::gen::inRange<std::size_t>(1, 30));
  for (Plan& plan : plans) {
    for (std::size_t& octets : plan.octets)
      octets = *rc::gen::inRange<std::size_t>(0, 8) * *rc::gen::inRange<std::size_t>(0, 2000);
    if (options.cookies != SynCookies::Never) plan.octets[0] %= 1000;
    plan.aborts = *rc::gen::inRange(0, 6) == 0;
  }
  const IpVersion version = *rc::gen::element(IpVersion::V4, IpVersion::V6);
  Storm(version, settings, options, faults, std::move(plans)).run();
}

/// A request of each of a thousand, and its answer, on a wire that loses one packet in ten.
Storm thousand(SynCookies cookies) {
  Faults faults;
  faults.loss = 0.1;
  faults.duplicate = faults.reorder = 0.05;
  faults.delay = 10ms;
  faults.jitter = 1ms;
  faults.capacity = 1 << 16;
  Settings settings = patient();
  settings.initial_window = 2;
  return {IpVersion::V4,
          settings,
          {.syn_queue = 64, .accept_queue = 32, .cookies = cookies},
          faults,
          std::vector<Plan>(1000, Plan{{400, 3000}, false})};
}

TEST(StackStorm, AThousandConnectionsGetTheirAnswers) {
  Storm storm = thousand(SynCookies::Never);
  storm.run();
  EXPECT_EQ(storm.listener().counters.established, 1000U);
  EXPECT_GT(storm.listener().counters.refused_syn_queue, 0U);
}

TEST(StackStorm, AThousandConnectionsAndCookiesLeaveNothingBehind) {
  Storm storm = thousand(SynCookies::WhenFull);
  storm.run();
  EXPECT_GT(storm.listener().counters.cookies_accepted, 500U);
  EXPECT_EQ(storm.listener().counters.refused_syn_queue, 0U);
}

}  // namespace
}  // namespace finalack::testing
