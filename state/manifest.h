#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "state/problem.h"
#include "state/store.h"

namespace rexray {

struct ManifestText {
  std::string file;  // as the user named it, "-" for standard input
  std::string text;
};

// Objects in the order of the files. managedBy.source holds "file:line"; managedBy.set is left
// empty.
struct Manifest {
  std::vector<Sourced<VolumeSpec>> volumes = {};
  std::vector<Sourced<AttachmentSpec>> attachments = {};
  std::vector<Sourced<SnapshotSpec>> snapshots = {};
};

// Limits that keep one file from harming the daemon; past them the file is refused.
inline constexpr std::size_t kMaxManifestBytes = 4 << 20;
inline constexpr std::size_t kMaxManifestNodes = 200'000;  // after aliases are followed
inline constexpr int kMaxManifestDepth = 32;

// YAML 1.2's core as Kubernetes users write it, several documents a file. All problems of all files
// at once; any problem means nothing is returned. Checks form only: fields, types, units,
// duplicates inside the texts.
// `${node.name}` in an Attachment's node is replaced by `node`.
std::expected<Manifest, std::vector<Problem>> ParseManifests(std::span<const ManifestText> texts,
                                                             const NodeName& node);

// The specs as a manifest that ParseManifests reads back to the same values.
std::string PrintManifest(const Manifest& manifest);

// JSON Schema (draft 2020-12) of the manifest format, for editors: made from the same field table.
std::string ManifestSchema();

}  // namespace rexray
