#include "checker/symbolic/solver_budget.hpp"

#include <string>
#include <utility>

#include "checker/errors.hpp"

namespace finalack::checker {

namespace {

/// How Z3 says that it was stopped, whoever did it.
bool is_interruption(const std::string& reason) {
  for (const char* word : {"interrupt", "cancel"}) {
    if (reason.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

z3::solver make_solver(z3::context& context, const char* logic) {
  z3::solver solver = logic == nullptr ? z3::solver(context) : z3::solver(context, logic);
  solver.set("ctrl_c", false);
  return solver;
}

z3::solver make_bit_blasting_solver(z3::context& context) {
  const auto tactic = [&](const char* name) { return z3::tactic(context, name); };
  z3::solver solver = (tactic("simplify") & tactic("solve-eqs") & tactic("bit-blast") & tactic("smt")).mk_solver();
  solver.set("ctrl_c", false);
  return solver;
}

z3::optimize make_optimizer(z3::context& context) {
  z3::optimize solver(context);
  z3::params ours(context);
  ours.set("ctrl_c", false);
  solver.set(ours);
  return solver;
}

SolverBudget::SolverBudget(Limits limits) : limits_(std::move(limits)), watcher_([this] { watch(); }) {}

SolverBudget::~SolverBudget() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  watcher_.join();
}

double SolverBudget::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

EndedBy SolverBudget::overdrawn() const {
  if (limits_.cancelled && limits_.cancelled()) return EndedBy::Cancelled;
  if (seconds() >= limits_.seconds) return EndedBy::Time;
  if (Z3_get_estimated_alloc_size() > limits_.memory_bytes) return EndedBy::Memory;
  return EndedBy::Nothing;
}

EndedBy SolverBudget::spent() {
  const std::scoped_lock lock(mutex_);
  if (spent_ == EndedBy::Nothing) spent_ = overdrawn();
  return spent_;
}

bool SolverBudget::is_spent() { return spent() != EndedBy::Nothing; }

z3::check_result SolverBudget::check(z3::solver& solver) { return check(solver, z3::expr_vector(solver.ctx())); }

z3::check_result SolverBudget::check(z3::solver& solver, const z3::expr_vector& assumptions) {
  return watched([&] { Z3_solver_interrupt(solver.ctx(), solver); }, [&] { return solver.check(assumptions); },
                 [&] { return solver.reason_unknown(); });
}

z3::check_result SolverBudget::check(z3::optimize& solver) {
  const z3::check_result result =
      watched([&] { solver.ctx().interrupt(); }, [&] { return solver.check(); },
              [&] { return std::string(Z3_optimize_get_reason_unknown(solver.ctx(), solver)); });
  return is_spent() ? z3::unknown : result;  // of a model that was found just before nothing can be read
}

template <class Check, class Reason>
z3::check_result SolverBudget::watched(const Interrupt& stop, Check&& check, Reason&& reason_unknown) {
  if (is_spent()) return z3::unknown;
  {
    const std::scoped_lock lock(mutex_);
    running_ = &stop;
  }
  wake_.notify_all();
  z3::check_result result = z3::unknown;
  std::string reason;
  try {
    result = check();
    if (result == z3::unknown) reason = reason_unknown();
  } catch (const z3::exception& e) {  // an interrupt may also come out as an exception
    reason = e.msg();
  }
  const std::scoped_lock lock(mutex_);
  running_ = nullptr;
  if (result != z3::unknown || spent_ != EndedBy::Nothing) return result;
  spent_ = overdrawn();
  if (spent_ == EndedBy::Nothing) {
    if (!is_interruption(reason)) throw InternalError("Z3 gave up: " + reason);
    spent_ = EndedBy::Cancelled;  // by nobody that we know
  }
  return result;
}

void SolverBudget::watch() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (running_ == nullptr) {
      wake_.wait(lock, [this] { return ending_ || running_ != nullptr; });
      continue;
    }
    // Again and again: a solver that has not yet begun does not notice.
    if (wake_.wait_for(lock, std::chrono::milliseconds(10), [this] { return ending_; })) break;
    if (running_ == nullptr) continue;
    if (spent_ == EndedBy::Nothing) spent_ = overdrawn();
    if (spent_ != EndedBy::Nothing) (*running_)();
  }
}

}  // namespace finalack::checker
