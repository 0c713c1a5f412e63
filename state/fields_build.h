#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "state/codec_names.h"
#include "state/fields.h"

namespace rexray {

// What the tables of fields_*.cc share.

inline constexpr std::string_view kNamePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$";
inline constexpr std::string_view kVolumeNamePattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$";

// The table's type guarantees which alternative a value holds.
template <class T>
T Take(FieldValue& value) {
  return std::get<T>(std::move(value));
}

// For optional members and plain ones alike.
template <class Member, class T>
Result<void> Assign(Member& member, Result<T> value) {
  if (!value) return std::unexpected(std::move(value).error());
  member = std::move(*value);
  return {};
}

// Values that say nothing count as left out.
inline std::optional<FieldValue> Given(bool value) {
  return value ? std::optional<FieldValue>(value) : std::nullopt;
}
template <class T>
requires requires(const T& value) { value.empty(); }
std::optional<FieldValue> Given(const T& value) {
  return value.empty() ? std::nullopt : std::optional<FieldValue>(FieldValue(value));
}

// The names of an enumeration, and the way back; choices are checked before a value is set.
template <class Enum>
std::vector<std::string_view> Names() {
  std::vector<std::string_view> names;
  for (const Enum value : codec::kEnumerators<Enum>) names.push_back(ToString(value));
  return names;
}
template <class Enum>
Result<Enum> ParseChoice(std::string_view text) {
  if (const auto value = codec::ParseEnumerator<Enum>(text)) return *value;
  return Fail(Code::InvalidArgument, fmt::format("\"{}\" is not one of the choices", text));
}

template <class Spec>
Result<void> Accept(Spec&, FieldValue) {
  return {};
}
template <class Spec>
std::optional<FieldValue> Nothing(const Spec&) {
  return std::nullopt;
}

// An enumeration's word, left out where it is the usual one.
template <class Enum>
std::optional<FieldValue> Unusual(Enum value, Enum usual) {
  if (value == usual) return std::nullopt;
  return std::string(ToString(value));
}

// A field that only rexray writes.
template <class Spec>
SpecField<Spec> Ignored(std::string_view path, std::string_view description) {
  return {{.path = path,
           .type = FieldType::Any,
           .mutability = Mutability::ReadOnly,
           .description = description},
          Accept<Spec>,
          Nothing<Spec>};
}

// An object that is always there.
template <class Spec>
SpecField<Spec> Section(std::string_view path, std::string_view description, bool required) {
  return {
      {.path = path, .type = FieldType::Object, .description = description, .required = required},
      Accept<Spec>,
      Nothing<Spec>};
}

// One word that every object of the kind carries.
template <class Spec>
SpecField<Spec> Constant(std::string_view path, std::string_view word, std::string_view description,
                         std::optional<FieldValue> (*get)(const Spec&)) {
  return {{.path = path,
           .mutability = Mutability::Immutable,
           .description = description,
           .required = true,
           .choices = {word}},
          Accept<Spec>,
          get};
}

// apiVersion, kind and metadata.
template <class Spec>
std::vector<SpecField<Spec>> Envelope(std::string_view kindDescription,
                                      std::string_view namePattern,
                                      Result<void> (*setName)(Spec&, FieldValue)) {
  using Map = std::map<std::string, std::string>;
  return {
      Constant<Spec>(
          "apiVersion", kApiVersion,
          "Version of the format. Documents after the first of a file may leave it out.",
          [](const Spec&) -> std::optional<FieldValue> { return std::string(kApiVersion); }),
      Constant<Spec>(
          "kind", kKindOf<Spec>, kindDescription,
          [](const Spec&) -> std::optional<FieldValue> { return std::string(kKindOf<Spec>); }),
      Section<Spec>("metadata", "Name and labels of the object.", true),
      {{.path = "metadata.name",
        .mutability = Mutability::Immutable,
        .description =
            "Name of the object, unique among its kind: letters, digits, '_', '.' and '-', "
            "starting with a letter or digit, at most 128 characters.",
        .route = "another name is another object",
        .required = true,
        .pattern = namePattern},
       setName,
       [](const Spec& spec) { return Given(spec.name.value); }},
      {{.path = "metadata.labels",
        .type = FieldType::Map,
        .description = "Short words to select objects by, such as app: postgres."},
       [](Spec& spec, FieldValue value) -> Result<void> {
         spec.metadata.labels = Take<Map>(value);
         return {};
       },
       [](const Spec& spec) { return Given(spec.metadata.labels); }},
      {{.path = "metadata.annotations",
        .type = FieldType::Map,
        .description = "Notes for people and tools; rexray only keeps them."},
       [](Spec& spec, FieldValue value) -> Result<void> {
         spec.metadata.annotations = Take<Map>(value);
         return {};
       },
       [](const Spec& spec) { return Given(spec.metadata.annotations); }},
      Ignored<Spec>("metadata.generation", "How often the spec changed; written by rexray."),
      Ignored<Spec>("metadata.managedBy", "Who declared the object; written by rexray."),
  };
}

}  // namespace rexray
