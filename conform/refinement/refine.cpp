#include "conform/refinement/refine.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace finalack::conform {

std::vector<Proof> refine(const std::vector<Obligation>& obligations, const Refinement& how,
                          const std::function<void(const Obligation&, const Proof&)>& on_proof) {
  const auto start = std::chrono::steady_clock::now();
  std::mutex mutex;
  std::vector<std::optional<Proof>> proofs(obligations.size());
  std::size_t next = 0;
  std::size_t told = 0;
  std::exception_ptr error;

  const auto work = [&] {
    for (;;) {
      std::size_t mine = 0;
      {
        const std::scoped_lock lock(mutex);
        if (next == obligations.size() || error) return;
        mine = next++;
      }
      checker::Limits left = how.limits;
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
      left.seconds = std::max(0.0, left.seconds - spent.count());
      std::optional<Proof> proof;
      std::exception_ptr thrown;
      try {
        proof = prove(obligations[mine], how.policy, left);
      } catch (...) {
        thrown = std::current_exception();
      }
      const std::scoped_lock lock(mutex);
      if (thrown) {
        if (!error) error = thrown;
        return;
      }
      proofs[mine] = std::move(proof);
      for (; told < proofs.size() && proofs[told]; ++told) {
        if (on_proof) on_proof(obligations[told], *proofs[told]);
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::max(how.jobs, 1U); ++i) workers.emplace_back(work);
  }
  if (error) std::rethrow_exception(error);
  std::vector<Proof> all;
  for (std::optional<Proof>& proof : proofs) all.push_back(std::move(*proof));
  return all;
}

}  // namespace finalack::conform
