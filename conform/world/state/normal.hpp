// What of a connection this world does not look at, brought to one value, so that states which differ in nothing else
// are one state.
#pragma once

#include "conform/world/state/end.hpp"

namespace finalack::conform::world {

/// When everything happens here: the world is untimed.
inline constexpr impl::Time kNow{std::chrono::hours(1000)};
/// When a timer fires: long after whatever happened before, so that what waits for a pause finds one.
inline constexpr impl::Time kLater = kNow + std::chrono::hours(24);
/// The deadline of every timer that runs.
inline constexpr impl::Time kArmed = kNow + std::chrono::hours(24 * 365);

/// Everything else of a connection counts. What does not:
///
///   - times: a timer runs or it does not, and one that runs may fire at any moment. So nothing depends on round trips
///     either (SRTT, RTO, backing off; what is being measured), which here only say how long a timer runs. That is more
///     than any clock allows: sound for what can never happen, as in the model's own world. When something was last
///     sent or received matters to the restart of the congestion window after a pause, which is never above its
///     restart window here, and to the clock of timestamps and keepalives, which are off.
///   - the ISS with which a connection will open: the world chooses it when it does.
///   - what is only reported: retransmissions in all, why the connection ended (the user has been told).
///   - counters that are only compared, beyond what they are compared with: retries, where there is no limit, beyond
///     the second; duplicate ACKs, beyond the threshold and what is in flight; a congestion window that lets out more
///     than the peer's; the order in which ranges of held text grew, but for which came later; challenge ACKs, which
///     are not limited (each may come after a pause).
///   - whether a SYN was sent again, once it is acknowledged; what limits sending (the peer's window, the congestion
///     window, recovery), once all was acknowledged behind which nothing more is sent, or all but the FIN.
///   - memory: where in its ring text stands, and how much room was taken. The timer that gives memory back counts
///     only where it throws held text away, too.
///   - what recovery remembers of a flight while there is no recovery.
void normalise(impl::Connection& connection, bool limits_retries);

/// Sets the ISS with which a connection in LISTEN will answer a SYN.
void set_iss(impl::Connection& connection, impl::SequenceNumber iss);

/// Lets one timer fire, and no other. Precondition: it runs, and the connection is normal.
void fire(impl::Connection& connection, impl::Timer timer);

}  // namespace finalack::conform::world
