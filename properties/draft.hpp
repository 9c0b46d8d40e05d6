// How a claim is written. A draft collects what is said, in the order in which a person would say it:
//
//   claim(c, "handshake.stale-syn-leak")
//       .taught("...").rfc("3.5").assuming("...")
//       .watching<Acquaintance>()
//       .witness("the server is ESTABLISHED", [](const auto& w) { return w.server().state == State::Established; })
//       .never("the server is ESTABLISHED and ...", [](const auto& w) { ... })
//       .expect("three-way", Proved, base_world)
//       .expect("two-way", Violated, with(base_world, two_way));
//
// A property (`never`, `reachable`, ...) holds for the cases that follow it, until the next one. `expect` takes a
// function from bounds to a configuration. A claim about another world says `within<World>()` in the place of
// `watching`; its `expect` takes a function from bounds to that world.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "model/worlds/two_peers.hpp"
#include "properties/catalogue.hpp"
#include "properties/two_peers_subject.hpp"
#include "properties/world_subject.hpp"

namespace finalack::properties {

using checker::VerdictKind;
using Configure = std::function<model::TwoPeersConfig(Bounds)>;

/// Claims about two peers, watched by these monitors.
template <template <class> class... Monitors> struct PeersWatchedBy {
  using Configure = TwoPeersSubject::Configure;
  using Predicate = properties::Predicate;

  template <class F> static Predicate predicate(const std::string& text, F holds) {
    return properties::predicate<Monitors...>(text, holds);
  }
  static std::shared_ptr<const Subject> subject(Configure configure, std::vector<Predicate> predicates) {
    return std::make_shared<TwoPeersSubject>(std::move(configure), watches<Monitors...>(), std::move(predicates));
  }
};

/// Claims about another world.
template <class World> struct Within {
  using Configure = typename WorldSubject<World>::Configure;
  using Predicate = typename WorldSubject<World>::Predicate;

  template <class F> static Predicate predicate(const std::string& text, F holds) {
    return WorldSubject<World>::predicate(text, holds);
  }
  static std::shared_ptr<const Subject> subject(Configure configure, std::vector<Predicate> predicates) {
    return std::make_shared<WorldSubject<World>>(std::move(configure), std::move(predicates));
  }
};

/// The part of a draft that knows the world's type.
template <class About> class Wording {
 public:
  using Kind = checker::Property::Kind;
  using Predicate = typename About::Predicate;

  explicit Wording(Claim& claim) : claim_(claim) {}

  /// A state that the claim's premise needs: were it unreachable, a positive verdict would be vacuous.
  template <class F> Wording& witness(std::string text, F holds) {
    witness_ = About::predicate(text, holds);
    return *this;
  }
  template <class F> Wording& never(std::string text, F holds) {
    return about(Kind::Never, "never: ", std::move(text), holds);
  }
  template <class F> Wording& reachable(std::string text, F holds) {
    return about(Kind::Reachable, "can happen: ", std::move(text), holds);
  }
  /// From every reachable state that satisfies `trigger`, one that satisfies `good` can be reached.
  template <class T, class F> Wording& recoverable(std::string trigger_text, T trigger, std::string text, F good) {
    return after(Kind::Recoverable, "from every state in which ", ", it can come to: ", std::move(trigger_text),
                 trigger, std::move(text), good);
  }
  /// Every fair run through `trigger` reaches `goal`.
  template <class T, class F> Wording& eventually(std::string trigger_text, T trigger, std::string text, F goal) {
    return after(Kind::Eventually, "whenever ", ", it comes to: ", std::move(trigger_text), trigger, std::move(text),
                 goal);
  }

  Wording& expect(std::string variant, VerdictKind verdict, typename About::Configure configure,
                  std::string assumes = {}) {
    std::vector<Predicate> predicates{*predicate_};
    checker::Property property{kind_, 0, {}, {}};
    if (trigger_) {
      property.trigger = static_cast<unsigned>(predicates.size());
      predicates.push_back(*trigger_);
    }
    if (witness_) {
      property.witness = static_cast<unsigned>(predicates.size());
      predicates.push_back(*witness_);
    }
    claim_.cases.push_back({std::move(variant), std::move(assumes), verdict, property, statement_,
                            About::subject(std::move(configure), std::move(predicates))});
    return *this;
  }
  /// The same claim, watched by other monitors.
  template <template <class> class... Others> Wording<PeersWatchedBy<Others...>> watching() {
    return Wording<PeersWatchedBy<Others...>>(claim_);
  }
  /// The same claim, about another world.
  template <class World> Wording<Within<World>> within() { return Wording<Within<World>>(claim_); }
  Wording& found(std::string text) {
    claim_.finding = std::move(text);
    return *this;
  }

 private:
  template <class F> Wording& about(Kind kind, const char* how, std::string text, F holds) {
    kind_ = kind;
    statement_ = how + text;
    trigger_.reset();
    predicate_ = About::predicate(text, holds);
    return *this;
  }
  template <class T, class F>
  Wording& after(Kind kind, const char* when, const char* then, std::string trigger_text, T trigger, std::string text,
                 F holds) {
    kind_ = kind;
    statement_ = when + trigger_text + then + text;
    trigger_ = About::predicate(trigger_text, trigger);
    predicate_ = About::predicate(text, holds);
    return *this;
  }

  Claim& claim_;
  Kind kind_ = Kind::Never;
  std::string statement_;
  std::optional<Predicate> predicate_;
  std::optional<Predicate> trigger_;
  std::optional<Predicate> witness_;
};

/// The part that knows no types yet.
class Draft {
 public:
  explicit Draft(Claim& claim) : claim_(claim) {}
  Draft& taught(std::string text) {
    claim_.taught = std::move(text);
    return *this;
  }
  Draft& rfc(std::string sections) {
    claim_.rfc = std::move(sections);
    return *this;
  }
  Draft& assuming(std::string text) {
    claim_.assumptions.push_back(std::move(text));
    return *this;
  }
  Draft& found(std::string text) {
    claim_.finding = std::move(text);
    return *this;
  }
  template <template <class> class... Monitors> Wording<PeersWatchedBy<Monitors...>> watching() {
    return Wording<PeersWatchedBy<Monitors...>>(claim_);
  }
  /// About another world than two peers.
  template <class World> Wording<Within<World>> within() { return Wording<Within<World>>(claim_); }

 private:
  Claim& claim_;
};

inline Draft claim(Catalogue& catalogue, std::string id) {
  Claim c;
  c.id = std::move(id);
  return Draft(catalogue.add(std::move(c)));
}

}  // namespace finalack::properties
