#pragma once

#include <string>

#include "api/removal_limit.h"

namespace rexray {

// A source of manifests: one apply set, of the same name.
struct SourceConfig {
  std::string name;
  std::string path;  // where it is
  bool prune = false;
  RemovalLimit maxRemovals = {};
};

}  // namespace rexray
