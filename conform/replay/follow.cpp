#include "conform/replay/follow.hpp"

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "checker/fairness.hpp"
#include "conform/world/real_peers.hpp"
#include "conform/world/state/bytes.hpp"
#include "model/choice.hpp"
#include "model/leaf_text.hpp"
#include "model/worlds/segment_text.hpp"

namespace finalack::conform {
namespace {

using model::Deed;
using world::Domain;
using world::ModelCore;
using world::Peers;
using world::RealPeers;
using Happening = model::Happening<Domain>;

using Leaves = std::vector<std::pair<std::string, std::string>>;

/// The same values in 32 bits.
template <class Wide, class Narrow> Wide widened(const Narrow& narrow) {
  std::vector<std::uint32_t> raw;
  model::for_each_leaf([&](const auto& leaf) { raw.push_back(leaf.raw()); }, narrow);
  Wide wide;
  auto next = raw.begin();
  model::for_each_leaf([&](auto& leaf) { leaf = std::remove_cvref_t<decltype(leaf)>::from_raw(*next++); }, wide);
  return wide;
}

/// What a step of the model was, and where it led.
struct ModelStep {
  Happening what;
  ModelCore core;
};

/// The model at some width.
class Leader {
 public:
  virtual ~Leader() = default;
  virtual ModelStep take(std::size_t index, model::Action action) = 0;
};

template <unsigned Width> class LeaderAt final : public Leader {
 public:
  using D = model::Concrete<Width>;

  explicit LeaderAt(const model::TwoPeersConfig& config) : world_(config), core_(world_.initial_core<D>()) {}

  ModelStep take(std::size_t index, model::Action action) override {
    model::Choices choices(action.choices);
    const model::ChoosingWith choosing(choices);
    const auto effect =
        world_.begin_core<D>(core_, action.kind, typename D::template Bits<4>(std::uint32_t{action.argument}));
    const auto step = world_.finish_core<D>(effect);
    if (!step.enabled) throw InternalError(fmt::format("step {} of the trace is not one of the model's", index + 1));
    core_ = step.next;
    return {widened<Happening>(effect.what), widened<ModelCore>(core_)};
  }

 private:
  model::TwoPeersBase world_;
  model::TwoPeersCore<D> core_;
};

std::unique_ptr<Leader> leader(const model::TwoPeersConfig& config, unsigned width) {
  switch (width) {
    case 5: return std::make_unique<LeaderAt<5>>(config);
    case 6: return std::make_unique<LeaderAt<6>>(config);
    case 32: return std::make_unique<LeaderAt<32>>(config);
    default: throw UsageError(fmt::format("sequence numbers have 5, 6 or 32 bits here, not {}", width));
  }
}

/// Numbers modulo 2^width.
template <class T> T reduced(T value, unsigned width) {
  const std::uint32_t mask = width == 32 ? ~0U : (1U << width) - 1;
  model::for_each_leaf(
      [&](auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        if constexpr (requires { typename L::seq_tag; }) leaf = L(leaf.raw() & mask);
      },
      value);
  return value;
}

Leaves leaves_of(ModelCore core) {
  Leaves leaves;
  model::for_each_named_leaf(
      [&](const std::string& path, const auto& leaf) { leaves.emplace_back(path, model::leaf_text(leaf)); }, core);
  return leaves;
}

std::string emitted(const Happening& what) {
  return what.emitted.present ? model::text_of<32>(what.emitted.segment) : "";
}

/// What the user gets of it, of its own accord: "'connected'", "'peer closing' and 1 octet", "nothing".
std::string heard_in(const Happening& what) {
  std::string heard;
  if (const auto signal = model::Signal(what.signal); signal != model::Signal::None) {
    heard = fmt::format("'{}'", model::name_of(signal));
  }
  if (const unsigned units = what.delivered.raw(); units > 0) {
    heard += fmt::format("{}{} of text", heard.empty() ? "" : " and ",
                         units == 1 ? "1 unit" : fmt::format("{} units", units));
  }
  return heard.empty() ? "nothing" : heard;
}

class Follower {
 public:
  Follower(const model::TwoPeersConfig& config, unsigned width, world::Reactor::Tamper tamper)
      : width_(width), leader_(leader(config, width)), real_(config, std::move(tamper)), peers_(real_.initial()) {}

  /// The two take this step.
  std::optional<Divergence> take(std::size_t index, model::Action action) {
    const RealPeers::Entry& entry = real_.entries()[action.kind];
    const auto [what, core] = leader_->take(index, action);
    const unsigned receiver = what.consumed.to_server ? model::kServer : model::kClient;
    const unsigned side = entry.what.deed == Deed::Lose ? receiver : entry.side;
    const auto part = [&](std::string implementation, std::string where = {}) {
      return Divergence{index, told(side, core, what), std::move(implementation), std::move(where)};
    };
    const std::optional<RealPeers::Step> step = real_.step(peers_, action.kind, action.argument);
    if (!step) return part(why_not(side, entry));
    const Happening happened = reduced(step->what, width_);
    const ModelCore real = reduced(real_.as_model().core(step->next), width_);
    std::string does = told(side, real, happened);
    if (step->next.ends[side].has_more) return part(std::move(does) + ", and has another segment to send at once");
    if (emitted(happened) != emitted(what)) return part(std::move(does));
    if (std::string where = difference(core, real); !where.empty()) return part(std::move(does), std::move(where));
    if (const std::string heard = heard_in(happened), expected = heard_in(what); heard != expected) {
      return part(std::move(does), fmt::format("the {}'s user gets {}, not {}", name(side), expected, heard));
    }
    peers_ = step->next;
    return std::nullopt;
  }

  /// Before a step of a loop; or, without one, where the run rests.
  void note(std::optional<model::Action> taken) {
    tally_.begin_state();
    const auto kinds = real_.actions();
    for (unsigned kind = 0; kind < kinds.size(); ++kind) {
      for (unsigned argument = 0; argument < kinds[kind].arguments; ++argument) {
        if (!real_.step(peers_, kind, argument)) continue;
        const model::Fairness fairness = real_.fairness(peers_, kind, argument);
        tally_.enabled(fairness);
        names_.try_emplace(checker::constraint_of(fairness), kinds[kind].name);
      }
    }
    if (taken) tally_.taken(real_.fairness(peers_, taken->kind, taken->argument));
  }

  /// Where the loop begins, or ends: all that the two connections hold.
  std::string place() const {
    Peers canonical = peers_;
    real_.canonicalise(canonical);
    return bytes_of(canonical);
  }

  /// After `steps`, what was noted would have to go on for ever. `begin`: where that began.
  std::optional<Divergence> go_on(std::size_t steps, const std::string& begin) const {
    if (place() != begin) {
      return Divergence{steps, "the run goes on so for ever",
                        "it is not back where the loop began: something that the model does not have has changed", ""};
    }
    const auto broken = tally_.broken();
    if (broken.empty()) return std::nullopt;
    return Divergence{
        steps, "the run goes on so for ever",
        fmt::format("it can't: '{}' is possible again and again, and would happen at last", names_.at(broken.front())),
        ""};
  }

 private:
  const std::string& name(unsigned side) const { return real_.config().names[side]; }

  std::string told(unsigned side, const ModelCore& core, const Happening& what) const {
    const std::string sends = emitted(what);
    return fmt::format("the {} is in {}, sends {}", name(side),
                       model::name_of(model::State(core.hosts[side].tcb.state)), sends.empty() ? "nothing" : sends);
  }

  std::string why_not(unsigned side, const RealPeers::Entry& entry) const {
    const std::string who =
        fmt::format("the {}, in {}, ", name(side), impl::to_string(peers_.ends[side].connection.state()));
    switch (entry.what.deed) {
      case Deed::Deliver:
      case Deed::DeliverAndKeep:
        return who + "would open anew, while the network still holds segments of the connection before";
      case Deed::RetransmissionTimeout:
      case Deed::TimeWaitTimeout:
      case Deed::FinWait2Timeout:
      case Deed::DelayedAckTimeout: return fmt::format("{}has no such timer running: {}", who, name_of(entry.what));
      default: return fmt::format("{}can't: {}", who, name_of(entry.what));
    }
  }

  /// "server.state ESTABLISHED, not SYN-RECEIVED": the first leaf that differs.
  std::string difference(const ModelCore& model, const ModelCore& real) const {
    const Leaves expected = leaves_of(model);
    const Leaves found = leaves_of(real);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (expected[i] == found[i]) continue;
      return fmt::format("{} {}, not {}", readable(expected[i].first), expected[i].second, found[i].second);
    }
    return {};
  }

  /// `hosts[1].tcb.state` is `server.state`.
  std::string readable(std::string_view path) const {
    for (unsigned side = 0; side < 2; ++side) {
      for (const char* part : {".tcb.", "."}) {
        const std::string host = fmt::format("hosts[{}]{}", side, part);
        if (path.starts_with(host)) return fmt::format("{}.{}", name(side), path.substr(host.size()));
      }
    }
    return std::string(path);
  }

  unsigned width_;
  std::unique_ptr<Leader> leader_;
  RealPeers real_;
  Peers peers_;
  checker::FairnessTally tally_;
  std::map<checker::Constraint, std::string> names_;
};

}  // namespace

std::optional<Divergence> follow(const model::TwoPeersConfig& config, unsigned width, const checker::Trace& trace,
                                 world::Reactor::Tamper tamper) {
  Follower follower(config, width, std::move(tamper));
  std::string loop_begin;
  for (std::size_t i = 0; i < trace.actions.size(); ++i) {
    if (trace.loop_start == i) loop_begin = follower.place();
    if (trace.loop_start && i >= *trace.loop_start) follower.note(trace.actions[i]);
    if (auto divergence = follower.take(i, trace.actions[i])) return divergence;
  }
  if (!trace.loop_start) return std::nullopt;
  if (*trace.loop_start == trace.actions.size()) {
    follower.note(std::nullopt);
    loop_begin = follower.place();
  }
  return follower.go_on(trace.actions.size(), loop_begin);
}

}  // namespace finalack::conform
