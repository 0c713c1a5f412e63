#pragma once

#include <string>
#include <vector>

#include "state/store.h"
#include "state/validate.h"

namespace rexray {

// An Attachment that stays away although its Volume comes back.
struct LeftOut {
  AttachmentName name;
  std::string why;
};

// Whether, and as what, a removed or orphaned volume can be declared again. FailedPrecondition: it
// is declared, or damaged, or its grace time is over. Pure.
Result<FormerSpecs> FormerlyDeclared(const VolumeState& stored, TimePoint now);

// What a deleted volume is called once its name was given to another: "pg.deleted-20260102T030405Z".
inline constexpr const char* kDeletedMark = ".deleted-";
VolumeName NameOfDeleted(const VolumeName& name, const Tombstone& tombstone);

// The change that declares it again under `name`, with those of its Attachments that nothing stands
// in the way of by now. Pure.
struct TakingBack {
  SpecChange change;
  std::vector<LeftOut> leftOut;
};
TakingBack TakeBack(FormerSpecs former, const VolumeName& name, const DesiredSet& desired,
                    const ValidationContext& context);

}  // namespace rexray
