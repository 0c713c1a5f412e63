#include "api/http_listener.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <set>

#include "api/api_error.h"
#include "api/http_peer.h"
#include "api/http_session.h"

namespace rexray {

namespace net = boost::asio;

namespace {

// Room for connections that are only told that there is no room.
constexpr std::size_t kRefusing = 64;
// Descriptors that connections leave to the rest of the process.
constexpr std::size_t kOthersDescriptors = 512;
// How long accepting rests after an error such as "too many open files".
constexpr Milliseconds kAcceptRest{100};

int FamilyOf(const ListenAddress& address) {
  if (address.isUnix()) return AF_UNIX;
  return address.host.find(':') == std::string::npos ? AF_INET : AF_INET6;
}

// How many connections the process may have. They are counted: a descriptor's number does not tell
// how many there are, as the kernel gives the lowest that is free, and those that go leave low ones.
std::size_t MostConnections() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::numeric_limits<std::size_t>::max();
  return limit.rlim_cur - std::min<std::size_t>(kOthersDescriptors, limit.rlim_cur / 2);
}

}  // namespace

struct HttpListener::Internals {
  Internals(std::optional<ListenSocket> socket, HttpHandler handler, HttpLimits limits,
            HttpContext& shared);

  void Accept();
  void AcceptFailed(boost::system::error_code error);
  void Rest();
  void Admit(HttpSession::Socket socket, HttpPeer peer);
  bool MakeRoom();
  bool MayBeTold() const;
  bool CloseIdle();
  void Closed(const std::shared_ptr<HttpSession>& session);

  HttpContext& context;
  std::optional<ListenSocket> file;
  HttpDoor door;
  net::basic_socket_acceptor<net::generic::stream_protocol> acceptor;  // open only with `file`
  net::steady_timer rest;
  bool failing = false;  // logged already
  std::set<std::shared_ptr<HttpSession>> sessions;
};

HttpListener::Internals::Internals(std::optional<ListenSocket> socket, HttpHandler handler,
                                   HttpLimits limits, HttpContext& shared)
    : context(shared),
      file(std::move(socket)),
      door(std::move(handler), limits, shared),
      acceptor(shared.io),
      rest(shared.io) {
  if (file) {
    const net::generic::stream_protocol protocol(FamilyOf(file->address()), 0);
    acceptor.assign(protocol, file->ReleaseDescriptor());
  }
  door.closed = [this](const auto& session) { Closed(session); };
}

void HttpListener::Internals::Accept() {
  acceptor.async_accept([this](boost::system::error_code error, HttpSession::Socket socket) {
    if (context.stopping || error == net::error::operation_aborted) return;
    if (error) return AcceptFailed(error);
    failing = false;
    HttpPeer peer = PeerOf(socket.native_handle());
    Admit(std::move(socket), std::move(peer));
    Accept();
  });
}

void HttpListener::Internals::AcceptFailed(boost::system::error_code error) {
  if (error == net::error::no_descriptors && context.closeIdle()) return Accept();
  if (!failing) {
    context.log(fmt::format("{}: cannot accept connections: {}", ToString(file->address()),
                            error.message()));
  }
  failing = true;
  Rest();
}

void HttpListener::Internals::Rest() {
  rest.expires_after(kAcceptRest);
  rest.async_wait([this](boost::system::error_code error) {
    if (!error && !context.stopping) Accept();
  });
}

void HttpListener::Internals::Admit(HttpSession::Socket socket, HttpPeer peer) {
  const bool room = MakeRoom();
  if (!room && !MayBeTold()) return;
  auto session = std::make_shared<HttpSession>(std::move(socket), std::move(peer), door);
  sessions.insert(session);
  context.connections.Add();
  if (room) return session->Start();
  session->Refuse(ErrorResponse(Error{
      Code::Unavailable,
      fmt::format("{} connections are open already, none of them idle; try again", sessions.size()),
      "Overloaded"}));
}

bool HttpListener::Internals::MakeRoom() {
  if (sessions.size() >= door.limits.maxConnections) return CloseIdle();
  return context.connections.open() < MostConnections() || context.closeIdle();
}

bool HttpListener::Internals::MayBeTold() const {
  return sessions.size() < door.limits.maxConnections + kRefusing &&
         context.connections.open() < MostConnections() + kRefusing;
}

bool HttpListener::Internals::CloseIdle() {
  const auto longest =
      std::ranges::find_if(door.idle, [](HttpSession* each) { return each->SentNothing(); });
  if (longest == door.idle.end()) return false;
  (*longest)->Close();
  return true;
}

void HttpListener::Internals::Closed(const std::shared_ptr<HttpSession>& session) {
  sessions.erase(session);
  context.connections.Remove();
}

HttpListener::HttpListener(std::optional<ListenSocket> socket, HttpHandler handler,
                           HttpLimits limits, HttpContext& context)
    : internals_(
          std::make_unique<Internals>(std::move(socket), std::move(handler), limits, context)) {}

HttpListener::~HttpListener() = default;

void HttpListener::Accept() { internals_->Accept(); }

void HttpListener::Bring(int descriptor, HttpPeer peer) {
  HttpSession::Socket socket(internals_->context.io);
  socket.assign(net::generic::stream_protocol(AF_UNIX, 0), descriptor);
  internals_->Admit(std::move(socket), std::move(peer));
}

bool HttpListener::CloseIdle() { return internals_->CloseIdle(); }

std::size_t HttpListener::connections() const { return internals_->sessions.size(); }

void HttpListener::Finish() {
  if (internals_->file) internals_->file->Close();
  boost::system::error_code ignored;
  internals_->acceptor.close(ignored);
  internals_->rest.cancel();
  const auto present = internals_->sessions;  // Finish may erase
  for (const auto& session : present) session->Finish();
}

void HttpListener::CloseAll() {
  const auto present = internals_->sessions;
  for (const auto& session : present) session->Close();
}

void HttpListener::StopThreads() {
  internals_->door.handlers.Stop();
  internals_->door.streams.Stop();
}

}  // namespace rexray
