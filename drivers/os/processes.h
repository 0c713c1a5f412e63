#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rexray {

// What /proc tells of processes. One may end at any time: what is gone is told as empty.

std::vector<pid_t> ProcessIds();

// The folders of /proc to look into for a process: its own, and one more for each mount namespace
// that some of its threads have to themselves.
std::vector<std::string> ViewsOf(pid_t pid);

// Calls `visit` for each name in a folder until it gives true; whether it did.
bool AnyName(const std::string& folder, const std::function<bool(const std::string&)>& visit);

// The text of a link; following it nowhere, it reaches no storage. Of a process that has more
// rights than we have, nothing is shown.
std::string LinkText(const std::string& link);

// The number in "mnt:[4026531841]", which names a mount namespace; 0: it is no such text.
std::uint64_t MountNamespaceIn(std::string_view link);

// The beginning of a file of /proc: all of it, for those that tell of one process or descriptor.
std::string ReadProcFile(const std::string& file);

// What follows "<name>:" at the start of a line of such a text; 0 without it.
std::int64_t NumberIn(const std::string& text, const std::string& name);

}  // namespace rexray
