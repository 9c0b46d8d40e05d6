// What one run of a Z3 engine may cost, and how it is made to keep to it. For the engines' .cpp files only (z3++.h).
//
// A check is not cut into slices: a solver that is stopped and started again loses its momentum. It is asked once, and
// a watching thread interrupts it when time or memory is spent or the user has cancelled.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <z3++.h>

#include "checker/property.hpp"

namespace finalack::checker {

class SolverBudget {
 public:
  explicit SolverBudget(Limits limits);
  ~SolverBudget();
  SolverBudget(const SolverBudget&) = delete;
  SolverBudget& operator=(const SolverBudget&) = delete;

  /// z3::unknown when the budget was spent before or during the check. Throws InternalError if Z3 gives up by itself.
  z3::check_result check(z3::solver& solver, const z3::expr_vector& assumptions);
  z3::check_result check(z3::solver& solver);

  double seconds() const;
  bool is_spent();
  /// "time", "memory", "cancelled"; empty while there is budget left.
  std::string spent();

 private:
  void watch();
  std::string overdrawn() const;

  Limits limits_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  z3::solver* running_ = nullptr;
  bool ending_ = false;
  std::string spent_;
  std::thread watcher_;
};

}  // namespace finalack::checker
