#pragma once

#include <istream>
#include <string>
#include <vector>

#include "state/manifest.h"

namespace rexray {

// The texts that -f names: files, folders (their *.yaml, *.yml and *.json, by name, not below), and
// "-" for standard input. In the order given. InvalidArgument names the path that cannot be read,
// the folder without manifests, or the file past kMaxManifestBytes.
Result<std::vector<ManifestText>> ReadManifests(const std::vector<std::string>& paths,
                                                std::istream& standardInput);

}  // namespace rexray
