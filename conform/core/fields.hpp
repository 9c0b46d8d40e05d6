// The fields of what the core takes and gives, listed once: for terms, and for the native values that they stand for.
#pragma once

#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/zip.hpp>

#include "conform/core/terms.hpp"

namespace finalack::conform {

using CoreEvent = impl::Event<Terms>;

using NativeTcb = impl::Tcb<impl::Native>;
using NativeSegment = impl::Segment<impl::Native>;
using NativeEvent = impl::Event<impl::Native>;
using NativeDecision = impl::Decision<impl::Native>;

}  // namespace finalack::conform

#define FINALACK_TCB_FIELDS                                                                                          \
  state, passive, close_called, fin_sent, timestamps, iss, snd_una, snd_nxt, snd_wnd, max_snd_wnd, snd_wl1, snd_wl2, \
      irs, rcv_nxt, rcv_wnd, last_ack_sent, ts_recent
#define FINALACK_SEGMENT_FIELDS syn, ack, fin, rst, timestamped, seq, ack_number, window, text, ts_value
#define FINALACK_EVENT_FIELDS segment, iss, timestamps, window, octets, fin, queued, unread  // and its kind
#define FINALACK_DECISION_FIELDS                                                                                    \
  tcb, error, reply, reset_seq, reset_ack, signal, processed, has_text, text_from, text_to, has_fin, restarts_2msl, \
      reopens

BOOST_HANA_ADAPT_STRUCT(finalack::conform::CoreTcb, FINALACK_TCB_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::CoreSegment, FINALACK_SEGMENT_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::CoreEvent, FINALACK_EVENT_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::CoreDecision, FINALACK_DECISION_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::NativeTcb, FINALACK_TCB_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::NativeSegment, FINALACK_SEGMENT_FIELDS);
BOOST_HANA_ADAPT_STRUCT(finalack::conform::NativeEvent, FINALACK_EVENT_FIELDS);

#undef FINALACK_TCB_FIELDS
#undef FINALACK_SEGMENT_FIELDS
#undef FINALACK_EVENT_FIELDS
#undef FINALACK_DECISION_FIELDS

namespace finalack::conform {

/// Calls `f(field of a, field of b)` for corresponding fields of two such structs, going into those that have fields.
template <class A, class B, class F> void for_each_pair(A& a, B& b, const F& f) {
  using PlainA = std::remove_cvref_t<A>;
  using PlainB = std::remove_cvref_t<B>;
  if constexpr (boost::hana::Struct<PlainA>::value) {
    boost::hana::for_each(boost::hana::zip(boost::hana::accessors<PlainA>(), boost::hana::accessors<PlainB>()),
                          [&](const auto& both) {
                            for_each_pair(boost::hana::second(both[boost::hana::size_c<0>])(a),
                                          boost::hana::second(both[boost::hana::size_c<1>])(b), f);
                          });
  } else {
    f(a, b);
  }
}

template <class D> typename D::Bool same_tcb(const impl::Tcb<D>& a, const impl::Tcb<D>& b) {
  typename D::Bool same = true;
  for_each_pair(a, b, [&](const auto& x, const auto& y) { same = same & (x == y); });
  return same;
}

}  // namespace finalack::conform
