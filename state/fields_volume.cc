#include <fmt/format.h>

#include <charconv>

#include "state/fields_build.h"
#include "state/fields_creation.h"
#include "state/mount_path.h"

namespace rexray {
namespace {

using VolumeFields = std::vector<SpecField<VolumeSpec>>;
using Value = std::optional<FieldValue>;

constexpr std::string_view kCopy = "declare a new Volume, copy the data, then delete this one";
constexpr std::string_view kByHand =
    "it is set once, at format; change it by hand on the mounted filesystem and leave the manifest";

FilesystemSpec& Filesystem(VolumeSpec& spec) {
  if (!spec.filesystem) spec.filesystem.emplace();
  return *spec.filesystem;
}

// Two to four octal digits, the leading zero aside.
Result<std::uint32_t> ParseMode(std::string_view text) {
  std::uint32_t mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || text.size() < 3 || text.size() > 5 || mode > 07777) {
    return Fail(
        Code::InvalidArgument,
        fmt::format("\"{}\" is not a mode; write octal digits in quotes, such as \"0750\"", text));
  }
  return mode;
}

Value ModeText(const std::optional<std::uint32_t>& mode) {
  return mode ? Value(fmt::format("{:04o}", *mode)) : Value();
}

Value IdValue(const std::optional<std::uint32_t>& id) {
  return id ? Value(std::int64_t{*id}) : Value();
}

bool HasOwner(const VolumeSpec& spec) {
  return spec.filesystem && (spec.filesystem->uid || spec.filesystem->gid || spec.filesystem->mode);
}

VolumeFields BackendFields() {
  return {
      {{.path = "spec.service",
        .mutability = Mutability::Immutable,
        .description =
            "The configured driver that keeps the volume; may be left out where there is one.",
        .route = kCopy,
        .pattern = kNamePattern},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.service, ParseServiceName(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return Given(spec.service.value); }},
      {{.path = "spec.size",
        .type = FieldType::Quantity,
        .mutability = Mutability::Online,
        .description =
            "Size with its unit: Ki, Mi, Gi, Ti, Pi (powers of 1024), k, M, G, T, P (powers of "
            "1000) or B, such as 20Gi. Required by drivers of sized volumes. It may be raised "
            "later; nothing ever shrinks.",
        .route = kCopy,
        .pattern = R"(^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P|B)$)"},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.size, ParseBytes(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return spec.size ? Value(ToString(*spec.size)) : Value(); }},
      {{.path = "spec.owner",
        .mutability = Mutability::Immutable,
        .description = "The node that creates and deletes the volume; usually left out.",
        .route = kCopy,
        .pattern = kNamePattern},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.owner, ParseNodeName(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return spec.owner ? Given(spec.owner->value) : Value(); }},
  };
}

VolumeFields FilesystemFields() {
  return {
      {{.path = "spec.filesystem",
        .type = FieldType::Object,
        .mutability = Mutability::Immutable,
        .description =
            "The filesystem that is made on a new volume; left out: ext4 on block devices."},
       [](VolumeSpec& spec, FieldValue) -> Result<void> {
         Filesystem(spec);
         return {};
       },
       [](const VolumeSpec& spec) { return spec.filesystem ? Value(FieldValue()) : Value(); }},
      {{.path = "spec.filesystem.type",
        .mutability = Mutability::Immutable,
        .description = "Type of the filesystem; none: a raw device.",
        .route = kCopy,
        .choices = Names<FilesystemType>(),
        .fallback = "ext4"},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(Filesystem(spec).type,
                       ParseChoice<FilesystemType>(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? Value(std::string(ToString(spec.filesystem->type))) : Value();
       }},
  };
}

VolumeFields RootFields() {
  return {
      {{.path = "spec.filesystem.owner",
        .type = FieldType::Object,
        .mutability = Mutability::Immutable,
        .description = "Owner and mode of the root folder, set once at format, never recursively."},
       Accept<VolumeSpec>,
       [](const VolumeSpec& spec) { return HasOwner(spec) ? Value(FieldValue()) : Value(); }},
      {{.path = "spec.filesystem.owner.uid",
        .type = FieldType::Integer,
        .mutability = Mutability::Immutable,
        .description = "Numeric user id of the root folder.",
        .route = kByHand},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Filesystem(spec).uid = static_cast<std::uint32_t>(Take<std::int64_t>(value));
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? IdValue(spec.filesystem->uid) : Value();
       }},
      {{.path = "spec.filesystem.owner.gid",
        .type = FieldType::Integer,
        .mutability = Mutability::Immutable,
        .description = "Numeric group id of the root folder.",
        .route = kByHand},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Filesystem(spec).gid = static_cast<std::uint32_t>(Take<std::int64_t>(value));
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? IdValue(spec.filesystem->gid) : Value();
       }},
      {{.path = "spec.filesystem.owner.mode",
        .type = FieldType::Mode,
        .mutability = Mutability::Immutable,
        .description = "Mode of the root folder: octal digits in quotes, such as \"0750\".",
        .route = kByHand,
        .pattern = "^0?[0-7]{3,4}$"},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(Filesystem(spec).mode, ParseMode(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? ModeText(spec.filesystem->mode) : Value();
       }},
  };
}

VolumeFields MkfsFields() {
  return {
      {{.path = "spec.filesystem.label",
        .mutability = Mutability::Immutable,
        .description =
            "Label of the filesystem: at most 16 bytes on ext4, 12 on xfs, 255 on btrfs.",
        .route = kByHand},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Filesystem(spec).label = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? Given(spec.filesystem->label) : Value();
       }},
      {{.path = "spec.filesystem.options",
        .type = FieldType::List,
        .mutability = Mutability::Immutable,
        .description =
            "Further arguments of mkfs, each with its value attached, such as -m1 or -dagcount=8. "
            "ext4 takes -b -C -E -G -i -I -J -m -N -O -T, xfs -b -d -i -l -m -n -s -K, "
            "btrfs -d -m -n -s -O -R -K -M. Nothing that names a file or device, nor what rexray "
            "sets itself: uuid, label, owner.",
        .route = kCopy},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Filesystem(spec).options = Take<std::vector<std::string>>(value);
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.filesystem ? Given(spec.filesystem->options) : Value();
       }},
  };
}

AdoptSpec& Adopt(VolumeSpec& spec) {
  if (!spec.adopt) spec.adopt.emplace();
  return *spec.adopt;
}

VolumeFields AdoptFields() {
  return {
      {{.path = "spec.adopt",
        .type = FieldType::Object,
        .description = "The existing backend volume that is taken over; one of id, name and tag. "
                       "Nothing is created, and it is never formatted. Only matters until it is."},
       [](VolumeSpec& spec, FieldValue) -> Result<void> {
         Adopt(spec);
         return {};
       },
       [](const VolumeSpec& spec) { return spec.adopt ? Value(FieldValue()) : Value(); }},
      {{.path = "spec.adopt.id", .description = "The backend's own id of it."},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Adopt(spec).id = BackendId{Take<std::string>(value)};
         return {};
       },
       [](const VolumeSpec& spec) {
         return spec.adopt && spec.adopt->id ? Given(spec.adopt->id->value) : Value();
       }},
      {{.path = "spec.adopt.name", .description = "Its name at the backend."},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Adopt(spec).name = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return spec.adopt ? Given(spec.adopt->name) : Value(); }},
      {{.path = "spec.adopt.tag", .description = "A tag that only it carries: key=value."},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         Adopt(spec).tag = Take<std::string>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return spec.adopt ? Given(spec.adopt->tag) : Value(); }},
      {{.path = "spec.onExisting",
        .description = "What is done if the backend holds a volume of this name that somebody else "
                       "made: fail, or adopt it. Only matters until the volume exists.",
        .choices = Names<OnExisting>(),
        .fallback = "fail"},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.onExisting, ParseChoice<OnExisting>(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return Unusual(spec.onExisting, OnExisting::Fail); }},
  };
}

SpecField<VolumeSpec> AccessModeField() {
  return {
      {.path = "spec.accessMode",
       .mutability = Mutability::Offline,
       .description = "Who may use the volume at once: ReadWriteOnce one node; ReadOnlyMany many "
                      "nodes that only read; ReadWriteMany many that write, where driver and "
                      "filesystem can.",
       .choices = Names<AccessMode>(),
       .fallback = "ReadWriteOnce"},
      [](VolumeSpec& spec, FieldValue value) {
        return Assign(spec.accessMode, ParseChoice<AccessMode>(Take<std::string>(value)));
      },
      [](const VolumeSpec& spec) { return Unusual(spec.accessMode, AccessMode::ReadWriteOnce); }};
}

VolumeFields ClaimedFields() {
  return {
      {{.path = "spec.mountOptions",
        .type = FieldType::List,
        .mutability = Mutability::Online,
        .description =
            "Options of the mount, as an Attachment's mount.options, for those who use "
            "the volume through a front door where no Attachment says how it is mounted.",
        .noise = "defaults"},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.mountOptions = Take<std::vector<std::string>>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.mountOptions); }},
      {{.path = "spec.subPath",
        .mutability = Mutability::Online,
        .description = "The folder of the volume that front doors hand out where no Attachment "
                       "names one; made if it is missing. Left out: all of it."},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.subPath, ParseSubPath(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return Given(spec.subPath); }},
  };
}

VolumeFields PolicyFields() {
  return {
      {{.path = "spec.reclaimPolicy",
        .mutability = Mutability::Online,
        .description =
            "What becomes of the backend volume when the Volume is deleted: Retain keeps it and "
            "its data; Delete deletes it after a grace time; Snapshot deletes it after a grace "
            "time, once "
            "a snapshot of it is complete.",
        .choices = Names<ReclaimPolicy>(),
        .fallback = "Retain"},
       [](VolumeSpec& spec, FieldValue value) {
         return Assign(spec.reclaimPolicy, ParseChoice<ReclaimPolicy>(Take<std::string>(value)));
       },
       [](const VolumeSpec& spec) { return Value(std::string(ToString(spec.reclaimPolicy))); }},
      {{.path = "spec.deletionProtection",
        .type = FieldType::Boolean,
        .mutability = Mutability::Online,
        .description = "Whether deleting the Volume is refused.",
        .fallback = "false"},
       [](VolumeSpec& spec, FieldValue value) -> Result<void> {
         spec.deletionProtection = Take<bool>(value);
         return {};
       },
       [](const VolumeSpec& spec) { return Given(spec.deletionProtection); }},
  };
}

VolumeFields BuildVolumeFields() {
  VolumeFields fields = Envelope<VolumeSpec>(
      "A storage volume.", kVolumeNamePattern, [](VolumeSpec& spec, FieldValue value) {
        return Assign(spec.name, ParseVolumeName(Take<std::string>(value)));
      });
  fields.push_back(Section<VolumeSpec>("spec", "What is wanted.", false));
  for (const VolumeFields& part :
       {BackendFields(), CreationFields(), FilesystemFields(), RootFields(), MkfsFields(),
        VolumeFields{AccessModeField()}, ClaimedFields(), AdoptFields(), PolicyFields()}) {
    fields.insert(fields.end(), part.begin(), part.end());
  }
  fields.push_back(Ignored<VolumeSpec>("status", "What rexray sees; ignored where it is given."));
  return fields;
}

}  // namespace

template <>
const std::vector<SpecField<VolumeSpec>>& FieldsOf() {
  static const VolumeFields fields = BuildVolumeFields();
  return fields;
}

}  // namespace rexray
