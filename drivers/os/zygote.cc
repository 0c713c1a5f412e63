#include "drivers/os/zygote.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "drivers/os/helper_message.h"
#include "drivers/os/os_error.h"
#include "drivers/os/zygote_loop.h"

namespace rexray {
namespace {

std::string_view BytesOf(const ZygoteOrder& order) {
  return {reinterpret_cast<const char*>(&order), sizeof order};
}

Result<HelperProcess> TakeAnswer(Result<std::optional<HelperMessage>> message) {
  ZygoteAnswer answer;
  if (!message || !*message || (*message)->bytes.size() != sizeof answer)
    return Fail(Code::Unavailable,
                "the process that starts helpers is gone; restart the daemon, mounts stay");
  std::memcpy(&answer, (*message)->bytes.data(), sizeof answer);
  auto& descriptors = (*message)->descriptors;
  if (answer.error != 0 || descriptors.size() != 2)
    return FailErrno(answer.error, "cannot start a helper process");
  return HelperProcess{answer.helper, std::move(descriptors[0]), std::move(descriptors[1])};
}

}  // namespace

Result<std::unique_ptr<Zygote>> Zygote::Start(const std::vector<HelperFunction>& functions) {
  REXRAY_ASSIGN(auto ends, HelperSocketPair());
  const pid_t pid = ::fork();
  if (pid < 0) return FailErrno(errno, "cannot start the process that starts helpers");
  if (pid == 0) {
    RunZygote(ends.second.get(), functions);
    ::_exit(0);  // the daemon's exit handlers are not ours to run
  }
  return std::unique_ptr<Zygote>(new Zygote(pid, std::move(ends.first)));
}

Zygote::~Zygote() {
  socket_.Close();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<HelperProcess> Zygote::Fork() {
  const std::lock_guard lock(mutex_);
  const ZygoteOrder order{ZygoteOrder::Kind::Fork, -1};
  REXRAY_TRY(SendMessage(socket_.get(), BytesOf(order)));
  return TakeAnswer(ReceiveMessage(socket_.get()));
}

void Zygote::Kill(pid_t helper) {
  const std::lock_guard lock(mutex_);
  const ZygoteOrder order{ZygoteOrder::Kind::Kill, helper};
  (void)SendMessage(socket_.get(), BytesOf(order));  // a zygote that is gone leaves nothing to do
}

}  // namespace rexray
