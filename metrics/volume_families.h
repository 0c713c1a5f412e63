#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/family.h"
#include "state/store.h"

namespace rexray {

// What the database tells of the volumes at `now`: how many there are, their conditions, references
// and open operations. Pure. `drivers` names the driver of each configured service; a volume of any
// other service counts under driver "unknown".
void AddVolumeFamilies(FamilyList& families, const std::vector<VolumeState>& volumes,
                       const std::map<ServiceName, std::string>& drivers, TimePoint now);

}  // namespace rexray
