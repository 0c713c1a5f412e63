#include "drivers/os/mount_namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "drivers/os/helper_message.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

// In a child, as nobody comes back from a namespace as he was. An open mountinfo goes on to show
// what it was opened in. The namespace may have no /proc of its own. A thread that shares its root
// with others (ThreadSanitizer gives every process one) is let into no namespace.
void SendMountInfo(int space, int processes, int socket) {
  if (::unshare(CLONE_FS) < 0 || ::setns(space, CLONE_NEWNS) < 0) return;
  const Descriptor table(::openat(processes, "self/mountinfo", O_RDONLY | O_CLOEXEC));
  const int sent[] = {table.get()};
  if (table.valid()) (void)SendMessage(socket, "", sent);
}

Result<Descriptor> Receive(int socket) {
  auto message = ReceiveMessage(socket);
  if (message && *message && !(*message)->descriptors.empty())
    return std::move((*message)->descriptors.front());
  return Fail(Code::Unavailable, "cannot look into another mount namespace");
}

}  // namespace

Result<std::string> MountInfoOf(int space) {
  const Descriptor processes(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!processes.valid()) return FailErrno(errno, "cannot open /proc");
  REXRAY_ASSIGN(auto ends, HelperSocketPair());
  const pid_t child = ::fork();
  if (child < 0) return FailErrno(errno, "cannot look into another mount namespace");
  if (child == 0) {
    SendMountInfo(space, processes.get(), ends.second.get());
    ::_exit(0);
  }
  ends.second.Close();
  const auto table = Receive(ends.first.get());
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!table) return std::unexpected(table.error());
  return ReadMountInfo(table->get());
}

}  // namespace rexray
