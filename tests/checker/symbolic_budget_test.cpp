#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "checker/symbolic/solver_budget.hpp"

namespace finalack::checker {
namespace {

/// Eleven pigeons in ten holes: unsatisfiable, and out of reach of resolution.
template <class Solver> void add_pigeons(Solver& solver) {
  z3::context& context = solver.ctx();
  constexpr unsigned holes = 10;
  z3::expr_vector pigeons(context);
  for (unsigned i = 0; i <= holes; ++i) {
    const z3::expr pigeon = context.bv_const(("p" + std::to_string(i)).c_str(), 4);
    solver.add(z3::ult(pigeon, context.bv_val(holes, 4)));
    for (const z3::expr& other : pigeons) solver.add(pigeon != other);
    pigeons.push_back(pigeon);
  }
}

template <class Solver> void expect_to_end_in_time(Solver& solver) {
  Limits limits;
  limits.seconds = 0.3;
  SolverBudget budget(limits);
  EXPECT_EQ(budget.check(solver), z3::unknown);
  EXPECT_EQ(budget.spent(), EndedBy::Time);
  EXPECT_LT(budget.seconds(), 10);
  EXPECT_EQ(budget.check(solver), z3::unknown);  // and no other is begun
}

TEST(SolverBudget, EndsACheckWhenTimeIsSpent) {
  z3::context context;
  z3::solver solver(context, "QF_FD");
  add_pigeons(solver);
  expect_to_end_in_time(solver);
}

TEST(SolverBudget, EndsACheckOfTheDefaultSolverToo) {
  z3::context context;
  z3::solver solver(context);
  add_pigeons(solver);
  expect_to_end_in_time(solver);
}

TEST(SolverBudget, EndsAMinimisation) {
  z3::context context;
  z3::optimize solver = make_optimizer(context);
  add_pigeons(solver);
  solver.minimize(context.bv_const("p10", 4));
  expect_to_end_in_time(solver);
}

TEST(SolverBudget, EndsACheckWhenCancelled) {
  z3::context context;
  z3::solver solver(context, "QF_FD");
  add_pigeons(solver);
  std::atomic<bool> cancelled = false;
  Limits limits;
  limits.cancelled = [&] { return cancelled.load(); };
  SolverBudget budget(limits);
  std::thread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    cancelled = true;
  });
  EXPECT_EQ(budget.check(solver), z3::unknown);
  user.join();
  EXPECT_EQ(budget.spent(), EndedBy::Cancelled);
}

TEST(SolverBudget, EndsACheckWhenMemoryIsSpent) {
  z3::context context;
  z3::solver solver(context, "QF_FD");
  add_pigeons(solver);
  Limits limits;
  limits.memory_bytes = 1;
  SolverBudget budget(limits);
  EXPECT_EQ(budget.check(solver), z3::unknown);
  EXPECT_EQ(budget.spent(), EndedBy::Memory);
}

/// Z3 would answer Ctrl-C itself, and nobody would hear of it.
template <class Solver> void expect_ctrl_c_to_be_ours(Solver& solver) {
  static std::atomic<bool> heard;
  heard = false;
  const auto before = std::signal(SIGINT, [](int) { heard = true; });
  add_pigeons(solver);
  Limits limits;
  limits.cancelled = [] { return heard.load(); };
  SolverBudget budget(limits);
  std::thread user([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kill(getpid(), SIGINT);
  });
  EXPECT_EQ(budget.check(solver), z3::unknown);
  user.join();
  std::signal(SIGINT, before);
  EXPECT_TRUE(heard);
  EXPECT_EQ(budget.spent(), EndedBy::Cancelled);
}

TEST(SolverBudget, LeavesCtrlCToTheProcess) {
  z3::context context;
  z3::solver solver = make_solver(context, "QF_FD");
  expect_ctrl_c_to_be_ours(solver);
}

TEST(SolverBudget, LeavesCtrlCToTheProcessInAMinimisation) {
  z3::context context;
  z3::optimize solver = make_optimizer(context);
  expect_ctrl_c_to_be_ours(solver);
}

TEST(SolverBudget, TakesAnInterruptionByOthersForACancellation) {
  z3::context context;
  z3::solver solver = make_solver(context, "QF_FD");
  add_pigeons(solver);
  SolverBudget budget(Limits{});
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    Z3_solver_interrupt(context, solver);
  });
  EXPECT_EQ(budget.check(solver), z3::unknown);
  other.join();
  EXPECT_EQ(budget.spent(), EndedBy::Cancelled);
}

TEST(SolverBudget, LeavesTheContextUsable) {
  z3::context context;
  z3::solver hard(context, "QF_FD");
  add_pigeons(hard);
  Limits limits;
  limits.seconds = 0.2;
  SolverBudget spent(limits);
  EXPECT_EQ(spent.check(hard), z3::unknown);
  z3::solver easy(context, "QF_FD");
  easy.add(context.bool_const("a"));
  SolverBudget ample(Limits{});
  EXPECT_EQ(ample.check(easy), z3::sat);
}

}  // namespace
}  // namespace finalack::checker
