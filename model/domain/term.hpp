// What a symbolic value is made of: a Z3 term behind an opaque handle, and the session that says in which Z3 context.
//
// z3++.h is kept out of the model's headers for two reasons. It is heavy; and a raw z3::expr converts to `bool` without
// a word, so that `if (x == 1)` on one compiles and is always taken. Term has neither `==` nor a conversion. Who needs
// the Z3 side of it includes model/domain/symbolic_z3.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace z3 {
class context;
}  // namespace z3
struct _Z3_ast;  // NOLINT(bugprone-reserved-identifier): Z3's name

namespace finalack::model {

/// A Boolean, a bit-vector or a real term, counted by reference; equal terms of one context are one object. It must not
/// outlive its context.
class Term {
 public:
  Term() = default;  ///< no term
  Term(const Term& other);
  Term(Term&& other) noexcept;
  Term& operator=(const Term& other);
  Term& operator=(Term&& other) noexcept;
  ~Term();

  bool is_null() const { return ast_ == nullptr; }
  /// Syntactically the same term (not: equal in every model).
  bool same_as(const Term& other) const { return ast_ == other.ast_; }
  /// Bits of a bit-vector; 0 for a Boolean.
  unsigned width() const;
  /// The value of a literal.
  std::optional<bool> truth() const;
  std::optional<std::uint32_t> number() const;
  std::string text() const;

 private:
  friend struct TermAccess;
  Term(z3::context& context, _Z3_ast* ast);

  z3::context* context_ = nullptr;
  _Z3_ast* ast_ = nullptr;
};

/// Makes the symbolic domain usable on this thread: the Z3 context in which terms are made, and the width of sequence
/// numbers (2 to 32 bits). Sessions nest; a context belongs to one thread at a time.
class SymbolicSession {
 public:
  /// Without a context it makes one of its own.
  explicit SymbolicSession(unsigned width, std::shared_ptr<z3::context> context = nullptr);
  ~SymbolicSession();
  SymbolicSession(const SymbolicSession&) = delete;
  SymbolicSession& operator=(const SymbolicSession&) = delete;

  /// Throws std::logic_error where no session is open on this thread.
  static SymbolicSession& current();

  unsigned width() const { return width_; }
  const std::shared_ptr<z3::context>& context() const { return context_; }

  std::uint64_t paths = 0;  ///< followed by all path explorers so far

 private:
  std::shared_ptr<z3::context> context_;
  unsigned width_;
  SymbolicSession* before_;
};

/// Building terms. Literals are folded and trivial cases taken at once; anything cleverer is left to `simplified`.
namespace terms {

Term boolean(bool value);
/// The value modulo 2^width.
Term number(std::uint32_t value, unsigned width);
/// A constant symbol of a width (0: Boolean); the same name and width give the same term.
Term variable(const std::string& name, unsigned width);

Term negation(const Term& a);
Term conjunction(const Term& a, const Term& b);
Term disjunction(const Term& a, const Term& b);
Term equal(const Term& a, const Term& b);
Term select(const Term& condition, const Term& yes, const Term& no);

Term sum(const Term& a, const Term& b);
Term difference(const Term& a, const Term& b);
/// a < b, unsigned.
Term below(const Term& a, const Term& b);
/// The most significant bit is set.
Term top_bit(const Term& a);
/// Extended with zeros, or truncated.
Term resized(const Term& a, unsigned width);

Term real(std::uint32_t value);
Term real_variable(const std::string& name);
Term real_sum(const Term& a, const Term& b);
Term real_difference(const Term& a, const Term& b);
/// a < b, of reals.
Term less(const Term& a, const Term& b);

Term simplified(const Term& a);

/// A decision's condition in a form in which the same question looks the same: simplified, without a leading negation;
/// and, where it reads `subject == literal`, its two sides.
struct Atom {
  Term term;
  bool negated = false;
  Term subject;
  std::uint32_t literal = 0;
};
Atom atom(const Term& condition);

}  // namespace terms

}  // namespace finalack::model
