#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace rexray {

// A process that uses something.
struct Holder {
  pid_t pid = 0;
  std::string command;  // its name
};

inline constexpr std::size_t kMaxHolders = 5;

// Up to five other processes whose working directory, root, program, open files or mapped files lie
// in a mount of our namespace. Looks at every process: only in helpers.
std::vector<Holder> HoldersOfMount(std::int64_t mountId);

// Up to five other processes that have the file open, by the path that the kernel gives; reaches no
// storage.
std::vector<Holder> HoldersOfFile(const std::string& path);

// "process 4711 (postgres), process 4712 (psql)"; "the kernel names no process" if there is none.
std::string ToString(const std::vector<Holder>& holders);

}  // namespace rexray
