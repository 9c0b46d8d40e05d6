#include "impl/packetdrill/icmp_errno.hpp"

#include <array>
#include <cerrno>

namespace finalack::impl::packetdrill {
namespace {

constexpr std::uint8_t kUnreachable = 3;
constexpr std::uint8_t kTimeExceeded = 11;
constexpr std::uint8_t kParameterProblem = 12;
constexpr std::uint8_t kUnreachableV6 = 1;
constexpr std::uint8_t kTimeExceededV6 = 3;
constexpr std::uint8_t kParameterProblemV6 = 4;

int of_v4(std::uint8_t type, std::uint8_t code) {
  constexpr std::array<int, 16> unreachable{
      ENETUNREACH, EHOSTUNREACH, ENOPROTOOPT,  ECONNREFUSED, EMSGSIZE,     EOPNOTSUPP,   ENETUNREACH,  EHOSTDOWN,
      ENONET,      ENETUNREACH,  EHOSTUNREACH, ENETUNREACH,  EHOSTUNREACH, EHOSTUNREACH, EHOSTUNREACH, EHOSTUNREACH};
  switch (type) {
    case kUnreachable: return code < unreachable.size() ? unreachable[code] : EHOSTUNREACH;
    case kTimeExceeded: return EHOSTUNREACH;
    case kParameterProblem: return EPROTO;
    default: return 0;
  }
}

int of_v6(std::uint8_t type, std::uint8_t code) {
  constexpr std::array<int, 7> unreachable{ENETUNREACH,  EACCES, EHOSTUNREACH, EHOSTUNREACH,
                                           ECONNREFUSED, EACCES, EACCES};
  switch (type) {
    case kUnreachableV6: return code < unreachable.size() ? unreachable[code] : EPROTO;
    case kTimeExceededV6: return EHOSTUNREACH;
    case kParameterProblemV6: return EPROTO;
    default: return 0;
  }
}

}  // namespace

int errno_of_icmp(IpVersion version, const IcmpError& error) {
  return version == IpVersion::V4 ? of_v4(error.type, error.code) : of_v6(error.type, error.code);
}

}  // namespace finalack::impl::packetdrill
