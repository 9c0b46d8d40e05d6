// Every field of a connection, listed once: for whoever stores, compares or prints whole connections (a checker that
// must not take two states for one), while the connection itself reads and writes its fields by name.
//
// A class lists its fields in `fields(self, visit, space)`, which takes `self` apart by a structured binding: one name
// too few or too many does not compile, so a field that is added can't be forgotten. A visitor gets each field with
// its name and with what it counts in, as `visit("snd_una", field, Space::Own)`; of a field that has fields itself, it
// asks visit_fields.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "impl/core/native.hpp"
#include "impl/core/tcb.hpp"

namespace finalack::impl {

/// Of a sequence number, or of what is made of them: who chose the first. Of anything else: None.
enum class Space : std::uint8_t {
  None,
  Own,    ///< this side: ISS, SND.NXT, what the peer acknowledges
  Peer,   ///< the other: IRS, RCV.NXT
  Clock,  ///< the other's clock for timestamps
};

template <class Self, class Visit>
requires std::same_as<std::remove_const_t<Self>, Tcb<Native>>
void visit_fields(Self& self, Visit& visit, Space) {
  auto& [state, passive, close_called, fin_sent, timestamps, iss, snd_una, snd_nxt, snd_wnd, max_snd_wnd, snd_wl1,
         snd_wl2, irs, rcv_nxt, rcv_wnd, last_ack_sent, ts_recent] = self;
  visit("state", state, Space::None);
  visit("passive", passive, Space::None);
  visit("close_called", close_called, Space::None);
  visit("fin_sent", fin_sent, Space::None);
  visit("timestamps", timestamps, Space::None);
  visit("iss", iss, Space::Own);
  visit("snd_una", snd_una, Space::Own);
  visit("snd_nxt", snd_nxt, Space::Own);
  visit("snd_wnd", snd_wnd, Space::None);
  visit("max_snd_wnd", max_snd_wnd, Space::None);
  visit("snd_wl1", snd_wl1, Space::Peer);
  visit("snd_wl2", snd_wl2, Space::Own);
  visit("irs", irs, Space::Peer);
  visit("rcv_nxt", rcv_nxt, Space::Peer);
  visit("rcv_wnd", rcv_wnd, Space::None);
  visit("last_ack_sent", last_ack_sent, Space::Peer);
  visit("ts_recent", ts_recent, Space::Clock);
}

/// Of an object in whose class they are listed. `space` is that of its numbers, where the class doesn't know.
template <class Self, class Visit>
requires requires(Self& self, Visit& visit, Space space) { std::remove_const_t<Self>::fields(self, visit, space); }
void visit_fields(Self& self, Visit& visit, Space space) { std::remove_const_t<Self>::fields(self, visit, space); }

/// Whether an object is taken apart by visit_fields.
template <class T, class Visit>
concept HasFields = requires(T& object, Visit& visit) {
  visit_fields(object, visit, Space::None);
};

}  // namespace finalack::impl
