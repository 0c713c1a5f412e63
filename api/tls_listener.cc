#include "api/tls_listener.h"

#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "api/worker_pool.h"

namespace rexray {
namespace {

// How long accepting rests after an error such as "too many open files".
constexpr int kRestMilliseconds = 100;

// Owns a socket, which Stop may shut down from elsewhere.
class OwnedSocket {
 public:
  explicit OwnedSocket(int descriptor) : descriptor_(descriptor) {}
  OwnedSocket(const OwnedSocket&) = delete;
  OwnedSocket& operator=(const OwnedSocket&) = delete;
  ~OwnedSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  int Release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

// OpenSSL writes without MSG_NOSIGNAL.
void BlockBrokenPipes() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

struct TlsListener::Internals {
  Internals(ListenSocket listening, Settings wanted, HttpServer::Bring to, HttpLog logger)
      : file(std::move(listening)),
        settings(std::move(wanted)),
        bring(std::move(to)),
        log(std::move(logger)),
        socket(file.ReleaseDescriptor()),
        stop(::eventfd(0, EFD_CLOEXEC)),
        connections(settings.most, settings.most),
        accepting([this] { AcceptAll(); }) {}

  void AcceptAll();
  bool AwaitClient() const;
  void Serve(int descriptor);
  void Converse(int descriptor);
  void Stop();

  ListenSocket file;
  const Settings settings;
  const HttpServer::Bring bring;
  const HttpLog log;
  const OwnedSocket socket;
  const OwnedSocket stop;
  std::mutex mutex;
  std::condition_variable fewer;
  std::set<int> open;  // clients' sockets
  bool stopping = false;
  WorkerPool connections;
  std::jthread accepting;  // last: it uses the rest
};

// False: it is time to stop.
bool TlsListener::Internals::AwaitClient() const {
  std::array<pollfd, 2> wanted{pollfd{socket.get(), POLLIN, 0}, pollfd{stop.get(), POLLIN, 0}};
  while (::poll(wanted.data(), wanted.size(), -1) < 0 && errno == EINTR) {
  }
  return (wanted[1].revents & POLLIN) == 0;
}

void TlsListener::Internals::AcceptAll() {
  while (AwaitClient()) {
    {
      std::unique_lock lock(mutex);
      fewer.wait(lock, [this] { return stopping || open.size() < settings.most; });
      if (stopping) return;
    }
    const int client = ::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client >= 0) {
      Serve(client);
    } else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
      log(fmt::format("{}: cannot accept connections: {}", ToString(file.address()),
                      std::strerror(errno)));
      pollfd ended{stop.get(), POLLIN, 0};
      ::poll(&ended, 1, kRestMilliseconds);
    }
  }
}

void TlsListener::Internals::Serve(int descriptor) {
  {
    const std::lock_guard lock(mutex);
    open.insert(descriptor);
  }
  const bool begun = connections.Submit([this, descriptor] {
    BlockBrokenPipes();
    Converse(descriptor);
    const std::lock_guard lock(mutex);
    open.erase(descriptor);
    ::close(descriptor);
    fewer.notify_all();
  });
  if (begun) return;
  const std::lock_guard lock(mutex);
  open.erase(descriptor);
  ::close(descriptor);
}

void TlsListener::Internals::Converse(int descriptor) {
  auto connection = TlsConnection::Accept(settings.files, descriptor, settings.handshakePatience);
  if (!connection) {
    return log(fmt::format("{}: {}", ToString(file.address()), connection.error().message));
  }
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0) {
    return log(fmt::format("{}: {}", ToString(file.address()), std::strerror(errno)));
  }
  const OwnedSocket ours(pair[0]);
  bring(pair[1], HttpPeer{.certificate = connection->ClientName()});
  connection->Relay(ours.get());
}

void TlsListener::Internals::Stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    for (const int descriptor : open) ::shutdown(descriptor, SHUT_RDWR);
  }
  fewer.notify_all();
  ::eventfd_write(stop.get(), 1);
  if (accepting.joinable()) accepting.join();
  // What was accepted last.
  {
    const std::lock_guard lock(mutex);
    for (const int descriptor : open) ::shutdown(descriptor, SHUT_RDWR);
  }
  connections.Stop();
  file.Close();
}

TlsListener::TlsListener(ListenSocket socket, Settings settings, HttpServer::Bring bring,
                         HttpLog log)
    : internals_(std::make_unique<Internals>(std::move(socket), std::move(settings),
                                             std::move(bring), std::move(log))) {}

TlsListener::~TlsListener() { Stop(); }

const ListenAddress& TlsListener::address() const { return internals_->file.address(); }

void TlsListener::Stop() { internals_->Stop(); }

}  // namespace rexray
