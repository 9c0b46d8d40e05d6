// Pipes, for splice: the only thing that scripts use them for.
#include <algorithm>

#include <fcntl.h>

#include "impl/packetdrill/calls.hpp"

namespace finalack::impl::packetdrill {

Result open_pipe(Host& host, int fds[2]) {
  if (fds == nullptr) return -EFAULT;
  const auto reader = std::make_shared<PipeEnd>();
  const auto writer = std::make_shared<PipeEnd>();
  reader->pipe = writer->pipe = std::make_shared<Pipe>();
  reader->other = writer;
  writer->other = reader;
  writer->writes = true;
  const Result from = host.files().add(reader);
  if (from < 0) return from;
  const Result to = host.files().add(writer);
  if (to < 0) {
    (void)host.files().remove(static_cast<int>(from));
    return to;
  }
  fds[0] = static_cast<int>(from);
  fds[1] = static_cast<int>(to);
  return 0;
}

Result read_pipe(Host& host, Lock& lock, PipeEnd& end, std::size_t most, bool waits, std::vector<std::uint8_t>& to) {
  if (end.writes) return -EBADF;
  auto& octets = end.pipe->octets;
  const auto ready = [&] { return !octets.empty() || end.other.expired(); };
  if (!ready()) {
    if (!waits) return -EAGAIN;
    if (const Woken woken = host.wait(lock, kNever, ready); woken != Woken::Ready) return failure(woken);
  }
  const auto until = octets.begin() + static_cast<std::ptrdiff_t>(std::min(most, octets.size()));
  const auto got = static_cast<Result>(until - octets.begin());
  to.insert(to.end(), octets.begin(), until);
  octets.erase(octets.begin(), until);
  ++end.edges.out;
  if (const auto writer = end.other.lock()) ++writer->edges.out;
  host.settle();
  return got;
}

Result write_pipe(Host& host, Lock& lock, PipeEnd& end, std::span<const std::uint8_t> from, bool waits) {
  if (!end.writes) return -EBADF;
  auto& octets = end.pipe->octets;
  std::size_t written = 0;
  while (written < from.size()) {
    const auto ready = [&] { return octets.size() < Pipe::kCapacity || end.other.expired(); };
    if (!ready()) {
      if (!waits) break;
      if (const Woken woken = host.wait(lock, kNever, ready); woken != Woken::Ready) return failure(woken);
    }
    const auto reader = end.other.lock();
    if (reader == nullptr) return -EPIPE;
    const auto part = from.subspan(written, std::min(from.size() - written, Pipe::kCapacity - octets.size()));
    octets.insert(octets.end(), part.begin(), part.end());
    written += part.size();
    ++reader->edges.in;
    host.settle();
  }
  return written == 0 && !from.empty() ? -EAGAIN : static_cast<Result>(written);
}

/// One of both has to be a pipe. What can't be written is not read, either.
Result splice_between(Host& host, Lock& lock, int from, int to, std::size_t most, unsigned flags) {
  const auto source = host.files().find(from);
  const auto target = host.files().find(to);
  if (source == nullptr || target == nullptr) return -EBADF;
  auto* const in = dynamic_cast<PipeEnd*>(source.get());
  auto* const out = dynamic_cast<PipeEnd*>(target.get());
  if (in == nullptr && out == nullptr) return -EINVAL;
  if ((in != nullptr && in->writes) || (out != nullptr && !out->writes)) return -EBADF;
  const int message_flags = (flags & SPLICE_F_NONBLOCK) != 0 ? MSG_DONTWAIT : 0;
  std::vector<std::uint8_t> octets;
  if (out != nullptr) {
    most = std::min(most, Pipe::kCapacity - out->pipe->octets.size());
    if (most == 0) return -EAGAIN;
    const Result got = receive_from(host, lock, from, most, message_flags, octets);
    return got <= 0 ? got : write_pipe(host, lock, *out, octets, false);
  }
  auto& queued = in->pipe->octets;
  if (queued.empty()) return in->other.expired() ? 0 : -EAGAIN;
  octets.assign(queued.begin(), queued.begin() + static_cast<std::ptrdiff_t>(std::min(most, queued.size())));
  const Result sent = send_to(host, lock, to, octets, message_flags);
  const std::size_t gone = std::min(static_cast<std::size_t>(std::max<Result>(sent, 0)), queued.size());
  queued.erase(queued.begin(), queued.begin() + static_cast<std::ptrdiff_t>(gone));
  return sent;
}

}  // namespace finalack::impl::packetdrill
