#include "properties/catalogue.hpp"

#include "properties/families.hpp"

namespace finalack::properties {

std::optional<checker::Outcome> Subject::beyond(const std::vector<const Subject*>&, Bounds, const checker::Property&,
                                                const checker::Outcome&, const checker::Limits&) const {
  return std::nullopt;
}

const Catalogue& catalogue() {
  static const Catalogue all = [] {
    Catalogue c;
    add_establishment(c);
    add_stale_syn(c);
    add_lost_segments(c);
    add_numbers_and_text(c);
    add_unusual_openings(c);
    add_orderly_close(c);
    add_missing_close_segments(c);
    add_text_at_close(c);
    add_waiting_for_ever(c);
    add_final_ack(c);
    add_time_wait_assassination(c);
    add_time_wait_reuse(c);
    add_per_host_timestamps(c);
    add_keepalive(c);
    return c;
  }();
  return all;
}

}  // namespace finalack::properties
