#pragma once

#include <map>
#include <optional>
#include <string>

#include "state/fields.h"
#include "state/manifest_report.h"
#include "state/yaml.h"

namespace rexray {

// Places of the values of one document: "spec.mount.options[1]" → where it stands.
using MarkByPath = std::map<std::string, Mark, std::less<>>;

// The value of a field that is no Object, by its type; nullopt where that is wrong, which is
// reported. A text must be text in YAML's eyes too: an unquoted number or boolean is refused, as
// the JSON Schema does.
std::optional<FieldValue> ReadValue(const Field& field, const YamlNode& node, MarkByPath& marks,
                                    ManifestReport& report);

}  // namespace rexray
