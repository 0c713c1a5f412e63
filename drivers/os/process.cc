#include "drivers/os/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "drivers/os/descriptor.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

constexpr std::size_t kKeptOutput = 4096;
constexpr const char* kSystemFolders = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return FailErrno(errno, "cannot make a pipe");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<std::string> FindProgram(const std::string& name) {
  const char* own = std::getenv("PATH");
  const std::string folders = fmt::format("{}:{}", own ? own : "", kSystemFolders);
  for (std::size_t begin = 0; begin < folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string path = fmt::format("{}/{}", folders.substr(begin, end - begin), name);
    if (path.front() == '/' && end > begin && ::access(path.c_str(), X_OK) == 0) return path;
    begin = end + 1;
  }
  return Fail(Code::FailedPrecondition,
              fmt::format("the program {} is not installed on this host; install it", name),
              "ProgramMissing");
}

// In the child. Only calls that are safe after fork.
[[noreturn]] void Execute(const char* path, char* const* arguments, const Pipe& output,
                          const Pipe& errors) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(output.write.get(), STDOUT_FILENO);
  ::dup2(errors.write.get(), STDERR_FILENO);
  std::array<char, 64> language = {"LC_ALL=C"};
  std::array<char, 128> folders = {};
  std::strcpy(folders.data(), "PATH=");
  std::strcat(folders.data(), kSystemFolders);
  // What libblkid of mkfs and its kin read from the host's cache may be two seconds old: mkfs.btrfs
  // then refuses the uuid that this device bore before it was erased.
  std::array<char, 64> cache = {"BLKID_FILE=/dev/null"};
  char* const environment[] = {language.data(), cache.data(), folders.data(), nullptr};
  ::execve(path, arguments, environment);
  ::_exit(127);
}

// Reads what there is and keeps the end of it. False: the other side has closed.
bool Drain(int pipe, std::string& kept) {
  std::array<char, kKeptOutput> part;
  const ssize_t got = ::read(pipe, part.data(), part.size());
  if (got < 0) return errno == EINTR;
  kept.append(part.data(), static_cast<std::size_t>(got));
  if (kept.size() > kKeptOutput) kept.erase(0, kept.size() - kKeptOutput);
  return got > 0;
}

void Collect(const Pipe& output, const Pipe& errors, ProcessEnd& end) {
  pollfd open[] = {{output.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}};
  std::string* const kept[] = {&end.output, &end.errors};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    if (::poll(open, 2, -1) < 0) continue;
    for (std::size_t i = 0; i < 2; ++i)
      if (open[i].revents && !Drain(open[i].fd, *kept[i])) open[i].fd = -1;
  }
}

void WaitFor(pid_t child, ProcessEnd& end) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  if (WIFEXITED(status)) end.exitCode = WEXITSTATUS(status);
}

}  // namespace

Result<ProcessEnd> RunProcess(const std::vector<std::string>& arguments) {
  REXRAY_ASSIGN(const std::string path, FindProgram(arguments.front()));
  REXRAY_ASSIGN(Pipe output, MakePipe());
  REXRAY_ASSIGN(Pipe errors, MakePipe());
  std::vector<char*> pointers;
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return FailErrno(errno, fmt::format("cannot start {}", path));
  if (child == 0) Execute(path.c_str(), pointers.data(), output, errors);
  output.write.Close();
  errors.write.Close();
  ProcessEnd end;
  Collect(output, errors, end);
  WaitFor(child, end);
  return end;
}

std::string Describe(const std::string& program, const ProcessEnd& end) {
  const std::string how = end.signal ? fmt::format("was killed by signal {}", end.signal)
                                     : fmt::format("ended with exit code {}", end.exitCode);
  std::string said = end.errors.empty() ? end.output : end.errors;
  while (!said.empty() && std::isspace(static_cast<unsigned char>(said.back()))) said.pop_back();
  return fmt::format("{} {}{}{}", program, how, said.empty() ? "" : ": ", said);
}

}  // namespace rexray
