#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "state/store.h"
#include "state/validate.h"

namespace rexray {

// The volumes that are declared, as they would stand after a change. Points into both.
class VolumesAfter {
 public:
  VolumesAfter(const DesiredSet& current, const SpecChange& change);

  const VolumeSpec* Find(const VolumeName& name) const;  // nullptr: there is none
  std::vector<std::string_view> Names() const;

 private:
  const DesiredSet& current_;
  std::map<VolumeName, const VolumeSpec*> changed_;  // nullptr: removed
};

// What is declared, as it would stand after a change. Points into both; private to validate*.cc.
struct SetAfter {
  struct Entry {
    const AttachmentSpec* spec;
    const ManagedBy* by;
  };

  VolumesAfter volumes;
  // Those whose volume is declared too. Touched: it or its volume is part of the change.
  std::vector<Entry> untouched;
  std::vector<Entry> touched;
};

SetAfter MakeSetAfter(const DesiredSet& current, const SpecChange& change);

// The capabilities of a volume's service; nullptr: not configured.
const Capabilities* CapabilitiesOf(const VolumeSpec& spec, const ValidationContext& context);

// What a volume's filesystem is where it is left out.
FilesystemSpec EffectiveFilesystem(const VolumeSpec& spec, const Capabilities* capabilities);

}  // namespace rexray
