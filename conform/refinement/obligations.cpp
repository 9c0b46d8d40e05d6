#include "conform/refinement/obligations.hpp"

#include <array>
#include <memory>
#include <utility>

#include <z3++.h>

#include "conform/refinement/contract.hpp"
#include "model/domain/symbolic_z3.hpp"

namespace finalack::conform {
namespace {

using model::Term;
using model::symbolic::Bool;

constexpr std::array<std::pair<impl::EventKind, const char*>, 11> kEvents{{
    {impl::EventKind::OpenActive, "OPEN, active"},
    {impl::EventKind::OpenPassive, "OPEN, passive"},
    {impl::EventKind::Close, "CLOSE"},
    {impl::EventKind::Abort, "ABORT"},
    {impl::EventKind::SegmentArrives, "arrives"},
    {impl::EventKind::TextInOrder, "text in order"},
    {impl::EventKind::Transmitted, "text or FIN leaves"},
    {impl::EventKind::Acknowledged, "ACK leaves"},
    {impl::EventKind::UserTimeout, "user timeout"},
    {impl::EventKind::TimeWaitTimeout, "2 MSL are over"},
    {impl::EventKind::FinWait2Timeout, "FIN-WAIT-2 timeout"},
}};

/// A value of fresh variables, named after its fields.
template <class T> T any(const std::string& name) {
  T value;
  model::for_each_named_leaf(
      [&](const std::string& path, auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        leaf = L::from_term(model::terms::variable(path, L::term_width()));
      },
      value, name);
  return value;
}

/// Numbers by their distance from one of their space: every value is still possible, but the arithmetic modulo 2^32
/// that decisions are made of cancels out before a solver sees it.
TermSeq any_near(const TermSeq& anchor, const std::string& name) { return anchor + any<TermSize>(name); }

CoreTcb any_tcb(impl::State state) {
  auto tcb = any<CoreTcb>("tcb");
  tcb.state = state;
  tcb.iss = any_near(tcb.snd_una, "tcb.iss - tcb.snd_una");
  tcb.snd_nxt = any_near(tcb.snd_una, "tcb.snd_nxt - tcb.snd_una");
  tcb.snd_wl2 = any_near(tcb.snd_una, "tcb.snd_wl2 - tcb.snd_una");
  tcb.irs = any_near(tcb.rcv_nxt, "tcb.irs - tcb.rcv_nxt");
  tcb.snd_wl1 = any_near(tcb.rcv_nxt, "tcb.snd_wl1 - tcb.rcv_nxt");
  tcb.last_ack_sent = any_near(tcb.rcv_nxt, "tcb.last_ack_sent - tcb.rcv_nxt");
  return tcb;
}

CoreSegment any_segment(const CoreTcb& tcb) {
  auto seg = any<CoreSegment>("seg");
  seg.seq = any_near(tcb.rcv_nxt, "seg.seq - tcb.rcv_nxt");
  seg.ack_number = any_near(tcb.snd_una, "seg.ack_number - tcb.snd_una");
  seg.ts_value = any_near(tcb.ts_recent, "seg.ts_value - tcb.ts_recent");
  return seg;
}

Bool is_of_kind(const CoreSegment& seg, SegmentKind kind) {
  const Bool plain = (!seg.rst) & !seg.syn;
  switch (kind) {
    case SegmentKind::Rst: return seg.rst;
    case SegmentKind::Syn: return (!seg.rst) & seg.syn & !seg.ack;
    case SegmentKind::SynAck: return (!seg.rst) & seg.syn & seg.ack;
    case SegmentKind::WithoutAck: return plain & !seg.ack;
    case SegmentKind::Ack: return plain & seg.ack & !seg.fin;
    case SegmentKind::FinAck: return plain & seg.ack & seg.fin;
  }
  return false;
}

impl::Event<Terms> any_event(const Obligation& obligation, const CoreTcb& tcb) {
  impl::Event<Terms> e{.kind = obligation.event};
  if (e.kind == impl::EventKind::SegmentArrives) e.segment = any_segment(tcb);
  e.iss = any<TermSeq>("iss");
  e.timestamps = any<Bool>("offers_timestamps");
  e.window = any<TermSize>("window");
  e.octets = any<TermSize>("octets");
  e.fin = any<Bool>("fin");
  e.queued = any<Bool>("queued");
  e.unread = any<Bool>("unread");
  return e;
}

struct Clause {
  const char* words;
  Bool holds;
};

Bool assumed_of(const Obligation& obligation, const CoreTcb& before, const impl::Event<Terms>& event) {
  Bool assumed = model::explore([&] { return is_asked_properly(before, event); });
  representation_invariant(before, [&](const char*, const Bool& holds) { assumed = assumed & holds; });
  if (obligation.event == impl::EventKind::SegmentArrives) {
    assumed = assumed & is_of_kind(event.segment, obligation.kind);
  }
  return assumed;
}

/// The question put: what is assumed, and what has to follow.
struct Question {
  Bool assumed = true;
  std::vector<Clause> clauses;
};

Question question_of(const Obligation& obligation, const impl::Policy& policy, Core core) {
  const CoreTcb before = any_tcb(obligation.state);
  const impl::Event<Terms> event = any_event(obligation, before);
  const CoreDecision d = model::explore([&] { return core(policy, before, event); });

  Question q;
  q.assumed = assumed_of(obligation, before, event);
  const auto add = [&](const char* words, const Bool& holds) {
    q.clauses.push_back({words, Bool::from_term(model::terms::simplified(holds.term()))});
  };
  representation_invariant(d.tcb, add);
  if (obligation.event == impl::EventKind::SegmentArrives) {
    segment_contract(before, event.segment, d, add);
  }
  return q;
}

std::vector<std::string> values_of(const z3::model& model) {
  std::vector<std::string> lines;
  for (unsigned i = 0; i < model.num_consts(); ++i) {
    const z3::func_decl variable = model.get_const_decl(i);
    const z3::expr value = model.get_const_interp(variable);
    const std::string text = value.is_bv() ? std::to_string(value.get_numeral_uint()) : value.to_string();
    lines.push_back(variable.name().str() + " = " + text);
  }
  return lines;
}

/// The same formula, of a fresh solver with other tactics, in a fresh context.
bool is_confirmed(const z3::expr& unsatisfiable, unsigned milliseconds) {
  z3::context fresh;
  z3::solver solver = z3::tactic(fresh, "qfbv").mk_solver();
  solver.set("timeout", milliseconds);
  solver.add(z3::to_expr(fresh, Z3_translate(unsatisfiable.ctx(), unsatisfiable, fresh)));
  return solver.check() == z3::unsat;
}

}  // namespace

std::string to_string(SegmentKind kind) {
  switch (kind) {
    case SegmentKind::Rst: return "RST";
    case SegmentKind::Syn: return "SYN";
    case SegmentKind::SynAck: return "SYN,ACK";
    case SegmentKind::WithoutAck: return "segment without ACK";
    case SegmentKind::Ack: return "ACK";
    case SegmentKind::FinAck: return "FIN,ACK";
  }
  return {};
}

std::string Obligation::name() const {
  const std::string at = std::string(impl::to_string(state)) + ", ";
  if (event == impl::EventKind::SegmentArrives) return at + to_string(kind) + " arrives";
  for (const auto& [known, words] : kEvents) {
    if (known == event) return at + words;
  }
  return at;
}

std::vector<Obligation> all_obligations() {
  std::vector<Obligation> all;
  for (std::size_t s = 0; s < impl::kStates; ++s) {
    const auto state = static_cast<impl::State>(s);
    for (const auto& [event, words] : kEvents) {
      const std::size_t kinds = event == impl::EventKind::SegmentArrives ? kSegmentKinds : 1;
      for (std::size_t kind = 0; kind < kinds; ++kind) {
        all.push_back({state, event, static_cast<SegmentKind>(kind)});
      }
    }
  }
  return all;
}

bool can_happen(const Obligation& obligation) {
  const auto context = std::make_shared<z3::context>();
  const model::SymbolicSession session(32, context);
  const CoreTcb before = any_tcb(obligation.state);
  const Bool assumed = assumed_of(obligation, before, any_event(obligation, before));
  z3::solver solver(*context, "QF_FD");
  solver.add(model::to_z3(assumed.term()));
  return solver.check() == z3::sat;
}

Proof prove(const Obligation& obligation, const impl::Policy& policy, unsigned seconds, Core core) {
  const auto context = std::make_shared<z3::context>();
  const model::SymbolicSession session(32, context);
  const Question question = question_of(obligation, policy, core);

  Proof proof;
  proof.clauses = question.clauses.size();
  z3::solver solver(*context, "QF_FD");
  solver.set("timeout", seconds * 1000);
  solver.add(model::to_z3(question.assumed.term()));

  z3::expr all = context->bool_val(true);
  for (const Clause& clause : question.clauses) {
    const z3::expr holds = model::to_z3(clause.holds.term());
    all = all && holds;
    solver.push();
    solver.add(!holds);
    const z3::check_result result = solver.check();
    if (result == z3::unknown) return proof;
    if (result == z3::sat) {
      if (proof.failed.empty()) proof.counterexample = values_of(solver.get_model());
      proof.failed.emplace_back(clause.words);
    }
    solver.pop();
  }
  if (!proof.failed.empty()) {
    proof.verdict = Proof::Verdict::Violated;
  } else if (is_confirmed(model::to_z3(question.assumed.term()) && !all, seconds * 1000)) {
    proof.verdict = Proof::Verdict::Proved;
  }
  return proof;
}

}  // namespace finalack::conform
