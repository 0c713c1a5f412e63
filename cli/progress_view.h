#pragma once

#include <string>
#include <vector>

#include "cli/progress.h"

namespace rexray {

// The volumes as lines of a block that is drawn again and again: name, phase, what is going on,
// elapsed. At most `terminal.height` - 1 lines, those that are not settled first.
std::vector<std::string> BlockLines(const Progress& progress, TimePoint now,
                                    const Terminal& terminal);

// One volume as a line of a log: "pgdata: Mounting: mount /dev/loop3 at /srv/pg".
std::string ProgressLine(const VolumeProgress& volume);

// What there is to say at the end: each blocked or failed volume with its blocker and the command
// that ends it, what is still waited for, what is elsewhere. Empty when all went well.
std::string Summary(const Progress& progress, Milliseconds timeout, const Terminal& terminal);

// Shows progress as it comes: a redrawn block on a terminal, elsewhere a line per change.
class ProgressView {
 public:
  ProgressView(std::ostream& out, Terminal terminal) : out_(out), terminal_(terminal) {}

  void Show(const Progress& progress, TimePoint now);

 private:
  void Redraw(const std::vector<std::string>& lines);
  void PrintChanges(const Progress& progress);

  std::ostream& out_;
  const Terminal terminal_;
  TimePoint drawnAt_;
  std::size_t drawn_ = 0;  // lines of the block that stand on the terminal
  struct Printed {
    std::uint64_t news = 0;
    std::string line;
  };
  std::vector<Printed> printed_;  // the last line of each volume
};

}  // namespace rexray
