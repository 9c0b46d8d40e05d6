#include "conform/refinement/question.hpp"

#include <array>
#include <type_traits>
#include <utility>

namespace finalack::conform {
namespace {

using model::symbolic::Bool;

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

CoreSegment any_segment(const CoreTcb& tcb, const Shape& shape) {
  auto seg = any<CoreSegment>("seg");
  seg.syn = shape.syn;
  seg.ack = shape.ack;
  seg.fin = shape.fin;
  seg.rst = shape.rst;
  seg.seq = any_near(tcb.rcv_nxt, "seg.seq - tcb.rcv_nxt");
  const TermSeq text_at = seg.seq + TermSize(shape.syn ? 1 : 0);
  const TermSeq text_end = any_near(tcb.rcv_nxt, "the end of seg's text - tcb.rcv_nxt");
  seg.text = shape.text ? text_end - text_at : TermSize(0);
  seg.ack_number = any_near(tcb.snd_una, "seg.ack_number - tcb.snd_una");
  seg.ts_value = any_near(tcb.ts_recent, "seg.ts_value - tcb.ts_recent");
  return seg;
}

SegmentKind kind_of(const Shape& shape) {
  if (shape.rst) return SegmentKind::Rst;
  if (shape.syn) return shape.ack ? SegmentKind::SynAck : SegmentKind::Syn;
  if (!shape.ack) return SegmentKind::WithoutAck;
  return shape.fin ? SegmentKind::FinAck : SegmentKind::Ack;
}

}  // namespace

std::vector<Shape> shapes_of(const Obligation& obligation) {
  if (obligation.event != impl::EventKind::SegmentArrives) return {Shape{}};
  std::vector<Shape> shapes;
  for (unsigned bits = 0; bits < 32; ++bits) {
    const auto has = [&](unsigned bit) { return ((bits >> bit) & 1U) != 0; };
    const Shape shape{.syn = has(0), .ack = has(1), .fin = has(2), .rst = has(3), .text = has(4)};
    if (kind_of(shape) == obligation.kind) shapes.push_back(shape);
  }
  return shapes;
}

Unknowns unknowns_of(const Obligation& obligation, const Shape& shape) {
  Unknowns u{.tcb = any_tcb(obligation.state), .event = {.kind = obligation.event}, .any = {}};
  if (u.event.kind == impl::EventKind::SegmentArrives) u.event.segment = any_segment(u.tcb, shape);
  u.event.iss = any<TermSeq>("iss");
  u.event.timestamps = any<Bool>("offers_timestamps");
  u.event.window = any<TermSize>("window");
  u.event.octets = any<TermSize>("octets");
  u.event.fin = any<Bool>("fin");
  u.event.queued = any<Bool>("queued");
  u.event.unread = any<Bool>("unread");
  const TermSeq text_at = u.event.segment.seq + TermSize(shape.syn ? 1 : 0);
  u.any.octet = any_near(u.tcb.rcv_nxt, "seg's octet - tcb.rcv_nxt") - text_at;
  u.any.part = any<TermSize>("part");
  return u;
}

Bool assumed_of(const Unknowns& u, const Shape& shape) {
  Bool assumed = model::explore([&] { return is_asked_properly(u.tcb, u.event); });
  representation_invariant(u.tcb, [&](const char*, const Bool& holds) { assumed = assumed & holds; });
  if (shape.text) assumed = assumed & (TermSize(0) < u.event.segment.text);
  return assumed;
}

namespace {

/// A clause is put to each way that the core, and the model, may go, and only then are the ways merged: what it
/// compares is then simple, and most of it is decided before a solver is asked. `put(add)` does it for one way.
template <class Put> void add_clauses(std::vector<Clause>& clauses, const Put& put) {
  constexpr std::size_t kMost = 64;
  std::vector<std::string> words;
  const auto holds = model::explore([&] {
    std::array<Bool, kMost> all;
    all.fill(true);
    words.clear();
    put([&](const char* in_words, const Bool& clause_holds) {
      all.at(words.size()) = Bool::from_term(model::terms::simplified(clause_holds.term()));
      words.emplace_back(in_words);
    });
    return all;
  });
  for (std::size_t i = 0; i < words.size(); ++i) clauses.push_back({words[i], holds[i]});
}

}  // namespace

std::vector<Clause> clauses_of(const Unknowns& u, const impl::Policy& policy, const Core& core) {
  std::vector<Clause> clauses;
  {
    const Terms::BranchingSelects in;  // what is kept of a text is made of selections: one by one they are simple
    add_clauses(clauses, [&](const auto& add) {
      const CoreDecision d = core.on_terms(policy, u.tcb, u.event);
      clauses_of_core(policy, u.tcb, u.event, d, u.any, core.on_terms, add);
    });
  }
  add_clauses(clauses, [&](const auto& add) {
    clauses_beside_model(policy, u.tcb, u.event, core.on_terms(policy, u.tcb, u.event), add);
  });
  return clauses;
}

}  // namespace finalack::conform
