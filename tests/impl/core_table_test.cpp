// A segment arrives: every state by every kind of segment by every place that its number can have, as tables of what
// RFC 9293 3.10.7 says. The tables are complete, which the tests count: each entry is found exactly once.
#include <map>
#include <string>
#include <vector>

#include "tests/impl/core_fixture.hpp"

namespace finalack::testing {
namespace {

using enum State;

enum class Kind { Rst, RstAck, Syn, SynAck, Ack, Text, Fin, TextFin, TextWithoutAck, FinWithoutAck, Nothing };
enum class Place { Old, JustBefore, Next, BehindGap, Last, Edge, Far };

constexpr std::array kKinds{Kind::Rst,    Kind::RstAck, Kind::Syn,     Kind::SynAck,         Kind::Ack,
                            Kind::Text,   Kind::Fin,    Kind::TextFin, Kind::TextWithoutAck, Kind::FinWithoutAck,
                            Kind::Nothing};
constexpr std::array kPlaces{Place::Old,  Place::JustBefore, Place::Next, Place::BehindGap,
                             Place::Last, Place::Edge,       Place::Far};

/// Text is of three octets, so JustBefore is a segment that begins before RCV.NXT and ends behind it, and Last one that
/// begins in the window and ends beyond it.
constexpr std::uint32_t kText = 3;

/// How far SEG.SEQ is from RCV.NXT.
std::uint32_t offset(Place place) {
  switch (place) {
    case Place::Old: return 0U - 8;
    case Place::JustBefore: return 0U - 1;
    case Place::Next: return 0;
    case Place::BehindGap: return 4;
    case Place::Last: return Endpoint::kWindow - 1;
    case Place::Edge: return Endpoint::kWindow;
    case Place::Far: return kHalf + 5;
  }
  return 0;
}

Segment made(const Endpoint& e, Kind kind, std::uint32_t seq, std::uint32_t acked) {
  switch (kind) {
    case Kind::Rst: return e.rst(seq);
    case Kind::RstAck: return e.rst_ack(seq, acked);
    case Kind::Syn: return e.syn(seq);
    case Kind::SynAck: return e.syn_ack(seq, acked);
    case Kind::Ack: return e.ack(seq, acked);
    case Kind::Text: return e.text(seq, acked, kText);
    case Kind::Fin: return e.fin(seq, acked);
    case Kind::TextFin: return e.text_fin(seq, acked, kText);
    case Kind::TextWithoutAck: return Endpoint::carrying(e.bare(seq), kText);
    case Kind::FinWithoutAck: return Endpoint::with(e.bare(seq), &Segment::fin);
    case Kind::Nothing: return e.bare(seq);
  }
  return e.bare(seq);
}

/// Replaces a piece of text.
std::string replaced(std::string words, const std::string& piece, const std::string& by) {
  if (const auto at = words.find(piece); at != std::string::npos) words.replace(at, piece.size(), by);
  return words;
}

/// Columns: SYN-RECEIVED (from LISTEN); ESTABLISHED and FIN-WAIT-1 and -2; CLOSE-WAIT; CLOSING and LAST-ACK; TIME-WAIT.
/// "=" is the same state, ACK is <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>.
struct Row {
  std::vector<Kind> kinds;
  std::vector<Place> places;
  std::array<std::string, 5> outcomes;
};

std::size_t column(State state) {
  switch (state) {
    case SynReceived: return 0;
    case CloseWait: return 2;
    case Closing:
    case LastAck: return 3;
    case TimeWait: return 4;
    default: return 1;
  }
}

std::array<std::string, 5> everywhere(const std::string& outcome) {
  return {outcome, outcome, outcome, outcome, outcome};
}

const std::vector<Row>& rows() {
  using enum Kind;
  using enum Place;
  using P = std::vector<Place>;
  static const P outside{Old, Edge, Far};
  static const P inside{BehindGap, Place::Last};
  static const std::string challenge = "= ACK challenge";
  static const std::string challenge_taken = "= ACK challenge, ACK taken";
  static const std::string answer = "= ACK now";
  static const std::string open_challenge = "ESTABLISHED ACK challenge, connected, ACK taken";
  static const std::string open = "ESTABLISHED, connected, ACK taken";
  static const std::string open_answer = "ESTABLISHED ACK now, connected, ACK taken";
  static const std::string taken = "=, ACK taken";
  static const std::string taken_answer = "= ACK now, ACK taken";
  static const std::string reopens = "CLOSED, finished, reopens";
  const auto kept = [](const std::string& what) {
    return std::array<std::string, 5>{open + what, taken + what, taken, taken, taken};
  };
  const auto kept_in_part = [](const std::string& what) {
    return std::array<std::string, 5>{open_answer + what, taken_answer + what, taken, taken, taken};
  };
  static const std::vector<Row> table{
      // First and second step: a RST only counts by its number.
      {{Rst, RstAck}, {Old, JustBefore, Edge, Far}, everywhere("=")},
      {{Rst, RstAck}, {Next}, {"LISTEN", "CLOSED, reset", "CLOSED, reset", "CLOSED, finished", "="}},
      {{Rst, RstAck}, inside, {challenge, challenge, challenge, challenge, "="}},
      // Fourth step: SYN.
      {{Syn}, {Old, JustBefore, Far}, everywhere(challenge)},
      {{Syn}, {Next}, {"LISTEN", challenge, challenge, challenge, challenge}},
      {{Syn}, inside, {"LISTEN", challenge, challenge, challenge, reopens}},
      {{Syn}, {Edge}, {challenge, challenge, challenge, challenge, reopens}},
      {{SynAck}, outside, everywhere(challenge)},
      {{SynAck}, {JustBefore}, {open_challenge, challenge_taken, challenge_taken, challenge_taken, challenge_taken}},
      {{SynAck}, {Next, BehindGap, Place::Last}, {"LISTEN", challenge, challenge, challenge, challenge}},
      // Fifth step: ACK, by itself. Appendix A.2 for the numbers just outside.
      {{Ack}, {Old, Far}, everywhere(challenge)},
      {{Ack}, {JustBefore, Edge}, {open_challenge, challenge_taken, challenge_taken, challenge_taken, challenge_taken}},
      {{Ack}, {Next, BehindGap, Place::Last}, {open, taken, taken, taken, taken}},
      {{Nothing}, {Next, BehindGap, Place::Last}, everywhere("=")},
      {{Nothing}, {Old, JustBefore, Edge, Far}, everywhere(challenge)},
      {{TextWithoutAck}, {JustBefore, Next, BehindGap, Place::Last}, everywhere("=")},
      {{TextWithoutAck}, outside, everywhere(answer)},
      {{FinWithoutAck}, {Next, BehindGap, Place::Last}, everywhere("=")},
      {{FinWithoutAck}, outside, everywhere(answer)},
      {{FinWithoutAck}, {JustBefore}, {answer, answer, answer, answer, answer + ", 2MSL"}},
      // Seventh and eighth step.
      {{Text}, outside, everywhere(answer)},
      {{Text}, {JustBefore}, kept(", keeps 1 to 3")},
      {{Text}, {Next, BehindGap}, kept(", keeps 0 to 3")},
      {{Text}, {Place::Last}, kept_in_part(", keeps 0 to 1")},
      {{Fin}, outside, everywhere(answer)},
      {{Fin}, {JustBefore}, {open_answer, taken_answer, taken_answer, taken_answer, taken_answer + ", 2MSL"}},
      {{Fin}, {Next, BehindGap, Place::Last}, kept(", keeps FIN")},
      {{TextFin}, outside, everywhere(answer)},
      {{TextFin}, {JustBefore}, kept(", keeps 1 to 3, keeps FIN")},
      {{TextFin}, {Next, BehindGap}, kept(", keeps 0 to 3, keeps FIN")},
      {{TextFin}, {Place::Last}, kept_in_part(", keeps 0 to 1")},
  };
  return table;
}

class CoreTable : public AtEveryIss {
 protected:
  /// Delivers one segment to a state reached anew, and gives the outcome as the table writes it.
  std::string outcome(State state, Kind kind, Place place) {
    reach(state);
    const std::string ack_now = an_ack();
    const auto acked = state == SynReceived ? nxt() : una();
    const std::string words = deliver(made(*this, kind, rcv() + offset(place), acked));
    const std::string name(to_string(state));
    const bool stays = words.starts_with(name) && (words.size() == name.size() || words[name.size()] != '-');
    return replaced(stays ? "=" + words.substr(name.size()) : words, ack_now, "ACK");
  }
};
FINALACK_AT_EVERY_ISS(CoreTable);

TEST_P(CoreTable, OfTheStatesWithAConnectionHolds) {
  for (const State state : kEveryState) {
    if (state <= SynSent) continue;
    for (const Row& row : rows()) {
      for (const Kind kind : row.kinds) {
        for (const Place place : row.places) {
          EXPECT_EQ(outcome(state, kind, place), row.outcomes[column(state)])
              << to_string(state) << ", kind " << static_cast<int>(kind) << ", place " << static_cast<int>(place);
        }
      }
    }
  }
}

TEST(CoreTableItself, HasEveryKindOfSegmentAtEveryPlaceOnce) {
  std::map<std::pair<Kind, Place>, int> times;
  for (const Row& row : rows()) {
    for (const Kind kind : row.kinds) {
      for (const Place place : row.places) ++times[{kind, place}];
    }
  }
  EXPECT_EQ(times.size(), kKinds.size() * kPlaces.size());
  for (const auto& [entry, count] : times) {
    EXPECT_EQ(count, 1) << static_cast<int>(entry.first) << " " << static_cast<int>(entry.second);
  }
}

/// What the states without a connection say, wherever SEG.SEQ is. SEG.ACK is ISS + 1.
const std::map<Kind, std::array<std::string, 3>>& opening_table() {
  static const std::string rst = " <SEQ=1><CTL=RST>";
  const auto rst_ack = [](const char* number) { return " <SEQ=0><ACK=" + std::string(number) + "><CTL=RST,ACK>"; };
  static const std::string syn_ack = "SYN-RECEIVED <SEQ=0><ACK=8><CTL=SYN,ACK>";
  static const std::map<Kind, std::array<std::string, 3>> table{
      {Kind::Rst, {"CLOSED", "LISTEN", "SYN-SENT"}},
      {Kind::RstAck, {"CLOSED", "LISTEN", "CLOSED, refused"}},
      {Kind::Syn, {"CLOSED" + rst_ack("8"), syn_ack, syn_ack}},
      {Kind::SynAck, {"CLOSED" + rst, "LISTEN" + rst, "ESTABLISHED <SEQ=1><ACK=8><CTL=ACK> now, connected, ACK taken"}},
      {Kind::Ack, {"CLOSED" + rst, "LISTEN" + rst, "SYN-SENT"}},
      {Kind::Text, {"CLOSED" + rst, "LISTEN" + rst, "SYN-SENT"}},
      {Kind::Fin, {"CLOSED" + rst, "LISTEN" + rst, "SYN-SENT"}},
      {Kind::TextFin, {"CLOSED" + rst, "LISTEN" + rst, "SYN-SENT"}},
      {Kind::TextWithoutAck, {"CLOSED" + rst_ack("10"), "LISTEN", "SYN-SENT"}},
      {Kind::FinWithoutAck, {"CLOSED" + rst_ack("8"), "LISTEN", "SYN-SENT"}},
      {Kind::Nothing, {"CLOSED" + rst_ack("7"), "LISTEN", "SYN-SENT"}},
  };
  return table;
}

TEST_P(CoreTable, OfTheStatesWithoutAConnectionHolds) {
  EXPECT_EQ(opening_table().size(), kKinds.size());
  for (const auto& [kind, outcomes] : opening_table()) {
    for (const State state : {Closed, Listen, SynSent}) {
      reach(state);
      EXPECT_EQ(deliver(made(*this, kind, 7, 1)), outcomes[static_cast<std::size_t>(state)])
          << to_string(state) << ", kind " << static_cast<int>(kind);
    }
  }
}

}  // namespace
}  // namespace finalack::testing
