#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "state/result.h"
#include "state/spec.h"

namespace rexray {

// The one table of what a manifest may hold. Reading, printing, the JSON Schema and the check of
// changes are all made from it, so that a field is described once. Parents stand before their
// children, in the order in which they are printed.

inline constexpr std::string_view kApiVersion = "rexray.io/v1";

// What may become of a field once the backend volume exists.
enum class Mutability {
  Online,     // changed live
  Offline,    // the path is unmounted for it
  Immutable,  // an error that names the manual route
  ReadOnly,   // written by rexray; ignored where a user gives it
};

enum class FieldType {
  Text,
  Quantity,  // "20Gi"
  Mode,      // "0750", quoted
  Boolean,
  Integer,  // 0 to kMaxInteger
  List,     // of text
  Map,      // of text to text
  Object,   // holds the fields whose paths extend its own
  Any,      // of ReadOnly fields
};

inline constexpr std::int64_t kMaxInteger = 4'294'967'294;  // the greatest uid and gid

// What stands in a manifest, by FieldType: Text, Quantity and Mode are strings. Objects carry none.
using FieldValue = std::variant<std::monostate, std::string, bool, std::int64_t,
                                std::vector<std::string>, std::map<std::string, std::string>>;

struct Field {
  std::string_view path;  // "spec.filesystem.type"
  FieldType type = FieldType::Text;
  Mutability mutability = Mutability::Online;
  std::string_view description = {};
  std::string_view route = {};                 // of what cannot change: what to do by hand instead
  bool required = false;                       // of an Object: its required children are
  std::vector<std::string_view> choices = {};  // empty: any value
  std::string_view fallback = {};              // what leaving it out means
  std::string_view pattern = {};               // regular expression of a Text
  std::string_view noise = {};                 // item of a List that means nothing and is dropped
  bool expandsNode = false;                    // "${node.name}" stands for the node's name
};

template <class Spec>
struct SpecField {
  Field field;
  // Puts a value of the field's type into the spec, parents first. InvalidArgument: not its
  // grammar.
  Result<void> (*set)(Spec& spec, FieldValue value);
  // nullopt: left out.
  std::optional<FieldValue> (*get)(const Spec& spec);
};

template <class Spec>
const std::vector<SpecField<Spec>>& FieldsOf();
template <>
const std::vector<SpecField<VolumeSpec>>& FieldsOf();
template <>
const std::vector<SpecField<AttachmentSpec>>& FieldsOf();
template <>
const std::vector<SpecField<SnapshotSpec>>& FieldsOf();

template <class Spec>
constexpr std::string_view kKindOf = {};
template <>
inline constexpr std::string_view kKindOf<VolumeSpec> = "Volume";
template <>
inline constexpr std::string_view kKindOf<AttachmentSpec> = "Attachment";
template <>
inline constexpr std::string_view kKindOf<SnapshotSpec> = "Snapshot";

// Words of the format that this version refuses, told apart from mistakes: paths, and "path=value".
std::span<const std::string_view> UnsupportedFields();
std::span<const std::string_view> UnsupportedKinds();

// "spec.filesystem.type" → "spec.filesystem"; "spec" → "".
std::string_view ParentOf(std::string_view path);
std::string_view LastPartOf(std::string_view path);

}  // namespace rexray
