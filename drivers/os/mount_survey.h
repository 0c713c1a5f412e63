#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/os/descriptor.h"
#include "state/observation.h"
#include "state/result.h"

namespace rexray {

// Stands for a namespace whose number we may not know.
inline constexpr std::uint64_t kHiddenSpace = ~0ULL;

// A line of some mount namespace's table that shows what is sought.
struct Sighting {
  MountEntry entry;
  std::uint64_t space = 0;  // the namespace's number
  pid_t pid =
      0;  // a process in it, or that holds it open; 0: it is ours, or a mount alone keeps it
};

// Where a device is mounted, in every mount namespace that /proc leads to: by a process, by one of
// its open files, or by a mount of the namespace's own file. Only in helpers; reaches no storage.
class MountSurvey {
 public:
  // One look at all processes. `sought`: numbers and roots of what mounts are to show.
  static Result<MountSurvey> Of(std::vector<Device> sought);

  const std::vector<Device>& sought() const { return sought_; }
  const std::vector<Sighting>& sightings() const { return sightings_; }
  std::uint64_t ownSpace() const { return own_; }

  // What is known of a mount, by its id, which no two namespaces share. Remote: asking for a file
  // of it may wait for a server. Unknown: no namespace has it.
  enum class Kind : char { Unknown, Local, Remote, Sought };
  Kind KindOf(std::int64_t mountId) const;

  // Looks also into a namespace that a link of /proc leads to, unless that was done.
  Result<void> Visit(const std::string& link, pid_t pid);

 private:
  struct Bound {
    std::string path;
    std::uint64_t number;
  };

  explicit MountSurvey(std::vector<Device> sought) : sought_(std::move(sought)) {}
  Result<void> VisitProcesses();
  Result<void> VisitView(const std::string& view, pid_t pid);
  Result<void> Enter(const std::string& link, pid_t pid);
  Result<void> EnterOpen(const Descriptor& space, std::uint64_t number, pid_t pid);
  Result<void> ReadFromRoot(const Descriptor& table, std::uint64_t number, pid_t pid);
  Result<void> VisitBound();
  Result<void> Read(const std::string& table, std::uint64_t space, pid_t pid);
  Result<void> ReadLine(std::string_view line, std::uint64_t space, pid_t pid);

  std::vector<Device> sought_;
  std::uint64_t own_ = 0;
  std::set<std::uint64_t> visited_;
  std::vector<Bound> bound_;  // to be visited yet
  std::vector<Sighting> sightings_;
  std::vector<Kind> kinds_;  // by mount id: the kernel gives the lowest free one
};

}  // namespace rexray
