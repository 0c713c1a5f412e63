#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands/change.h"
#include "cli/commands/commands.h"
#include "cli/field.h"
#include "cli/manifest_files.h"
#include "cli/output.h"
#include "cli/plan_file.h"
#include "cli/plan_text.h"

namespace rexray {
namespace {

using nlohmann::json;

// Of what the files would change.
Result<json> PlanFiles(const PlanCommand& command, Session& session) {
  REXRAY_ASSIGN(const std::vector<ManifestText> texts, ReadManifests(command.files, session.in));
  const json request{{"manifests", ManifestsJson(texts)},
                     {"set", command.set},
                     {"prune", command.prune},
                     {"dryRun", true}};
  REXRAY_ASSIGN(json answer, session.client.Post("/v1/apply", request));
  if (!command.save.empty()) {
    REXRAY_TRY(SavePlan(command.save, request, answer, session.client));
  }
  return answer;
}

// Of what is declared already.
Result<json> PlanVolumes(const PlanCommand& command, Client& client) {
  if (command.volumes.empty()) return client.Get("/v1/plan");
  json answer{{"plans", json::array()}};
  for (const std::string& name : command.volumes) {
    REXRAY_ASSIGN(const json one, client.Get(RequestTarget("/v1/plan", {{"volume", name}})));
    for (const json& plan : ListField(one, "plans")) answer["plans"].push_back(plan);
  }
  return answer;
}

bool ChangesDeclarations(const json& answer) {
  for (const json& object : ListField(answer, "objects")) {
    if (TextField(object, "change") != "unchanged") return true;
  }
  return false;
}

ExitCode Outcome(const json& answer) {
  const ExitCode outcome = PlanOutcome(ListField(answer, "plans"));
  const bool changes = outcome == ExitCode::Done && ChangesDeclarations(answer);
  return changes ? ExitCode::ChangesFound : outcome;
}

}  // namespace

ExitCode RunCommand(const PlanCommand& command, Session& session) {
  const auto answer =
      command.files.empty() ? PlanVolumes(command, session.client) : PlanFiles(command, session);
  if (!answer) return Report(answer.error(), session);
  if (command.files.empty()) {
    const std::string text = PlansText(ListField(*answer, "plans"), session.terminal);
    PrintAnswer(*answer, command.output, text, session);
  } else {
    PrintChange(*answer, true, command.output, session);
    if (!command.save.empty()) {
      session.err << fmt::format("kept in {0}; to do exactly this: rexray apply {0}\n",
                                 command.save);
    }
  }
  return command.exitCode ? Outcome(*answer) : ExitCode::Done;
}

}  // namespace rexray
