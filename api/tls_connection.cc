#include "api/tls_connection.h"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "api/openssl_library.h"
#include "api/tls_relay.h"

namespace rexray {
namespace {

using std::chrono::steady_clock;

// What OpenSSL complains of first, on this thread.
std::string Complaint(const OpensslLibrary& ssl) {
  std::array<char, 256> text{};
  const unsigned long code = ssl.takeError();
  if (code == 0) return errno == 0 ? "unknown" : std::strerror(errno);
  ssl.errorText(code, text.data(), text.size());
  ssl.clearErrors();
  return text.data();
}

std::unexpected<Error> BadFile(const OpensslLibrary& ssl, const std::string& what,
                               const std::string& file) {
  return Fail(Code::InvalidArgument, fmt::format("{} {}: {}", what, file, Complaint(ssl)));
}

using ServerContext = std::unique_ptr<SSL_CTX, decltype(OpensslLibrary::contextFree)>;

void SetProtocol(const OpensslLibrary& ssl, SSL_CTX* context) {
  ssl.contextControl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
  ssl.contextControl(context, SSL_CTRL_MODE,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, nullptr);
  // Whoever comes back proves anew who it is.
  ssl.contextControl(context, SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_OFF, nullptr);
  ssl.contextSetOptions(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
}

Result<void> AskForCertificates(const OpensslLibrary& ssl, SSL_CTX* context,
                                const std::string& file) {
  if (ssl.contextLoadVerifyLocations(context, file.c_str(), nullptr) != 1) {
    return BadFile(ssl, "the clients' CA", file);
  }
  ssl.contextSetClientCaList(context, ssl.loadClientCaFile(file.c_str()));
  ssl.contextSetVerify(context, SSL_VERIFY_PEER, nullptr);  // none is no error: a token may do
  return {};
}

Result<ServerContext> MakeContext(const OpensslLibrary& ssl, const TlsFiles& files) {
  ssl.clearErrors();
  errno = 0;
  ServerContext context(ssl.contextNew(ssl.serverMethod()), ssl.contextFree);
  if (!context) return Fail(Code::Unavailable, "OpenSSL: " + Complaint(ssl));
  SetProtocol(ssl, context.get());
  if (ssl.contextUseCertificateChainFile(context.get(), files.certificate.c_str()) != 1) {
    return BadFile(ssl, "the certificate", files.certificate);
  }
  if (ssl.contextUsePrivateKeyFile(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      ssl.contextCheckPrivateKey(context.get()) != 1) {
    return BadFile(ssl, "the certificate's key", files.key);
  }
  if (!files.clientCa.empty()) {
    REXRAY_TRY(AskForCertificates(ssl, context.get(), files.clientCa));
  }
  return context;
}

// Until the socket is ready for `events`; false: the deadline passed.
bool AwaitSocket(int socket, short events, steady_clock::time_point deadline) {
  pollfd wanted{socket, events, 0};
  while (true) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - steady_clock::now());
    if (left <= Milliseconds(0)) return false;
    const int ready = ::poll(&wanted, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace

struct TlsConnection::Internals {
  const OpensslLibrary& ssl;
  ServerContext context;  // before what is made of it
  std::unique_ptr<SSL, decltype(OpensslLibrary::sessionFree)> session;
  int socket = -1;

  Result<void> Handshake(Milliseconds patience) {
    const auto deadline = steady_clock::now() + patience;
    while (true) {
      ssl.clearErrors();
      errno = 0;
      const int result = ssl.accept(session.get());
      if (result == 1) return {};
      const int error = ssl.getError(session.get(), result);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        return Fail(Code::Unavailable, "no TLS handshake: " + Complaint(ssl));
      }
      const short events = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
      if (!AwaitSocket(socket, events, deadline)) {
        return Fail(Code::DeadlineExceeded,
                    fmt::format("no TLS handshake within {}", ToString(patience)));
      }
    }
  }
};

Result<void> CheckTls(const TlsFiles& files) {
  REXRAY_ASSIGN(const OpensslLibrary* ssl, LoadOpenssl());
  REXRAY_TRY(MakeContext(*ssl, files));
  return {};
}

Result<TlsConnection> TlsConnection::Accept(const TlsFiles& files, int socket,
                                            Milliseconds patience) {
  REXRAY_ASSIGN(const OpensslLibrary* ssl, LoadOpenssl());
  REXRAY_ASSIGN(ServerContext context, MakeContext(*ssl, files));
  SSL* const session = ssl->sessionNew(context.get());
  auto internals = std::unique_ptr<Internals>(
      new Internals{*ssl, std::move(context), {session, ssl->sessionFree}, socket});
  if (session == nullptr || ssl->setDescriptor(session, socket) != 1) {
    return Fail(Code::Unavailable, "OpenSSL: " + Complaint(*ssl));
  }
  REXRAY_TRY(internals->Handshake(patience));
  return TlsConnection(std::move(internals));
}

TlsConnection::TlsConnection(std::unique_ptr<Internals> internals)
    : internals_(std::move(internals)) {}
TlsConnection::TlsConnection(TlsConnection&&) noexcept = default;
TlsConnection::~TlsConnection() = default;

std::string TlsConnection::ClientName() const {
  const OpensslLibrary& ssl = internals_->ssl;
  const std::unique_ptr<X509, decltype(OpensslLibrary::certificateFree)> certificate(
      ssl.peerCertificate(internals_->session.get()), ssl.certificateFree);
  if (!certificate) return {};
  std::array<char, 256> name{};
  const int size = ssl.textOfName(ssl.subjectName(certificate.get()), NID_commonName, name.data(),
                                  static_cast<int>(name.size()));
  // A name that holds a zero byte, or is cut off, is none.
  const bool whole = size > 0 && static_cast<std::size_t>(size) == std::strlen(name.data()) &&
                     static_cast<std::size_t>(size) < name.size() - 1;
  return whole ? std::string(name.data()) : std::string();
}

void TlsConnection::Relay(int plain) {
  TlsRelay(internals_->ssl, internals_->session.get(), internals_->socket, plain).Run();
}

}  // namespace rexray
