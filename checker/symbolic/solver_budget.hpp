// What one run of a Z3 engine may cost, and how it is made to keep to it. For the engines' .cpp files only (z3++.h).
//
// A check is not cut into slices: a solver that is stopped and started again loses its momentum. It is asked once, and
// a watching thread interrupts it when time or memory is spent or the user has cancelled.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include <z3++.h>

#include "checker/property.hpp"

namespace finalack::checker {

/// A solver for bounded formulas that leaves Ctrl-C to us: by itself, every check of Z3's takes the signal over.
///
/// QF_FD: Booleans and bit-vectors of fixed size only, bit-blasted as they come into one incremental SAT solver. The
/// default solver, which no logic stands for, re-does that work at every check.
z3::solver make_solver(z3::context& context, const char* logic = nullptr);

/// The same for bit-vectors beside reals: bits at once to SAT, and what stays of the reals to simplex.
z3::solver make_bit_blasting_solver(z3::context& context);

/// The same for what has a least value.
z3::optimize make_optimizer(z3::context& context);

class SolverBudget {
 public:
  explicit SolverBudget(Limits limits);
  ~SolverBudget();
  SolverBudget(const SolverBudget&) = delete;
  SolverBudget& operator=(const SolverBudget&) = delete;

  /// z3::unknown when the budget was spent before or during the check. Throws InternalError if Z3 gives up by itself.
  z3::check_result check(z3::solver& solver, const z3::expr_vector& assumptions);
  z3::check_result check(z3::solver& solver);
  /// Its context is of no use any more once the budget is spent: Z3 can't interrupt only the check.
  z3::check_result check(z3::optimize& solver);

  double seconds() const;
  bool is_spent();
  /// Time, Memory or Cancelled; Nothing while there is budget left. Once it is something else, it stays so.
  EndedBy spent();
  const Limits& limits() const { return limits_; }

 private:
  using Interrupt = std::function<void()>;
  template <class Check, class Reason> z3::check_result watched(const Interrupt& stop, Check&& check, Reason&& reason);
  void watch();
  EndedBy overdrawn() const;

  Limits limits_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  const Interrupt* running_ = nullptr;  ///< ends the check that is under way
  bool ending_ = false;
  EndedBy spent_ = EndedBy::Nothing;
  std::thread watcher_;
};

}  // namespace finalack::checker
