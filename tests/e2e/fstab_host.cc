#include "tests/e2e/fstab_host.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/command.h"

namespace rexray {
namespace {

void Replace(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::uint64_t SizeFor(const std::string& type) {
  if (type == "xfs") return 300ULL << 20;
  return type == "btrfs" ? 128ULL << 20 : 16ULL << 20;
}

void MakeFilesystem(const FstabDisk& disk, const std::string& image) {
  const std::size_t equals = disk.source.find('=');
  const std::string value = disk.source.substr(equals + 1);
  const bool label = disk.source.starts_with("LABEL=");
  const std::string type = disk.type == "auto" ? "ext4" : disk.type;
  std::vector<std::string> command{"mkfs." + type, "-q"};
  if (type == "ext4") command.push_back("-F");
  if (type == "xfs") {
    command.insert(command.end(), {"-m", "uuid=" + value});
  } else {
    command.insert(command.end(), {label ? "-L" : "-U", value});
  }
  command.push_back(image);
  const CommandResult made = RunCommand(command);
  EXPECT_EQ(made.exitCode, 0) << made;
}

}  // namespace

std::string NewUuid() {
  std::ifstream file("/proc/sys/kernel/random/uuid");
  std::string uuid;
  std::getline(file, uuid);
  return uuid;
}

FstabHost::FstabHost(const std::string& folder, const std::string& mounts) {
  file = folder + "/fstab";
  std::ifstream in(REXRAY_SOURCE_DIR "/examples/import/fstab");
  std::ofstream out(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    FstabDisk disk;
    words >> disk.source >> disk.target >> disk.type >> disk.options;
    lines += !line.empty() && line.front() != '#';
    const bool kept = disk.source.starts_with("UUID=") || disk.source.starts_with("LABEL=");
    if (!kept || !disk.target.starts_with("/srv/")) {
      Replace(line, "/srv/", mounts);
      out << line << '\n';
      continue;
    }
    const std::string own = disk.source.starts_with("UUID=")
                                ? "UUID=" + NewUuid()
                                : disk.source + "-" + std::to_string(::getpid() % 100'000'000);
    Replace(line, disk.source, own);
    Replace(line, "/srv/", mounts);
    out << line << '\n';
    disk.source = own;
    Replace(disk.target, "/srv/", mounts);
    Replace(disk.target, "\\040", " ");
    const std::string image =
        SparseFile(folder + "/disk" + std::to_string(disks.size()), SizeFor(disk.type));
    MakeFilesystem(disk, image);
    disk.loop = std::make_unique<LoopDevice>(image);
    disks.push_back(std::move(disk));
  }
}

void FstabHost::Mount(const FstabDisk& disk) const {
  std::filesystem::create_directories(disk.target);
  std::vector<std::string> command{"mount", "-o", disk.options, disk.loop->path(), disk.target};
  const CommandResult mounted = RunCommand(command);
  EXPECT_EQ(mounted.exitCode, 0) << mounted;
}

std::vector<std::string> MountLinesBelow(const std::string& folder) {
  std::ifstream table("/proc/self/mountinfo");
  std::vector<std::string> lines;
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string id, parent, device, root, target;
    fields >> id >> parent >> device >> root >> target;
    if (target.starts_with(folder)) lines.push_back(line);
  }
  return lines;
}

}  // namespace rexray
