#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "state/manifest_report.h"
#include "state/spec.h"
#include "state/yaml.h"

namespace rexray {

template <class Spec>
struct Decoded {
  Spec spec;
  std::vector<std::string_view> given;  // paths of the fields that stand there
};

// Reads a document of Spec's kind by its field table. nullopt: something was wrong, all of which is
// reported. `versionKnown`: an earlier document of the file gave apiVersion.
template <class Spec>
std::optional<Decoded<Spec>> DecodeDocument(const YamlNode& document, const NodeName& node,
                                            bool versionKnown, ManifestReport& report);

extern template std::optional<Decoded<VolumeSpec>> DecodeDocument(const YamlNode&, const NodeName&,
                                                                  bool, ManifestReport&);
extern template std::optional<Decoded<AttachmentSpec>> DecodeDocument(const YamlNode&,
                                                                      const NodeName&, bool,
                                                                      ManifestReport&);
extern template std::optional<Decoded<SnapshotSpec>> DecodeDocument(const YamlNode&,
                                                                    const NodeName&, bool,
                                                                    ManifestReport&);

}  // namespace rexray
