#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/daemon.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

namespace rexray {

// One line of this process's mountinfo.
struct LiveMount {
  std::string id;
  std::string target;
  std::string options;
};

// A fixture around the real binary on real loop devices, in a folder of the test's own; nothing of it is left
// behind. Skips (in CI: fails) without root.
class LiveNode : public testing::Test {
 protected:
  void SetUp() override { RequireRoot(); }

  // "pg": a Volume and its Attachment, mounted at Path(name).
  std::string Manifest(const std::string& name, const std::string& filesystem = "ext4",
                       const std::string& size = "64Mi", const std::string& more = "") const;
  std::string DirectoryManifest(const std::string& name) const;
  std::string Path(const std::string& name) const { return folder_ / ("mnt/" + name); }

  std::vector<LiveMount> MountsAt(const std::string& target) const;
  std::vector<LiveMount> OurMounts() const;       // below mnt/
  std::vector<std::string> OurLoopDevices() const;  // with a backing file in our folder
  bool IsMounted(const std::string& name) const { return MountsAt(Path(name)).size() == 1; }

  void Write(const std::string& name, const std::string& text) const;
  std::string Read(const std::string& name) const;

  // `rexray get volume NAME -o json`'s status.reason; empty if there is no such volume.
  std::string Reason(const std::string& name);
  std::string Phase(const std::string& name);
  bool AwaitReason(const std::string& name, const std::string& reason);

  TempFolder folder_;
  Daemon daemon_{{.binary = REXRAY_BINARY, .folder = folder_.path()}};
};

}  // namespace rexray
