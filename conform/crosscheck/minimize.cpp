#include "conform/crosscheck/minimize.hpp"

#include <algorithm>
#include <utility>

namespace finalack::conform {

namespace {

class Minimizer {
 public:
  Minimizer(Case value, const std::function<bool(const Case&)>& shows, std::size_t most)
      : value_(std::move(value)), shows_(shows), left_(most) {}

  Case result() {
    for (bool smaller = true; smaller && left_ > 0;) {
      smaller = drop_commands();
      smaller = plainer_commands() || smaller;
      if (!smaller) smaller = drop_pairs();
    }
    plainer_settings();
    return value_;
  }

 private:
  bool try_this(const Case& candidate) {
    if (left_ == 0 || candidate == value_) return false;
    --left_;
    if (!shows_(candidate)) return false;
    value_ = candidate;
    return true;
  }

  /// Parts of the sequence, the largest first: delta debugging (Zeller, Hildebrandt).
  bool drop_commands() {
    bool any = false;
    for (std::size_t part = std::max<std::size_t>(1, value_.commands.size() / 2); part > 0; part /= 2) {
      for (std::size_t at = 0; at < value_.commands.size();) {
        Case candidate = value_;
        const auto from = candidate.commands.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(std::min(part, candidate.commands.size() - at));
        candidate.commands.erase(from, from + count);
        if (try_this(candidate)) {
          any = true;
        } else {
          at += part;
        }
      }
    }
    return any;
  }

  /// Two that need each other: what one sends, and its delivery.
  bool drop_pairs() {
    bool any = false;
    for (std::size_t first = 0; first + 1 < value_.commands.size(); ++first) {
      for (std::size_t second = first + 1; second < value_.commands.size(); ++second) {
        Case candidate = value_;
        candidate.commands.erase(candidate.commands.begin() + static_cast<std::ptrdiff_t>(second));
        candidate.commands.erase(candidate.commands.begin() + static_cast<std::ptrdiff_t>(first));
        if (!try_this(candidate)) continue;
        any = true;
        second = first;  // from there again
      }
    }
    return any;
  }

  template <class Change> bool changed(std::size_t at, Change change) {
    Case candidate = value_;
    change(candidate.commands[at]);
    return try_this(candidate);
  }

  bool plainer_commands() {
    bool any = false;
    for (std::size_t at = 0; at < value_.commands.size(); ++at) {
      for (const std::uint64_t amount : {std::uint64_t{0}, std::uint64_t{1}, value_.commands[at].amount / 2}) {
        if (amount >= value_.commands[at].amount) continue;
        if (changed(at, [amount](Command& c) { c.amount = amount; })) {
          any = true;
          break;
        }
      }
      if (value_.commands[at].act == Act::Forge) any = plainer_segment(at) || any;
    }
    return any;
  }

  bool plainer_segment(std::size_t at) {
    const Forged plain;
    const auto reset = [&](auto Forged::*part) {
      return changed(at, [&](Command& c) { c.forged.*part = plain.*part; });
    };
    bool any = false;
    const auto reset_each = [&](auto... parts) { ((any = reset(parts) || any), ...); };
    reset_each(&Forged::syn, &Forged::fin, &Forged::rst, &Forged::seq, &Forged::ack_number, &Forged::time,
               &Forged::seq_base, &Forged::ack_base, &Forged::time_base, &Forged::mss, &Forged::scale, &Forged::sack,
               &Forged::window, &Forged::octets);
    any = changed(at, [](Command& c) { c.forged.octets /= 2; }) || any;
    return any;
  }

  void plainer_settings() {
    const EndSettings plain;
    for (EndSettings Case::*end : {&Case::a, &Case::b}) {
      Case candidate = value_;
      candidate.*end = plain;
      if (try_this(candidate)) continue;
      const auto reset = [&](auto EndSettings::*part) {
        Case other = value_;
        (other.*end).*part = plain.*part;
        (void)try_this(other);
      };
      reset(&EndSettings::linux_figures);
      reset(&EndSettings::mss);
      reset(&EndSettings::path_mss);
      reset(&EndSettings::send_buffer);
      reset(&EndSettings::receive_buffer);
      reset(&EndSettings::scale);
      reset(&EndSettings::timestamps);
      reset(&EndSettings::sack);
      reset(&EndSettings::nagle);
      reset(&EndSettings::keepalive);
      reset(&EndSettings::user_timeout);
      reset(&EndSettings::policy);
      reset(&EndSettings::iss);
      reset(&EndSettings::offset);
    }
  }

  Case value_;
  const std::function<bool(const Case&)>& shows_;
  std::size_t left_;
};

}  // namespace

Case minimized(Case value, const std::function<bool(const Case&)>& shows, std::size_t most) {
  return Minimizer(std::move(value), shows, most).result();
}

Case minimized(const Case& value, Rule rule, Tamper tamper) {
  const std::function<bool(const Case&)> shows = [rule, tamper](const Case& candidate) {
    const auto found = run(candidate, nullptr, tamper).violation();
    return found && found->second.rule == rule;
  };
  return minimized(value, shows);
}

}  // namespace finalack::conform
