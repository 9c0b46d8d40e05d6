#include "impl/services/service.hpp"

#include <algorithm>
#include <utility>

namespace finalack::impl {

ListenError Services::add(const Endpoint& local, const ListenerOptions& options, std::unique_ptr<Service> service) {
  ListenerId id;
  if (const ListenError error = stack_.listen(local, options, id); error != ListenError::None) return error;
  listeners_.push_back(id);
  services_[id] = std::move(service);
  return ListenError::None;
}

bool Services::attend(Time now) {
  bool told = false;
  while (const auto notice = stack_.poll_notice()) {
    told = true;
    const auto service = services_.find(notice->listener);
    if (service == services_.end()) continue;
    if (notice->is_acceptable) {
      while (const auto id = stack_.accept(notice->listener)) service->second->attend(now, stack_, *id);
    } else if (notice->notice == Notice::Closed) {
      service->second->forget(notice->connection);
      stack_.release(now, notice->connection);
    } else {
      service->second->attend(now, stack_, notice->connection);
    }
  }
  return told;
}

void EchoService::attend(Time now, Stack& stack, ConnectionId id) {
  for (;;) {
    const Connection* connection = stack.connection(id);
    if (connection == nullptr) return;
    const std::size_t room = std::min(connection->send_room(), buffer_.size());
    if (room == 0) {  // to be told when there is some
      (void)stack.send(now, id, {});
      return;
    }
    const auto [octets, error] = stack.receive(now, id, std::span(buffer_).first(room));
    if (octets > 0) {
      (void)stack.send(now, id, std::span(buffer_).first(octets));
    } else {
      if (error == ReceiveError::EndOfText) (void)stack.close(now, id);
      return;
    }
  }
}

void DiscardService::attend(Time now, Stack& stack, ConnectionId id) {
  for (;;) {
    const auto [octets, error] = stack.receive(now, id, buffer_);
    octets_ += octets;
    if (octets > 0) continue;
    if (error == ReceiveError::EndOfText) (void)stack.close(now, id);
    return;
  }
}

}  // namespace finalack::impl
