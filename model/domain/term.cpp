#include "model/domain/term.hpp"

#include <stdexcept>
#include <utility>

#include "model/domain/symbolic_z3.hpp"

namespace finalack::model {

struct TermAccess {
  static Term wrap(const z3::expr& e) { return {e.ctx(), e}; }
  static z3::expr unwrap(const Term& t) {
    if (t.is_null()) throw std::logic_error("a symbolic value without a term was used");
    return {*t.context_, t.ast_};
  }
};

z3::expr to_z3(const Term& term) { return TermAccess::unwrap(term); }
Term from_z3(const z3::expr& expression) { return TermAccess::wrap(expression); }

Term::Term(z3::context& context, _Z3_ast* ast) : context_(&context), ast_(ast) { Z3_inc_ref(*context_, ast_); }
Term::Term(const Term& other) : context_(other.context_), ast_(other.ast_) {
  if (ast_ != nullptr) Z3_inc_ref(*context_, ast_);
}
Term::Term(Term&& other) noexcept : context_(other.context_), ast_(std::exchange(other.ast_, nullptr)) {}
Term& Term::operator=(const Term& other) {
  if (this != &other) *this = Term(other);
  return *this;
}
Term& Term::operator=(Term&& other) noexcept {
  std::swap(context_, other.context_);
  std::swap(ast_, other.ast_);
  return *this;
}
Term::~Term() {
  if (ast_ != nullptr) Z3_dec_ref(*context_, ast_);
}

unsigned Term::width() const {
  const z3::sort sort = to_z3(*this).get_sort();
  return sort.is_bool() ? 0 : sort.bv_size();
}
std::optional<bool> Term::truth() const {
  const Z3_lbool value = Z3_get_bool_value(*context_, ast_);
  if (value == Z3_L_UNDEF) return std::nullopt;
  return value == Z3_L_TRUE;
}
std::optional<std::uint32_t> Term::number() const {
  unsigned value = 0;
  if (!Z3_is_numeral_ast(*context_, ast_) || !Z3_get_numeral_uint(*context_, ast_, &value)) return std::nullopt;
  return value;
}
std::string Term::text() const { return is_null() ? "(no term)" : to_z3(*this).to_string(); }

namespace {

thread_local SymbolicSession* current_session = nullptr;

z3::context& context() { return *SymbolicSession::current().context(); }

std::uint32_t mask(unsigned width) { return width >= 32 ? ~0U : (1U << width) - 1U; }

}  // namespace

SymbolicSession::SymbolicSession(unsigned width, std::shared_ptr<z3::context> context)
    : context_(context ? std::move(context) : std::make_shared<z3::context>()),
      width_(width),
      before_(current_session) {
  if (width < 2 || width > 32) throw std::logic_error("sequence numbers have 2 to 32 bits");
  current_session = this;
}
SymbolicSession::~SymbolicSession() { current_session = before_; }

SymbolicSession& SymbolicSession::current() {
  if (current_session == nullptr) throw std::logic_error("a symbolic value was made outside any SymbolicSession");
  return *current_session;
}

namespace terms {

Term boolean(bool value) { return from_z3(context().bool_val(value)); }
Term number(std::uint32_t value, unsigned width) { return from_z3(context().bv_val(value & mask(width), width)); }
Term variable(const std::string& name, unsigned width) {
  return from_z3(width == 0 ? context().bool_const(name.c_str()) : context().bv_const(name.c_str(), width));
}

Term negation(const Term& a) {
  if (const auto value = a.truth()) return boolean(!*value);
  const z3::expr e = to_z3(a);
  return from_z3(e.is_not() ? e.arg(0) : !e);
}
Term conjunction(const Term& a, const Term& b) {
  if (const auto value = a.truth()) return *value ? b : a;
  if (const auto value = b.truth()) return *value ? a : b;
  return a.same_as(b) ? a : from_z3(to_z3(a) && to_z3(b));
}
Term disjunction(const Term& a, const Term& b) {
  if (const auto value = a.truth()) return *value ? a : b;
  if (const auto value = b.truth()) return *value ? b : a;
  return a.same_as(b) ? a : from_z3(to_z3(a) || to_z3(b));
}
Term equal(const Term& a, const Term& b) {
  if (a.same_as(b)) return boolean(true);
  if (const auto value = a.truth()) return *value ? b : negation(b);
  if (const auto value = b.truth()) return *value ? a : negation(a);
  if (a.number() && b.number()) return boolean(false);
  return from_z3(to_z3(a) == to_z3(b));
}
Term select(const Term& condition, const Term& yes, const Term& no) {
  if (yes.same_as(no)) return yes;
  if (const auto value = condition.truth()) return *value ? yes : no;
  if (const auto value = yes.truth()) {
    return *value ? disjunction(condition, no) : conjunction(negation(condition), no);
  }
  if (const auto value = no.truth()) {
    return *value ? disjunction(negation(condition), yes) : conjunction(condition, yes);
  }
  return from_z3(z3::ite(to_z3(condition), to_z3(yes), to_z3(no)));
}

Term sum(const Term& a, const Term& b) {
  const auto x = a.number();
  const auto y = b.number();
  if (x && y) return number(*x + *y, a.width());
  if (x == 0U) return b;
  if (y == 0U) return a;
  return from_z3(to_z3(a) + to_z3(b));
}
Term difference(const Term& a, const Term& b) {
  const auto x = a.number();
  const auto y = b.number();
  if (x && y) return number(*x - *y, a.width());
  if (y == 0U) return a;
  if (a.same_as(b)) return number(0, a.width());
  return from_z3(to_z3(a) - to_z3(b));
}
Term below(const Term& a, const Term& b) {
  const auto x = a.number();
  const auto y = b.number();
  if (x && y) return boolean(*x < *y);
  if (y == 0U || a.same_as(b)) return boolean(false);
  return from_z3(z3::ult(to_z3(a), to_z3(b)));
}
Term top_bit(const Term& a) {
  const unsigned top = a.width() - 1;
  if (const auto value = a.number()) return boolean(((*value >> top) & 1U) != 0);
  return from_z3(to_z3(a).extract(top, top) == context().bv_val(1, 1));
}
Term resized(const Term& a, unsigned width) {
  const unsigned has = a.width();
  if (has == width) return a;
  if (const auto value = a.number()) return number(*value, width);
  return from_z3(has > width ? to_z3(a).extract(width - 1, 0) : z3::zext(to_z3(a), width - has));
}

Term real(std::uint32_t value) { return from_z3(context().real_val(std::to_string(value).c_str())); }
Term real_variable(const std::string& name) { return from_z3(context().real_const(name.c_str())); }
Term real_sum(const Term& a, const Term& b) {
  if (a.number() == 0U) return b;
  if (b.number() == 0U) return a;
  return from_z3((to_z3(a) + to_z3(b)).simplify());
}
Term real_difference(const Term& a, const Term& b) {
  if (b.number() == 0U) return a;
  if (a.same_as(b)) return real(0);
  return from_z3((to_z3(a) - to_z3(b)).simplify());
}
Term less(const Term& a, const Term& b) {
  if (a.same_as(b)) return boolean(false);
  if (const auto x = a.number(), y = b.number(); x && y) return boolean(*x < *y);
  return from_z3(to_z3(a) < to_z3(b));
}

Term simplified(const Term& a) { return from_z3(to_z3(a).simplify()); }

Atom atom(const Term& condition) {
  Atom atom;
  z3::expr e = to_z3(condition).simplify();
  while (e.is_not()) {
    atom.negated = !atom.negated;
    e = e.arg(0);
  }
  atom.term = from_z3(e);
  if (e.is_eq() && e.arg(0).is_bv()) {
    for (unsigned side = 0; side < 2; ++side) {
      if (const auto literal = from_z3(e.arg(side)).number()) {
        atom.literal = *literal;
        atom.subject = from_z3(e.arg(1 - side));
      }
    }
  }
  return atom;
}

}  // namespace terms

}  // namespace finalack::model
