#include "state/fields_build.h"
#include "state/mount_path.h"

namespace rexray {
namespace {

using AttachmentFields = std::vector<SpecField<AttachmentSpec>>;
using Value = std::optional<FieldValue>;

constexpr std::string_view kMakeAnother =
    "delete this Attachment and declare another one under a new name; the data stays";

MountSpec& Mount(AttachmentSpec& spec) {
  if (!spec.mount) spec.mount.emplace();
  return *spec.mount;
}

AttachmentFields TargetFields() {
  return {
      {{.path = "spec.volume",
        .mutability = Mutability::Immutable,
        .description = "Name of the Volume.",
        .route = kMakeAnother,
        .required = true,
        .pattern = kVolumeNamePattern},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(spec.volume, ParseVolumeName(Take<std::string>(value)));
       },
       [](const AttachmentSpec& spec) { return Given(spec.volume.value); }},
      {{.path = "spec.node",
        .mutability = Mutability::Immutable,
        .description =
            "Name of the node to attach to; ${node.name} is the node that reads the manifest. "
            "May be left out where there is one node.",
        .route = kMakeAnother,
        .pattern = kNamePattern,
        .expandsNode = true},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(spec.node, ParseNodeName(Take<std::string>(value)));
       },
       // One that the selector chose is not declared, and may become another.
       [](const AttachmentSpec& spec) {
         return spec.nodeSelector.empty() ? Given(spec.node.value) : Value();
       }},
  };
}

SpecField<AttachmentSpec> NodeSelectorField() {
  return {
      {.path = "spec.nodeSelector",
       .type = FieldType::Map,
       .mutability = Mutability::Immutable,
       .description = "Labels, from the configuration, of the node to attach to, in place of its "
                      "name; compared when the manifest is applied.",
       .route = kMakeAnother},
      [](AttachmentSpec& spec, FieldValue value) -> Result<void> {
        spec.nodeSelector = Take<std::map<std::string, std::string>>(value);
        return {};
      },
      [](const AttachmentSpec& spec) { return Given(spec.nodeSelector); }};
}

AttachmentFields MountFields() {
  return {
      {{.path = "spec.mount",
        .type = FieldType::Object,
        .mutability = Mutability::Offline,
        .description = "Where the filesystem is mounted; left out: the volume is attached only."},
       [](AttachmentSpec& spec, FieldValue) -> Result<void> {
         Mount(spec);
         return {};
       },
       [](const AttachmentSpec& spec) { return spec.mount ? Value(FieldValue()) : Value(); }},
      {{.path = "spec.mount.path",
        .mutability = Mutability::Offline,
        .description = "Absolute path of the mount; missing folders are made.",
        .required = true,
        .pattern = "^/"},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(Mount(spec).path, ParseMountPath(Take<std::string>(value)));
       },
       [](const AttachmentSpec& spec) { return spec.mount ? Given(spec.mount->path) : Value(); }},
      {{.path = "spec.mount.options",
        .type = FieldType::List,
        .mutability = Mutability::Online,
        .description =
            "Options of the mount, one each, such as noatime or commit=30. Not ro and rw (use "
            "readOnly), nor what names another device or changes what is mounted where.",
        .noise = "defaults"},
       [](AttachmentSpec& spec, FieldValue value) -> Result<void> {
         Mount(spec).options = Take<std::vector<std::string>>(value);
         return {};
       },
       [](const AttachmentSpec& spec) {
         return spec.mount ? Given(spec.mount->options) : Value();
       }},
      {{.path = "spec.mount.readOnly",
        .type = FieldType::Boolean,
        .mutability = Mutability::Online,
        .description = "Whether the filesystem is mounted read-only.",
        .fallback = "false"},
       [](AttachmentSpec& spec, FieldValue value) -> Result<void> {
         Mount(spec).readOnly = Take<bool>(value);
         return {};
       },
       [](const AttachmentSpec& spec) { return Given(spec.mount && spec.mount->readOnly); }},
      {{.path = "spec.mount.subPath",
        .mutability = Mutability::Online,
        .description =
            "The folder of the volume that front doors hand out on this node; made if it "
            "is missing. Left out: the Volume's."},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(Mount(spec).subPath, ParseSubPath(Take<std::string>(value)));
       },
       [](const AttachmentSpec& spec) {
         return spec.mount ? Given(spec.mount->subPath) : Value();
       }},
  };
}

SpecField<AttachmentSpec> DriftField() {
  return {
      {.path = "spec.driftPolicy",
       .mutability = Mutability::Online,
       .description =
           "What happens when somebody unmounts the volume or changes its options: Repair "
           "mounts it again, Report only tells.",
       .choices = Names<DriftPolicy>(),
       .fallback = "Repair"},
      [](AttachmentSpec& spec, FieldValue value) {
        return Assign(spec.driftPolicy, ParseChoice<DriftPolicy>(Take<std::string>(value)));
      },
      [](const AttachmentSpec& spec) { return Value(std::string(ToString(spec.driftPolicy))); }};
}

AttachmentFields SharingFields() {
  return {
      {{.path = "spec.preemption",
        .mutability = Mutability::Online,
        .description = "When the volume is taken away from another node that holds it: Never; "
                       "WhenReleased, once "
                       "the backend shows it detached; WhenDead, if the backend says that the "
                       "holder is stopped "
                       "or gone; WhenFenced, if it says that the holder's I/O is revoked; Always, "
                       "which may lose "
                       "data.",
        .choices = Names<Preemption>(),
        .fallback = "Never"},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(spec.preemption, ParseChoice<Preemption>(Take<std::string>(value)));
       },
       [](const AttachmentSpec& spec) { return Unusual(spec.preemption, Preemption::Never); }},
      {{.path = "spec.foreignAttachments",
        .mutability = Mutability::Online,
        .description =
            "What is done about attachments of the volume to nodes that no Attachment names: "
            "Ignore; "
            "Report, a condition; Detach, with the evidence that WhenDead and WhenFenced ask for.",
        .choices = Names<ForeignAttachments>(),
        .fallback = "Ignore"},
       [](AttachmentSpec& spec, FieldValue value) {
         return Assign(spec.foreignAttachments,
                       ParseChoice<ForeignAttachments>(Take<std::string>(value)));
       },
       [](const AttachmentSpec& spec) {
         return Unusual(spec.foreignAttachments, ForeignAttachments::Ignore);
       }},
  };
}

AttachmentFields BuildAttachmentFields() {
  AttachmentFields fields = Envelope<AttachmentSpec>(
      "A volume at a node, attached and mounted.", kNamePattern,
      [](AttachmentSpec& spec, FieldValue value) {
        return Assign(spec.name, ParseAttachmentName(Take<std::string>(value)));
      });
  fields.push_back(Section<AttachmentSpec>("spec", "What is wanted.", true));
  for (const AttachmentFields& part :
       {TargetFields(), AttachmentFields{NodeSelectorField()}, MountFields(), SharingFields()}) {
    fields.insert(fields.end(), part.begin(), part.end());
  }
  fields.push_back(DriftField());
  fields.push_back(
      Ignored<AttachmentSpec>("status", "What rexray sees; ignored where it is given."));
  return fields;
}

}  // namespace

template <>
const std::vector<SpecField<AttachmentSpec>>& FieldsOf() {
  static const AttachmentFields fields = BuildAttachmentFields();
  return fields;
}

}  // namespace rexray
