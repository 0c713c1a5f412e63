#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/follow.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

std::string TargetOf(const std::string& volume, std::string_view verb) {
  return fmt::format("/v1/volumes/{}/{}", EncodeSegment(volume), verb);
}

// What the operator answers for is shown as the daemon keeps it.
ExitCode GivePermit(const std::string& volume, std::string_view verb, const json& request,
                    const Patience& patience, Session& session) {
  const auto answer = session.client.Post(TargetOf(volume, verb), request);
  if (!answer) return Report(answer.error(), session);
  for (const json& permit : ListField(*answer, "status.permits")) {
    session.out << fmt::format("volume/{}: {} of {} permitted by {}\n", volume,
                               TextField(permit, "kind"), Printable(TextField(permit, "subject")),
                               Printable(TextField(permit, "by")));
  }
  if (!patience.wait) return ExitCode::Done;
  return Follow({{volume, Goal::Ready}}, patience.timeout, session);
}

std::string ClaimLine(const std::string& volume, const json& claim, std::string_view what) {
  return fmt::format("volume/{}: claim {} {} {}\n", volume, Printable(TextField(claim, "door")),
                     Printable(TextField(claim, "consumer")), what);
}

// Gives how many claims stay.
std::size_t TellReleased(const std::string& volume, const json& answer, Session& session) {
  const json& released = ListField(answer, "released");
  const json& kept = ListField(answer, "kept");
  for (const json& claim : released) session.out << ClaimLine(volume, claim, "released");
  for (const json& claim : kept) {
    session.err << ClaimLine(volume, claim, "stays: its user may be there; --all drops it too");
  }
  if (released.empty() && kept.empty()) {
    session.out << fmt::format("volume/{}: no claims on this node\n", volume);
  }
  return kept.size();
}

}  // namespace

ExitCode RunCommand(const PreemptCommand& command, Session& session) {
  json request{{"evidence", command.evidence}};
  if (!command.holder.empty()) request["holder"] = command.holder;
  return GivePermit(command.volume, "preempt", request, command.patience, session);
}

ExitCode RunCommand(const FormatCommand& command, Session& session) {
  return GivePermit(command.volume, "format", {{"confirm", command.confirm}}, command.patience,
                    session);
}

ExitCode RunCommand(const ReleaseCommand& command, Session& session) {
  std::size_t kept = 0;
  for (const std::string& volume : command.volumes) {
    const auto answer = session.client.Post(TargetOf(volume, "release"), {{"all", command.all}});
    if (!answer) return Report(answer.error(), session);
    kept += TellReleased(volume, *answer, session);
  }
  return kept == 0 ? ExitCode::Done : ExitCode::Blocked;
}

}  // namespace rexray
