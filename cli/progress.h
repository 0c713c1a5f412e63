#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "state/time.h"

namespace rexray {

// Detached: nothing of it is attached or mounted on this node.
enum class Goal { Ready, Gone, Detached };

// Where a volume is on its way to its goal.
enum class Standing {
  Pending,
  Met,
  Elsewhere,  // other nodes' business: nothing to wait for here
  Blocked,
  Failed,  // the goal cannot be met any more
};

struct VolumeProgress {
  std::string name;
  Goal goal = Goal::Ready;
  Standing standing = Standing::Pending;
  std::uint64_t news = 0;  // grows with each line about it
  bool seen = false;
  bool doubted = false;  // failed, and no next try is known
  std::string phase;     // "Mounting"
  std::string detail;    // the running action, or the reason and its message
  std::string blocker;
  std::string exit;
  Milliseconds settledAfter{0};
};

// Follows volumes to their goals from what a watch tells that began after the change was accepted.
// Pure: no clock, no I/O.
class Progress {
 public:
  Progress(const std::map<std::string, Goal>& goals, TimePoint start);

  // One line of the watch.
  void Take(const nlohmann::json& line, TimePoint now);
  // The watch begins anew: what it does not show until its bookmark is gone.
  void Restart();

  // Volumes that failed without a next try. The status may be older than the decision to try again:
  // whoever asks for the object once more, later, gives it to TakeSecondLook.
  std::vector<std::string> Doubted() const;
  void TakeSecondLook(const nlohmann::json& object, TimePoint now);

  bool Finished() const;
  // Of a finished one, or of one whose time is out.
  ExitCode Outcome() const;

  const std::vector<VolumeProgress>& volumes() const { return volumes_; }
  TimePoint start() const { return start_; }

 private:
  VolumeProgress* Find(const std::string& name);
  void TakeObject(const nlohmann::json& object, TimePoint now);
  void TakeAbsence(VolumeProgress& volume, TimePoint now);
  void Settle(VolumeProgress& volume, Standing standing, TimePoint now);

  std::vector<VolumeProgress> volumes_;  // by name
  TimePoint start_;
};

}  // namespace rexray
