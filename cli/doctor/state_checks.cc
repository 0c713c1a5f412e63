#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/doctor/checkup.h"
#include "cli/text.h"
#include "state/sqlite_check.h"
#include "state/sqlite_install.h"

// The state folder and the database in it.

namespace rexray {
namespace {

constexpr const char* kStateFolderCheck = "state folder";
constexpr std::uint64_t kScarce = 64ULL << 20;
constexpr long kCifs = 0xff534d42;
constexpr long kFuse = 0x65735546;

// Where locks and shared memory do not reach all who open the file.
bool IsNetwork(long magic) {
  constexpr std::array kNetwork{static_cast<long>(NFS_SUPER_MAGIC), static_cast<long>(V9FS_MAGIC),
                                static_cast<long>(SMB_SUPER_MAGIC), kCifs, kFuse};
  for (const long each : kNetwork) {
    if (magic == each) return true;
  }
  return false;
}

void CheckMode(const std::string& folder, const struct stat& status, Findings& findings) {
  if ((status.st_mode & 077) != 0) {
    findings.push_back(
        {kStateFolderCheck, Health::Warn,
         fmt::format("{} can be entered by others (mode {:o})", folder, status.st_mode & 07777U),
         "chmod 700 " + folder});
  }
}

void CheckFilesystem(const std::string& folder, Findings& findings) {
  struct statfs filesystem {};
  if (::statfs(folder.c_str(), &filesystem) != 0) return;
  if (IsNetwork(filesystem.f_type)) {
    findings.push_back({kStateFolderCheck, Health::Fail,
                        folder + " lies on a network filesystem, where SQLite cannot be trusted",
                        "stop the daemon, move the folder to a local disk, name it with state:"});
  } else if (filesystem.f_type == TMPFS_MAGIC) {
    findings.push_back({kStateFolderCheck, Health::Warn,
                        folder + " lies in memory and is lost at a reboot",
                        "stop the daemon, move the folder to a local disk, name it with state:"});
  }
  const std::uint64_t free = filesystem.f_bavail * static_cast<std::uint64_t>(filesystem.f_bsize);
  if (free < kScarce) {
    findings.push_back({kStateFolderCheck, Health::Fail,
                        fmt::format("{} has {} MiB left", folder, free >> 20),
                        "free space on its filesystem"});
  }
}

void CheckCutOff(const Patient& patient, Findings& findings) {
  const std::string database = patient.config.state + "/rexray.db";
  if (const auto whole = CheckNotCutOff(database); !whole) {
    findings.push_back({kStateFolderCheck, Health::Fail, whole.error().message,
                        "rexray db restore BACKUP, or "
                        "rexray db rebuild -f MANIFESTS"});
  }
}

}  // namespace

void CheckStateFolder(const Patient& patient, Findings& findings) {
  const std::string& folder = patient.config.state;
  const std::size_t before = findings.size();
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) {
    findings.push_back({kStateFolderCheck, Health::Fail,
                        fmt::format("{}: {}", folder, std::strerror(errno)),
                        "start the daemon, which makes it, or name it with --state"});
    return;
  }
  CheckMode(folder, status, findings);
  CheckFilesystem(folder, findings);
  CheckCutOff(patient, findings);
  if (findings.size() == before) findings.push_back({kStateFolderCheck, Health::Ok, folder});
}

void CheckDatabaseFile(const Patient& patient, Findings& findings) {
  const std::string path = patient.config.state + "/rexray.db";
  const auto check = CheckDatabase(path);
  if (!check) {
    findings.push_back({"database", Health::Fail, check.error().message, "rexray db check"});
    return;
  }
  for (const CheckFinding& each : check->findings) {
    const std::string where =
        each.table.empty() ? path : fmt::format("{} {}", each.table, Printable(each.key));
    findings.push_back({"database", Health::Fail,
                        fmt::format("{}{}: {}", where, each.quarantined ? " (in quarantine)" : "",
                                    Printable(each.error)),
                        each.exit});
  }
  if (check->findings.empty()) {
    findings.push_back({"database", Health::Ok,
                        fmt::format("{} volumes, epoch {}", check->volumes, check->epoch)});
  }
}

}  // namespace rexray
