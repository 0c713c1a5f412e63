#include "state/validate_attachment.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "state/mount_path.h"
#include "state/spelling.h"
#include "state/validate_spec.h"

namespace rexray {
namespace {

constexpr std::size_t kMaxSuggested = 1000;  // volumes that a misspelt name is compared with

// Folders that a mount would take from the system, whole trees of them.
constexpr std::array<std::string_view, 12> kSystemTrees = {"/usr",   "/bin",   "/sbin",   "/lib",
                                                           "/lib32", "/lib64", "/libx32", "/etc",
                                                           "/boot",  "/dev",   "/proc",   "/sys"};
// Folders that others share; a folder of their own below them is fine.
constexpr std::array<std::string_view, 16> kSharedFolders = {
    "/",    "/home", "/media",   "/mnt",     "/opt",     "/root",    "/run",       "/srv",
    "/tmp", "/var",  "/var/lib", "/var/log", "/var/run", "/var/tmp", "/var/cache", "/var/lock"};

std::string WhyNoVolume(const AttachmentSpec& spec, const SetAfter& after) {
  if (after.volumes.Find(spec.volume) != nullptr) return "";
  std::vector<std::string_view> names = after.volumes.Names();
  if (names.size() > kMaxSuggested) names.clear();
  return fmt::format("there is no Volume \"{}\"{}; declare it, or correct the name",
                     spec.volume.value, DidYouMean(spec.volume.value, names));
}

std::string WhyNoNode(const AttachmentSpec& spec, const ValidationContext& context) {
  if (!spec.nodeSelector.empty()) return "";
  if (spec.node.empty()) {
    return "is required, as several nodes share the storage; ${node.name} is the node that "
           "reads the manifest, and nodeSelector chooses by labels";
  }
  if (!context.domainOfOne || spec.node == context.node) return "";
  return fmt::format(
      "the node \"{}\" is not known; this node is \"{}\", and its domain has no other",
      spec.node.value, context.node.value);
}

std::string WhyNoPath(const std::string& path, const ValidationContext& context) {
  if (std::string why = WhySystemPath(path); !why.empty()) return why;
  for (const std::string& own : context.protectedPaths) {
    if (!IsAtOrBelow(path, own) && !IsAtOrBelow(own, path)) continue;
    return fmt::format(
        "{} is at, above or below {}, which rexray itself needs; choose another path", path, own);
  }
  return "";
}

// Which object took a place first.
template <class Key>
using Taken = std::map<Key, const SetAfter::Entry*>;

using NodeVolume = std::pair<NodeName, VolumeName>;
using NodePath = std::pair<NodeName, std::string>;

std::string Where(const SetAfter::Entry& entry) {
  const std::string& source = entry.by->source;
  return fmt::format("Attachment \"{}\"{}", entry.spec->name.value,
                     source.empty() ? "" : fmt::format(" ({})", source));
}

class Neighbours {
 public:
  void Place(const SetAfter::Entry& entry, ValidationReport* report) {
    const AttachmentSpec& spec = *entry.spec;
    if (spec.node.empty()) return;
    const auto [first, alone] = byVolume_.try_emplace(NodeVolume(spec.node, spec.volume), &entry);
    if (!alone && report != nullptr) {
      report->Add(
          spec, *entry.by, "spec.volume",
          fmt::format("the Volume \"{}\" is attached to \"{}\" by {} already; remove one of them",
                      spec.volume.value, spec.node.value, Where(*first->second)));
    }
    if (spec.mount) PlacePath(entry, report);
  }

 private:
  void PlacePath(const SetAfter::Entry& entry, ValidationReport* report) {
    const AttachmentSpec& spec = *entry.spec;
    const auto [first, alone] = byPath_.try_emplace(NodePath(spec.node, spec.mount->path), &entry);
    const AttachmentSpec& other = *first->second->spec;
    if (alone || report == nullptr || other.volume == spec.volume) return;
    report->Add(
        spec, *entry.by, "spec.mount.path",
        fmt::format("{} on \"{}\" is the path of the Volume \"{}\" by {} already; choose another",
                    spec.mount->path, spec.node.value, other.volume.value, Where(*first->second)));
  }

  Taken<NodeVolume> byVolume_;
  Taken<NodePath> byPath_;
};

void CheckRawDevice(const SetAfter::Entry& entry, const SetAfter& after,
                    const ValidationContext& context, ValidationReport& report) {
  const AttachmentSpec& spec = *entry.spec;
  const VolumeSpec& volume = *after.volumes.Find(spec.volume);
  const Capabilities* capabilities = CapabilitiesOf(volume, context);
  if (!spec.mount || capabilities == nullptr || !capabilities->block) return;
  if (EffectiveFilesystem(volume, capabilities).type != FilesystemType::None) return;
  report.Add(
      spec, *entry.by, "spec.mount",
      fmt::format("the Volume \"{}\" is a raw device (filesystem type none), which cannot be "
                  "mounted; remove mount, or give the Volume a filesystem",
                  spec.volume.value));
}

}  // namespace

std::string WhySystemPath(const std::string& path) {
  for (const std::string_view folder : kSharedFolders) {
    if (path == folder) {
      return fmt::format("{} is shared with the system; mount at a folder below it", path);
    }
  }
  for (const std::string_view tree : kSystemTrees) {
    if (IsAtOrBelow(path, tree)) {
      return fmt::format("{} belongs to the system; choose another path", path);
    }
  }
  return "";
}

void CheckAttachment(const Sourced<AttachmentSpec>& attachment, const SetAfter& after,
                     const ValidationContext& context, ValidationReport& report) {
  const AttachmentSpec& spec = attachment.spec;
  const auto add = [&](std::string_view path, const std::string& why) {
    if (!why.empty()) report.Add(spec, attachment.managedBy, path, why);
  };
  for (const SpecProblem& problem : CheckSpec(spec)) add(problem.path, problem.message);
  add("spec.volume", WhyNoVolume(spec, after));
  add("spec.node", WhyNoNode(spec, context));
  if (spec.mount) add("spec.mount.path", WhyNoPath(spec.mount->path, context));
}

void CheckNeighbours(const SetAfter& after, const ValidationContext& context,
                     ValidationReport& report) {
  Neighbours neighbours;
  for (const SetAfter::Entry& entry : after.untouched) neighbours.Place(entry, nullptr);
  for (const SetAfter::Entry& entry : after.touched) {
    neighbours.Place(entry, &report);
    CheckRawDevice(entry, after, context, report);
  }
}

}  // namespace rexray
