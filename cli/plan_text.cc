#include "cli/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/field.h"
#include "cli/text.h"
#include "state/reason.h"

namespace rexray {
namespace {

using nlohmann::json;

char Sign(const std::string& action) {
  if (action == "Remount") return '~';
  const bool takesAway = action == "Unmount" || action == "Detach" || action == "ForceDetach" ||
                         action == "Quarantine" || action == "Delete" || action == "Forget";
  return takesAway ? '-' : '+';
}

Style StyleOfRisk(const std::string& risk) {
  if (risk == "destructive") return Style::Bad;
  return risk == "disruptive" ? Style::Caution : Style::Good;
}

// What takes something away says why in full.
std::string Why(const json& action, const std::string& risk) {
  const std::string reason = TextField(action, "reason");
  if (risk == "safe") return reason;
  const auto known = ParseReason(reason);
  const std::string explanation = known ? fmt::format(": {}", Explain(*known)) : "";
  return fmt::format("{}, {}{}", reason, risk, explanation);
}

std::string ActionLine(const json& action, const Terminal& terminal) {
  constexpr std::size_t kNameWidth = 15;  // "TrustFilesystem"
  const std::string risk = TextField(action, "risk");
  const std::string head = fmt::format("{} {}", Sign(TextField(action, "action")),
                                       Pad(TextField(action, "action"), kNameWidth));
  return fmt::format("  {}  {}  ({})\n", Paint(head, StyleOfRisk(risk), terminal),
                     Printable(TextField(action, "description")), Why(action, risk));
}

std::string ReasonText(const json& holder) {
  const std::string message = Printable(TextField(holder, "message"));
  const std::string reason = TextField(holder, "reason");
  return message.empty() ? reason : fmt::format("{}: {}", reason, message);
}

std::string Line(const char* label, const std::string& value) {
  return value.empty() ? "" : fmt::format("  {}: {}\n", label, Printable(value));
}

std::string ActionsText(const std::string& name, const json& plan, const Terminal& terminal) {
  std::string text = Paint(name, Style::Bold, terminal) + ":\n";
  for (const json& action : ListField(plan, "actions")) text += ActionLine(action, terminal);
  if (const json* objection = FindField(plan, "objection")) {
    text += fmt::format("  {} by policy {}: {}\n", Paint("held back", Style::Caution, terminal),
                        TextField(*objection, "policy"), ReasonText(*objection));
    text += Line("until", TextField(*objection, "until"));
  }
  return text;
}

bool IsElsewhere(const json& plan) {
  return TextField(plan, "reason") == ToString(Reason::NotThisNode);
}

ExitCode OutcomeOf(const json& plan) {
  const std::string verdict = TextField(plan, "verdict");
  if (verdict == "converged" || IsElsewhere(plan)) return ExitCode::Done;
  return verdict == "blocked" ? ExitCode::Blocked : ExitCode::ChangesFound;
}

}  // namespace

std::string PlanText(const json& plan, const Terminal& terminal) {
  const std::string name = TextField(plan, "volume");
  const std::string verdict = TextField(plan, "verdict");
  if (verdict == "actions") return ActionsText(name, plan, terminal);
  if (verdict == "converged") return fmt::format("{}: nothing to do\n", name);
  const Style style = IsElsewhere(plan) ? Style::Dim : Style::Caution;
  return fmt::format("{}: {}: {}\n", Paint(name, Style::Bold, terminal),
                     Paint(verdict, style, terminal), ReasonText(plan)) +
         Line("blocker", TextField(plan, "blocker")) + Line("until", TextField(plan, "until")) +
         Line("to end it", TextField(plan, "exit"));
}

std::string PlansText(const json& plans, const Terminal& terminal) {
  std::string text;
  for (const json& plan : plans) {
    if (TextField(plan, "verdict") != "converged") text += PlanText(plan, terminal);
  }
  return text.empty() ? "Nothing to do: everything is as declared.\n" : text;
}

ExitCode PlanOutcome(const json& plans) {
  ExitCode outcome = ExitCode::Done;
  for (const json& plan : plans) outcome = std::max(outcome, OutcomeOf(plan));
  return outcome;
}

}  // namespace rexray
