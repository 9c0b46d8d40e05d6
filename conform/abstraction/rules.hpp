// Which variant of the model a connection of impl/ is held to.
#pragma once

#include "impl/core/decision.hpp"
#include "model/react/rules.hpp"

namespace finalack::conform {

/// The model's variant that such a connection is held to: the implementation's own choices by name, and everywhere else
/// the most that RFC 9293 permits. An acknowledgment may wait, or be sent though none is owed; text may wait to be
/// sent; the user may be gone from FIN-WAIT-2.
inline model::Rules as_rules(const impl::Policy& policy) {
  model::Rules rules;
  rules.rfc5961 = policy.rfc5961;
  rules.rfc1337 = policy.rfc1337;
  rules.validates_leniently = policy.validates_leniently;
  rules.close_waits = policy.close_waits;
  if (policy.reopens_from_time_wait) rules.reopening = model::Reopening::Elsewhere;
  rules.half_open_resets_bad_ack = true;
  rules.delays_ack = true;
  rules.acks_at_will = true;
  rules.defers_send = true;
  rules.fin_wait_2_timeout = true;
  rules.retry_limit = model::Rules::kUnlimited;  // giving up is an event of its own: UserTimeout
  return rules;
}

}  // namespace finalack::conform
