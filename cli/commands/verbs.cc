#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"

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

}  // namespace

ExitCode RunCommand(const VerbCommand& command, Session& session) {
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
