#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/details.h"
#include "cli/field.h"
#include "cli/output.h"
#include "cli/plan_text.h"
#include "cli/text.h"

namespace rexray {
namespace {

using nlohmann::json;

// "Preempt db2, by ann (uid 1000): it is powered off"
std::string PermitText(const json& permit) {
  const std::string text = TextField(permit, "text");
  return fmt::format("{} {}, by {}{}{}", TextField(permit, "kind"), TextField(permit, "subject"),
                     TextField(permit, "by"), text.empty() ? "" : ": ", text);
}

// "site /etc/rexray/manifests.d/pg.yaml:3"
std::string DeclaredBy(const json& why) {
  const std::string set = TextField(why, "managedBy.set");
  const std::string place = TextField(why, "managedBy.source");
  return set.empty() || place.empty() ? set : fmt::format("{} {}", set, place);
}

std::string WhyText(const json& why, const Session& session) {
  const TimePoint now = session.now();
  Details details;
  details.Add("Volume", TextField(why, "volume"));
  details.Add("State", TextField(why, "state"));
  details.Add("Declared by", DeclaredBy(why));
  details.Add("Reason", TextField(why, "reason"));
  details.Add("Meaning", TextField(why, "explanation"));
  const std::string message = TextField(why, "message");
  details.Add("Message", message == TextField(why, "explanation") ? "" : message);
  details.Add("Blocker", TextField(why, "blocker"));
  details.Add("Since", SinceText(TimeField(why, "since"), now));
  details.Add("Next try", UntilText(TimeField(why, "nextTry"), now));
  details.Add("Operation", TextField(why, "operation.detail"));
  details.Add("Data goes", UntilText(TimeField(why, "deleteAfter"), now));
  for (const json& permit : ListField(why, "permits")) {
    details.Add("Permitted", PermitText(permit));
  }
  details.Add("To end it", TextField(why, "exit"));
  std::string text = details.text();
  const json* plan = FindField(why, "plan");
  if (plan != nullptr && TextField(*plan, "verdict") == "actions") {
    text += "Plan for " + PlanText(*plan, session.terminal);
  }
  return text;
}

}  // namespace

ExitCode RunCommand(const WhyCommand& command, Session& session) {
  bool first = true;
  for (const std::string& name : command.volumes) {
    const auto why = session.client.Get("/v1/why/" + EncodeSegment(name));
    if (!why) return Report(why.error(), session);
    if (!first) session.out << (command.output == OutputFormat::Yaml ? "---\n" : "\n");
    first = false;
    PrintAnswer(*why, command.output, WhyText(*why, session), session);
  }
  return ExitCode::Done;
}

}  // namespace rexray
