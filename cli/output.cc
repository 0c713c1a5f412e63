#include "cli/output.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/columns.h"
#include "cli/field.h"
#include "cli/text.h"
#include "cli/yaml_out.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string PrettyJson(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

json ListOf(std::span<const json> objects) {
  return {{"apiVersion", "rexray.io/v1"},
          {"kind", "List"},
          {"items", json(json::array_t(objects.begin(), objects.end()))}};
}

std::string Lines(ResourceType type, std::span<const json> objects) {
  std::string lines;
  for (const json& object : objects) lines += RefText(type, object) + "\n";
  return lines;
}

std::string TableText(ResourceType type, std::span<const json> objects, bool wide,
                      const Session& session) {
  if (objects.empty()) return fmt::format("No {} found.\n", PluralOf(type));
  return Render(ResourceTable(type, objects, wide, session.now()), session.terminal.width);
}

}  // namespace

ExitCode Report(const Error& error, Session& session) {
  std::string_view rest = error.message;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    session.err << "error: " << Printable(rest.substr(0, end)) << '\n';
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return ExitCodeOf(error);
}

void PrintAnswer(const json& answer, OutputFormat format, const std::string& text,
                 Session& session) {
  switch (format) {
    case OutputFormat::Json:
      session.out << PrettyJson(answer);
      return;
    case OutputFormat::Yaml:
      session.out << ToYaml(answer);
      return;
    case OutputFormat::Table:
    case OutputFormat::Wide:
    case OutputFormat::Name:
      session.out << text;
      return;
  }
}

void PrintObjects(ResourceType type, std::span<const json> objects, bool single,
                  OutputFormat format, Session& session) {
  switch (format) {
    case OutputFormat::Json:
    case OutputFormat::Yaml:
      PrintAnswer(single ? objects.front() : ListOf(objects), format, "", session);
      return;
    case OutputFormat::Table:
    case OutputFormat::Wide:
      session.out << TableText(type, objects, format == OutputFormat::Wide, session);
      return;
    case OutputFormat::Name:
      session.out << Lines(type, objects);
      return;
  }
}

std::string RefText(ResourceType type, const json& object) {
  const std::string name = TextField(object, "metadata.name");
  return fmt::format("{}/{}", SingularOf(type), name.empty() ? TextField(object, "id") : name);
}

}  // namespace rexray
