#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "state/fields.h"
#include "state/manifest.h"

namespace rexray {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string_view Remark(Mutability mutability) {
  switch (mutability) {
    case Mutability::Online:
      return "Changed live.";
    case Mutability::Offline:
      return "A change unmounts the path for a moment.";
    case Mutability::Immutable:
      return "Cannot change once the volume exists.";
    case Mutability::ReadOnly:
      return "Read-only.";
  }
  return "";
}

OrderedJson TextSchema(const Field& field) {
  OrderedJson schema = {{"type", "string"}};
  if (field.choices.size() == 1) schema["const"] = field.choices.front();
  if (field.choices.size() > 1) schema["enum"] = field.choices;
  if (field.pattern.empty()) return schema;
  // Where the node's variable may stand, it is an alternative to the pattern.
  schema["pattern"] =
      field.expandsNode ? fmt::format(R"({}|^\$\{{node\.name\}}$)", field.pattern) : field.pattern;
  return schema;
}

OrderedJson TypeSchema(const Field& field) {
  switch (field.type) {
    case FieldType::Text:
    case FieldType::Quantity:
    case FieldType::Mode:
      return TextSchema(field);
    case FieldType::Boolean:
      return {{"type", "boolean"}};
    case FieldType::Integer:
      return {{"type", "integer"}, {"minimum", 0}, {"maximum", kMaxInteger}};
    case FieldType::List:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case FieldType::Map:
      return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    case FieldType::Object:
      return {{"type", "object"},
              {"additionalProperties", false},
              {"properties", OrderedJson::object()}};
    case FieldType::Any:
      return {{"readOnly", true}};
  }
  return {};
}

OrderedJson FieldSchema(const Field& field) {
  OrderedJson schema = TypeSchema(field);
  // Sections hold fields of every class, so only their parts tell.
  const bool told = field.type == FieldType::Object || field.choices.size() == 1;
  schema["description"] = told ? std::string(field.description)
                               : fmt::format("{} {}", field.description, Remark(field.mutability));
  if (field.fallback.empty()) return schema;
  if (field.type == FieldType::Boolean) {
    schema["default"] = field.fallback == "true";
  } else {
    schema["default"] = field.fallback;
  }
  return schema;
}

// The schema of the object that holds the field; parents stand before their children in the table.
OrderedJson& SchemaOf(OrderedJson& root, std::string_view path) {
  if (path.empty()) return root;
  return SchemaOf(root, ParentOf(path))["properties"][std::string(LastPartOf(path))];
}

template <class Spec>
OrderedJson KindSchema() {
  OrderedJson root = {
      {"type", "object"}, {"additionalProperties", false}, {"properties", OrderedJson::object()}};
  for (const SpecField<Spec>& candidate : FieldsOf<Spec>()) {
    const Field& field = candidate.field;
    OrderedJson& parent = SchemaOf(root, ParentOf(field.path));
    parent["properties"][std::string(LastPartOf(field.path))] = FieldSchema(field);
    // A later document of a file may leave apiVersion out.
    if (field.required && field.path != "apiVersion") {
      parent["required"].push_back(LastPartOf(field.path));
    }
  }
  return root;
}

}  // namespace

std::string ManifestSchema() {
  const OrderedJson schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "https://rexray.io/schema/v1/manifest.json"},
      {"title", "rexray manifest"},
      {"description", "One document of a manifest: what storage is wanted, and where."},
      {"oneOf", OrderedJson::array({{{"$ref", "#/$defs/Volume"}},
                                    {{"$ref", "#/$defs/Attachment"}},
                                    {{"$ref", "#/$defs/Snapshot"}}})},
      {"$defs",
       {{"Volume", KindSchema<VolumeSpec>()},
        {"Attachment", KindSchema<AttachmentSpec>()},
        {"Snapshot", KindSchema<SnapshotSpec>()}}},
  };
  return schema.dump(2) + '\n';
}

}  // namespace rexray
