#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "state/manifest.h"

namespace rexray {

// Reads one text as "x.yaml" on the node "db1".
inline std::expected<Manifest, std::vector<Problem>> Read(std::string_view text) {
  const ManifestText input{.file = "x.yaml", .text = std::string(text)};
  return ParseManifests({&input, 1}, NodeName{"db1"});
}

// The problems of a text, as a user sees them; none where it is right.
inline std::vector<std::string> ProblemsOf(std::string_view text) {
  std::vector<std::string> lines;
  const auto manifest = Read(text);
  if (manifest) return lines;
  for (const Problem& problem : manifest.error()) lines.push_back(ToString(problem));
  return lines;
}

inline Manifest MustRead(std::string_view text) {
  const auto manifest = Read(text);
  for (const std::string& problem : ProblemsOf(text)) ADD_FAILURE() << problem;
  return manifest.value_or(Manifest{});
}

// Manifests of one object, around the lines of its spec, each line indented by two spaces. The
// first line of the spec is line 5.
inline std::string VolumeText(std::string_view spec) {
  return "apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pgdata}\nspec:\n" +
         std::string(spec);
}
inline std::string AttachmentText(std::string_view spec) {
  return "apiVersion: rexray.io/v1\nkind: Attachment\nmetadata: {name: pg-db1}\nspec:\n" +
         std::string(spec);
}

inline VolumeSpec ReadVolume(std::string_view spec) {
  const Manifest manifest = MustRead(VolumeText(spec));
  return manifest.volumes.empty() ? VolumeSpec{} : manifest.volumes.front().spec;
}
inline AttachmentSpec ReadAttachment(std::string_view spec) {
  const Manifest manifest = MustRead(AttachmentText(spec));
  return manifest.attachments.empty() ? AttachmentSpec{} : manifest.attachments.front().spec;
}

}  // namespace rexray
