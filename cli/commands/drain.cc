#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/follow.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr auto kAskAgainAfter = std::chrono::seconds(1);

std::map<std::string, Goal> GoalsOf(const json& state) {
  std::map<std::string, Goal> goals;
  for (const json& each : ListField(state, "left"))
    goals[TextField(each, "volume")] = Goal::Detached;
  return goals;
}

ExitCode TellLeft(const json& state, ExitCode outcome, Session& session) {
  for (const json& each : ListField(state, "left")) {
    const std::string volume = TextField(each, "volume");
    session.err << fmt::format(
        "volume/{} is not detached: {}; `rexray why {}` tells what holds it\n", volume,
        Printable(TextField(each, "message")), volume);
  }
  session.err
      << "The node stays drained, and the daemon goes on with it; `rexray undrain` ends that.\n";
  return outcome;
}

// What this host remembers is no proof: the backends are asked until they say so too.
ExitCode Confirm(ExitCode followed, steady_clock::time_point deadline, Session& session) {
  while (true) {
    const auto state = session.client.Get("/v1/drain");
    if (!state) return Report(state.error(), session);
    if (ListField(*state, "left").empty()) {
      session.out << "drained: the backends show nothing attached to this node\n";
      return ExitCode::Done;
    }
    if (followed != ExitCode::Done) return TellLeft(*state, followed, session);
    if (steady_clock::now() + kAskAgainAfter >= deadline) {
      return TellLeft(*state, ExitCode::TimedOut, session);
    }
    std::this_thread::sleep_for(kAskAgainAfter);
  }
}

}  // namespace

ExitCode RunCommand(const DrainCommand& command, Session& session) {
  const auto deadline = steady_clock::now() + command.patience.timeout;
  const auto state = session.client.Post("/v1/drain", json::object());
  if (!state) return Report(state.error(), session);
  const bool done = ListField(*state, "left").empty();
  if (!command.patience.wait && !done) return TellLeft(*state, ExitCode::TimedOut, session);
  const ExitCode followed = Follow(GoalsOf(*state), command.patience.timeout, session);
  if (followed == ExitCode::Failed || followed == ExitCode::Unreachable) return followed;
  return Confirm(followed, deadline, session);
}

ExitCode RunCommand(const UndrainCommand&, Session& session) {
  const auto state = session.client.Post("/v1/undrain", json::object());
  if (!state) return Report(state.error(), session);
  session.out << "undrained: this node attaches and mounts what is declared again\n";
  return ExitCode::Done;
}

}  // namespace rexray
