#pragma once

#include <string>
#include <vector>

#include "state/result.h"

namespace rexray {

// How a program ended, and the last 4 KiB of what it said.
struct ProcessEnd {
  int exitCode = -1;  // unless a signal ended it
  int signal = 0;
  std::string output;
  std::string errors;
};

// Runs a program to its end; only for helper processes, as it may block for as long as the program
// runs. Found through PATH and the usual sbin folders; input is /dev/null, messages are
// untranslated, and devices are looked at afresh, not in libblkid's cache. The program dies with
// the caller, and inherits descriptors that are not close-on-exec. FailedPrecondition, reason
// ProgramMissing: no such program.
Result<ProcessEnd> RunProcess(const std::vector<std::string>& arguments);

// "mkfs.ext4 ended with exit code 1: <what it said>".
std::string Describe(const std::string& program, const ProcessEnd& end);

}  // namespace rexray
