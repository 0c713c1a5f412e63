#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/details.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

double Number(const json& object, std::string_view path) {
  const json* value = FindField(object, path);
  return value != nullptr && value->is_number() ? value->get<double>() : 0;
}

std::string Seconds(const json& object, std::string_view path) {
  return Age(std::chrono::milliseconds(static_cast<std::int64_t>(Number(object, path) * 1000)));
}

// "3 Ready, 1 Blocked"
std::string Counts(const json* counts) {
  std::string text;
  if (counts == nullptr || !counts->is_object()) return text;
  for (const auto& [state, count] : counts->items()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.dump(), state);
  }
  return text.empty() ? "none" : text;
}

std::string Queue(const json& status) {
  std::string text =
      fmt::format("{} due, {} active, {} later; {} workers", TextField(status, "queue.depth"),
                  TextField(status, "queue.active"), TextField(status, "queue.delayed"),
                  TextField(status, "queue.workers"));
  if (Number(status, "queue.depth") > 0) {
    text += fmt::format("; oldest waits for {}", Seconds(status, "queue.oldestAgeSeconds"));
  }
  return FlagField(status, "queue.caughtUp") ? text : text + "; still on the first round";
}

std::string Database(const json& status) {
  return fmt::format(
      "{:.0f} KiB, {} commits, {} rows in quarantine", Number(status, "database.sizeBytes") / 1024,
      TextField(status, "database.commits"), TextField(status, "database.quarantinedRows"));
}

std::string StatusText(const json& status) {
  Details details;
  details.Add("Node", TextField(status, "node"));
  details.Add("Domain", TextField(status, "domain"));
  details.Add("Process",
              fmt::format("{}, up {}", TextField(status, "pid"), Seconds(status, "uptimeSeconds")));
  details.Add("Volumes", Counts(FindField(status, "volumes")));
  details.Add("Queue", Queue(status));
  details.Add("Database", Database(status));
  for (const json& service : ListField(status, "services")) {
    details.Add("Service", fmt::format("{} ({})", TextField(service, "metadata.name"),
                                       TextField(service, "spec.driver")));
  }
  for (const json& row : ListField(status, "quarantine")) {
    details.Add("Quarantined", fmt::format("{} {}: {}", TextField(row, "table"),
                                           TextField(row, "key"), TextField(row, "error")));
  }
  return details.text();
}

}  // namespace

ExitCode RunCommand(const StatusCommand& command, Session& session) {
  const auto status = session.client.Get("/v1/status");
  if (!status) return Report(status.error(), session);
  PrintAnswer(*status, command.output, StatusText(*status), session);
  return ExitCode::Done;
}

}  // namespace rexray
