// Calls and packets at random, through the C interface: a user who has read nothing, and a remote side that lies.
//
// Numbers of segments are mostly near to those that the library sent last, so that connections come about, live and die
// in every way. What comes of a call is only checked for sense: a number that the call may give, or an errno that it
// may have. Everything follows from the seed.
#pragma once

#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {

class Chaos {
 public:
  Chaos(std::uint64_t seed, const std::string& flags, bool is_v6);
  Chaos(const Chaos&) = delete;
  Chaos& operator=(const Chaos&) = delete;
  ~Chaos();

  /// A call, a packet or some time.
  void step();
  /// A packet or some time only.
  void pass();
  /// One of the calls that may wait, on any thread; `rng` is the thread's own.
  void waiting_call(std::mt19937_64& rng);
  void close_all();

  const std::vector<std::string>& complaints() const { return complaints_; }  ///< when no other thread calls

 private:
  struct Remote {
    std::uint16_t port = 0;
    std::uint16_t local_port = kPort;
    std::uint32_t next = 0;   ///< what the library expects of us
    std::uint32_t acked = 0;  ///< and where its own text ended
  };

  template <class T> T pick(std::initializer_list<T> of) {
    return *(of.begin() + static_cast<std::ptrdiff_t>(rng_() % of.size()));
  }
  bool chance(unsigned percent) { return rng_() % 100 < percent; }
  int any_fd(std::mt19937_64& rng) const;
  int any_fd() { return any_fd(rng_); }
  void keep(std::int64_t fd);
  std::int64_t check(const char* call, std::int64_t returned, std::int64_t most);

  void begin();
  void send_segment(const Remote& remote, const std::string& text);
  void open();
  void bind_or_connect();
  void transfer(std::mt19937_64& rng);
  void transfer_vectors();
  void change_option();
  void ask_option();
  void control();
  void watch();
  void use_pipe();
  void inject();
  void inject_nonsense();
  void take_packets();
  void note(const Octets& packet);
  std::vector<std::uint8_t> address(std::uint16_t port, bool ours);

  std::mt19937_64 rng_;
  bool is_v6_;
  packetdrill_interface api_{};
  std::vector<int> fds_;
  std::vector<Remote> remotes_;
  Octets last_;
  std::mutex mutex_;  // of what follows
  std::vector<std::string> complaints_;
};

}  // namespace finalack::packetdrill
