// Cases as text: written, and read with a message for whatever is not right.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "conform/crosscheck/command.hpp"

namespace finalack::conform {

namespace {

constexpr std::string_view kHeader = "finalack case ";
constexpr std::string_view kVersion = "1";
constexpr std::size_t kMostCommands = 100'000;

constexpr std::array<std::string_view, kActs> kActNames{"connect", "listen",  "send",    "receive", "shutdown",
                                                        "close",   "abort",   "deliver", "lose",    "duplicate",
                                                        "burst",   "advance", "timeout", "forge"};
constexpr std::array<std::string_view, 4> kSeqBases{"next", "edge", "irs", "zero"};
constexpr std::array<std::string_view, 4> kAckBases{"una", "nxt", "iss", "oldest"};

bool has_amount(Act act) {
  switch (act) {
    case Act::Send:
    case Act::Receive:
    case Act::Deliver:
    case Act::Lose:
    case Act::Duplicate:
    case Act::Burst:
    case Act::Advance: return true;
    default: return false;
  }
}

struct Flag {
  std::string_view name;
  bool EndSettings::*value;
};
constexpr std::array kFlags{
    Flag{"scale", &EndSettings::scale},         Flag{"timestamps", &EndSettings::timestamps},
    Flag{"sack", &EndSettings::sack},           Flag{"nagle", &EndSettings::nagle},
    Flag{"keepalive", &EndSettings::keepalive}, Flag{"user-timeout", &EndSettings::user_timeout}};

struct PolicyFlag {
  std::string_view name;
  bool impl::Policy::*value;
};
constexpr std::array kPolicies{
    PolicyFlag{"rfc5961", &impl::Policy::rfc5961}, PolicyFlag{"rfc1337", &impl::Policy::rfc1337},
    PolicyFlag{"lenient", &impl::Policy::validates_leniently}, PolicyFlag{"close-waits", &impl::Policy::close_waits},
    PolicyFlag{"reopens", &impl::Policy::reopens_from_time_wait}};

std::string settings_text(const EndSettings& s) {
  std::string text =
      fmt::format("profile={} mss={} path={} send={} receive={} iss={} offset={}", s.linux_figures ? "linux" : "rfc",
                  s.mss, s.path_mss, s.send_buffer, s.receive_buffer, s.iss, s.offset);
  for (const Flag& flag : kFlags) text += s.*flag.value ? " " + std::string(flag.name) : "";
  for (const PolicyFlag& flag : kPolicies) text += s.policy.*flag.value ? " " + std::string(flag.name) : "";
  return text;
}

std::string forged_text(const Forged& f) {
  std::string flags = std::string(f.syn ? "S" : "") + (f.fin ? "F" : "") + (f.rst ? "R" : "") + (f.ack ? "A" : "");
  std::string text =
      fmt::format("{} seq={}{:+}", flags.empty() ? "-" : flags, kSeqBases[static_cast<std::size_t>(f.seq_base)], f.seq);
  if (f.ack) text += fmt::format(" ack={}{:+}", kAckBases[static_cast<std::size_t>(f.ack_base)], f.ack_number);
  text += fmt::format(" window={}", f.window);
  if (f.octets != 0) text += fmt::format(" text={}", f.octets);
  if (f.time_base == Forged::TimeBase::Recent) text += fmt::format(" time={:+}", f.time);
  if (f.mss != 0) text += fmt::format(" mss={}", f.mss);
  if (f.scale != 255) text += fmt::format(" scale={}", f.scale);
  if (f.sack) text += " sack";
  return text;
}

/// One line, word by word.
class Words {
 public:
  Words(std::string_view line, std::string where) : rest_(line), where_(std::move(where)) {}

  [[noreturn]] void refuse(const std::string& why) const { throw InputError(where_ + ": " + why); }

  std::string_view next() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(word.size());
    return word;
  }

  template <class Number> Number number(std::string_view text, const char* what) const {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      refuse(fmt::format("{} is not a number from {} to {}", what, std::numeric_limits<Number>::min(),
                         std::numeric_limits<Number>::max()));
    }
    return value;
  }

  std::int32_t offset(std::string_view text, const char* what) const {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    return number<std::int32_t>(text, what);
  }

  void expect_end() {
    if (!next().empty()) refuse("there is more on the line than belongs there");
  }

 private:
  std::string_view rest_;
  std::string where_;
};

/// "name=value" as the two; value is empty if there is none.
std::pair<std::string_view, std::string_view> split(std::string_view word) {
  const std::size_t at = word.find('=');
  if (at == std::string_view::npos) return {word, {}};
  return {word.substr(0, at), word.substr(at + 1)};
}

/// "connect, listen, send"
template <class All, class Name> std::string listed(const All& all, Name name) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + std::string(name(one));
  return text;
}

/// Each name stands once on a line.
class Names {
 public:
  void add(const Words& words, std::string_view name) {
    if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) words.refuse(fmt::format("{} stands twice", name));
    seen_.push_back(name);
  }

 private:
  std::vector<std::string_view> seen_;
};

void require(const Words& words, bool holds, const char* what) {
  if (!holds) words.refuse(what);
}

EndSettings read_settings(Words& words) {
  EndSettings s;
  for (const Flag& flag : kFlags) s.*flag.value = false;
  for (const PolicyFlag& flag : kPolicies) s.policy.*flag.value = false;
  Names names;
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    const auto [name, value] = split(word);
    const bool has_value = word != name;
    const auto same = [named = name](const auto& f) { return f.name == named; };
    if (const auto* f = std::find_if(kFlags.begin(), kFlags.end(), same); f != kFlags.end() && !has_value) {
      s.*f->value = true;
    } else if (const auto* p = std::find_if(kPolicies.begin(), kPolicies.end(), same);
               p != kPolicies.end() && !has_value) {
      s.policy.*p->value = true;
    } else if (name == "profile") {
      require(words, value == "linux" || value == "rfc", "profile is neither linux nor rfc");
      s.linux_figures = value == "linux";
    } else if (name == "mss") {
      s.mss = words.number<std::uint16_t>(value, "mss");
    } else if (name == "path") {
      s.path_mss = words.number<std::uint16_t>(value, "path");
    } else if (name == "send") {
      s.send_buffer = words.number<std::uint32_t>(value, "send");
    } else if (name == "receive") {
      s.receive_buffer = words.number<std::uint32_t>(value, "receive");
    } else if (name == "iss") {
      s.iss = words.number<std::uint32_t>(value, "iss");
    } else if (name == "offset") {
      s.offset = words.number<std::uint32_t>(value, "offset");
    } else {
      const auto name_of = [](const auto& flag) { return flag.name; };
      words.refuse("unknown setting; accepted are profile=, mss=, path=, send=, receive=, iss=, offset=, " +
                   listed(kFlags, name_of) + ", " + listed(kPolicies, name_of));
    }
    names.add(words, name);
  }
  // What a stack would give a connection: impl/ leaves it to its callers to see to this.
  require(words, s.mss >= 64 && s.path_mss >= 64, "mss and path are at least 64");
  require(words, s.send_buffer >= 1 && s.send_buffer <= 1U << 24, "send is 1 to 16777216");
  require(words, s.receive_buffer >= 64 && s.receive_buffer <= 1U << 24, "receive is 64 to 16777216");
  return s;
}

/// "next-1" as a base and an offset.
template <class Base>
void read_based(const Words& words, std::string_view text, const std::array<std::string_view, 4>& bases, Base& base,
                std::int32_t& offset, const char* what) {
  for (std::size_t i = 0; i < bases.size(); ++i) {
    if (!text.starts_with(bases[i])) continue;
    base = static_cast<Base>(i);
    offset = words.offset(text.substr(bases[i].size()), what);
    return;
  }
  words.refuse(
      fmt::format("{} counts from one of {}", what, listed(bases, [](std::string_view name) { return name; })));
}

Forged read_forged(Words& words) {
  Forged f;
  const std::string_view flags = words.next();
  const bool each_once = std::all_of(flags.begin(), flags.end(), [&](char c) {
    return std::string_view("SFRA").find(c) != std::string_view::npos && std::count(flags.begin(), flags.end(), c) == 1;
  });
  require(words, !flags.empty() && (flags == "-" || each_once), "flags are some of S, F, R and A, or -");
  f.syn = flags.find('S') != std::string_view::npos;
  f.fin = flags.find('F') != std::string_view::npos;
  f.rst = flags.find('R') != std::string_view::npos;
  f.ack = flags.find('A') != std::string_view::npos;
  Names names;
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    const auto [name, value] = split(word);
    if (name == "seq") {
      read_based(words, value, kSeqBases, f.seq_base, f.seq, "seq");
    } else if (name == "ack") {
      read_based(words, value, kAckBases, f.ack_base, f.ack_number, "ack");
    } else if (name == "window") {
      f.window = words.number<std::uint16_t>(value, "window");
    } else if (name == "text") {
      f.octets = words.number<std::uint16_t>(value, "text");
    } else if (name == "time") {
      f.time_base = Forged::TimeBase::Recent;
      f.time = words.offset(value, "time");
    } else if (name == "mss") {
      f.mss = words.number<std::uint16_t>(value, "mss");
    } else if (name == "scale") {
      f.scale = words.number<std::uint8_t>(value, "scale");
    } else if (word == "sack") {
      f.sack = true;
    } else {
      words.refuse("unknown part of a segment; accepted are seq=, ack=, window=, text=, time=, mss=, scale=, sack");
    }
    names.add(words, name);
  }
  return f;
}

Command read_command(std::string_view side, Words& words) {
  Command command;
  require(words, side == "a" || side == "b", "a line begins with endpoint, a, b or end");
  command.side = side == "a" ? Side::A : Side::B;
  const std::string_view verb = words.next();
  const auto* found = std::find(kActNames.begin(), kActNames.end(), verb);
  if (found == kActNames.end()) {
    words.refuse("unknown command; accepted are " + listed(kActNames, [](std::string_view name) { return name; }));
  }
  command.act = static_cast<Act>(found - kActNames.begin());
  if (has_amount(command.act)) command.amount = words.number<std::uint64_t>(words.next(), "what follows it");
  if (command.act == Act::Forge) command.forged = read_forged(words);
  words.expect_end();
  return command;
}

}  // namespace

impl::Settings EndSettings::settings() const {
  impl::Settings s = linux_figures ? impl::linux_profile() : impl::rfc_profile();
  s.policy = policy;
  s.mss = mss;
  s.path_mss = path_mss;
  s.send_buffer = send_buffer;
  s.receive_buffer = receive_buffer;
  s.offers_window_scale = scale;
  s.offers_timestamps = timestamps;
  s.offers_sack = sack;
  s.nagle = nagle;
  s.keepalive = keepalive;
  if (user_timeout) s.user_timeout = std::chrono::seconds(100);
  return s;
}

std::string to_text(const Command& command) {
  std::string text = command.side == Side::A ? "a " : "b ";
  text += kActNames[static_cast<std::size_t>(command.act)];
  if (has_amount(command.act)) text += fmt::format(" {}", command.amount);
  if (command.act == Act::Forge) text += " " + forged_text(command.forged);
  return text;
}

std::string to_text(const Case& value) {
  std::string text = std::string(kHeader) + std::string(kVersion) + "\n";
  text += "endpoint a " + settings_text(value.a) + "\nendpoint b " + settings_text(value.b) + "\n";
  for (const Command& command : value.commands) text += to_text(command) + "\n";
  return text + fmt::format("end {}\n", value.commands.size());
}

bool is_case_file(std::string_view content) { return content.starts_with("finalack"); }

Case read_case(std::string_view content, const std::string& name) {
  Case value;
  bool has[2] = {false, false};
  bool ended = false;
  const bool is_empty = content.empty();
  for (std::size_t number = 1; !content.empty(); ++number) {
    const std::size_t length = content.find('\n');
    std::string_view line = content.substr(0, length);
    content.remove_prefix(length == std::string_view::npos ? content.size() : length + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    Words words(line, fmt::format("{}:{}", name, number));
    if (number == 1) {
      if (!line.starts_with(kHeader)) words.refuse("not a case file: it does not begin with 'finalack case'");
      if (line.substr(kHeader.size()) != kVersion) words.refuse("of another version; this is version 1");
      continue;
    }
    const std::string_view first = words.next();
    if (first.empty() || first.front() == '#') continue;
    if (ended) words.refuse("there is more behind the end");
    if (first == "endpoint") {
      const std::string_view which = words.next();
      require(words, which == "a" || which == "b", "the endpoints are a and b");
      const bool is_a = which == "a";
      require(words, !std::exchange(has[is_a ? 0 : 1], true), "this endpoint was described before");
      (is_a ? value.a : value.b) = read_settings(words);
    } else if (first == "end") {
      const auto count = words.number<std::size_t>(words.next(), "the number of commands");
      words.expect_end();
      if (count != value.commands.size()) {
        words.refuse(fmt::format("it should have {} commands, and has {}", count, value.commands.size()));
      }
      ended = true;
    } else {
      value.commands.push_back(read_command(first, words));
      require(words, value.commands.size() <= kMostCommands, "more than 100000 commands");
    }
  }
  if (is_empty) throw InputError(name + ": is empty");
  if (!has[0] || !has[1]) throw InputError(name + ": not all endpoints are described");
  if (!ended) throw InputError(name + ": cut off: its last line is missing");
  return value;
}

}  // namespace finalack::conform
