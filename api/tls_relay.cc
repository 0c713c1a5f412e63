#include "api/tls_relay.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace rexray {
namespace {

// How long a client may take to accept a piece of what was sent before the other end closed.
constexpr int kLastPieceMilliseconds = 10'000;

}  // namespace

void TlsRelay::Run() {
  while (MoveAll() && !IsDone()) {
    if (!Await()) return;
  }
}

bool TlsRelay::IsDone() const {
  return plainEnded_ && outward_.empty() && (clientEnded_ || plainGone_);
}

bool TlsRelay::MoveAll() {
  readAwaits_ = writeAwaits_ = 0;
  bool moved = true;
  while (moved) {
    moved = false;
    for (const Step step : {WritePlain(), ReadSecure(), WriteSecure(), ReadPlain()}) {
      if (step == Step::Gone) return false;
      moved = moved || step == Step::Moved;
    }
  }
  return true;
}

TlsRelay::Step TlsRelay::OfSecure(int result, short& awaited) {
  switch (ssl_.getError(session_, result)) {
    case SSL_ERROR_WANT_READ:
      awaited = POLLIN;
      return Step::Waits;
    case SSL_ERROR_WANT_WRITE:
      awaited = POLLOUT;
      return Step::Waits;
    default:
      return Step::Gone;
  }
}

TlsRelay::Step TlsRelay::ReadSecure() {
  if (clientEnded_ || !inward_.empty()) return Step::Waits;
  ssl_.clearErrors();
  const int got = ssl_.read(session_, inward_.bytes.data(), static_cast<int>(inward_.bytes.size()));
  if (got > 0) {
    inward_.begin = 0;
    inward_.end = static_cast<std::size_t>(got);
    return Step::Moved;
  }
  if (ssl_.getError(session_, got) != SSL_ERROR_ZERO_RETURN) return OfSecure(got, readAwaits_);
  clientEnded_ = true;
  ::shutdown(plain_, SHUT_WR);
  return Step::Moved;
}

TlsRelay::Step TlsRelay::WritePlain() {
  if (inward_.empty()) return Step::Waits;
  const ssize_t sent = ::send(plain_, inward_.bytes.data() + inward_.begin,
                              inward_.end - inward_.begin, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return errno == EAGAIN || errno == EINTR ? Step::Waits : Step::Gone;
  inward_.begin += static_cast<std::size_t>(sent);
  return Step::Moved;
}

TlsRelay::Step TlsRelay::ReadPlain() {
  if (plainEnded_ || !outward_.empty()) return Step::Waits;
  const ssize_t got = ::recv(plain_, outward_.bytes.data(), outward_.bytes.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? Step::Waits : Step::Gone;
  outward_.begin = 0;
  outward_.end = static_cast<std::size_t>(got);
  if (got > 0) return Step::Moved;
  plainEnded_ = true;
  ssl_.clearErrors();
  ssl_.shutdown(session_);  // the client knows that nothing was cut off
  return Step::Moved;
}

TlsRelay::Step TlsRelay::WriteSecure() {
  if (outward_.empty()) return Step::Waits;
  ssl_.clearErrors();
  const int sent = ssl_.write(session_, outward_.bytes.data() + outward_.begin,
                              static_cast<int>(outward_.end - outward_.begin));
  if (sent <= 0) return OfSecure(sent, writeAwaits_);
  outward_.begin += static_cast<std::size_t>(sent);
  return Step::Moved;
}

bool TlsRelay::Await() {
  short ofPlain = 0;
  if (!inward_.empty()) ofPlain |= POLLOUT;
  if (outward_.empty() && !plainEnded_) ofPlain |= POLLIN;
  std::array<pollfd, 2> ends{pollfd{socket_, static_cast<short>(readAwaits_ | writeAwaits_), 0},
                             pollfd{plainGone_ ? -1 : plain_, ofPlain, 0}};
  int ready = 0;
  while ((ready = ::poll(ends.data(), ends.size(), plainGone_ ? kLastPieceMilliseconds : -1)) < 0) {
    if (errno != EINTR) return false;
  }
  constexpr short kGone = POLLERR | POLLHUP;
  if ((ends[1].revents & kGone) != 0) plainGone_ = true;
  const bool clientGone = (ends[0].revents & kGone) != 0 && (ends[0].revents & POLLIN) == 0;
  return ready > 0 && !clientGone;
}

}  // namespace rexray
