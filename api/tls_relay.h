#pragma once

#include <array>
#include <cstddef>

#include "api/openssl_library.h"

namespace rexray {

// Passes bytes on between a TLS session and a plain stream socket, both ways at once, neither of
// which blocks. What one end does not take yet is not read from the other. One thread.
class TlsRelay {
 public:
  TlsRelay(const OpensslLibrary& ssl, SSL* session, int socket, int plain)
      : ssl_(ssl), session_(session), socket_(socket), plain_(plain) {}

  // Until one end is gone, or both have said that they send no more.
  void Run();

 private:
  // Bytes on their way in one direction.
  struct Piece {
    std::array<char, 16 << 10> bytes;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool empty() const { return begin == end; }
  };
  enum class Step { Moved, Waits, Gone };

  Step ReadSecure();
  Step WriteSecure();
  Step ReadPlain();
  Step WritePlain();
  Step OfSecure(int result, short& awaited);
  bool MoveAll();  // false: an end is gone
  bool IsDone() const;
  bool Await();  // false: an end is gone

  const OpensslLibrary& ssl_;
  SSL* const session_;
  const int socket_;
  const int plain_;
  Piece inward_;   // from the client
  Piece outward_;  // to the client
  bool clientEnded_ = false;
  bool plainEnded_ = false;
  bool plainGone_ = false;  // closed; what it sent before may still be on its way
  short readAwaits_ = 0;    // which event of the socket the session waits for
  short writeAwaits_ = 0;
};

}  // namespace rexray
