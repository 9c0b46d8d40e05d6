// `finalack serve` and `finalack connect` as a user has them: the binary, curl, and the kernel's sockets.
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>

#include "impl/tun/interface.hpp"
#include "tests/cli/process.hpp"
#include "tests/kernel/namespace.hpp"
#include "tests/kernel/sockets.hpp"

namespace finalack::kernel {
namespace {

using cli::Ended;
using cli::Process;
using cli::run_command;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Command : public ::testing::Test {
 protected:
  void SetUp() override {
    try {
      enter_private_network();
      (void)open_device("probe", true);  // before a program is blamed for what this machine doesn't allow
    } catch (const Unavailable& why) {
      GTEST_SKIP() << why.what();
    }
  }

  /// The kernel's server needs its address before the client comes and makes the device: so it is made to stay.
  void set_up_with_a_first_device() {
    device_ = std::make_unique<impl::TunDevice>("first");
    impl::add_address("first", KernelNetwork::kKernelV4, 24);
    impl::bring_up("first");
    ASSERT_EQ(ioctl(device_->descriptor(), TUNSETPERSIST, 1), 0);
    device_.reset();
  }

  /// Waits until the server says that it is ready.
  static bool is_ready(const Process& server) {
    return Process::wait_until([&] { return server.out().find("Ctrl-C") != std::string::npos; },
                               std::chrono::seconds(10));
  }

  /// A server of the kernel's that sends back what it gets, once.
  static std::thread echo_once(std::uint16_t port) {
    return std::thread([listener = listen_at({KernelNetwork::kKernelV4, port})] {
      const impl::Descriptor socket = accept_from(listener);
      write_all(socket, read_all(socket));
    });
  }

  cli::TemporaryDirectory directory_;
  std::unique_ptr<impl::TunDevice> device_;
};

/// The number of packets in a capture; -1 if it is none.
int packets_in(const std::string& file) {
  char error[PCAP_ERRBUF_SIZE];
  pcap_t* capture = pcap_open_offline(file.c_str(), error);
  if (capture == nullptr) return -1;
  int count = 0;
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  while (pcap_next_ex(capture, &header, &octets) == 1) ++count;
  pcap_close(capture);
  return count;
}

TEST_F(Command, ServesAPageToCurl) {
  Process server("finalack serve");
  ASSERT_TRUE(is_ready(server)) << server.err();
  for (const std::string host : {"192.0.2.2", "[fd00::2]"}) {
    const Ended got = run_command("curl --silent --show-error --globoff --max-time 5 --include 'http://" + host + "/'");
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_THAT(got.out, AllOf(HasSubstr("HTTP/1.1 200 OK"), HasSubstr("<th>state<td>ESTABLISHED"),
                               HasSubstr("SYN-RECEIVED → ESTABLISHED"), HasSubstr("</html>")));
  }
  EXPECT_THAT(run_command("curl --silent --max-time 5 --include http://192.0.2.2/nowhere").out, HasSubstr("404"));
  EXPECT_THAT(run_command("curl --silent --max-time 5 --head http://192.0.2.2/").out,
              AllOf(HasSubstr("200 OK"), Not(HasSubstr("<table>"))));
  EXPECT_THAT(run_command("curl --silent --max-time 5 --include --data x http://192.0.2.2/").out, HasSubstr("405"));
}

TEST_F(Command, SaysWhatItServedWhenItIsInterrupted) {
  Process server("finalack serve --echo 7000 --http 0 --discard 0");
  ASSERT_TRUE(is_ready(server)) << server.err();
  const impl::Descriptor open = connect_to({KernelNetwork::kOursV4, 7000});
  write_all(open, std::vector<std::uint8_t>{'x'});
  EXPECT_EQ(read_some(open).size(), 1U);  // it is there, and not only on its way
  server.interrupt();
  EXPECT_THROW(read_some(open), std::system_error) << "it is reset";
  EXPECT_EQ(server.wait(), 0);
  EXPECT_THAT(server.out(), AllOf(HasSubstr("echo 7000"), HasSubstr("1 connections of 1 SYNs")));
}

TEST_F(Command, EndsWhenItsInterfaceIsDeleted) {
  Process server("finalack serve");
  ASSERT_TRUE(is_ready(server)) << server.err();
  EXPECT_EQ(run_command("ip link delete finalack0").code, 0);
  EXPECT_EQ(server.wait(), 69);
  EXPECT_EQ(server.err(), "finalack: the interface finalack0 was deleted\n");
}

TEST_F(Command, ServesWithTheLongestPackets) {
  Process server("finalack serve --mtu 65535");
  ASSERT_TRUE(is_ready(server)) << server.err();
  EXPECT_EQ(run_command("curl --silent --max-time 5 http://192.0.2.2/").code, 0);
}

TEST_F(Command, SaysThatItCannotConnectToItself) {
  const Ended got = run_command("finalack connect 192.0.2.2:80 < /dev/null");
  EXPECT_EQ(got.code, 64);
  EXPECT_THAT(got.err, HasSubstr("192.0.2.2:80 is no other host's"));
}

TEST_F(Command, ServesOverABadWire) {
  Process server("finalack serve --loss 5% --duplicate 5% --reorder 5% --delay 1ms --seed 3");
  ASSERT_TRUE(is_ready(server)) << server.err();
  const impl::Descriptor socket = connect_to({KernelNetwork::kOursV4, 7});
  const std::vector<std::uint8_t> text(200'000, 'x');
  std::thread writer([&] {
    write_all(socket, text);
    finish_writing(socket);
  });
  EXPECT_TRUE(read_all(socket) == text);
  writer.join();
}

TEST_F(Command, ConnectsStdinAndStdoutToAServer) {
  set_up_with_a_first_device();
  std::thread echo = echo_once(5000);
  const std::string capture = directory_ / "hello.pcap";
  const Ended got =
      run_command("echo hello | finalack connect 192.0.2.1:5000 --device first --trace --pcap " + capture);
  echo.join();
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.out, "hello\n");
  EXPECT_THAT(got.err, AllOf(HasSubstr("SYN-SENT"), HasSubstr("SYN seq 0"), HasSubstr("▶"), HasSubstr("TIME-WAIT")));
  EXPECT_GE(packets_in(capture), 7);
}

TEST_F(Command, SaysThatAConnectionIsRefused) {
  const Ended got = run_command("finalack connect 192.0.2.1:5001 < /dev/null");
  EXPECT_EQ(got.code, 1);
  EXPECT_EQ(got.err, "finalack: connection refused\n");
}

TEST_F(Command, ResetsItsConnectionWhenItIsInterrupted) {
  set_up_with_a_first_device();
  const impl::Descriptor listener = listen_at({KernelNetwork::kKernelV4, 5000});
  Process client("sleep 60 | finalack connect 192.0.2.1:5000 --device first");
  const impl::Descriptor accepted = accept_from(listener);
  client.interrupt();
  EXPECT_EQ(client.wait(), 130);
  EXPECT_THROW(read_some(accepted), std::system_error);
}

TEST_F(Command, NamesTheWaysToATunDeviceWhereItGetsNone) {
  const Ended got = run_command("setpriv --reuid 65534 --clear-groups --inh-caps=-all " FINALACK_BINARY " serve");
  EXPECT_EQ(got.code, 69);
  EXPECT_THAT(got.err, AllOf(HasSubstr("CAP_NET_ADMIN"), HasSubstr("ip tuntap add")));
}

}  // namespace
}  // namespace finalack::kernel
