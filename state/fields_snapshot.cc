#include "state/fields_build.h"

namespace rexray {
namespace {

using SnapshotFields = std::vector<SpecField<SnapshotSpec>>;

SnapshotFields SpecFields() {
  return {
      {{.path = "spec.volume",
        .mutability = Mutability::Immutable,
        .description = "Name of the Volume whose data is kept as it is once this is declared. Its "
                       "writers wait while that moment is taken.",
        .route = "declare another Snapshot under a new name",
        .required = true,
        .pattern = kVolumeNamePattern},
       [](SnapshotSpec& spec, FieldValue value) {
         return Assign(spec.volume, ParseVolumeName(Take<std::string>(value)));
       },
       [](const SnapshotSpec& spec) { return Given(spec.volume.value); }},
      {{.path = "spec.reclaimPolicy",
        .mutability = Mutability::Online,
        .description = "What becomes of the data when this is deleted: Retain leaves it at the "
                       "backend, Delete deletes it.",
        .choices = Names<SnapshotReclaim>(),
        .fallback = "Retain"},
       [](SnapshotSpec& spec, FieldValue value) {
         return Assign(spec.reclaimPolicy, ParseChoice<SnapshotReclaim>(Take<std::string>(value)));
       },
       [](const SnapshotSpec& spec) {
         return std::optional<FieldValue>(std::string(ToString(spec.reclaimPolicy)));
       }},
      {{.path = "spec.deletionProtection",
        .type = FieldType::Boolean,
        .mutability = Mutability::Online,
        .description = "Whether it is kept: deleting it is an error.",
        .fallback = "false"},
       [](SnapshotSpec& spec, FieldValue value) -> Result<void> {
         spec.deletionProtection = Take<bool>(value);
         return {};
       },
       [](const SnapshotSpec& spec) { return Given(spec.deletionProtection); }},
  };
}

SnapshotFields BuildSnapshotFields() {
  SnapshotFields fields = Envelope<SnapshotSpec>(
      "The data of a volume at one moment.", kNamePattern,
      [](SnapshotSpec& spec, FieldValue value) {
        return Assign(spec.name, ParseSnapshotName(Take<std::string>(value)));
      });
  fields.push_back(Section<SnapshotSpec>("spec", "What is wanted.", true));
  const SnapshotFields own = SpecFields();
  fields.insert(fields.end(), own.begin(), own.end());
  fields.push_back(Ignored<SnapshotSpec>("status", "What rexray sees; ignored where it is given."));
  return fields;
}

}  // namespace

template <>
const std::vector<SpecField<SnapshotSpec>>& FieldsOf() {
  static const SnapshotFields fields = BuildSnapshotFields();
  return fields;
}

}  // namespace rexray
