#include "state/validate_volume.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "state/codec.h"
#include "state/spelling.h"
#include "state/validate_create.h"
#include "state/validate_set.h"
#include "state/validate_spec.h"

namespace rexray {
namespace {

std::vector<std::string_view> ServiceNames(const ValidationContext& context) {
  std::vector<std::string_view> names;
  for (const auto& [name, capabilities] : context.services) names.push_back(name.value);
  return names;
}

std::string WhyNoService(const ServiceName& service, const ValidationContext& context) {
  const auto names = ServiceNames(context);
  if (names.empty()) {
    return "no service is configured on this node; add one under services: and restart";
  }
  std::string list;
  for (const std::string_view name : names) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
  }
  if (service.empty()) return fmt::format("is required, as there are several services: {}", list);
  return fmt::format("the service \"{}\" is not configured{}; configured are {}", service.value,
                     DidYouMean(service.value, names), list);
}

// The next size that fits, upwards; downwards at the end of the range.
Bytes Fitting(Bytes size, const Capabilities& capabilities) {
  const std::uint64_t least = std::max(size.value, capabilities.minimumSize.value);
  const std::uint64_t step = std::max<std::uint64_t>(capabilities.sizeStep.value, 1);
  const std::uint64_t rest = least % step;
  if (rest == 0) return {least};
  const bool room = least <= std::numeric_limits<std::uint64_t>::max() - (step - rest);
  return {room ? least + (step - rest) : least - rest};
}

std::string WhyNoSize(const VolumeSpec& spec, const Capabilities& capabilities) {
  const std::string& service = spec.service.value;
  if (!capabilities.sized) {
    return spec.size
               ? fmt::format("the service \"{}\" does not size its volumes; remove it", service)
               : "";
  }
  if (!spec.size && (spec.adopt || spec.source)) return "";
  if (!spec.size) {
    return fmt::format("is required by the service \"{}\", such as size: 20Gi", service);
  }
  const Bytes fitting = Fitting(*spec.size, capabilities);
  if (fitting == *spec.size) return "";
  return fmt::format(
      "{} does not fit the service \"{}\", whose volumes have at least {} in steps of {}; "
      "write {}",
      ToString(*spec.size), service, ToString(capabilities.minimumSize),
      ToString(capabilities.sizeStep), ToString(fitting));
}

// What the mkfs of Debian 12 refuses to go below; smaller ext4 sizes than any driver's are fine.
Bytes LeastSize(FilesystemType type) {
  switch (type) {
    case FilesystemType::None:
    case FilesystemType::Ext4:
      return {0};
    case FilesystemType::Xfs:
      return {300ULL << 20};
    case FilesystemType::Btrfs:
      return {109ULL << 20};
  }
  return {0};
}

std::string WhyTooSmall(const VolumeSpec& spec) {
  if (!spec.size || !spec.filesystem) return "";
  const Bytes least = LeastSize(spec.filesystem->type);
  if (*spec.size >= least) return "";
  return fmt::format("{} is too small for {}, which needs at least {}", ToString(*spec.size),
                     ToString(spec.filesystem->type), ToString(least));
}

std::string WhyNoFilesystem(const VolumeSpec& spec, const Capabilities& capabilities) {
  const bool wanted = spec.filesystem && spec.filesystem->type != FilesystemType::None;
  if (capabilities.block || !wanted) return "";
  return fmt::format("the service \"{}\" gives directories, which take no filesystem; remove it",
                     spec.service.value);
}

std::string WhyNoOwner(const VolumeSpec& spec, const ValidationContext& context) {
  if (!spec.owner || !context.domainOfOne || *spec.owner == context.node) return "";
  return fmt::format(
      "the node \"{}\" is not known; this node is \"{}\", and its domain has no other",
      spec.owner->value, context.node.value);
}

std::string WhyNoAccessMode(const VolumeSpec& spec, const Capabilities& capabilities) {
  const auto& modes = capabilities.accessModes;
  if (std::ranges::find(modes, spec.accessMode) == modes.end()) {
    std::string list;
    for (const AccessMode mode : modes) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ", ToString(mode));
    }
    return fmt::format("the service \"{}\" has no {}; it has {}", spec.service.value,
                       ToString(spec.accessMode), list);
  }
  const FilesystemType type = EffectiveFilesystem(spec, &capabilities).type;
  if (spec.accessMode != AccessMode::ReadWriteMany || type == FilesystemType::None) return "";
  return fmt::format(
      "{} is destroyed when two nodes write it; use ReadWriteOnce or ReadOnlyMany, or "
      "filesystem type none",
      ToString(type));
}

std::string WhyNoSnapshots(const VolumeSpec& spec, const Capabilities& capabilities) {
  if (spec.reclaimPolicy != ReclaimPolicy::Snapshot || capabilities.snapshots) return "";
  return fmt::format(
      "the service \"{}\" makes no snapshots, so nothing would keep the data; use Retain or Delete",
      spec.service.value);
}

// What a host has anyway is taken over and let go, and no more.
void CheckExisting(const VolumeSpec& spec, const Capabilities& capabilities,
                   std::vector<SpecProblem>& problems) {
  if (capabilities.creates) return;
  if (!spec.adopt) {
    problems.push_back(
        {"spec.adopt", fmt::format("is required: the service \"{}\" makes no volumes; name an "
                                   "existing one by adopt: {{id: …}}, as `rexray get discovered` "
                                   "shows it",
                                   spec.service.value)});
  }
  if (spec.reclaimPolicy == ReclaimPolicy::Retain) return;
  problems.push_back(
      {"spec.reclaimPolicy",
       fmt::format("the service \"{}\" did not make the volume and never deletes it; "
                   "use Retain",
                   spec.service.value)});
}

// A raw device has neither a mount nor folders.
void CheckRaw(const VolumeSpec& spec, const Capabilities& capabilities,
              std::vector<SpecProblem>& problems) {
  const FilesystemType type = EffectiveFilesystem(spec, &capabilities).type;
  if (!capabilities.block || type != FilesystemType::None) return;
  constexpr const char* kWhy = "a raw device (filesystem type none) is not mounted; remove it";
  if (!spec.mountOptions.empty()) problems.push_back({"spec.mountOptions", kWhy});
  if (!spec.subPath.empty()) problems.push_back({"spec.subPath", kWhy});
}

}  // namespace

void CheckVolume(const Sourced<VolumeSpec>& volume, const VolumeSpec* before,
                 const ValidationContext& context, ValidationReport& report) {
  const VolumeSpec& spec = volume.spec;
  const auto add = [&](std::string_view path, const std::string& why) {
    if (!why.empty()) report.Add(spec, volume.managedBy, path, why);
  };
  for (const SpecProblem& problem : CheckSpec(spec)) add(problem.path, problem.message);
  add("spec.owner", WhyNoOwner(spec, context));
  const Capabilities* capabilities = CapabilitiesOf(spec, context);
  if (capabilities == nullptr) return add("spec.service", WhyNoService(spec.service, context));
  // A size that was accepted stays acceptable, whatever the driver says today.
  const bool sizeKept =
      before != nullptr && before->size == spec.size && before->service == spec.service;
  if (!sizeKept) {
    add("spec.size", WhyNoSize(spec, *capabilities));
    add("spec.size", WhyTooSmall(spec));
  }
  add("spec.filesystem", WhyNoFilesystem(spec, *capabilities));
  add("spec.accessMode", WhyNoAccessMode(spec, *capabilities));
  if (capabilities->creates) add("spec.reclaimPolicy", WhyNoSnapshots(spec, *capabilities));
  std::vector<SpecProblem> problems;
  CheckCreation(spec, *capabilities, problems);
  CheckExisting(spec, *capabilities, problems);
  CheckRaw(spec, *capabilities, problems);
  for (const SpecProblem& problem : problems) add(problem.path, problem.message);
}

}  // namespace rexray
