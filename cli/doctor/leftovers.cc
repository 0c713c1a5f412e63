#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cli/doctor/checkup.h"
#include "drivers/os/directory.h"
#include "drivers/os/mount_table.h"
#include "drivers/os/path.h"
#include "state/sqlite_check.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLeftoversCheck = "leftovers";
constexpr Milliseconds kRemovalPatience{std::chrono::seconds(10)};

// Where volumes are, or were about to be, mounted.
std::set<std::string> TargetsOf(const std::vector<VolumeState>& volumes) {
  std::set<std::string> targets;
  for (const VolumeState& each : volumes) {
    if (each.record.mount) targets.insert(each.record.mount->target);
    if (each.record.target) {
      targets.insert(each.record.target->created.begin(), each.record.target->created.end());
    }
  }
  return targets;
}

std::vector<std::string> FoldersIn(const std::string& root) {
  std::vector<std::string> folders;
  std::error_code error;
  for (fs::directory_iterator each(root, error), end; !error && each != end;
       each.increment(error)) {
    folders.push_back(each->path());
  }
  return folders;
}

void CheckMounts(const MountTable& table, const std::string& root,
                 const std::set<std::string>& targets, Findings& findings) {
  for (const MountEntry& each : table) {
    const bool below = each.target != root && IsAtOrBelow(each.target, root);
    if (!below || targets.contains(each.target)) continue;
    findings.push_back(
        {kLeftoversCheck, Health::Warn,
         fmt::format("{} ({}) is mounted at {}, and no volume accounts for it", each.source,
                     each.fstype, each.target),
         fmt::format("rexray get discovered shows whose it is; rexray adopt takes it "
                     "back, umount {} takes it away",
                     each.target)});
  }
}

// Made by us and protected: nobody else makes such a folder there. Looked at only where nothing is
// mounted, so that no hung filesystem is touched.
bool IsOurEmptyTarget(const std::string& folder) {
  const auto directory = Directory::Open(folder);
  if (!directory || directory->isMountRoot() || !directory->IsImmutable()) return false;
  return directory->IsEmpty().value_or(false);
}

void CheckFolders(const Patient& patient, const std::vector<std::string>& folders,
                  const MountTable& table, const std::set<std::string>& targets,
                  Findings& findings) {
  std::set<std::string> mounted;
  for (const MountEntry& each : table) mounted.insert(each.target);
  const auto host = MakeLinuxHost(patient.helpers, patient.config.state + "/growing");
  for (const std::string& each : folders) {
    if (mounted.contains(each) || targets.contains(each) || !IsOurEmptyTarget(each)) continue;
    Finding finding{kLeftoversCheck, Health::Warn,
                    fmt::format("{} is an empty, protected mount point of no volume", each),
                    "rexray doctor --fix"};
    if (patient.fix) {
      const auto removed =
          host->RemoveTarget({each}, {std::chrono::steady_clock::now() + kRemovalPatience, {}});
      std::error_code error;
      if (removed && !fs::exists(each, error)) finding.fixed = "removed the empty folder " + each;
    }
    findings.push_back(std::move(finding));
  }
}

// "<root>/<id>/…": the id of the volume whose file a device shows.
std::string IdBelow(const std::string& file, const std::string& root) {
  if (!IsAtOrBelow(file, root) || file.size() <= root.size() + 1) return {};
  const std::string rest = file.substr(root.size() + 1);
  return rest.substr(0, rest.find('/'));
}

void CheckLoops(const Patient& patient, const std::vector<std::string>& blocks,
                const std::vector<VolumeState>& volumes, Findings& findings) {
  std::set<std::string> known;
  for (const VolumeState& each : volumes) {
    if (each.record.backendId) known.insert(each.record.backendId->value);
  }
  for (const std::string& block : blocks) {
    std::ifstream file(block + "/loop/backing_file");
    std::string backing;
    if (!std::getline(file, backing)) continue;
    for (const ServiceConfig& service : patient.config.services) {
      const auto root = service.options.find("root");
      if (service.driver != "loop" || root == service.options.end()) continue;
      const std::string id = IdBelow(backing, root->second);
      if (id.empty() || known.contains(id)) continue;
      const std::string device = "/dev/" + fs::path(block).filename().string();
      findings.push_back(
          {kLeftoversCheck, Health::Warn,
           fmt::format("{} shows {}, and no volume accounts for it", device, backing),
           fmt::format("rexray get discovered shows whose it is; rexray adopt takes "
                       "it back, losetup -d {} takes it away",
                       device)});
    }
  }
}

}  // namespace

// What is there is looked at before what is recorded of it: a step is recorded before it is taken.
void CheckLeftovers(const Patient& patient, Findings& findings) {
  const auto table = ReadMountTable();
  const std::vector<std::string> folders = FoldersIn(patient.config.mountRoot);
  const std::vector<std::string> blocks = FoldersIn("/sys/block");
  const auto volumes = ReadVolumes(patient.config.state + "/rexray.db");
  if (!table || !volumes) {
    findings.push_back({kLeftoversCheck, Health::Warn,
                        "not looked for: " + (table ? volumes.error() : table.error()).message,
                        "rexray db check"});
    return;
  }
  const std::size_t before = findings.size();
  const std::set<std::string> targets = TargetsOf(*volumes);
  CheckMounts(*table, patient.config.mountRoot, targets, findings);
  CheckFolders(patient, folders, *table, targets, findings);
  CheckLoops(patient, blocks, *volumes, findings);
  if (findings.size() == before) findings.push_back({kLeftoversCheck, Health::Ok, "none"});
}

}  // namespace rexray
