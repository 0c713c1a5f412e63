#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/details.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

// "3 Ready, 1 Blocked"
std::string Counts(const json* counts) {
  std::string text;
  if (counts == nullptr || !counts->is_object()) return text;
  for (const auto& [state, count] : counts->items()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count.dump(), state);
  }
  return text.empty() ? "none" : text;
}

// "depth 0, active 1": every plain value of the object, so that what a newer daemon tells is shown
// too.
std::string Values(const json* object) {
  std::string text;
  if (object == nullptr || !object->is_object()) return text;
  for (const auto& [key, value] : object->items()) {
    if (value.is_structured()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", key,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

std::string Uptime(const json& status) {
  const std::string text = TextField(status, "uptimeSeconds");
  long long seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return Age(std::chrono::seconds(seconds));
}

std::string StatusText(const json& status) {
  Details details;
  details.Add("Node", TextField(status, "node"));
  details.Add("Domain", TextField(status, "domain"));
  details.Add("Process", fmt::format("{}, up {}", TextField(status, "pid"), Uptime(status)));
  details.Add("Volumes", Counts(FindField(status, "volumes")));
  details.Add("Queue", Values(FindField(status, "queue")));
  details.Add("Database", Values(FindField(status, "database")));
  for (const json& service : ListField(status, "services")) {
    details.Add("Service", service.is_string() ? service.get<std::string>() : Values(&service));
  }
  for (const json& row : ListField(status, "quarantine")) details.Add("Quarantined", Values(&row));
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
