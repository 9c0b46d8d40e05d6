#include "checker/symbolic/solver_budget.hpp"

#include <utility>

#include "checker/errors.hpp"

namespace finalack::checker {

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

std::string SolverBudget::overdrawn() const {
  if (limits_.cancelled && limits_.cancelled()) return "cancelled";
  if (seconds() > limits_.seconds) return "time";
  if (Z3_get_estimated_alloc_size() > limits_.memory_bytes) return "memory";
  return "";
}

std::string SolverBudget::spent() {
  const std::scoped_lock lock(mutex_);
  if (spent_.empty()) spent_ = overdrawn();
  return spent_;
}

bool SolverBudget::is_spent() { return !spent().empty(); }

z3::check_result SolverBudget::check(z3::solver& solver) { return check(solver, z3::expr_vector(solver.ctx())); }

z3::check_result SolverBudget::check(z3::solver& solver, const z3::expr_vector& assumptions) {
  if (is_spent()) return z3::unknown;
  {
    const std::scoped_lock lock(mutex_);
    running_ = &solver;
  }
  wake_.notify_all();
  z3::check_result result = z3::unknown;
  try {
    result = solver.check(assumptions);
  } catch (const z3::exception&) {  // an interrupt may also come out as an exception
    if (!is_spent()) throw;
  }
  const std::scoped_lock lock(mutex_);
  running_ = nullptr;
  if (result == z3::unknown && spent_.empty()) throw InternalError("Z3 gave up: " + solver.reason_unknown());
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
    if (spent_.empty()) spent_ = overdrawn();
    if (!spent_.empty()) Z3_solver_interrupt(running_->ctx(), *running_);
  }
}

}  // namespace finalack::checker
