#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/loop_device.h"

namespace rexray {

// A disk of a test, as an fstab names it.
struct FstabDisk {
  std::string source;  // "UUID=…", "LABEL=…"
  std::string target;
  std::string type;
  std::string options;
  std::unique_ptr<LoopDevice> loop;
};

// A host of 20 fstab lines on loop devices: examples/import/fstab, with paths below `mounts`
// instead of /srv, and with UUIDs and labels of the test's own. Images and the file lie in
// `folder`.
struct FstabHost {
  FstabHost(const std::string& folder, const std::string& mounts);

  // Mounts a disk as mount(8) does with its line.
  void Mount(const FstabDisk& disk) const;

  std::string file;
  std::size_t lines = 0;  // that are no comments
  std::vector<FstabDisk> disks;
};

std::string NewUuid();

// The lines of our mount table, as they are, whose mounts lie below a folder.
std::vector<std::string> MountLinesBelow(const std::string& folder);

}  // namespace rexray
