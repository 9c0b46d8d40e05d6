// Running the real binary: output and errors in files, so that a test may look at them while it runs.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace finalack::cli {

inline std::string content(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// A directory that is gone with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    char name[] = "/tmp/finalack-test-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~TemporaryDirectory() { static_cast<void>(std::system(("rm -r '" + path_ + "'").c_str())); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
    return *this / name;
  }

 private:
  std::string path_;
};

/// A command line of the shell, in which `finalack` is the binary under test.
class Process {
 public:
  explicit Process(const std::string& command) {
    pid_ = fork();
    if (pid_ != 0) return;
    setpgid(0, 0);
    redirect(directory_ / "out", STDOUT_FILENO);
    redirect(directory_ / "err", STDERR_FILENO);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    const std::string line = "finalack() { '" FINALACK_BINARY "' \"$@\"; }; " + command;
    execl("/bin/bash", "bash", "-c", line.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  ~Process() {
    if (pid_ <= 0) return;
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  std::string out() const { return content(directory_ / "out"); }
  std::string err() const { return content(directory_ / "err"); }
  /// As Ctrl-C does: to everything that the command line started.
  void interrupt() const { kill(-pid_, SIGINT); }

  /// Waits until the condition holds; false if it doesn't come to that in time.
  static bool wait_until(const std::function<bool()>& condition,
                         std::chrono::seconds patience = std::chrono::seconds(60)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }

  /// The exit code, as the shell counts them (128 + n for signal n).
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  static void redirect(const std::string& file, int descriptor) {
    dup2(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
  }

  TemporaryDirectory directory_;
  pid_t pid_ = 0;
};

struct Ended {
  int code;
  std::string out;
  std::string err;
};

inline Ended run_command(const std::string& command) {
  Process process(command);
  const int code = process.wait();
  return {code, process.out(), process.err()};
}

}  // namespace finalack::cli
