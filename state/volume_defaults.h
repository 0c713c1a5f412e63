#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "state/problem.h"
#include "state/spec.h"
#include "state/store.h"
#include "state/yaml.h"

namespace rexray {

// What a Volume of one service is where it leaves fields out: `defaults:` of the configuration.
struct VolumeDefaults {
  VolumeSpec spec;
  std::vector<std::string_view> given;  // paths, "spec.size"

  bool Gives(std::string_view path) const;
};

// Which of a Volume's fields they may give: "size", …
std::vector<std::string_view> DefaultableFields();

// Reads the mapping below `path` ("services.local.defaults") as a Volume's spec is read. All
// problems at once; then no defaults.
VolumeDefaults ReadVolumeDefaults(const std::string& file, const std::string& path,
                                  const YamlNode& node, std::vector<Problem>& problems);

// The annotation that names the fields of a Volume which it left out when it was first declared,
// and got from the defaults of then: "size,filesystem". What they became is kept, whatever the
// defaults say later.
inline constexpr const char* kDefaulted = "rexray.io/defaults";

// Fills in what a new Volume leaves out, and notes it; of one that is declared already (`before`),
// what was noted then. What exists already is not told what it is: with spec.adopt nothing is
// filled in, and with spec.source nothing that the copy brings along. Doing it again changes
// nothing.
void FillInDefaults(Sourced<VolumeSpec>& volume, const VolumeSpec* before,
                    const VolumeDefaults& defaults);

}  // namespace rexray
