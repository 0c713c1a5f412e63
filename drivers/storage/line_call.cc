#include "drivers/storage/line_call.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "drivers/os/deadline.h"
#include "drivers/os/descriptor.h"
#include "drivers/os/os_error.h"
#include "drivers/os/stop_event.h"

namespace rexray {
namespace {

class LineCall {
 public:
  LineCall(const std::string& path, const CallContext& context)
      : path_(path), context_(context), stop_(context.stop) {}

  Result<void> Connect() {
    if (IsOver()) return NoTime("was not called");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) {
      return Fail(Code::InvalidArgument, path_ + " is too long for a socket");
    }
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    socket_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_.valid()) return FailErrno(errno, "cannot make a socket");
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket_.get(), generic, sizeof address) == 0) return {};
    return Fail(Code::Unavailable, fmt::format("nobody answers at {} ({}): is the backend running?",
                                               path_, std::strerror(errno)));
  }

  Result<void> Send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        text.remove_prefix(static_cast<std::size_t>(sent));
      } else {
        REXRAY_TRY(WaitAfter(errno, POLLOUT));
      }
    }
    return {};
  }

  Result<std::string> ReceiveLine() {
    std::string received;
    std::array<char, 65536> buffer;
    for (;;) {
      const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
      if (got == 0) return Lost();
      if (got < 0) {
        REXRAY_TRY(WaitAfter(errno, POLLIN));
        continue;
      }
      received.append(buffer.data(), static_cast<std::size_t>(got));
      if (received.back() != '\n') continue;
      received.pop_back();
      return received;
    }
  }

 private:
  bool IsOver() const {
    return context_.stop.stop_requested() || std::chrono::steady_clock::now() >= context_.deadline;
  }

  std::unexpected<Error> NoTime(const char* what) const {
    return Fail(Code::DeadlineExceeded,
                fmt::format("the backend at {} {}: the time was over", path_, what));
  }

  std::unexpected<Error> Lost() const {
    return Fail(Code::Unavailable,
                fmt::format("the connection to the backend at {} ended before it answered; what it "
                            "began may have taken effect",
                            path_));
  }

  // After a system call that failed: waits where it only would have blocked.
  Result<void> WaitAfter(int error, short events) {
    if (error == EINTR) return {};
    if (error != EAGAIN && error != EWOULDBLOCK) return Lost();
    std::array<pollfd, 2> waited = {pollfd{socket_.get(), events, 0},
                                    pollfd{stop_.descriptor(), POLLIN, 0}};
    if (PollUntil(waited, context_.deadline) < 0) return FailErrno(errno, "cannot wait");
    if (IsOver()) return NoTime("has not answered");
    return {};
  }

  const std::string& path_;
  const CallContext& context_;
  const StopEvent stop_;
  Descriptor socket_;
};

}  // namespace

Result<std::string> CallWithLine(const std::string& path, const std::string& line,
                                 const CallContext& context) {
  LineCall call(path, context);
  REXRAY_TRY(call.Connect());
  REXRAY_TRY(call.Send(line + "\n"));
  return call.ReceiveLine();
}

}  // namespace rexray
