// Reading what options take. Each function throws UsageError with a message that says what is accepted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace finalack::cli {

/// "90", "90s", "1.5m", "2h", "500ms" as seconds.
double parse_duration(const std::string& text);

/// The same as whole milliseconds, one at least and a year at most.
std::int64_t parse_milliseconds(const std::string& text);

/// "1048576", "512K", "64M", "4G", "1T" (powers of 1024; an "iB" or "B" may follow) as bytes.
std::uint64_t parse_size(const std::string& text);

/// "0.02" or "2%" as 0.02.
double parse_probability(const std::string& text);

/// A whole number in [least, greatest].
unsigned parse_number(const std::string& text, unsigned least, unsigned greatest);

/// The message about an unknown name: "unknown engine 'explcit'; did you mean 'explicit'? Accepted: auto, explicit,
/// bmc". With more names than fit a line, `where_listed` says where to find them instead.
std::string unknown(std::string_view kind, const std::string& word, const std::vector<std::string>& accepted,
                    std::string_view where_listed = {});

std::string joined(const std::vector<std::string>& words, std::string_view separator);

/// What a search may use when nobody says: half of the memory that is free, 16 GiB at most, 256 MiB at least.
std::uint64_t default_memory();

}  // namespace finalack::cli
