#include "drivers/os/signatures.h"

#include <blkid/blkid.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "drivers/os/os_error.h"
#include "drivers/os/path.h"

namespace rexray {
namespace {

struct ProbeDeleter {
  void operator()(blkid_probe probe) const { blkid_free_probe(probe); }
};
using Prober = std::unique_ptr<std::remove_pointer_t<blkid_probe>, ProbeDeleter>;

std::unexpected<Error> Unreadable(const VerifiedDevice& device) {
  return Fail(Code::Unavailable,
              fmt::format("cannot read {} for signatures: read error; what it holds is unknown",
                          device.device.path));
}

Result<Prober> MakeProber(int descriptor, const VerifiedDevice& device) {
  Prober prober(blkid_new_probe());
  if (!prober || blkid_probe_set_device(prober.get(), descriptor, 0, 0) != 0)
    return Unreadable(device);
  blkid_probe_enable_superblocks(prober.get(), 1);
  blkid_probe_set_superblocks_flags(prober.get(), BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID |
                                                      BLKID_SUBLKS_MAGIC | BLKID_SUBLKS_BADCSUM);
  blkid_probe_enable_partitions(prober.get(), 1);
  // Also a GPT whose protective MBR is gone still is somebody's partition table.
  blkid_probe_set_partitions_flags(prober.get(), BLKID_PARTS_MAGIC | BLKID_PARTS_FORCE_GPT);
  return prober;
}

std::string Value(const Prober& prober, const char* name) {
  const char* value = nullptr;
  if (blkid_probe_lookup_value(prober.get(), name, &value, nullptr) != 0 || !value) return {};
  return value;
}

Signature SignatureAt(const Prober& prober) {
  Signature signature{Value(prober, "TYPE"), Value(prober, "UUID")};
  if (signature.type.empty()) signature = {Value(prober, "PTTYPE"), Value(prober, "PTUUID")};
  if (signature.type.empty()) signature.type = "unknown";
  return signature;
}

// libblkid's own judgement; the enumeration above never says so.
Result<bool> IsAmbivalent(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const Prober prober, MakeProber(device.descriptor.get(), device));
  const int verdict = blkid_do_safeprobe(prober.get());
  if (verdict == -1) return Unreadable(device);
  return verdict == -2;
}

}  // namespace

Result<std::vector<Signature>> SignaturesOf(const VerifiedDevice& device) {
  REXRAY_ASSIGN(const Prober prober, MakeProber(device.descriptor.get(), device));
  std::vector<Signature> signatures;
  int verdict = 0;
  while ((verdict = blkid_do_probe(prober.get())) == 0) signatures.push_back(SignatureAt(prober));
  if (verdict < 0) return Unreadable(device);
  REXRAY_ASSIGN(const bool ambivalent, IsAmbivalent(device));
  if (ambivalent) signatures.push_back({"ambivalent", ""});
  return signatures;
}

Result<void> EraseSignatures(const VerifiedDevice& device) {
  const Descriptor writable(
      ::open(ProcPath(device.descriptor.get()).c_str(), O_RDWR | O_EXCL | O_CLOEXEC));
  if (!writable.valid())
    return FailErrno(errno, fmt::format("cannot open {} for writing", device.device.path));
  REXRAY_ASSIGN(const Prober prober, MakeProber(writable.get(), device));
  int verdict = 0;
  while ((verdict = blkid_do_probe(prober.get())) == 0)
    if (blkid_do_wipe(prober.get(), /*dryrun=*/0) != 0)
      return Fail(Code::Unavailable, fmt::format("cannot write to {}", device.device.path));
  if (verdict < 0) return Unreadable(device);
  return {};
}

std::string NameOf(FilesystemType type) {
  switch (type) {
    case FilesystemType::None:
      return "";
    case FilesystemType::Ext4:
      return "ext4";
    case FilesystemType::Xfs:
      return "xfs";
    case FilesystemType::Btrfs:
      return "btrfs";
  }
  return "";
}

}  // namespace rexray
