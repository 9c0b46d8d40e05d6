// What `serve` and `connect` refuse before they ask the system for anything.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/exit_codes.hpp"
#include "cli/run.hpp"

namespace finalack::cli {
namespace {

using ::testing::HasSubstr;

struct Refused {
  std::vector<std::string> arguments;
  std::string accepted;  ///< in the message
};

class NetArguments : public ::testing::TestWithParam<Refused> {};

TEST_P(NetArguments, AreRefusedWithWhatIsAccepted) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(GetParam().arguments, {}, {out, err, {.unicode = true, .colour = false, .columns = 80}, false});
  EXPECT_EQ(code, kUsage);
  EXPECT_THAT(err.str(), HasSubstr(GetParam().accepted));
  EXPECT_EQ(out.str(), "");
}

INSTANTIATE_TEST_SUITE_P(
    Bad, NetArguments,
    ::testing::Values(
        Refused{{"connect"}, "connect --help"}, Refused{{"connect", "192.0.2.1"}, "HOST:PORT"},
        Refused{{"connect", "192.0.2.1:0"}, "1 to 65535"}, Refused{{"connect", "192.0.2.1:x"}, "1 to 65535"},
        Refused{{"connect", "192.0.2.1:80000"}, "1 to 65535"}, Refused{{"connect", ":80"}, "HOST:PORT"},
        Refused{{"connect", "[::1]:"}, "1 to 65535"}, Refused{{"connect", "host.invalid:80"}, "HOST:PORT"},
        Refused{{"connect", "192.0.2.1:80", "more"}, "--help"}, Refused{{"serve", "--loss", "3"}, "0 to 1"},
        Refused{{"serve", "--reorder", "-1"}, "0 to 1"}, Refused{{"serve", "--delay", "soon"}, "ms, s, m or h"},
        Refused{{"serve", "--seed", "x"}, "4294967295"}, Refused{{"serve", "--mtu", "100"}, "576 to 65535"},
        Refused{{"serve", "--http", "65536"}, "0 to 65535"},
        Refused{{"serve", "--cookies", "sometimes"}, "when-full, always, never"},
        Refused{{"serve", "--profile", "bsd"}, "linux, rfc"},
        Refused{{"serve", "--echo", "0", "--discard", "0", "--http", "0"}, "--http"},
        Refused{{"serve", "--device", "a-name-that-is-too-long"}, "15"}, Refused{{"serve", "--frobnicate"}, "--pcap"}));

}  // namespace
}  // namespace finalack::cli
