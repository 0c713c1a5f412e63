#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/field.h"

namespace rexray {
namespace {

struct Words {
  std::string_view verb;  // in the path
  std::string_view done;
};

Words WordsOf(Verb verb) {
  switch (verb) {
    case Verb::Pause:
      return {"pause", "paused"};
    case Verb::Resume:
      return {"resume", "resumed"};
    case Verb::Retry:
      return {"retry", "will be tried again now"};
  }
  return {};
}

ExitCode LetNodeGoOn(Session& session) {
  const auto answer = session.client.Post("/v1/resume", nlohmann::json::object());
  if (!answer) return Report(answer.error(), session);
  session.out << (FlagField(*answer, "held") ? "this node acts again\n"
                                             : "this node was not held; nothing was changed\n");
  for (const nlohmann::json& name : ListField(*answer, "paused")) {
    session.out << fmt::format("volume/{0} stays paused: rexray resume {0}\n",
                               name.get<std::string>());
  }
  return ExitCode::Done;
}

}  // namespace

ExitCode RunCommand(const VerbCommand& command, Session& session) {
  if (command.all) return LetNodeGoOn(session);
  const Words words = WordsOf(command.verb);
  for (const std::string& name : command.volumes) {
    const auto target = fmt::format("/v1/volumes/{}/{}", EncodeSegment(name), words.verb);
    const auto volume = session.client.Post(target, nlohmann::json::object());
    if (!volume) return Report(volume.error(), session);
    session.out << fmt::format("volume/{} {}\n", name, words.done);
  }
  return ExitCode::Done;
}

}  // namespace rexray
