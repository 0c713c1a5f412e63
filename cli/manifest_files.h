#pragma once

#include <expected>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include "state/manifest.h"

namespace rexray {

// The texts that -f names: files, folders (ManifestsIn), and "-" for standard input. In the order
// given. InvalidArgument names every path that cannot be read, the folder without manifests, or the
// file past kMaxManifestBytes.
Result<std::vector<ManifestText>> ReadManifests(const std::vector<std::string>& paths,
                                                std::istream& standardInput);

// The manifests of a folder, by name: its *.yaml, *.yml and *.json, not below it, and none whose
// name begins with a dot (editors and file systems leave such). A symlink that leads nowhere is one
// of them: what it stood for is not gone.
std::expected<std::vector<std::filesystem::path>, Problem> ManifestsIn(
    const std::filesystem::path& folder);

// Reads no more than the limit; the text is fit for JSON.
std::expected<ManifestText, Problem> ReadManifestFile(const std::filesystem::path& file);

}  // namespace rexray
