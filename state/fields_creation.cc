#include "state/fields_creation.h"

#include "state/fields_build.h"

namespace rexray {
namespace {

using CreationParts = std::vector<SpecField<VolumeSpec>>;
using Value = std::optional<FieldValue>;

constexpr std::string_view kMakeAnew = "declare a new Volume, copy the data, then delete this one";

CreationParts PlaceFields() {
  return {
      {{.path = "spec.type",
        .mutability = Mutability::Immutable,
        .description = "Type of the storage in the backend's own words, such as gp3; left out: the "
                       "service's usual one.",
        .route = kMakeAnew},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.type = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.type); }},
      {{.path = "spec.iops",
        .type = FieldType::Integer,
        .mutability = Mutability::Immutable,
        .description = "Operations per second that the backend provides for; changed live where "
                       "its service can "
                       "(modify).",
        .route = kMakeAnew},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.iops = static_cast<std::uint64_t>(Take<std::int64_t>(value));
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.iops ? Value(static_cast<std::int64_t>(*spec.iops)) : Value();
       }},
      {{.path = "spec.availabilityZone",
        .mutability = Mutability::Immutable,
        .description = "Zone of the backend in which the volume is kept.",
        .route = kMakeAnew},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.availabilityZone = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.availabilityZone); }},
  };
}

CreationParts EncryptionFields() {
  return {
      {{.path = "spec.encrypted",
        .type = FieldType::Boolean,
        .mutability = Mutability::Immutable,
        .description = "Whether the backend encrypts the volume.",
        .route = kMakeAnew,
        .fallback = "false"},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.encrypted = Take<bool>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.encrypted); }},
      {{.path = "spec.encryptionKey",
        .mutability = Mutability::Immutable,
        .description = "Name of the backend's key to encrypt with, never the key itself; left out: "
                       "the backend's usual one.",
        .route = kMakeAnew},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.encryptionKey = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.encryptionKey); }},
  };
}

SourceSpec& Source(VolumeSpec& spec) {
  if (!spec.source) spec.source.emplace();
  return *spec.source;
}

CreationParts SourceFields() {
  return {
      {{.path = "spec.source",
        .type = FieldType::Object,
        .mutability = Mutability::Immutable,
        .description = "What the new volume is a copy of; left out: it is blank. What it holds is "
                       "never formatted."},
       [](VolumeSpec& spec, FieldValue) -> Result<void> {
         Source(spec);
         return {};
       },
       [](const VolumeSpec& spec) { return spec.source ? Value(FieldValue()) : Value(); }},
      {{.path = "spec.source.snapshot",
        .mutability = Mutability::Immutable,
        .description = "Name of a Snapshot, or id of a snapshot of the same service, as rexray get "
                       "snapshots shows it.",
        .route = kMakeAnew},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Source(spec).snapshot = {Take<std::string>(value)};
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.source ? Given(spec.source->snapshot.value) : Value();
       }},
      {{.path = "spec.source.volume",
        .mutability = Mutability::Immutable,
        .description =
            "Name of a Volume of the same service, in place of a snapshot: copied as it is "
            "once this is declared.",
        .route = kMakeAnew,
        .pattern = kVolumeNamePattern},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(Source(spec).volume, ParseVolumeName(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) {
         return spec.source ? Given(spec.source->volume.value) : Value();
       }},
  };
}

}  // namespace

CreationParts CreationFields() {
  CreationParts fields;
  for (const CreationParts& part : {PlaceFields(), EncryptionFields(), SourceFields()}) {
    fields.insert(fields.end(), part.begin(), part.end());
  }
  return fields;
}

}  // namespace rexray
