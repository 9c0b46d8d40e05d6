#include "conform/world/state/bytes.hpp"

#include <memory>
#include <type_traits>
#include <vector>

#include "conform/world/state/fields.hpp"

namespace finalack::conform::world {
namespace {

/// Appends every field that it visits. A type that it does not know does not compile.
class Writer {
 public:
  template <class T> void operator()(const char*, const T& field, Space space) { put(field, space); }

  std::string take() { return std::move(bytes_); }
  void mark(bool present) { integer<std::uint8_t>(present); }

 private:
  template <class T> void integer(T value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }

  template <class T> void put(const T& field, Space space) {
    if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
      integer(field);
    } else if constexpr (impl::HasFields<const T, Writer>) {
      impl::visit_fields(field, *this, space);
    } else {
      put_other(field, space);
    }
  }
  void put_other(impl::SequenceNumber number, Space) { integer(number.value); }
  void put_other(impl::Duration duration, Space) { integer(duration.count()); }
  void put_other(impl::Time time, Space) { integer(time.time_since_epoch().count()); }
  void put_other(const impl::SackBlock& block, Space) {
    const auto& [left, right] = block;
    integer(left);
    integer(right);
  }
  void put_other(const impl::Flags& f, Space) {
    const auto& [fin, syn, rst, psh, ack, urg, ece, cwr] = f;
    for (const bool flag : {fin, syn, rst, psh, ack, urg, ece, cwr}) bytes_.push_back(flag ? 1 : 0);
  }
  /// Both ends have the same settings, always.
  void put_other(const std::shared_ptr<const impl::Settings>&, Space) {}
  template <class T> void put_other(const std::optional<T>& field, Space space) {
    mark(field.has_value());
    if (field) put(*field, space);
  }
  template <class T> void put_other(const std::vector<T>& fields, Space space) {
    integer(static_cast<std::uint32_t>(fields.size()));
    for (const T& field : fields) put(field, space);
  }
  template <class T, std::size_t N> void put_other(const std::array<T, N>& fields, Space space) {
    for (const T& field : fields) put(field, space);
  }

  std::string bytes_;
};

}  // namespace

std::string bytes_of(const End& end) {
  Writer writer;
  visit_end(end, writer);
  return writer.take();
}

std::string bytes_of(const impl::Tcb<impl::Native>& tcb) {
  Writer writer;
  impl::visit_fields(tcb, writer, Space::None);
  return writer.take();
}

std::string bytes_of(const Envelope& envelope) {
  Writer writer;
  visit_envelope(envelope, writer);
  return writer.take();
}

std::string bytes_of(const Peers& peers) {
  Writer writer;
  for (const End& end : peers.ends) visit_end(end, writer);
  for (const auto& slot : peers.network) {
    writer.mark(slot.has_value());
    if (slot) visit_envelope(*slot, writer);
  }
  return writer.take();
}

}  // namespace finalack::conform::world
