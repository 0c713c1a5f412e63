#pragma once

#include <optional>

#include "state/manifest_report.h"
#include "state/spec.h"
#include "state/yaml.h"

namespace rexray {

// Reads a document of Spec's kind by its field table. nullopt: something was wrong, all of which is
// reported. `versionKnown`: an earlier document of the file gave apiVersion.
template <class Spec>
std::optional<Spec> DecodeDocument(const YamlNode& document, const NodeName& node,
                                   bool versionKnown, ManifestReport& report);

extern template std::optional<VolumeSpec> DecodeDocument(const YamlNode&, const NodeName&, bool,
                                                         ManifestReport&);
extern template std::optional<AttachmentSpec> DecodeDocument(const YamlNode&, const NodeName&, bool,
                                                             ManifestReport&);

}  // namespace rexray
