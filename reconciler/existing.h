#pragma once

#include <vector>

#include "state/observation.h"
#include "state/store.h"

namespace rexray {

// Which volume of a backend a declaration means, while no backend id is recorded. Pure.

// Of everything a service shows, what one volume's plan needs.
ListingExtract ExtractFor(const Listing& listing, const VolumeState& stored, const NodeName& node);

struct Existing {
  // In order of precedence: the first kind that is there counts.
  enum class Kind {
    None,
    Ours,      // of our uid: a Create whose reply was lost, or another host's of one wish
    Declared,  // what spec.adopt names
    OfDomain,  // what a host of our domain made under this name, of another incarnation
    Others,    // of this name, made by somebody else
  };
  Kind kind = Kind::None;
  std::vector<BackendVolume> found;  // more than one: ambiguous, none is picked
};
Existing FindExisting(const VolumeState& stored, const DomainName& domain,
                      const std::vector<BackendVolume>& candidates);

// Whether the volume's own facts say that it is the one: our uid, under our name. One that was
// renamed since has the uid that its old name derives, and is another volume.
bool IsMeantBy(const VolumeFacts& facts, const VolumeState& stored);

// Whether taking it writes our ownership into its facts: not where a host of our domain made it.
bool IsTakeOver(const BackendVolume& volume, const DomainName& domain);

}  // namespace rexray
