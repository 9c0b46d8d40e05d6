// The shared object itself: what it exports, what it fills in, its flags, and its end.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

using testing::HasSubstr;

TEST(Interface, FillsEveryEntry) {
  Script s;
  constexpr std::size_t entries = 33;  // userdata among them
  static_assert(sizeof(packetdrill_interface) == entries * sizeof(void*));
  std::array<void*, entries> pointers{};
  std::memcpy(pointers.data(), &s.api(), sizeof(packetdrill_interface));
  for (std::size_t i = 0; i < entries; ++i) EXPECT_NE(pointers[i], nullptr) << i;
}

TEST(Interface, ExportsOneFunction) {
  std::vector<std::string> names;
  const auto close = [](FILE* f) { ::pclose(f); };
  const std::unique_ptr<FILE, decltype(close)> nm(::popen("nm -D --defined-only " FINALACK_PACKETDRILL_LIBRARY, "r"),
                                                  close);
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), nm.get()) != nullptr) {
    std::string name(line.data());
    name.erase(name.find_last_not_of('\n') + 1);
    names.push_back(name.substr(name.rfind(' ') + 1));
  }
  EXPECT_THAT(names, testing::ElementsAre("packetdrill_interface_init"));
}

/// What init says of flags on stderr, in a process of its own; empty: it returned. Refused flags end that process.
std::string complaints_about(const char* flags) {
  using Init = void(const char*, packetdrill_interface*);
  const auto init = reinterpret_cast<Init*>(::dlsym(library(), "packetdrill_interface_init"));
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    packetdrill_interface api{};
    init(flags, &api);
    api.free(api.userdata);
    ::_exit(EXIT_SUCCESS);
  }
  ::close(ends[1]);
  std::string said;
  std::array<char, 4096> part{};
  for (ssize_t n = 0; (n = ::read(ends[0], part.data(), part.size())) > 0;) {
    said.append(part.data(), static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), said.empty() ? EXIT_SUCCESS : EXIT_FAILURE) << said;
  return said;
}

TEST(Flags, MayBeAbsent) {
  EXPECT_EQ(complaints_about(nullptr), "");
  EXPECT_EQ(complaints_about(""), "");
  EXPECT_EQ(complaints_about("profile=rfc,strict seed=7, mtu=9000 rcvbuf=10000 sndbuf=5000 local=10.0.0.1"), "");
}

TEST(Flags, AreRefusedWithAReason) {
  EXPECT_THAT(complaints_about("turbo"),
              HasSubstr("unknown flag 'turbo'; there are:\nfinalack:   profile=linux or rfc"));
  EXPECT_THAT(complaints_about("mtu=3"), HasSubstr("'mtu=3': mtu takes 576 to 65535"));
  EXPECT_THAT(complaints_about("strict,mtu="), HasSubstr("'mtu=': mtu takes 576 to 65535"));
  EXPECT_THAT(complaints_about("seed=-1"), HasSubstr("seed takes a number"));
  EXPECT_THAT(complaints_about("rcvbuf=99999999999999999999"), HasSubstr("rcvbuf takes octets"));
  EXPECT_THAT(complaints_about("profile=bsd"), HasSubstr("profile takes linux or rfc"));
  EXPECT_THAT(complaints_about("local=nowhere"), HasSubstr("local takes an address"));
  EXPECT_THAT(complaints_about("strict=1"), HasSubstr("strict takes no value"));
  EXPECT_THAT(complaints_about("strict="), HasSubstr("strict takes no value"));
}

// README.md has a table of what the library itself says.
TEST(Flags, AreThoseOfTheReadme) {
  std::ifstream file(FINALACK_SOURCE_DIR "/impl/packetdrill/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  std::istringstream lines(complaints_about("unknown"));
  std::string line;
  std::getline(lines, line);
  int rows = 0;
  for (const std::string indent = "finalack:   "; std::getline(lines, line); ++rows) {
    ASSERT_EQ(line.substr(0, indent.size()), indent);
    const std::size_t colon = line.find(": ", indent.size());
    const std::string flag = line.substr(indent.size(), colon - indent.size());
    const std::size_t equals = std::min(flag.find('='), flag.size());
    const std::string value = equals < flag.size() ? ' ' + flag.substr(equals + 1) : "";
    EXPECT_THAT(readme,
                HasSubstr("| `" + flag.substr(0, equals) + "` |" + value + " | " + line.substr(colon + 2) + " |"));
  }
  EXPECT_EQ(rows, 7);
}

// Sizes stay what the flags said, wherever the profile stands among them.
TEST(Flags, ComeInAnyOrder) {
  Script s("rcvbuf=5000 profile=rfc mtu=1000");
  s.listening();
  s.inject("S 0:0(0) win 1000 <mss 1000>");
  s.expect("S. 0:0(0) ack 1 win 5000 <mss 960>");
}

// The same seed gives the same numbers.
TEST(Flags, SeedRepeats) {
  const auto first = [](const char* flags) {
    Script s(flags);
    const int fd = s.socket(SOCK_NONBLOCK);
    s.at(1.0);
    EXPECT_EQ(s.connect(fd), -EINPROGRESS);
    std::array<unsigned char, 100> packet{};
    std::size_t size = packet.size();
    long long usecs = 0;
    EXPECT_EQ(s.api().netdev_receive(s.userdata(), packet.data(), &size, &usecs), 0);
    return std::vector<unsigned char>(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size));
  };
  EXPECT_EQ(first("seed=5"), first("seed=5"));
  EXPECT_NE(first("seed=5"), first("seed=6"));
}

// With `strict`, packets that nobody asked for are listed at the end; without, they aren't.
TEST(Strict, ListsWhatIsLeft) {
  for (const bool strict : {true, false}) {
    Script s(strict ? "strict" : "");
    s.listening();
    s.inject("S 0:0(0) win 1000 <mss 1000,nop,wscale 7>");
    const std::string report = s.free();
    EXPECT_EQ(report.find("1 packet(s) that nobody asked for") != std::string::npos, strict) << report;
    EXPECT_EQ(report.find("192.168.0.1:8080 > 192.0.2.1:8080 S. ") != std::string::npos, strict) << report;
    EXPECT_EQ(report.find("ack 1000001 win 65535 <mss 1460,wscale 7>") != std::string::npos, strict) << report;
  }
}

// Descriptors are the process's own; what a script leaves open may be closed behind the library's back, and the number
// be somebody else's by then.
TEST(Descriptors, AreRealAndNotClosedTwice) {
  Script s;
  const int fd = s.socket();
  EXPECT_GE(::fcntl(fd, F_GETFD), 0);
  EXPECT_EQ(::close(fd), 0);
  const int other = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(other, fd);
  EXPECT_EQ(s.free(), "");
  EXPECT_GE(::fcntl(other, F_GETFD), 0);
  EXPECT_EQ(::close(other), 0);
}

// What goes by the system, as packetdrill's sendfile() does, fails rather than seem to work.
TEST(Descriptors, TakeNoText) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(Script::result(::write(fd, "text", 4)), -EPERM);
}

// At the end of a script packetdrill closes what is open, and injects resets, which may not be exact: what they draw is
// nothing that a script could have expected.
TEST(Strict, LeavesOutWhatTheFinalResetsDraw) {
  Script s;
  const int fd = s.accepted();
  EXPECT_EQ(::close(fd), 0);
  s.inject("R. 100:100(0) ack 1 win 1000");
  EXPECT_EQ(s.free(), "");
}

TEST(Descriptors, AreClosedInTheEnd) {
  Script s;
  const int connection = s.accepted();
  const int fd = s.listening();
  EXPECT_EQ(s.write(connection, 100), 100);
  s.expect("P. 1:101(100) ack 1");
  EXPECT_EQ(s.free(), "");
  EXPECT_EQ(::fcntl(fd, F_GETFD), -1);
  EXPECT_EQ(::fcntl(connection, F_GETFD), -1);
}

// free() with somebody still waiting: the call ends.
TEST(Free, WakesWhoWaits) {
  Script s;
  const int fd = s.listening();
  Blocked accept([&] { return s.accept(fd); });
  EXPECT_TRUE(accept.was_asleep());
  EXPECT_EQ(s.free(), "");
  EXPECT_EQ(accept.result(), -EINTR);
}

// What is no packet, and packets that nobody could have sent.
TEST(Network, RefusesNonsense) {
  Script s;
  const std::array<unsigned char, 3> nonsense{1, 2, 3};
  EXPECT_EQ(Script::result(s.api().netdev_send(s.userdata(), nonsense.data(), nonsense.size())), -EINVAL);
  s.expect_no_more_packets();
}

// Whatever address a packet is sent to is ours, and whatever address bind() names.
TEST(Network, TakesAnyAddress) {
  Script s;
  const int fd = s.listening();
  s.set_local({10, 9, 8, 7});
  s.inject("S 0:0(0) win 1000 <mss 1000>");  // the listener has another
  s.expect("R. 0:0(0) ack 1");
  EXPECT_EQ(s.close(fd), 0);
  s.accepted();
}

TEST(Flags, ChooseTheAddressOfConnect) {
  Script s("local=10.9.8.7");
  s.set_local({10, 9, 8, 7});
  s.connected();
}

TEST(Network, HasNothingMoreToSay) {
  Script s;
  s.listening();
  s.expect_no_more_packets();
}

}  // namespace
}  // namespace finalack::packetdrill
