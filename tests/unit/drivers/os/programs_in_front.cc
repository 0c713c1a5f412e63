#include "tests/unit/drivers/os/programs_in_front.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace rexray {

ProgramsInFront::ProgramsInFront(std::string folder)
    : folder_(std::move(folder)), path_(std::getenv("PATH")) {
  ::setenv("PATH", (folder_ + ":" + path_).c_str(), 1);
}

ProgramsInFront::~ProgramsInFront() { ::setenv("PATH", path_.c_str(), 1); }

void ProgramsInFront::Replace(const std::string& program, const std::string& script) {
  const std::string file = folder_ + "/" + program;
  std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
  EXPECT_EQ(::chmod(file.c_str(), 0755), 0);
}

void ProgramsInFront::Restore(const std::string& program) {
  ::unlink((folder_ + "/" + program).c_str());
}

void ProgramsInFront::KillAtWrite(const std::string& program, int n) {
  Replace(program, fmt::format("exec strace -f -o /dev/null -e trace=pwrite64,pwritev,write "
                               "-e inject=pwrite64,pwritev,write:signal=KILL:when={} "
                               "/usr/sbin/{} \"$@\"",
                               n, program));
}

}  // namespace rexray
