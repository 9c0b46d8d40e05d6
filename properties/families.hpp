// The families of claims. Each function adds the claims of one file to the catalogue.
#pragma once

#include "properties/catalogue.hpp"

namespace finalack::properties {

void add_establishment(Catalogue& c);            // handshake/establishment.cpp
void add_stale_syn(Catalogue& c);                // handshake/stale_syn.cpp
void add_lost_segments(Catalogue& c);            // handshake/lost_segments.cpp
void add_numbers_and_text(Catalogue& c);         // handshake/numbers_and_text.cpp
void add_unusual_openings(Catalogue& c);         // handshake/unusual_openings.cpp
void add_orderly_close(Catalogue& c);            // close/orderly.cpp
void add_missing_close_segments(Catalogue& c);   // close/missing_segments.cpp
void add_text_at_close(Catalogue& c);            // close/text_at_close.cpp
void add_waiting_for_ever(Catalogue& c);         // close/waiting_for_ever.cpp
void add_final_ack(Catalogue& c);                // time_wait/final_ack.cpp
void add_time_wait_assassination(Catalogue& c);  // time_wait/assassination.cpp
void add_time_wait_reuse(Catalogue& c);          // time_wait/reuse.cpp
void add_per_host_timestamps(Catalogue& c);      // time_wait/per_host_timestamps.cpp
void add_keepalive(Catalogue& c);                // keepalive/keepalive.cpp

}  // namespace finalack::properties
