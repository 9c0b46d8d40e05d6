// What listens on a stack and does something with the connections that come.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "impl/stack/stack.hpp"

namespace finalack::impl {

/// Told of everything that happens to the connections of one listener.
class Service {
 public:
  virtual ~Service() = default;

  /// One was accepted, or something happened to it: text may be there, or room, or an end.
  virtual void attend(Time now, Stack& stack, ConnectionId id) = 0;

  /// It is over, and its id means nothing any more.
  virtual void forget(ConnectionId) {}
};

/// The services of one stack.
class Services {
 public:
  explicit Services(Stack& stack) : stack_(stack) {}

  ListenError add(const Endpoint& local, const ListenerOptions& options, std::unique_ptr<Service> service);

  /// Accepts what waits, and lets each service attend to what the stack has to tell. True if anything was told.
  bool attend(Time now);

  const std::vector<ListenerId>& listeners() const { return listeners_; }

 private:
  Stack& stack_;
  std::vector<ListenerId> listeners_;
  std::map<ListenerId, std::unique_ptr<Service>> services_;
};

/// RFC 862: sends back whatever it gets.
class EchoService : public Service {
 public:
  void attend(Time now, Stack& stack, ConnectionId id) override;

 private:
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(65536);
};

/// RFC 863: throws away whatever it gets.
class DiscardService : public Service {
 public:
  void attend(Time now, Stack& stack, ConnectionId id) override;

  std::uint64_t octets() const { return octets_; }

 private:
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(65536);
  std::uint64_t octets_ = 0;
};

}  // namespace finalack::impl
