#include "cli/commands/watch.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/columns.h"
#include "cli/field.h"
#include "cli/output.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

// Prints objects as they come. In a table columns only grow.
class ObjectStream {
 public:
  ObjectStream(ResourceType type, OutputFormat output, Session& session)
      : type_(type), output_(output), session_(session) {}

  void Print(const json& object, bool deleted) {
    switch (output_) {
      case OutputFormat::Json:
        session_.out << Dump(object) << '\n';
        return;
      case OutputFormat::Yaml:
        session_.out << "---\n";
        PrintAnswer(object, output_, "", session_);
        return;
      case OutputFormat::Name:
        session_.out << RefText(type_, object) << '\n';
        return;
      case OutputFormat::Table:
      case OutputFormat::Wide:
        PrintRow(object, deleted);
        return;
    }
  }

 private:
  void PrintRow(const json& object, bool deleted) {
    const bool wide = output_ == OutputFormat::Wide;
    Table table = ResourceTable(type_, std::span(&object, 1), wide, session_.now());
    if (deleted) table.rows.front()[StateColumn(table)] = "Deleted";
    table.least = least_;
    least_ = WidthsNeeded(table);
    const std::string text = Render(table, session_.terminal.width);
    session_.out << (headed_ ? text.substr(text.find('\n') + 1) : text);
    headed_ = true;
  }

  static std::size_t StateColumn(const Table& table) {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      if (table.header[i] == "STATE") return i;
    }
    return 0;
  }

  const ResourceType type_;
  const OutputFormat output_;
  Session& session_;
  std::vector<std::size_t> least_;
  bool headed_ = false;
};

ExitCode Watch(const std::string& target, ResourceType type, OutputFormat output,
               Session& session) {
  ObjectStream objects(type, output, session);
  return WatchStream(
      target, [&](const json& object, bool deleted) { objects.Print(object, deleted); }, session);
}

}  // namespace

ExitCode WatchStream(const std::string& target, const PrintWatched& print, Session& session) {
  const auto read = [&](const json& line) {
    const json* object = FindField(line, "object");
    if (object != nullptr) print(*object, TextField(line, "type") == "DELETED");
    session.out.flush();
    return session.out ? Next::More : Next::Stop;
  };
  const auto ended = session.client.Stream(target, {read}, Client::Deadline::max());
  if (!ended) return Report(ended.error(), session);
  return ExitCode::Done;
}

ExitCode WatchObjects(const GetCommand& command, Session& session) {
  const ResourceRef& resource = command.resources.front();
  if (command.resources.size() > 1) {
    return Report({Code::InvalidArgument, "--watch takes one name, or all of a type", {}}, session);
  }
  if (resource.type == ResourceType::Event) {
    return WatchEvents(resource.name, command.output, session);
  }
  if (resource.type != ResourceType::Volume) {
    return Report(
        {Code::InvalidArgument,
         fmt::format("{} cannot be watched; volumes and events can", PluralOf(resource.type)),
         {}},
        session);
  }
  const std::string target = RequestTarget(
      "/v1/watch", {{"kind", "volumes"}, {"name", resource.name}, {"selector", command.selector}});
  return Watch(target, ResourceType::Volume, command.output, session);
}

ExitCode WatchEvents(const std::string& volume, OutputFormat output, Session& session) {
  return Watch(RequestTarget("/v1/watch", {{"kind", "events"}, {"volume", volume}}),
               ResourceType::Event, output, session);
}

}  // namespace rexray
