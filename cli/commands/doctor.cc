#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/doctor/checkup.h"
#include "cli/output.h"
#include "cli/text.h"
#include "state/sqlite_check.h"

namespace rexray {
namespace {

using nlohmann::json;

using Check = void (*)(const Patient& patient, Findings& findings);
constexpr Check kAllChecks[] = {CheckDaemon,   CheckRights,   CheckStateFolder, CheckDatabaseFile,
                             CheckServices, CheckTools,    CheckKernel,      CheckClock,
                             CheckDocker,   CheckLeftovers};

json View(const Finding& finding) {
  json view{{"check", finding.check}, {"health", ToString(finding.health)}, {"what", finding.what}};
  if (!finding.exit.empty()) view["exit"] = finding.exit;
  if (!finding.fixed.empty()) view["fixed"] = finding.fixed;
  return view;
}

Style StyleOf(Health health) {
  switch (health) {
    case Health::Ok:
      return Style::Good;
    case Health::Warn:
      return Style::Caution;
    case Health::Fail:
      return Style::Bad;
  }
  return Style::Dim;
}

std::string Lines(const Finding& finding, const Terminal& terminal) {
  const std::string health(ToString(finding.health));
  std::string text =
      fmt::format("{}{} {}: {}\n", Paint(health, StyleOf(finding.health), terminal),
                  std::string(4 - health.size(), ' '), finding.check, Printable(finding.what));
  if (!finding.fixed.empty()) return text + "     done: " + Printable(finding.fixed) + "\n";
  if (!finding.exit.empty()) text += "     ends: " + Printable(finding.exit) + "\n";
  return text;
}

}  // namespace

ExitCode RunCommand(const DoctorCommand& command, Session& session) {
  const auto helpers = StartAllHelpers();
  if (!helpers) return Report(helpers.error(), session);
  const auto config =
      LoadConfig({command.setup.config, ProcessEnvironment, command.setup.settings});
  if (!config) return Report(config.error(), session);
  const json status = session.client.Get("/v1/status").value_or(json());
  Patient patient{*config, session.client, **helpers, status};
  patient.fix = command.fix;
  patient.volumes = ReadVolumes(config->state + "/rexray.db").value_or(std::vector<VolumeState>{});
  Findings findings;
  for (const Check check : kAllChecks) check(patient, findings);

  json views = json::array();
  std::string text;
  for (const Finding& each : findings) {
    views.push_back(View(each));
    text += Lines(each, session.terminal);
  }
  const bool healthy = std::ranges::none_of(findings, [](const Finding& each) {
    return each.health == Health::Fail && each.fixed.empty();
  });
  PrintAnswer({{"healthy", healthy}, {"findings", std::move(views)}}, command.output, text,
              session);
  return healthy ? ExitCode::Done : ExitCode::Failed;
}

}  // namespace rexray
