#pragma once

#include <map>
#include <set>
#include <vector>

#include "state/capabilities.h"
#include "state/manifest.h"
#include "state/store.h"

namespace rexray {

// What a set of specs is checked against.
struct ValidationContext {
  NodeName node;
  std::map<std::string, std::string> labels = {};  // of this node, for nodeSelector
  bool domainOfOne =
      true;  // no other host shares our backends: an Attachment elsewhere is a mistake
  std::map<ServiceName, Capabilities> services;
  std::vector<std::string>
      protectedPaths;            // our state folder, data roots: nothing at, above or below
  std::set<VolumeName> created;  // a backend volume exists or may exist: immutable fields hold
};

// Fills in what may be left out where there is one choice: service, node.
void Complete(SpecChange& change, const ValidationContext& context);

// Everything that concerns the set of volumes, as it would stand after `change`: unknown services
// and nodes, sizes against capabilities, a filesystem on a directory driver, Attachments without a
// Volume, two Attachments of a volume on a node, one path for two volumes, forbidden paths, changes
// of immutable fields (the message names the manual route), another manager's object, deletion
// protection. Pure. Empty: valid.
std::vector<Problem> Validate(const DesiredSet& current, const SpecChange& change,
                              const ValidationContext& context);

}  // namespace rexray
