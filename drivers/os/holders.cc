#include "drivers/os/holders.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "drivers/os/container.h"
#include "drivers/os/processes.h"

namespace rexray {
namespace {

std::string Command(pid_t pid) {
  const std::string name = ReadProcFile(fmt::format("/proc/{}/comm", pid));
  return name.substr(0, name.find('\n'));
}

std::uint64_t SpaceOf(const std::string& process) {
  return MountNamespaceIn(LinkText(process + "/ns/mnt"));
}

bool HasOpen(const std::string& process, const std::string& path) {
  const std::string links = process + "/fd";
  return AnyName(links, [&](const auto& name) { return LinkText(links + "/" + name) == path; });
}

}  // namespace

Holder Describe(pid_t pid, std::uint64_t space, std::string use) {
  const bool ours = space == kHiddenSpace || space == SpaceOf("/proc/self");
  return {pid, Command(pid), ContainerIn(ReadProcFile(fmt::format("/proc/{}/cgroup", pid))),
          ours ? 0 : space, std::move(use)};
}

std::vector<Holder> HoldersOfFile(const std::string& path) {
  std::vector<Holder> found;
  for (const pid_t pid : ProcessIds()) {
    const std::string process = fmt::format("/proc/{}", pid);
    if (pid == ::getpid() || !HasOpen(process, path)) continue;
    found.push_back(Describe(pid, SpaceOf(process), ""));
    if (found.size() == kMaxHolders) break;
  }
  return found;
}

std::string ToString(const Holder& holder) {
  const std::string command = holder.command.empty() ? "ended since" : holder.command;
  std::string text = fmt::format("process {} ({}", holder.pid, command);
  if (!holder.container.empty()) text += fmt::format(", container {}", holder.container);
  if (holder.space != 0) text += fmt::format(", mount namespace {}", holder.space);
  text += ")";
  return holder.use.empty() ? text : fmt::format("{} with {}", text, holder.use);
}

std::string ToString(const std::vector<Holder>& holders) {
  if (holders.empty()) return "the kernel names no process";
  std::string text;
  for (const Holder& holder : holders) text += (text.empty() ? "" : ", ") + ToString(holder);
  return text;
}

}  // namespace rexray
