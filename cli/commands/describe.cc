#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/columns.h"
#include "cli/commands/commands.h"
#include "cli/commands/fetch.h"
#include "cli/details.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/text.h"
#include "cli/yaml_out.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string Indented(std::string_view text) {
  std::string indented;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    indented += fmt::format("  {}\n", text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return indented;
}

std::string Section(std::string_view title, const std::string& body) {
  return body.empty() ? "" : fmt::format("{}:\n{}", title, Indented(body));
}

std::string Pairs(const json* map) {
  std::string text;
  if (map == nullptr || !map->is_object()) return text;
  for (const auto& [key, value] : map->items()) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

// "default v.yaml:1"
std::string Both(const json& object, std::string_view first, std::string_view second) {
  const std::string start = TextField(object, first);
  const std::string end = TextField(object, second);
  return start + (start.empty() || end.empty() ? "" : " ") + end;
}

std::string Head(ResourceType type, const json& object, TimePoint now) {
  Details details;
  details.Add("Name", TextField(object, "metadata.name"));
  details.Add("Kind", KindOf(type));
  details.Add("Labels", Pairs(FindField(object, "metadata.labels")));
  details.Add("Annotations", Pairs(FindField(object, "metadata.annotations")));
  details.Add("Managed by", Both(object, "metadata.managedBy.set", "metadata.managedBy.source"));
  details.Add("Generation", TextField(object, "metadata.generation"));
  details.Add("State", TextField(object, "status.phase"));
  details.Add("State", TextField(object, "status.state"));  // as backends call it
  details.Add("Taken", SinceText(TimeField(object, "status.created"), now));
  details.Add("Service", TextField(object, "status.service"));
  details.Add("Reason", TextField(object, "status.reason"));
  details.Add("Message", TextField(object, "status.message"));
  details.Add("Blocker", TextField(object, "status.blocker"));
  details.Add("Since", SinceText(TimeField(object, "status.since"), now));
  details.Add("Next try", UntilText(TimeField(object, "status.nextTry"), now));
  details.Add("To end it", TextField(object, "status.exit"));
  details.Add("UID", TextField(object, "status.uid"));
  details.Add("Backend id", TextField(object, "status.backendId"));
  details.Add("Backend id", TextField(object, "status.id"));
  details.Add("Device", TextField(object, "status.device"));
  details.Add("Size", TextField(object, "status.size"));
  details.Add("Filesystem", Both(object, "status.filesystem.type", "status.filesystem.uuid"));
  return details.text();
}

std::string Mounts(const json& object) {
  Table table{.header = {"TARGET", "OPTIONS"}, .rows = {}};
  for (const json& mount : ListField(object, "status.mounts")) {
    table.rows.push_back({TextField(mount, "target"), TextField(mount, "options")});
  }
  return table.rows.empty() ? "" : Render(table, 0);
}

std::string Conditions(const json& object, TimePoint now) {
  Table table{.header = {"TYPE", "STATUS", "REASON", "AGE", "MESSAGE"}, .rows = {}};
  for (const json& condition : ListField(object, "status.conditions")) {
    const auto since = TimeField(condition, "since");
    table.rows.push_back({TextField(condition, "type"), TextField(condition, "status"),
                          TextField(condition, "reason"), since ? Age(now - *since) : "",
                          TextField(condition, "message")});
  }
  return table.rows.empty() ? "" : Render(table, 0);
}

std::string Related(ResourceType type, const std::string& volume, const Session& session) {
  const auto objects = Fetch(type, {volume}, "", session.client);
  if (!objects || objects->empty()) return {};  // what was asked for is shown all the same
  return Render(ResourceTable(type, *objects, false, session.now()), 0);
}

std::string DescribeVolume(const json& volume, const Session& session) {
  const std::string name = TextField(volume, "metadata.name");
  std::string text = Section("Mounts", Mounts(volume));
  text += Section("Conditions", Conditions(volume, session.now()));
  text += Section("Operations", Related(ResourceType::Operation, name, session));
  text += Section("Events", Related(ResourceType::Event, name, session));
  return text;
}

std::string DescribeSource(const json& source, TimePoint now) {
  Details details;
  details.Add("Objects", TextField(source, "status.objects"));
  details.Add("Content", TextField(source, "status.content"));
  details.Add("Last synced", SinceText(TimeField(source, "status.lastSuccess"), now));
  details.Add("Last change", SinceText(TimeField(source, "status.lastChange"), now));
  details.Add("Followed by", TextField(source, "status.following"));
  details.Add("To approve", TextField(source, "status.fingerprint"));
  std::string problems;
  for (const json& each : ListField(source, "status.problems")) {
    problems += Printable(ProblemText(each)) + "\n";
  }
  std::string removals;
  for (const json& each : ListField(source, "status.removals")) {
    removals += fmt::format("{} {}\n", Printable(TextField(each, "kind")),
                            Printable(TextField(each, "name")));
  }
  return details.text() + Section("Problems", problems) + Section("Would remove", removals);
}

std::string DescribeText(ResourceType type, const json& object, const Session& session) {
  if (FindField(object, "metadata") == nullptr) return ToYaml(object);  // an operation, an event
  const json* spec = FindField(object, "spec");
  std::string text = Head(type, object, session.now());
  if (spec != nullptr) text += Section("Spec", ToYaml(*spec));
  if (type == ResourceType::Source) text += DescribeSource(object, session.now());
  return type == ResourceType::Volume ? text + DescribeVolume(object, session) : text;
}

}  // namespace

ExitCode RunCommand(const DescribeCommand& command, Session& session) {
  bool first = true;
  for (const ResourceRef& resource : command.resources) {
    const std::vector<std::string> names =
        resource.name.empty() ? std::vector<std::string>{} : std::vector{resource.name};
    const auto objects = Fetch(resource.type, names, "", session.client);
    if (!objects) return Report(objects.error(), session);
    for (const json& object : *objects) {
      if (!first) session.out << '\n';
      first = false;
      session.out << DescribeText(resource.type, object, session);
    }
  }
  return ExitCode::Done;
}

}  // namespace rexray
