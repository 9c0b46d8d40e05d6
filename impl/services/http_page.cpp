#include "impl/services/http_page.hpp"

#include <array>
#include <utility>
#include <vector>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <fmt/format.h>

#include "impl/wire/text.hpp"

namespace finalack::impl {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kLongestRequest = 8192;
constexpr std::size_t kLongestHistory = 200;
constexpr std::size_t kHistories = 1024;  // a flood of SYNs pushes out old ones; it takes no more memory

std::string response(std::string_view status, std::string_view type, std::string_view body, bool with_body) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: {}; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "Connection: close\r\n\r\n{}",
      status, type, body.size(), with_body ? body : "");
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}"
    "table{border-collapse:collapse;font:14px/1.5 ui-monospace,monospace;width:100%}"
    "td,th{padding:.15rem .75rem;text-align:left;border-bottom:1px solid #e3e6ea;vertical-align:top}"
    "th{font-weight:600;color:#57606a;white-space:nowrap}th{width:12rem}.in{color:#0550ae}.out{color:#9a3412}"
    "@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}td,th{border-color:#30363d}"
    ".in{color:#79c0ff}.out{color:#ffa657}}";

}  // namespace

void HttpPage::on_segment(const SegmentSeen& seen) {
  if (seen.tuple.local.port != port_) return;
  const auto [found, is_new] = histories_.try_emplace(seen.tuple);
  History& history = found->second;
  if (is_new) {
    order_.push_back(seen.tuple);
    if (order_.size() > kHistories) {
      histories_.erase(order_.front());
      order_.pop_front();
    }
  }
  const bool in = seen.direction == Direction::In;
  if (seen.header.flags.syn) {
    if (in) history = {};  // a new connection of the same name
    (in ? history.remote_base : history.local_base) = seen.header.seq;
  }
  std::string states(to_string(seen.after));
  if (seen.before != seen.after) states = fmt::format("{} → {}", to_string(seen.before), states);
  const std::uint32_t own = in ? history.remote_base : history.local_base;
  const std::uint32_t other = in ? history.local_base : history.remote_base;
  history.lines.push_back({seen.at, describe(seen.header, seen.text, own, other), states, seen.direction});
  if (history.lines.size() > kLongestHistory) history.lines.pop_front();
}

void HttpPage::attend(Time now, Stack& stack, ConnectionId id) {
  std::array<std::uint8_t, 4096> buffer;
  std::string& request = requests_[id];
  for (;;) {
    const auto [octets, error] = stack.receive(now, id, buffer);
    if (octets > 0) {
      if (request.size() <= kLongestRequest) request.append(buffer.begin(), buffer.begin() + octets);
      continue;
    }
    const bool is_over = error != ReceiveError::NothingYet;
    const std::string text = answer(stack, id, request);
    if (text.empty() && !is_over) return;
    (void)stack.send(now, id, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    (void)stack.close(now, id);
    requests_.erase(id);
    return;
  }
}

/// Empty as long as the request isn't complete.
std::string HttpPage::answer(const Stack& stack, ConnectionId id, const std::string& request) const {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(kLongestRequest);
  boost::beast::error_code error;
  parser.put(boost::asio::buffer(request), error);
  if (error == http::error::need_more) return {};
  if (error == http::error::header_limit) {
    return response("431 Request Header Fields Too Large", "text/plain", "too long\n", true);
  }
  if (error && !parser.is_header_done()) return response("400 Bad Request", "text/plain", "not HTTP\n", true);
  if (!parser.is_header_done()) return {};
  const http::verb method = parser.get().method();
  const bool is_get = method == http::verb::get;
  if (!is_get && method != http::verb::head) {
    return response("405 Method Not Allowed\r\nAllow: GET, HEAD", "text/plain", "GET or HEAD\n", true);
  }
  if (parser.get().target() != "/") return response("404 Not Found", "text/plain", "there is only /\n", is_get);
  return response("200 OK", "text/html", page(stack, id), is_get);
}

std::string HttpPage::page(const Stack& stack, ConnectionId id) const {
  const Connection& c = *stack.connection(id);
  const FourTuple& tuple = *stack.tuple(id);
  const Tcb<Native>& tcb = c.tcb();
  const auto milliseconds = [](Duration d) { return fmt::format("{:.3f} ms", static_cast<double>(d.count()) / 1000); };
  const std::vector<std::pair<std::string, std::string>> rows{
      {"state", std::string(to_string(tcb.state))},
      {"ISS, IRS", fmt::format("{}, {}", tcb.iss.value, tcb.irs.value)},
      {"SND.UNA, SND.NXT", fmt::format("ISS+{}, ISS+{}", tcb.snd_una - tcb.iss, tcb.snd_nxt - tcb.iss)},
      {"SND.WND", fmt::format("{}", tcb.snd_wnd)},
      {"RCV.NXT", fmt::format("IRS+{}", tcb.rcv_nxt - tcb.irs)},
      {"RCV.WND", fmt::format("{}", tcb.rcv_wnd)},
      {"segment", fmt::format("{} octets", c.segment_text())},
      {"options", fmt::format("{}{}{}", c.has_sack() ? "SACK " : "", tcb.timestamps ? "timestamps " : "",
                              c.has_window_scale() ? "window scale" : "")},
      {"SRTT, RTTVAR", milliseconds(c.round_trip().smoothed()) + ", " + milliseconds(c.round_trip().variation())},
      {"RTO", milliseconds(c.round_trip().timeout(c.settings()))},
      {"cwnd", fmt::format("{} octets", c.congestion().window())},
      {"retransmissions", fmt::format("{}", c.retransmissions())},
  };
  std::string html = fmt::format(
      "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
      "<title>finalack</title><style>{}</style><h1>This page came over finalack's own TCP</h1>"
      "<p>{} &larr; {}</p><h2>Its transmission control block, as it was written</h2><table>",
      kStyle, to_string(tuple.local), to_string(tuple.remote));
  for (const auto& [name, value] : rows) html += fmt::format("<tr><th>{}<td>{}", name, value);
  html += "</table><h2>Its segments so far</h2><table>";
  if (const auto found = histories_.find(tuple); found != histories_.end() && !found->second.lines.empty()) {
    const Time first = found->second.lines.front().at;
    for (const Line& line : found->second.lines) {
      const bool in = line.direction == Direction::In;
      std::string text;
      for (const char c2 : line.text) text += c2 == '<' ? "&lt;" : c2 == '>' ? "&gt;" : std::string(1, c2);
      html += fmt::format("<tr class={}><td>{}<td>{}<td>{}<td>{}", in ? "in" : "out", milliseconds(line.at - first),
                          in ? "received" : "sent", text, line.states);
    }
  }
  return html + "</table><p>Reload: a new connection, with another story.</p></html>\n";
}

}  // namespace finalack::impl
