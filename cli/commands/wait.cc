#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/commands/commands.h"
#include "cli/field.h"
#include "state/record.h"

namespace rexray {
namespace {

using nlohmann::json;

// A volume counts once its status is of its newest declaration and says what is waited for. Blocked
// ones are waited for as well: somebody may be about to act.
class Waiter {
 public:
  Waiter(const WaitCommand& command, Session& session) : command_(command), session_(session) {
    waiting_.insert(command.volumes.begin(), command.volumes.end());
    if (waiting_.size() == 1) only_ = *waiting_.begin();
  }

  ExitCode Run() {
    const auto deadline = std::chrono::steady_clock::now() + command_.timeout;
    const auto ended =
        session_.client.Stream(RequestTarget("/v1/watch", {{"kind", "volumes"}, {"name", only_}}),
                               {[this](const json& line) { return Take(line); }}, deadline);
    if (waiting_.empty()) return ExitCode::Done;
    if (missing_) return ReportMissing();
    if (!ended && ended.error().code != Code::DeadlineExceeded)
      return Report(ended.error(), session_);
    if (ended) return Report({Code::Unavailable, "the daemon ended the connection", {}}, session_);
    return ReportTimeout();
  }

 private:
  bool ForDeletion() const { return command_.condition.empty(); }

  Next Take(const json& line) {
    const std::string type = TextField(line, "type");
    if (type == "BOOKMARK") return TakeBookmark();
    const json* object = FindField(line, "object");
    const std::string name = object == nullptr ? "" : TextField(*object, "metadata.name");
    if (!waiting_.contains(name)) return Next::More;
    seen_.insert(name);
    const bool gone = type == "DELETED" || TextField(*object, "status.phase") == "Orphaned";
    details_[name] = fmt::format("{} ({})", TextField(*object, "status.phase"),
                                 TextField(*object, "status.reason"));
    if (ForDeletion() ? gone : Holds(*object)) Met(name);
    return waiting_.empty() ? Next::Stop : Next::More;
  }

  Next TakeBookmark() {
    for (const std::string& name : std::set(waiting_)) {
      if (seen_.contains(name)) continue;
      if (ForDeletion()) {
        Met(name);
      } else {
        missing_ = true;
      }
    }
    return waiting_.empty() || missing_ ? Next::Stop : Next::More;
  }

  // `ready` is of the newest declaration; other conditions are as old as the generation they were
  // seen at.
  bool Holds(const json& object) const {
    if (command_.condition == kReady) return FlagField(object, "status.ready") == command_.status;
    const bool current =
        TextField(object, "status.observedGeneration") == TextField(object, "metadata.generation");
    for (const json& condition : ListField(object, "status.conditions")) {
      if (TextField(condition, "type") != command_.condition) continue;
      return current && FlagField(condition, "status") == command_.status;
    }
    return false;
  }

  void Met(const std::string& name) {
    const std::string what = ForDeletion()     ? "deleted"
                             : command_.status ? command_.condition
                                               : "not " + command_.condition;
    session_.out << fmt::format("volume/{}: {}\n", name, what) << std::flush;
    waiting_.erase(name);
  }

  ExitCode ReportMissing() {
    std::string names;
    for (const std::string& name : waiting_) {
      if (!seen_.contains(name)) names += (names.empty() ? "" : ", ") + name;
    }
    return Report({Code::NotFound, "there is no volume " + names, {}}, session_);
  }

  ExitCode ReportTimeout() {
    std::string text = fmt::format("timed out after {}", ToString(command_.timeout));
    for (const std::string& name : waiting_) {
      text += fmt::format("\nvolume/{} is {}; `rexray why {}` tells what holds it", name,
                          details_[name], name);
    }
    return Report({Code::DeadlineExceeded, text, {}}, session_);
  }

  const WaitCommand& command_;
  Session& session_;
  std::string only_;
  std::set<std::string> waiting_;
  std::set<std::string> seen_;
  std::map<std::string, std::string> details_;  // phase and reason, for the time-out's message
  bool missing_ = false;
};

}  // namespace

ExitCode RunCommand(const WaitCommand& command, Session& session) {
  return Waiter(command, session).Run();
}

}  // namespace rexray
