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
      fmt::format("{} due, {} later; {} of {} workers busy", TextField(status, "queue.depth"),
                  TextField(status, "queue.delayed"), TextField(status, "queue.active"),
                  TextField(status, "queue.workers"));
  const double workers = Number(status, "queue.workers");
  if (workers > 0 && Number(status, "queue.active") >= workers) text += " (saturated)";
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

// "site: Broken: /etc/rexray/manifests.d/pg.yaml:3:1: …; rexray describe source/site"
std::string SourceLine(const json& source) {
  const std::string name = TextField(source, "metadata.name");
  const std::string phase = TextField(source, "status.phase");
  if (phase == "Applied" || phase == "Pending") return fmt::format("{}: {}", name, phase);
  return fmt::format("{}: {}: {}; see rexray describe source/{}", name, phase,
                     TextField(source, "status.message"), name);
}

std::string StatusText(const json& status, TimePoint now) {
  Details details;
  details.Add("Node", TextField(status, "node"));
  details.Add("Domain", TextField(status, "domain"));
  details.Add("Process",
              fmt::format("{}, up {}", TextField(status, "pid"), Seconds(status, "uptimeSeconds")));
  if (FlagField(status, "draining")) {
    details.Add("Drained",
                SinceText(TimeField(status, "drainedSince"), now) + "; rexray undrain ends it");
  }
  if (FlagField(status, "held")) {
    details.Add("Held",
                fmt::format("since {}: the database was {}; rexray plan shows what would be "
                            "done, rexray resume --all lets it be done",
                            SinceText(TimeField(status, "heldSince"), now),
                            Printable(TextField(status, "heldWhy"))));
  }
  details.Add("Volumes", Counts(FindField(status, "volumes")));
  details.Add("Queue", Queue(status));
  details.Add("Database", Database(status));
  for (const json& service : ListField(status, "services")) {
    details.Add("Service", fmt::format("{} ({})", TextField(service, "metadata.name"),
                                       TextField(service, "spec.driver")));
  }
  for (const json& source : ListField(status, "sources")) {
    details.Add("Source", SourceLine(source));
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
  PrintAnswer(*status, command.output, StatusText(*status, session.now()), session);
  return ExitCode::Done;
}

}  // namespace rexray
