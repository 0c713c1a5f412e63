#include "drivers/os/format.h"

#include <fmt/format.h>

#include "drivers/os/device.h"
#include "drivers/os/process.h"
#include "drivers/os/signatures.h"

namespace rexray {
namespace {

// Without discard: the device was proven blank, and discarding a large one takes minutes.
std::vector<std::string> BaseCommand(FilesystemType type, const std::string& uuid) {
  switch (type) {
    case FilesystemType::None:
      break;
    case FilesystemType::Ext4:
      return {"mkfs.ext4",
              "-q",
              "-F",
              "-U",
              uuid,
              "-E",
              "lazy_itable_init=1,lazy_journal_init=1,nodiscard"};
    case FilesystemType::Xfs:
      return {"mkfs.xfs", "-q", "-f", "-K", "-m", "uuid=" + uuid};
    case FilesystemType::Btrfs:
      return {"mkfs.btrfs", "-q", "-f", "-K", "-U", uuid};
  }
  return {};
}

Result<void> RefuseForeignSignatures(const VerifiedDevice& device, const std::string& uuid,
                                     const std::vector<Signature>& signatures) {
  for (const Signature& signature : signatures) {
    if (!signature.uuid.empty() && signature.uuid == uuid) continue;
    return Fail(Code::FailedPrecondition,
                fmt::format("{} carries a signature of type {} (uuid {}) that is not ours; it was "
                            "not formatted",
                            device.device.path, signature.type,
                            signature.uuid.empty() ? "none" : signature.uuid),
                "FormatRefused");
  }
  return {};
}

// mkfs.btrfs looks for our device among all that are mounted, and ends at a loop device that
// somebody detaches meanwhile. Nothing was written, and the next try may be luckier.
bool IsAboutAnotherDevice(const std::string& words) {
  return words.find("cannot check mount status") != std::string::npos;
}

Result<void> RunFormat(const VerifiedDevice& device, const step::Format& format) {
  const auto command = FormatCommand(format.filesystem, format.uuid, device.device.path);
  REXRAY_ASSIGN(const ProcessEnd end, RunProcess(command));
  if (end.signal) return Fail(Code::Unavailable, Describe(command.front(), end));
  if (end.exitCode == 0) return {};
  const std::string words = Describe(command.front(), end);
  return Fail(IsAboutAnotherDevice(words) ? Code::Unavailable : Code::FailedPrecondition,
              fmt::format("cannot format {}: {}", device.device.path, words), "FormatFailed");
}

}  // namespace

std::vector<std::string> FormatCommand(const FilesystemSpec& filesystem, const std::string& uuid,
                                       const std::string& node) {
  auto command = BaseCommand(filesystem.type, uuid);
  if (!filesystem.label.empty()) command.insert(command.end(), {"-L", filesystem.label});
  command.insert(command.end(), filesystem.options.begin(), filesystem.options.end());
  command.push_back(node);
  return command;
}

Result<void> FormatDevice(const step::Format& format) {
  if (format.filesystem.type == FilesystemType::None || format.uuid.empty())
    return Fail(Code::InvalidArgument, "a format needs a filesystem type and a uuid");
  REXRAY_ASSIGN(const VerifiedDevice device, OpenVerifiedBlock(format.device));
  REXRAY_ASSIGN(const auto signatures, SignaturesOf(device));
  REXRAY_TRY(RefuseForeignSignatures(device, format.uuid, signatures));
  // mkfs.btrfs refuses a uuid that it finds anywhere, also on this device after a cut-off mkfs.
  if (!signatures.empty()) REXRAY_TRY(EraseSignatures(device));
  REXRAY_TRY(RunFormat(device, format));
  REXRAY_TRY(FlushDevice(device));
  return VerifyAgain(device);
}

}  // namespace rexray
