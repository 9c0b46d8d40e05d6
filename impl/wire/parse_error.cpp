#include "impl/wire/parse_error.hpp"

namespace finalack::impl {

std::string_view to_string(ParseError error) {
  switch (error) {
    case ParseError::None: return "no error";
    case ParseError::Truncated: return "truncated";
    case ParseError::BadVersion: return "neither IPv4 nor IPv6";
    case ParseError::BadHeaderLength: return "bad IP header length";
    case ParseError::BadTotalLength: return "bad IP total length";
    case ParseError::Fragment: return "a fragment";
    case ParseError::BadDataOffset: return "bad TCP data offset";
    case ParseError::BadOptionLength: return "bad TCP option length";
    case ParseError::BadChecksum: return "bad checksum";
    case ParseError::UnknownProtocol: return "unknown protocol";
    case ParseError::Malformed: return "malformed";
  }
  return "unknown error";
}

}  // namespace finalack::impl
