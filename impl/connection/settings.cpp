#include "impl/connection/settings.hpp"

namespace finalack::impl {

Settings rfc_profile() { return {}; }

Settings linux_profile() {
  Settings s;
  s.rto_min = std::chrono::milliseconds(200);
  s.rto_max = std::chrono::seconds(120);
  s.syn_linear_retries = 4;
  s.syn_retries = 10;
  s.syn_ack_retries = 5;
  s.data_retries = 15;
  s.delayed_ack = std::chrono::milliseconds(40);
  s.quick_acks = 16;
  s.resets_acknowledge = true;
  s.msl = std::chrono::seconds(30);
  s.fin_wait_2 = std::chrono::seconds(60);
  s.challenge_acks = 1;
  s.challenge_period = std::chrono::milliseconds(500);
  return s;
}

}  // namespace finalack::impl
