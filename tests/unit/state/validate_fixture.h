#pragma once

#include <string>
#include <utility>
#include <vector>

#include "state/validate.h"

namespace rexray {

// Builders of small sets for the tests of Validate.

inline VolumeSpec Volume(std::string name) {
  VolumeSpec spec;
  spec.name = {std::move(name)};
  spec.service = {"local"};
  spec.size = Bytes{1 << 30};
  return spec;
}

inline AttachmentSpec Attachment(std::string name, std::string volume, std::string path = {}) {
  AttachmentSpec spec;
  spec.name = {std::move(name)};
  spec.volume = {std::move(volume)};
  spec.node = {"db1"};
  if (!path.empty())
    spec.mount = MountSpec{.path = std::move(path), .options = {}, .readOnly = false};
  return spec;
}

// This node is db1; "local" gives block devices, "other" too, "folders" directories.
inline ValidationContext Context() {
  ValidationContext context;
  context.node = {"db1"};
  Capabilities block;
  block.minimumSize = Bytes{16 << 20};
  block.sizeStep = Bytes{1 << 20};
  Capabilities folders;
  folders.block = false;
  folders.sized = false;
  context.services = {{{"local"}, block}, {{"other"}, block}, {{"folders"}, folders}};
  context.protectedPaths = {"/var/lib/rexray"};
  return context;
}

// What is declared already, by the set "default".
template <class Spec>
std::shared_ptr<const Declared<Spec>> Stored(Spec spec, ManagedBy by = {"default", "old.yaml:1"}) {
  return std::make_shared<const Declared<Spec>>(Declared<Spec>{
      .spec = std::move(spec), .generation = 1, .managedBy = std::move(by), .appliedAt = {}});
}
template <class Spec>
Sourced<Spec> Given(Spec spec, ManagedBy by = {"default", "new.yaml:7"}) {
  return {.spec = std::move(spec), .managedBy = std::move(by)};
}

inline SpecChange Change(std::vector<VolumeSpec> volumes,
                         std::vector<AttachmentSpec> attachments = {}) {
  SpecChange change;
  for (VolumeSpec& spec : volumes) change.volumes.push_back(Given(std::move(spec)));
  for (AttachmentSpec& spec : attachments) change.attachments.push_back(Given(std::move(spec)));
  return change;
}

inline DesiredSet Current(std::vector<VolumeSpec> volumes,
                          std::vector<AttachmentSpec> attachments = {}) {
  DesiredSet current;
  const auto name = [](const auto& each) -> const auto& { return each->spec.name; };
  for (VolumeSpec& spec : volumes) current.volumes.push_back(Stored(std::move(spec)));
  for (AttachmentSpec& spec : attachments) current.attachments.push_back(Stored(std::move(spec)));
  std::ranges::sort(current.volumes, {}, name);
  std::ranges::sort(current.attachments, {}, name);
  return current;
}

inline std::vector<std::string> ProblemsOf(const DesiredSet& current, const SpecChange& change,
                                           const ValidationContext& context = Context()) {
  std::vector<std::string> lines;
  for (const Problem& problem : Validate(current, change, context))
    lines.push_back(ToString(problem));
  return lines;
}

}  // namespace rexray
