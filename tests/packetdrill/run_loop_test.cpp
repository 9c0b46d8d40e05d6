// The order in which packetdrill's own run loop calls the interface, with its lock and its second thread.
//
// The thread exists before the library is loaded. One lock guards the whole run; the main thread gives it up only while
// it sleeps (usleep of the library) and while it waits for the other thread, and keeps it in netdev_receive. A call
// that is to wait is made by the other thread without the lock; the time at which it ended is asked for before the lock
// is taken again. In the end descriptors are closed by the system's close(), and each connection gets a reset.
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/packetdrill/script.hpp"

namespace finalack::packetdrill {
namespace {

constexpr long long kSpin = 20;          // us before an event in which it does not sleep
constexpr long long kTolerance = 4'000;  // us: packetdrill's default
constexpr long long kStartsAfter = 250;  // us
const Host kOurs{{192, 168, 0, 1}, 8080};
const Host kRemote{{192, 0, 2, 1}, 40000};

class RunLoop : public testing::Test {
 protected:
  RunLoop() {
    lock_.lock();
    thread_ = std::thread([this] { serve(); });
    using Init = void(const char*, packetdrill_interface*);
    reinterpret_cast<Init*>(::dlsym(library(), "packetdrill_interface_init"))("strict", &api_);
    for (int i = 0; i < 10; ++i) start_ = now();
    start_ += kStartsAfter;
    while (now() < start_) continue;
  }

  ~RunLoop() override {
    await_idle();
    ends_ = true;
    changed_.notify_all();
    lock_.unlock();
    thread_.join();
    for (const int fd : open_) EXPECT_EQ(::close(fd), 0);
    inject("R. 1:1(0) ack 1 win 1000");
    testing::internal::CaptureStderr();
    api_.free(api_.userdata);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  }

  long long now() {
    timeval tv{};
    EXPECT_EQ(api_.gettimeofday(api_.userdata, &tv, nullptr), 0);
    return tv.tv_sec * 1'000'000LL + tv.tv_usec;
  }

  void wait_until(double seconds) {
    const long long event = start_ + std::llround(seconds * 1e6);
    for (long long left = 0; (left = event - now()) > 0;) {
      if (left <= kSpin) continue;
      lock_.unlock();
      EXPECT_EQ(api_.usleep(api_.userdata, static_cast<useconds_t>(left - kSpin)), 0);
      lock_.lock();
    }
  }

  void inject(const std::string& segment) {
    const Octets packet = encode(segment, kRemote, kOurs, numbers_);
    EXPECT_EQ(api_.netdev_send(api_.userdata, packet.data(), packet.size()), 0);
  }

  void expect(const std::string& segment, double seconds) {
    Octets packet(4096);
    std::size_t size = packet.size();
    long long at = 0;
    EXPECT_EQ(api_.netdev_receive(api_.userdata, packet.data(), &size, &at), 0);  // with the lock
    packet.resize(size);
    ASSERT_GT(size, 0U);
    EXPECT_EQ(decode(packet, numbers_).text, segment);
    EXPECT_NEAR(static_cast<double>(at - start_), seconds * 1e6, kTolerance);
  }

  /// `from...to call() = result`: on the other thread.
  void blocking(std::function<std::int64_t()> call, double to) {
    EXPECT_TRUE(await_idle());
    call_ = std::move(call);
    expected_end_ = to;
    state_ = Enqueued;
    changed_.notify_all();
    changed_.wait(lock_, [&] { return state_ != Enqueued; });
    for (bool done = false; !done;) {
      lock_.unlock();
      std::this_thread::yield();
      done = is_asleep(thread_id_);
      lock_.lock();
      done = done || state_ == Idle;
    }
  }

  /// As long as packetdrill does; time stands still meanwhile.
  bool await_idle() {
    return changed_.wait_for(lock_, std::chrono::seconds(1), [&] { return state_ == Idle; });
  }

  packetdrill_interface api_{};
  std::vector<int> open_;
  std::atomic<std::int64_t> result_ = 0;

 private:
  enum State { Idle, Enqueued, Running };

  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    thread_id_ = ::syscall(SYS_gettid);
    for (;;) {
      changed_.wait(lock, [&] { return state_ == Enqueued || ends_; });
      if (ends_) return;
      state_ = Running;
      const auto call = call_;
      const double expected_end = expected_end_;
      lock.unlock();
      changed_.notify_all();
      result_ = call();
      const long long end = now();
      lock.lock();
      EXPECT_NEAR(static_cast<double>(end - start_), expected_end * 1e6, kTolerance);
      state_ = Idle;
      changed_.notify_all();
    }
  }

  static bool is_asleep(long id) {
    std::ifstream file("/proc/self/task/" + std::to_string(id) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t end = line.rfind(')');
    return end != std::string::npos && line.size() > end + 2 && line[end + 2] == 'S';
  }

  std::mutex mutex_;
  std::unique_lock<std::mutex> lock_{mutex_, std::defer_lock};
  std::condition_variable changed_;
  State state_ = Idle;
  bool ends_ = false;
  std::function<std::int64_t()> call_;
  double expected_end_ = 0;
  std::atomic<long> thread_id_ = 0;
  std::thread thread_;
  Numbers numbers_;
  std::atomic<long long> start_ = 0;
};

// 0...0.2 accept, 0.3...0.5 read, and a write that waits for an acknowledgment which comes while the main thread sits
// in netdev_receive.
TEST_F(RunLoop, MakesCallsWaitOnItsSecondThread) {
  const auto& api = api_;
  void* const u = api_.userdata;
  const int listener = api.socket(u, AF_INET, SOCK_STREAM, IPPROTO_TCP);
  open_.push_back(listener);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(kOurs.port);
  EXPECT_EQ(api.bind(u, listener, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  EXPECT_EQ(api.listen(u, listener, 1), 0);
  blocking([&] { return api.accept(u, listener, nullptr, nullptr); }, 0.2);
  wait_until(0.1);
  inject("S 0:0(0) win 4000 <mss 1000>");
  expect("S. 0:0(0) ack 1", 0.1);
  wait_until(0.2);
  inject(". 1:1(0) ack 1 win 4000");
  wait_until(0.3);
  ASSERT_TRUE(await_idle());
  const int fd = static_cast<int>(result_);
  EXPECT_GE(fd, 0);
  open_.push_back(fd);

  std::vector<char> text(10'000);
  blocking([&] { return api.read(u, fd, text.data(), text.size()); }, 0.5);
  wait_until(0.5);
  inject("P. 1:1001(1000) ack 1 win 4000");
  expect(". 1:1(0) ack 1001", 0.5);
  wait_until(0.6);
  ASSERT_TRUE(await_idle());
  EXPECT_EQ(result_, 1000);

  const int room = 4000;
  EXPECT_EQ(api.setsockopt(u, fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room), 0);
  blocking([&] { return api.write(u, fd, text.data(), 6000); }, 0.9);
  for (const char* const segment : {". 1:1001(1000) ack 1001", ". 1001:2001(1000) ack 1001",
                                    ". 2001:3001(1000) ack 1001", "P. 3001:4001(1000) ack 1001"}) {
    expect(segment, 0.6);
  }
  expect(". 1:1001(1000) ack 1001", 0.9);  // the main thread waited for the timeout in there: 100 ms + 4 * 50 ms
  inject(". 1001:1001(0) ack 4001 win 4000");
  expect(". 4001:5001(1000) ack 1001", 0.9);
  expect("P. 5001:6001(1000) ack 1001", 0.9);
  ASSERT_TRUE(await_idle());
  EXPECT_EQ(result_, 6000);
  inject("R 1001:1001(0) win 0");
}

// A call that the script expects to wait, and that has nothing to wait for.
TEST_F(RunLoop, MakesCallsThatDoNotWait) {
  const int fd = api_.socket(api_.userdata, AF_INET, SOCK_STREAM, 0);
  open_.push_back(fd);
  char octet = 0;
  blocking([&] { return api_.read(api_.userdata, fd, &octet, 1); }, 0);
  ASSERT_TRUE(await_idle());
  EXPECT_EQ(result_, -1);
}

// A poll on the second thread ends by its own timeout, at its own time, while the main thread sleeps beyond it.
TEST_F(RunLoop, WakesByATimeout) {
  pollfd none{-1, 0, 0};
  blocking([&] { return api_.poll(api_.userdata, &none, 1, 1500); }, 1.5);
  wait_until(5.0);
  ASSERT_TRUE(await_idle());
  EXPECT_EQ(result_, 0);
}

}  // namespace
}  // namespace finalack::packetdrill
