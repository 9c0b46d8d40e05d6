// The decision core is generic: it compiles with a domain in which nothing converts by itself, and decides the same
// there as on native values, asking the same questions in the same order whenever it is asked again.
#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/impl/core_random.hpp"
#include "tests/impl/core_strict_domain.hpp"

namespace finalack::testing {
namespace {

using Strict = strict::Domain;

strict::Seq strictly(SequenceNumber n) { return strict::Seq(n.value); }
strict::Size strictly(std::uint32_t n) { return strict::Size(n); }

impl::Tcb<Strict> strictly(const Tcb& t) {
  return {.state = t.state,
          .passive = t.passive,
          .close_called = t.close_called,
          .fin_sent = t.fin_sent,
          .timestamps = t.timestamps,
          .iss = strictly(t.iss),
          .snd_una = strictly(t.snd_una),
          .snd_nxt = strictly(t.snd_nxt),
          .snd_wnd = strictly(t.snd_wnd),
          .max_snd_wnd = strictly(t.max_snd_wnd),
          .snd_wl1 = strictly(t.snd_wl1),
          .snd_wl2 = strictly(t.snd_wl2),
          .irs = strictly(t.irs),
          .rcv_nxt = strictly(t.rcv_nxt),
          .rcv_wnd = strictly(t.rcv_wnd),
          .last_ack_sent = strictly(t.last_ack_sent),
          .ts_recent = strictly(t.ts_recent)};
}

impl::Event<Strict> strictly(const Event& e) {
  const Segment& s = e.segment;
  return {.kind = e.kind,
          .segment = {.syn = s.syn,
                      .ack = s.ack,
                      .fin = s.fin,
                      .rst = s.rst,
                      .timestamped = s.timestamped,
                      .seq = strictly(s.seq),
                      .ack_number = strictly(s.ack_number),
                      .window = strictly(s.window),
                      .text = strictly(s.text),
                      .ts_value = strictly(s.ts_value)},
          .iss = strictly(e.iss),
          .timestamps = e.timestamps,
          .window = strictly(e.window),
          .octets = strictly(e.octets),
          .fin = e.fin,
          .queued = e.queued,
          .unread = e.unread};
}

Tcb natively(const impl::Tcb<Strict>& t) {
  const auto number = [](strict::Seq n) { return SequenceNumber(n.peek()); };
  return {.state = t.state,
          .passive = t.passive.peek(),
          .close_called = t.close_called.peek(),
          .fin_sent = t.fin_sent.peek(),
          .timestamps = t.timestamps.peek(),
          .iss = number(t.iss),
          .snd_una = number(t.snd_una),
          .snd_nxt = number(t.snd_nxt),
          .snd_wnd = t.snd_wnd.peek(),
          .max_snd_wnd = t.max_snd_wnd.peek(),
          .snd_wl1 = number(t.snd_wl1),
          .snd_wl2 = number(t.snd_wl2),
          .irs = number(t.irs),
          .rcv_nxt = number(t.rcv_nxt),
          .rcv_wnd = t.rcv_wnd.peek(),
          .last_ack_sent = number(t.last_ack_sent),
          .ts_recent = number(t.ts_recent)};
}

Decision natively(const impl::Decision<Strict>& d) {
  return {.tcb = natively(d.tcb),
          .error = d.error,
          .reply = d.reply,
          .reset_seq = SequenceNumber(d.reset_seq.peek()),
          .reset_ack = SequenceNumber(d.reset_ack.peek()),
          .signal = d.signal,
          .processed = d.processed.peek(),
          .has_text = d.has_text.peek(),
          .text_from = d.text_from.peek(),
          .text_to = d.text_to.peek(),
          .has_fin = d.has_fin.peek(),
          .restarts_2msl = d.restarts_2msl.peek(),
          .reopens = d.reopens.peek()};
}

RC_GTEST_PROP(CoreDomains, DecideTheSame, ()) {
  at_random_steps([](const Step& step) {
    RC_ASSERT(same(natively(impl::decide(step.policy, strictly(step.before), strictly(step.event))), step.d));
  });
}

RC_GTEST_PROP(CoreDomains, AgreeOnWhatTheUserMaySendAndTheConnectionTransmit, ()) {
  const Tcb tcb = any_tcb();
  RC_ASSERT(impl::may_transmit(strictly(tcb)).peek() == impl::may_transmit(tcb));
  RC_ASSERT(impl::CallError(impl::send_error(strictly(tcb))) == impl::send_error(tcb));
}

RC_GTEST_PROP(CoreDomains, AskTheSameQuestionsAgain, ()) {
  at_random_steps([](const Step& step) {
    strict::asked().clear();
    impl::decide(step.policy, strictly(step.before), strictly(step.event));
    const std::vector<bool> first = strict::asked();
    impl::decide(step.policy, strictly(step.before), strictly(step.event));
    RC_ASSERT(strict::asked().size() == 2 * first.size());
    RC_ASSERT(std::equal(first.begin(), first.end(), strict::asked().begin() + std::ptrdiff_t(first.size())));
  });
}

}  // namespace
}  // namespace finalack::testing
