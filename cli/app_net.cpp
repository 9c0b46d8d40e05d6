// The options of the verbs that put a stack on a TUN device.
#include "cli/app_net.hpp"

#include <charconv>

#include <CLI/CLI.hpp>

#include "checker/errors.hpp"
#include "cli/declare.hpp"
#include "cli/values.hpp"
#include "reports/quoting.hpp"

namespace finalack::cli {

namespace {

void add_net_options(CLI::App& verb, NetOptions& net) {
  add_value(
      verb, "--device", "INTERFACE", net.device, "The TUN interface; made if there is none of this name",
      [&net](const std::string& text) {
        if (text.empty() || text.size() > 15 || text.find_first_of("/ \t") != std::string::npos) {
          throw UsageError(reports::in_quotes(text) + " is no name of an interface; accepted: 1 to 15 characters");
        }
        net.device = text;
      });
  verb.add_option("--address", net.addresses, "An address of this TCP; may be given for IPv4 and for IPv6")
      ->type_name("ADDRESS/BITS")
      ->default_str("192.0.2.2/24, fd00::2/64")
      ->take_all();
  verb.add_option("--kernel", net.kernel_addresses, "The address that the kernel gets on the interface")
      ->type_name("ADDRESS/BITS")
      ->default_str("192.0.2.1/24, fd00::1/64")
      ->take_all();
  add_value(verb, "--mtu", "OCTETS", "1500", "The longest packet (576 to 65535; IPv6 needs 1280)",
            [&net](const std::string& text) { net.mtu = parse_number(text, 576, 65535); });
  add_choice<bool>(verb, "--profile", net.linux_figures, {{"linux", true}, {"rfc", false}}, "linux",
                   "Timers and limits: as Linux has them, or as the RFCs do");
  const auto add_probability = [&](const std::string& name, double& target, const std::string& help) {
    add_value(verb, name, "P", "0", help, [&target](const std::string& text) { target = parse_probability(text); });
  };
  add_probability("--loss", net.faults.loss, "Lose packets: 0.02 or 2%, in each direction");
  add_probability("--duplicate", net.faults.duplicate, "Double packets");
  add_probability("--reorder", net.faults.reorder, "Hold packets back behind later ones");
  add_value(verb, "--delay", "TIME", "0", "Delay packets: 30ms", [&net](const std::string& text) {
    net.faults.delay = std::chrono::microseconds(static_cast<std::int64_t>(parse_duration(text) * 1e6));
  });
  add_value(verb, "--seed", "N", "1", "Of all this chance (0 to 4294967295)",
            [&net](const std::string& text) { net.faults.seed = parse_number(text, 0, ~0U); });
  verb.add_flag("--trace", net.trace, "Show each segment and each state on stderr, as a ladder");
  verb.add_option("--pcap", net.pcap, "Write each packet to a capture")->type_name("FILE");
}

}  // namespace

void add_net_verbs(CLI::App& app, Options& options) {
  NetOptions& net = options.net;
  CLI::App& serve = *app.add_subcommand("serve", "Run finalack's own TCP on a TUN device: echo, discard, a web page");
  const auto add_port = [&serve](const std::string& name, unsigned& port, const std::string& help) {
    add_value(serve, name, "PORT", std::to_string(port), help + " (0: not offered)",
              [&port](const std::string& text) { port = parse_number(text, 0, 65535); });
  };
  add_port("--echo", net.echo, "Send back what comes");
  add_port("--discard", net.discard, "Throw away what comes");
  add_port("--http", net.http, "A page that shows its own connection");
  add_choice<impl::SynCookies>(serve, "--cookies", net.listener.cookies,
                               {{"when-full", impl::SynCookies::WhenFull},
                                {"always", impl::SynCookies::Always},
                                {"never", impl::SynCookies::Never}},
                               "when-full", "When a SYN is answered without being remembered");
  add_value(serve, "--syn-queue", "N", "256", "Connections that may be half open (0 to 65535)",
            [&net](const std::string& text) { net.listener.syn_queue = parse_number(text, 0, 65535); });
  add_value(serve, "--per-source", "N", "0", "Of those, from one source; 0: no limit",
            [&net](const std::string& text) { net.listener.per_source_limit = parse_number(text, 0, 65535); });
  add_net_options(serve, net);

  CLI::App& connect = *app.add_subcommand("connect", "Connect with finalack's own TCP: stdin to the peer, and back");
  connect.add_option("remote", net.remote, "Whom to connect to, such as 192.0.2.1:80")
      ->type_name("HOST:PORT")
      ->required();
  add_net_options(connect, net);
}

}  // namespace finalack::cli
