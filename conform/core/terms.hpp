// The decision core of impl/ on Z3 terms: the very lines that serve real segments, with 32-bit numbers of which nothing
// is known but what is assumed. The fourth kind of value that it runs on, after native ones (impl/core/native.hpp).
//
// As in the model's symbolic domain, an `if` on a truth value asks the path explorer (model/paths.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "impl/core/decide.hpp"
#include "model/domain/symbolic.hpp"

namespace finalack::model {

template <> struct EnumNames<impl::State> {
  static constexpr std::array<std::string_view, impl::kStates> names = [] {
    std::array<std::string_view, impl::kStates> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = to_string(static_cast<impl::State>(i));
    return all;
  }();
};
template <> struct EnumNames<impl::Reply> {
  static constexpr std::array<std::string_view, 8> names{"none", "ACK",     "ACK, soon", "challenge ACK",
                                                         "SYN",  "SYN,ACK", "RST",       "RST,ACK"};
};
template <> struct EnumNames<impl::Signal> {
  static constexpr std::array<std::string_view, 7> names{"none",  "connected", "peer closing", "refused",
                                                         "reset", "timed out", "finished"};
};
template <> struct EnumNames<impl::CallError> {
  static constexpr std::array<std::string_view, 4> names{"none", "no connection", "already exists",
                                                         "connection closing"};
};

}  // namespace finalack::model

namespace finalack::conform {

using TermSize = model::symbolic::Bits<32>;

/// A sequence number or a timestamp, compared modulo 2^32 as impl::SequenceNumber is.
class TermSeq {
 public:
  using leaf_tag = void;

  TermSeq() : TermSeq(0) {}
  explicit TermSeq(std::uint32_t value) : term_(model::terms::number(value, 32)) {}

  const model::Term& term() const { return term_; }
  static TermSeq from_term(model::Term term) { return {std::move(term), FromTerm{}}; }
  static unsigned term_width() { return 32; }

  friend TermSeq operator+(const TermSeq& a, const TermSize& n) {
    return from_term(model::terms::sum(a.term_, n.term()));
  }
  friend TermSeq operator-(const TermSeq& a, const TermSize& n) {
    return from_term(model::terms::difference(a.term_, n.term()));
  }
  friend TermSize operator-(const TermSeq& a, const TermSeq& b) {
    return TermSize::from_term(model::terms::difference(a.term_, b.term_));
  }
  friend model::symbolic::Bool operator==(const TermSeq& a, const TermSeq& b) {
    return model::symbolic::Bool::from_term(model::terms::equal(a.term_, b.term_));
  }
  friend model::symbolic::Bool operator<(const TermSeq& a, const TermSeq& b) {
    return model::symbolic::Bool::from_term(model::terms::top_bit((a - b).term()));
  }
  friend model::symbolic::Bool operator<=(const TermSeq& a, const TermSeq& b) { return !(b < a); }

 private:
  struct FromTerm {};
  TermSeq(model::Term term, FromTerm) : term_(std::move(term)) {}
  model::Term term_;
};

/// The domain. Usable while a model::SymbolicSession is open on the thread.
class Terms {
 public:
  using Bool = model::symbolic::Bool;
  using Seq = TermSeq;
  using Size = TermSize;
  template <class E> using Enum = model::symbolic::Enum<E>;

  /// In its scope, `select` is one more branch to explore; otherwise it makes a term of both.
  class BranchingSelects {
   public:
    BranchingSelects() { selects_branch = true; }
    ~BranchingSelects() { selects_branch = false; }
    BranchingSelects(const BranchingSelects&) = delete;
    BranchingSelects& operator=(const BranchingSelects&) = delete;
  };

  template <class T> static T select(const Bool& condition, const T& yes, const T& no) {
    if (selects_branch) return condition ? yes : no;
    return T::from_term(model::terms::select(condition.term(), yes.term(), no.term()));
  }

 private:
  static inline thread_local bool selects_branch = false;
};

using CoreTcb = impl::Tcb<Terms>;
using CoreSegment = impl::Segment<Terms>;
using CoreDecision = impl::Decision<Terms>;

}  // namespace finalack::conform
