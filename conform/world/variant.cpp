#include "conform/world/variant.hpp"

namespace finalack::conform::world {

using model::Rules;

namespace {

constexpr unsigned kNoLimit = 1U << 30;

}  // namespace

std::string missing_variant(const model::TwoPeersConfig& config) {
  const Rules& rules = config.rules;
  if (rules.handshake == model::Handshake::TwoWay) return "opens with two segments";
  if (rules.handshake == model::Handshake::FourWay) return "opens with four segments";
  switch (rules.closing) {
    case model::Closing::Rfc: break;
    case model::Closing::MergedFin: return "merges the ACK of a FIN with its own";
    case model::Closing::NoAckOfFin: return "leaves a FIN unacknowledged in CLOSE-WAIT";
    case model::Closing::NoFinalAck: return "leaves the last FIN unacknowledged";
    case model::Closing::NoTimeWait: return "has no TIME-WAIT";
  }
  if (rules.syn_received_timer == model::SynReceivedTimer::ResetsAtOnce) return "resets at the first timeout";
  if (rules.syn_received_timer == model::SynReceivedTimer::None) return "has no timer in SYN-RECEIVED";
  if (rules.syn_text != model::SynText::None) return "keeps text that comes on a SYN";
  if (rules.reopening != model::Reopening::None) return "opens anew from TIME-WAIT without its stack";
  if (config.isn == model::IsnPolicy::Falling) return "opens below the numbers that it used before";
  return {};
}

std::shared_ptr<const impl::Settings> settings_for(const model::TwoPeersConfig& config) {
  const Rules& rules = config.rules;
  impl::Settings s;
  s.policy.rfc5961 = rules.rfc5961;
  s.policy.rfc1337 = rules.rfc1337;
  s.policy.validates_leniently = rules.validates_leniently || rules.crossing_syn_ack == model::CrossingSynAck::Figure;
  s.policy.close_waits = rules.close_waits;
  s.policy.reopens_from_time_wait = false;  // it is a stack that opens anew
  s.send_buffer = 4;
  s.receive_buffer = rules.window;
  s.mss = 1;
  s.path_mss = 1;
  s.offers_window_scale = s.offers_timestamps = s.offers_sack = false;
  s.nagle = false;
  const unsigned retries = rules.retry_limit == Rules::kUnlimited ? kNoLimit : rules.retry_limit;
  s.syn_retries = s.syn_ack_retries = s.data_retries = retries;
  if (!rules.delays_ack) s.delayed_ack = impl::Duration::zero();
  s.challenge_period = impl::Duration::zero();  // no limit: each may come when the last is long ago
  if (rules.fin_wait_2_timeout) s.fin_wait_2 = std::chrono::minutes(1);
  return std::make_shared<const impl::Settings>(s);
}

CloseCall close_call(const Rules& rules) {
  if (rules.close_aborts) return CloseCall::Abort;
  return rules.fin_wait_2_timeout || rules.unread_text_resets ? CloseCall::Close : CloseCall::Shutdown;
}

}  // namespace finalack::conform::world
