// `finalack serve`: echo, discard and a page, on a TUN device.
#include <memory>
#include <ostream>

#include <fmt/format.h>

#include "checker/errors.hpp"
#include "cli/exit_codes.hpp"
#include "cli/net/network.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/verbs/verbs.hpp"
#include "impl/services/http_page.hpp"

namespace finalack::cli {

namespace {

constexpr impl::Duration kLookAround = std::chrono::milliseconds(500);  // for Ctrl-C, should its signal come unseen

void offer(Network& network, impl::Services& services, const NetOptions& options, impl::HttpPage*& page) {
  const auto listen = [&](const impl::IpAddress& address, unsigned port, std::unique_ptr<impl::Service> service) {
    const impl::Endpoint local{address, static_cast<std::uint16_t>(port)};
    if (services.add(local, options.listener, std::move(service)) != impl::ListenError::None) {
      throw UsageError(fmt::format("two services can't have port {}", port));
    }
  };
  for (const impl::IpAddress& address : network.addresses()) {
    if (options.echo != 0) listen(address, options.echo, std::make_unique<impl::EchoService>());
    if (options.discard != 0) listen(address, options.discard, std::make_unique<impl::DiscardService>());
    if (options.http != 0) {
      auto http = std::make_unique<impl::HttpPage>(static_cast<std::uint16_t>(options.http));
      page = http.get();
      network.also_tell(page);
      listen(address, options.http, std::move(http));
    }
  }
}

void announce(Network& network, const NetOptions& options, const Console& console) {
  const impl::IpAddress& first = network.addresses().front();
  console.out << fmt::format("{}: finalack's own TCP, MTU {}{}\n", network.device().name(), options.mtu,
                             network.device().offload() ? ", with offload headers" : "");
  for (const impl::IpAddress& address : network.addresses()) {
    console.out << "  " << impl::to_string(address);
    if (options.echo != 0) console.out << fmt::format("  echo {}", options.echo);
    if (options.discard != 0) console.out << fmt::format("  discard {}", options.discard);
    if (options.http != 0) console.out << fmt::format("  HTTP {}", options.http);
    console.out << '\n';
  }
  if (options.http != 0) {
    const impl::Endpoint page{first, static_cast<std::uint16_t>(options.http)};
    console.out << fmt::format("Try: curl http://{}/\n", impl::to_string(page));
  }
  console.out << "Ctrl-C ends it." << std::endl;
}

void sum_up(Network& network, const impl::Services& services, const Console& console) {
  impl::ListenerCounters sum;
  for (const impl::ListenerId id : services.listeners()) {
    const impl::ListenerCounters& c = network.stack().listener(id).counters;
    sum.syns += c.syns;
    sum.established += c.established;
    sum.cookies_sent += c.cookies_sent;
    sum.cookies_accepted += c.cookies_accepted;
    sum.refused_syn_queue += c.refused_syn_queue + c.refused_accept_queue + c.refused_source;
  }
  const impl::StackCounters& c = network.stack().counters();
  console.out << fmt::format(
      "\n{} segments received, {} sent; {} connections of {} SYNs ({} refused, {} cookies sent, {} came back)\n",
      c.segments_in, c.segments_out, sum.established, sum.syns, sum.refused_syn_queue, sum.cookies_sent,
      sum.cookies_accepted);
}

}  // namespace

int serve(const Options& options, const Console& console) {
  const NetOptions& net = options.net;
  if (net.echo == 0 && net.discard == 0 && net.http == 0) {
    throw UsageError("nothing to serve: --echo, --discard and --http are all 0");
  }
  Network network(net, console);
  impl::Services services(network.stack());
  impl::HttpPage* page = nullptr;
  offer(network, services, net, page);
  announce(network, net, console);
  listen_for_interrupts();
  while (!is_interrupted()) {
    network.turn(kLookAround);
    services.attend(network.now());
  }
  for (const impl::ListenerId id : services.listeners()) network.stack().stop_listening(network.now(), id);
  network.stack().abort_all(network.now());
  network.driver().flush();
  sum_up(network, services, console);
  return kAsExpected;
}

}  // namespace finalack::cli
