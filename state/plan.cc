#include "state/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "state/codec.h"

namespace rexray {
namespace {

std::string OptionText(const std::vector<std::string>& options) {
  return options.empty() ? "" : fmt::format(" with {}", fmt::join(options, ","));
}

std::string KeptText(const step::Kept& kept) {
  return fmt::format(
      "; its data stays in snapshot {} on service {}, which rexray get snapshots shows",
      kept.snapshot.value, kept.service.value);
}

struct Describer {
  std::string operator()(const step::Create& s) const {
    const std::string what = s.size.value == 0 ? "create" : "create " + ToString(s.size);
    return fmt::format("{} on {}{}", what, s.service.value,
                       s.source ? " from snapshot " + s.source->value : "");
  }
  std::string operator()(const step::Adopt& s) const {
    return fmt::format("take over {}, which {} made", s.id.value,
                       s.takeOver ? "somebody else" : "an earlier create");
  }
  std::string operator()(const step::Attach& s) const {
    if (s.accessMode == AccessMode::ReadWriteOnce) return fmt::format("attach {}", s.id.value);
    return fmt::format("attach {} as {}", s.id.value, ToString(s.accessMode));
  }
  std::string operator()(const step::ForceDetach& s) const {
    return fmt::format("take {} away from node {}, which may lose what it did not write ({})",
                       s.id.value, s.node.value, rexray::Describe(s.evidence));
  }
  std::string operator()(const step::MarkFormatting& s) const {
    return fmt::format("record that it will be formatted as {}{}", ToString(s.format.type),
                       s.permitted ? ", as the operator confirmed" : "");
  }
  std::string operator()(const step::TrustFilesystem& s) const {
    return fmt::format("record the {} that it holds", ToString(s.format.type));
  }
  std::string operator()(const step::Format& s) const {
    return fmt::format("make {} on {}", ToString(s.filesystem.type), s.device.path);
  }
  std::string operator()(const step::MarkFormatted& s) const {
    return fmt::format("verify the new {} and record it", ToString(s.format.type));
  }
  std::string operator()(const step::Check& s) const {
    return fmt::format("check the {} on {}, which was not left clean", ToString(s.type),
                       s.device.path);
  }
  std::string operator()(const step::Expand& s) const {
    return fmt::format("expand {} from {} to {}", s.id.value, ToString(s.from), ToString(s.size));
  }
  std::string operator()(const step::Modify& s) const {
    const std::string type = s.type.empty() ? "" : "type " + s.type;
    const std::string iops = s.iops ? fmt::format("{} iops", *s.iops) : "";
    return fmt::format("make {} of {}{}{}", s.id.value, type, s.type.empty() || !s.iops ? "" : ", ",
                       iops);
  }
  std::string operator()(const step::ResizeDevice& s) const {
    return fmt::format("make {} show all {} of it", s.device, ToString(s.size));
  }
  std::string operator()(const step::GrowFilesystem& s) const {
    return fmt::format("grow the {} on {}, which {}", ToString(s.type), s.device.path,
                       s.target.empty() ? "is not mounted" : "stays mounted at " + s.target);
  }
  std::string operator()(const step::Mount& s) const {
    return fmt::format("mount {} at {}{}", s.device.path, s.target, OptionText(s.options));
  }
  std::string operator()(const step::Remount& s) const {
    return fmt::format("remount {}{}", s.target, OptionText(s.options));
  }
  std::string operator()(const step::KeepMount& s) const {
    return fmt::format("take over what is mounted at {}, as it is", s.target);
  }
  std::string operator()(const step::MakeSubPath& s) const {
    return fmt::format("make sure of the folder {} on what is mounted at {}", s.subPath, s.target);
  }
  std::string operator()(const step::Unmount& s) const {
    return fmt::format("{} {}", s.layers > 0 ? "unmount" : "clear the mount point", s.target);
  }
  std::string operator()(const step::Detach& s) const {
    return fmt::format("detach {}", s.id.value);
  }
  std::string operator()(const step::Quarantine& s) const {
    return fmt::format("mark {} as deleted, its data stays until the end of the grace time",
                       s.id.value);
  }
  std::string operator()(const step::Restore& s) const {
    return fmt::format("take the deletion mark off {}", s.id.value);
  }
  std::string operator()(const step::Snapshot& s) const {
    if (s.name.empty())
      return fmt::format("make a snapshot of {}, which keeps its data", s.id.value);
    return fmt::format(
        "take snapshot {} of {}{}", s.name.value, s.id.value,
        s.mounted ? fmt::format(", while the writers at {} wait", s.mounted->target) : "");
  }
  std::string operator()(const step::DeleteSnapshot& s) const {
    if (!s.id) return fmt::format("forget snapshot {}", s.name.value);
    return fmt::format("delete snapshot {} ({}) and its data", s.name.value, s.id->value);
  }
  std::string operator()(const step::Delete& s) const {
    return fmt::format("delete {}{}", s.id.value, s.kept ? KeptText(*s.kept) : " and its data");
  }
  std::string operator()(const step::Forget& s) const {
    if (!s.volume) return "forget the deleted Attachment";
    if (s.orphan) return "keep the backend volume as orphaned";
    return fmt::format("forget the volume{}", s.kept ? KeptText(*s.kept) : "");
  }
};

}  // namespace

std::string_view ToString(ActionKind kind) {
  switch (kind) {
    case ActionKind::Create:
      return "Create";
    case ActionKind::Adopt:
      return "Adopt";
    case ActionKind::Attach:
      return "Attach";
    case ActionKind::ForceDetach:
      return "ForceDetach";
    case ActionKind::MarkFormatting:
      return "MarkFormatting";
    case ActionKind::Format:
      return "Format";
    case ActionKind::MarkFormatted:
      return "MarkFormatted";
    case ActionKind::TrustFilesystem:
      return "TrustFilesystem";
    case ActionKind::Check:
      return "Check";
    case ActionKind::Expand:
      return "Expand";
    case ActionKind::Modify:
      return "Modify";
    case ActionKind::ResizeDevice:
      return "ResizeDevice";
    case ActionKind::GrowFilesystem:
      return "GrowFilesystem";
    case ActionKind::Mount:
      return "Mount";
    case ActionKind::Remount:
      return "Remount";
    case ActionKind::KeepMount:
      return "KeepMount";
    case ActionKind::MakeSubPath:
      return "MakeSubPath";
    case ActionKind::Unmount:
      return "Unmount";
    case ActionKind::Detach:
      return "Detach";
    case ActionKind::Quarantine:
      return "Quarantine";
    case ActionKind::Restore:
      return "Restore";
    case ActionKind::Snapshot:
      return "Snapshot";
    case ActionKind::DeleteSnapshot:
      return "DeleteSnapshot";
    case ActionKind::Delete:
      return "Delete";
    case ActionKind::Forget:
      return "Forget";
  }
  return "";
}

std::string_view ToString(Risk risk) {
  switch (risk) {
    case Risk::Safe:
      return "safe";
    case Risk::Disruptive:
      return "disruptive";
    case Risk::Destructive:
      return "destructive";
  }
  return "";
}

std::string Describe(const Action& action) { return std::visit(Describer{}, action.step); }

}  // namespace rexray
