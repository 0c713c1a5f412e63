#include "cli/columns.h"

#include <nlohmann/json.hpp>

#include "cli/field.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

// One column: the value at a path of the object.
struct Column {
  enum class Form { Text, Age, Duration, Targets, Nodes };
  using enum Form;

  const char* header;
  const char* path;
  bool wide = false;
  Form form = Text;
};

constexpr Column kVolume[] = {
    {"NAME", "metadata.name"},
    {"SERVICE", "spec.service"},
    {"SIZE", "status.size"},
    {"STATE", "status.phase"},
    {"FILESYSTEM", "status.filesystem.type"},
    {"MOUNTED-AT", "status.mounts", false, Column::Targets},
    {"AGE", "metadata.appliedAt", false, Column::Age},
    {"UID", "status.uid", true},
    {"BACKEND-ID", "status.backendId", true},
    {"DEVICE", "status.device", true},
    {"REASON", "status.reason", true},
};
constexpr Column kAttachment[] = {
    {"NAME", "metadata.name"},         {"VOLUME", "spec.volume"},
    {"NODE", "status.node"},           {"PATH", "spec.mount.path"},
    {"STATE", "status.phase"},         {"AGE", "metadata.appliedAt", false, Column::Age},
    {"REASON", "status.reason", true},
};
constexpr Column kOperation[] = {
    {"ID", "id"},
    {"VOLUME", "volume"},
    {"ACTION", "action"},
    {"OUTCOME", "outcome"},
    {"AGE", "started", false, Column::Age},
    {"TOOK", "", false, Column::Duration},
    {"DETAIL", "detail"},
    {"ERROR", "error.message", true},
};
constexpr Column kEvent[] = {
    {"AGE", "at", false, Column::Age},
    {"TYPE", "type"},
    {"REASON", "reason"},
    {"VOLUME", "volume"},
    {"MESSAGE", "message"},
    {"OPERATION", "operation", true},
};
constexpr Column kService[] = {
    {"NAME", "metadata.name"},
    {"DRIVER", "spec.driver"},
};
constexpr Column kNode[] = {
    {"NAME", "metadata.name"},      {"THIS-NODE", "status.here"},
    {"DRAINED", "status.draining"}, {"SINCE", "status.drainedSince", true, Column::Age},
    {"BOOT", "status.boot", true},
};
constexpr Column kDiscovered[] = {
    {"NAME", "metadata.name"},
    {"SERVICE", "spec.service"},
    {"ID", "status.id"},
    {"SIZE", "status.size"},
    {"RELATION", "status.relation"},
    {"VOLUME", "status.volume"},
    {"OWNER", "status.owner"},
    {"ATTACHED-TO", "status.attachments", false, Column::Nodes},
    {"DOMAIN", "status.domain", true},
    {"UID", "status.uid", true},
    {"BACKEND-STATE", "status.state", true},
};

constexpr Column kSnapshot[] = {
    {"NAME", "metadata.name"},
    {"SERVICE", "status.service"},
    {"VOLUME", "spec.volume"},
    {"SIZE", "status.size"},
    {"STATE", "status.state"},
    {"AGE", "status.created", false, Column::Age},
    {"ID", "status.id", true},
    {"RECLAIM", "spec.reclaimPolicy", true},
    {"VOLUME-ID", "status.volumeId", true},
};

constexpr Column kSource[] = {
    {"NAME", "metadata.name"},
    {"PATH", "spec.path"},
    {"STATE", "status.phase"},
    {"OBJECTS", "status.objects"},
    {"CONTENT", "status.content"},
    {"SYNCED", "status.lastSuccess", false, Column::Age},
    {"TO-APPROVE", "status.fingerprint"},
    {"PRUNE", "spec.prune", true},
    {"MAX-REMOVALS", "spec.maxRemovals", true},
    {"FOLLOWED-BY", "status.following", true},
    {"MESSAGE", "status.message", true},
};

std::span<const Column> ColumnsOf(ResourceType type) {
  switch (type) {
    case ResourceType::Volume:
      return kVolume;
    case ResourceType::Attachment:
      return kAttachment;
    case ResourceType::Operation:
      return kOperation;
    case ResourceType::Event:
      return kEvent;
    case ResourceType::Service:
      return kService;
    case ResourceType::Node:
      return kNode;
    case ResourceType::Discovered:
      return kDiscovered;
    case ResourceType::Snapshot:
      return kSnapshot;
    case ResourceType::Source:
      return kSource;
  }
  return {};
}

// One field of each item: "/srv/a,/srv/b".
std::string Each(const json& items, std::string_view field) {
  std::string all;
  for (const json& item : items) all += (all.empty() ? "" : ",") + TextField(item, field);
  return all;
}

std::string Took(const json& operation, TimePoint now) {
  const auto started = TimeField(operation, "started");
  if (!started) return {};
  return Elapsed(TimeField(operation, "finished").value_or(now) - *started);
}

std::string Cell(const Column& column, const json& object, TimePoint now) {
  switch (column.form) {
    case Column::Text:
      return TextField(object, column.path);
    case Column::Targets:
      return Each(ListField(object, column.path), "target");
    case Column::Nodes:
      return Each(ListField(object, column.path), "node");
    case Column::Duration:
      return Took(object, now);
    case Column::Age: {
      const auto since = TimeField(object, column.path);
      return since ? Age(now - *since) : "";
    }
  }
  return {};
}

}  // namespace

Table ResourceTable(ResourceType type, std::span<const json> objects, bool wide, TimePoint now) {
  Table table;
  const auto shown = [wide](const Column& column) { return wide || !column.wide; };
  for (const Column& column : ColumnsOf(type)) {
    if (shown(column)) table.header.emplace_back(column.header);
  }
  for (const json& object : objects) {
    auto& row = table.rows.emplace_back();
    for (const Column& column : ColumnsOf(type)) {
      if (shown(column)) row.push_back(Cell(column, object, now));
    }
  }
  return table;
}

}  // namespace rexray
