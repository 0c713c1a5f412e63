#include "tests/support/requirements.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string_view>

namespace rexray {
namespace {

bool InCi() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string_view(ci) == "true";
}

bool InPath(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace

void Missing(const std::string& what) {
  if (InCi()) FAIL() << what << ", and CI must not leave tests out";
  GTEST_SKIP() << what;
}

void RequireRoot() {
  if (::geteuid() != 0) return Missing("needs root, for mounts and loop devices");
  if (::access("/dev/loop-control", R_OK | W_OK) != 0) {
    Missing("needs loop devices (/dev/loop-control)");
  }
}

void RequireFuse() {
  if (::access("/dev/fuse", R_OK | W_OK) != 0) Missing("needs /dev/fuse");
}

void RequireProgram(const std::string& name) {
  if (!InPath(name)) Missing("needs " + name + " in PATH (scripts/install-deps test)");
}

}  // namespace rexray
