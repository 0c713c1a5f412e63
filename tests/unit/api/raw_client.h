#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/listen_socket.h"
#include "state/time.h"

namespace rexray {

// An HTTP client that sends exactly the bytes a test gives it, also wrong ones. Each read has a
// deadline of 20 s, after which the test fails.
class RawClient {
 public:
  explicit RawClient(const ListenAddress& address);
  ~RawClient() { Close(); }
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  bool Send(std::string_view bytes);  // false: the server closed
  void HalfClose();
  void Close();

  struct Answer {
    unsigned status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  enum class Body { Expected, None };  // None: of HEAD
  // The next response, with a chunked body put together; status 0: the connection ended before it
  // did.
  Answer Read(Body body = Body::Expected);
  // Only the header of the next response; pieces follow.
  Answer ReadHead();
  // The next chunk; "" for the last one; nullopt: the connection ended.
  std::optional<std::string> ReadChunk();
  std::string ReadToEnd();
  bool Ended();  // reads until the server closes
  bool ReadableWithin(Milliseconds time);

  Answer Get(const std::string& target, const std::string& headers = {});
  Answer Post(const std::string& target, const std::string& body);

 private:
  bool Fill();
  std::optional<std::string> Line();
  std::optional<std::string> Bytes(std::size_t size);

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace rexray
