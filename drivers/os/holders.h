#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/os/mount_survey.h"

namespace rexray {

// A process that uses something.
struct Holder {
  pid_t pid = 0;
  std::string command;      // its name
  std::string container;    // the short id of the one it runs in; empty: none
  std::uint64_t space = 0;  // its mount namespace, if that is not ours
  std::string use;          // "open file /srv/pg/base"
};

inline constexpr std::size_t kMaxHolders = 5;

// What makes a process a holder, besides having a file of a mount that a survey sighted.
struct HolderSearch {
  // Mounts whose users are named before those of the others.
  std::int64_t firstMount = -1;
  // Also who has the block device itself open.
  bool rawDevice = false;
  // Also who has a file of the device's filesystem through a mount that no namespace shows any
  // more, as after umount -l.
  bool goneMounts = false;
};

// Up to five other processes whose working directory, root, program, open files or mapped files lie
// in a sighted mount, or that match by what the search adds. Looks at every process, and adds to
// the survey what namespaces they hold open: only in helpers. Waits for no storage but, looking
// for users of gone mounts, for that of other gone mounts.
Result<std::vector<Holder>> FindHolders(MountSurvey& mounts, const HolderSearch& search);

// Up to five other processes that have the file open, by the path that the kernel gives; reaches no
// storage.
std::vector<Holder> HoldersOfFile(const std::string& path);

// A process as a holder, with what it does left open.
Holder Describe(pid_t pid, std::uint64_t space, std::string use);

// "process 4711 (postgres, container 3f4e12ab90cd) with open file /srv/pg/base".
std::string ToString(const Holder& holder);
// All of them; "the kernel names no process" if there is none.
std::string ToString(const std::vector<Holder>& holders);

}  // namespace rexray
