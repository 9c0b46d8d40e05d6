// The one idea, tested: `react` run on integers and `react` followed along every path and merged into Z3 terms are the
// same function. On random TCBs, reachable or not, random segments, every sequence of choices, at four widths.
#include <array>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "model/domain/concrete.hpp"
#include "model/domain/symbolic.hpp"
#include "model/domain/symbolic_z3.hpp"
#include "model/react/react.hpp"

namespace finalack::model {
namespace {

using Numbers = std::vector<std::uint32_t>;

/// What `react` is given: a reflected struct, so that its leaves can be walked together.
template <class D> struct Given {
  BOOST_HANA_DEFINE_STRUCT(Given<D>, (Tcb<D>, tcb), (Segment<D>, segment), (typename D::Seq, iss));
};

/// Variants that together take every branch of react/ that depends on the rules.
const std::vector<Rules>& variants() {
  static const std::vector<Rules> all = [] {
    std::vector<Rules> v(14);
    v[1].handshake = Handshake::TwoWay;
    v[2].handshake = Handshake::FourWay;
    v[3].closing = Closing::MergedFin;
    v[4].closing = Closing::NoFinalAck;
    v[5].closing = Closing::NoTimeWait;
    v[5].retry_limit = Rules::kUnlimited;
    v[6].syn_received_timer = SynReceivedTimer::ResetsAtOnce;
    v[6].crossing_syn_ack = CrossingSynAck::Figure;
    v[7].syn_received_timer = SynReceivedTimer::None;
    v[7].fin_wait_2_timeout = true;
    v[8].syn_text = SynText::Queued;
    v[8].receive_posted = false;
    v[8].window = 3;
    v[9].syn_text = SynText::AnsweredAtOnce;
    v[9].defers_send = true;
    v[10].rfc5961 = true;
    v[10].delays_ack = true;
    v[10].window = 1;
    v[11].delays_ack = true;
    v[11].defers_send = true;
    v[11].receive_posted = false;
    v[11].close_aborts = true;
    v[11].closing = Closing::MergedFin;
    v[11].retry_limit = 3;
    v[12].rfc1337 = true;
    v[12].validates_leniently = true;
    v[12].reopening = model::Reopening::Elsewhere;
    v[12].acks_at_will = true;
    v[2].reopening = model::Reopening::GreaterSeq;
    v[13].reopening = model::Reopening::MayReturn;
    v[13].rfc5961 = true;
    v[13].half_open_resets_bad_ack = true;
    return v;
  }();
  return all;
}

/// `react` as terms over free constants, for one variant, event and width.
class Lowered {
 public:
  Lowered(const Rules& rules, EventKind kind, unsigned width) {
    SymbolicSession session(width);
    context_ = session.context();
    Given<Symbolic> given;
    for_each_named_leaf(
        [&](const std::string& path, auto& leaf) {
          using L = std::remove_cvref_t<decltype(leaf)>;
          leaf = L::from_term(terms::variable(path, L::term_width()));
          inputs_.push_back(leaf.term());
        },
        given);
    for (unsigned i = 0; i < Choices::kMaxChoices; ++i) inputs_.push_back(Paths::choice_input(i));
    const Event<Symbolic> event{kind, given.segment, given.iss};
    outputs_ = terms_of(Symbolic::merge(react, rules, given.tcb, event));
  }

  /// The leaves of the reaction where the inputs are these numbers, and the choices those of an Action's code.
  Numbers evaluate(Numbers inputs, unsigned choices) const {
    for (unsigned i = 0; i < Choices::kMaxChoices; ++i) inputs.push_back((choices >> (i * Choices::kBitsEach)) & 7U);
    z3::expr_vector from(*context_);
    z3::expr_vector to(*context_);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      from.push_back(to_z3(inputs_[i]));
      to.push_back(from.back().is_bool() ? context_->bool_val(inputs[i] != 0)
                                         : context_->bv_val(inputs[i], inputs_[i].width()));
    }
    z3::sort_vector sorts(*context_);
    z3::expr_vector outputs(*context_);
    for (const Term& term : outputs_) {
      outputs.push_back(to_z3(term));
      sorts.push_back(outputs.back().get_sort());
    }
    const z3::func_decl together = z3::function("together", sorts, context_->bool_sort());
    z3::expr whole = together(outputs);
    whole = whole.substitute(from, to).simplify();
    Numbers values;
    for (unsigned i = 0; i < whole.num_args(); ++i) {
      const Term value = from_z3(whole.arg(i));
      values.push_back(value.truth() ? static_cast<std::uint32_t>(*value.truth()) : value.number().value());
    }
    return values;
  }

 private:
  std::shared_ptr<z3::context> context_;  // first: it outlives the terms
  std::vector<Term> inputs_;
  std::vector<Term> outputs_;
};

template <class T> Numbers numbers_of(const T& value) {
  Numbers numbers;
  for_each_leaf([&](const auto& leaf) { numbers.push_back(leaf.raw()); }, value);
  return numbers;
}

/// Sequence numbers lie near each other, half way round, or anywhere: uniformly random ones of 32 bits would never fall
/// into a window.
std::uint32_t random_number(unsigned width, std::uint32_t base) {
  const std::uint32_t near = base + *rc::gen::inRange<std::uint32_t>(0, 7) - 3;
  switch (*rc::gen::inRange(0, 8)) {
    case 0: return *rc::gen::arbitrary<std::uint32_t>();
    case 1: return near + (std::uint32_t{1} << (width - 1));
    default: return near;
  }
}

template <unsigned Width> Given<Concrete<Width>> random_given() {
  Given<Concrete<Width>> given;
  const std::uint32_t base = *rc::gen::element(0U, 1U << (Width - 1), *rc::gen::arbitrary<std::uint32_t>());
  for_each_leaf(
      [&](auto& leaf) {
        using L = std::remove_cvref_t<decltype(leaf)>;
        if constexpr (requires { typename L::seq_tag; }) {
          leaf = L(random_number(Width, base));
        } else if constexpr (requires { typename L::enum_type; }) {
          leaf = L::from_raw(*rc::gen::inRange<std::uint32_t>(0, enum_count<typename L::enum_type>));
        } else {
          leaf = L::from_raw(*rc::gen::inRange<std::uint32_t>(0, 1U << L::bits));
        }
      },
      given);
  return given;
}

template <unsigned Width> void check_agreement(EventKind kind, int cases) {
  std::map<std::size_t, Lowered> lowered;
  const auto property = [&] {
    const auto variant = *rc::gen::inRange<std::size_t>(0, variants().size());
    const auto given = random_given<Width>();
    const Lowered& symbolic = lowered.try_emplace(variant, variants()[variant], kind, Width).first->second;
    const Event<Concrete<Width>> event{kind, given.segment, given.iss};
    Choices choices;
    const ChoosingWith choosing(choices);
    do {
      const auto reaction = Concrete<Width>::merge(react, variants()[variant], given.tcb, event);
      RC_ASSERT(symbolic.evaluate(numbers_of(given), choices.code()) == numbers_of(reaction));
    } while (choices.next());
  };
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = cases;
  const rc::detail::TestResult result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  FAIL() << message.str();
}

class DomainsAgree : public testing::TestWithParam<std::tuple<unsigned, EventKind>> {};

TEST_P(DomainsAgree, OnEveryReaction) {
  const auto [width, kind] = GetParam();
  const int cases = kind == EventKind::SegmentArrives ? 4000 : 300;
  switch (width) {
    case 4: return check_agreement<4>(kind, cases);
    case 5: return check_agreement<5>(kind, cases);
    case 8: return check_agreement<8>(kind, cases);
    default: return check_agreement<32>(kind, cases);
  }
}

constexpr std::array kEventNames{"OpenPassive",
                                 "OpenActive",
                                 "OpenActiveWithText",
                                 "Send",
                                 "Receive",
                                 "Close",
                                 "Abort",
                                 "SegmentArrives",
                                 "RetransmissionTimeout",
                                 "TimeWaitTimeout",
                                 "FinWait2Timeout",
                                 "DelayedAckTimeout",
                                 "Transmit",
                                 "UserTimeout"};

std::vector<EventKind> all_events() {
  std::vector<EventKind> events;
  for (unsigned i = 0; i < kEventNames.size(); ++i) events.push_back(static_cast<EventKind>(i));
  return events;
}

INSTANTIATE_TEST_SUITE_P(AtWidth, DomainsAgree,
                         testing::Combine(testing::Values(4U, 5U, 8U, 32U), testing::ValuesIn(all_events())),
                         [](const auto& test) {
                           return std::to_string(std::get<0>(test.param)) + "_" +
                                  kEventNames[static_cast<std::size_t>(std::get<1>(test.param))];
                         });

TEST(DomainsAgreement, IsAComparisonThatNoticesADelayedAcknowledgment) {
  Rules delaying;
  delaying.delays_ack = true;
  const Lowered lowered(delaying, EventKind::SegmentArrives, 5);
  Given<Concrete<5>> given;
  given.tcb.state = State::Established;
  given.segment.ack = true;
  given.segment.text = true;
  EXPECT_NE(lowered.evaluate(numbers_of(given), 1), lowered.evaluate(numbers_of(given), 0));
  const auto reaction = Concrete<5>::merge(react, Rules{}, given.tcb,
                                           Event<Concrete<5>>{EventKind::SegmentArrives, given.segment, given.iss});
  EXPECT_EQ(lowered.evaluate(numbers_of(given), 0), numbers_of(reaction));
}

}  // namespace
}  // namespace finalack::model
