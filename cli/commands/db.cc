#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/config.h"
#include "cli/output.h"
#include "cli/state_folder.h"
#include "cli/text.h"
#include "drivers/os/lock.h"
#include "state/sqlite_check.h"
#include "state/sqlite_export.h"
#include "state/sqlite_restore.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kHeldHint =
    "The daemon will only observe: rexray plan shows what it would do, rexray resume --all lets "
    "it.\n";

Result<Config> ConfigOf(const HostSetup& setup) {
  return LoadConfig({setup.config, ProcessEnvironment, setup.settings});
}

std::string DatabaseOf(const Config& config) { return config.state + "/rexray.db"; }

json View(const CheckFinding& finding) {
  return {{"table", finding.table}, {"key", finding.key},   {"volume", finding.volume.value},
          {"error", finding.error}, {"exit", finding.exit}, {"quarantined", finding.quarantined}};
}

json View(const DatabaseCheck& check, const std::string& path) {
  json findings = json::array();
  for (const CheckFinding& each : check.findings) findings.push_back(View(each));
  return {{"database", path},
          {"ok", check.findings.empty()},
          {"schema", check.schema},
          {"latestSchema", check.latestSchema},
          {"epoch", check.epoch},
          {"volumes", check.volumes},
          {"findings", std::move(findings)}};
}

std::string WhatOf(const CheckFinding& finding) {
  if (finding.table.empty()) return "the file";
  return fmt::format("{} {}{}", finding.table, Printable(finding.key),
                     finding.quarantined ? " (in quarantine)" : "");
}

std::string CheckText(const DatabaseCheck& check, const std::string& path) {
  std::string text = fmt::format("{}: schema {}, epoch {}, {} volumes\n", path, check.schema,
                                 check.epoch, check.volumes);
  if (check.schema < check.latestSchema) {
    text += fmt::format("schema {} is older than {}: its rows are looked at once it is migrated\n",
                        check.schema, check.latestSchema);
  }
  for (const CheckFinding& each : check.findings) {
    text += fmt::format("{}: {}\n  ends: {}\n", WhatOf(each), Printable(each.error),
                        Printable(each.exit));
  }
  if (check.findings.empty()) return text + "no damage was found\n";
  return text + fmt::format("{} problems\n", check.findings.size());
}

Result<void> Restore(const DbRestoreCommand& command, Session& session) {
  REXRAY_ASSIGN(const Config config, ConfigOf(command.setup));
  REXRAY_TRY(MakeStateFolder(config.state));
  REXRAY_ASSIGN(const auto lock, LockStateFolder(config.state));
  const std::string file = std::filesystem::absolute(command.file);
  REXRAY_ASSIGN(const Restored restored, RestoreDatabase(config.state, file, session.now()));
  session.out << fmt::format("restored from {}: {} volumes, epoch {}\n", file, restored.volumes,
                             restored.epoch);
  if (restored.keptAside) {
    session.out << fmt::format("what was there before is kept as {}\n", *restored.keptAside);
  }
  if (restored.quarantinedRows > 0) {
    session.out << fmt::format("{} rows could not be read: rexray db check names them\n",
                               restored.quarantinedRows);
  }
  session.out << kHeldHint;
  return {};
}

}  // namespace

ExitCode RunCommand(const DbCheckCommand& command, Session& session) {
  const auto config = ConfigOf(command.setup);
  if (!config) return Report(config.error(), session);
  const std::string path = DatabaseOf(*config);
  const auto check = CheckDatabase(path);
  if (!check) return Report(check.error(), session);
  PrintAnswer(View(*check, path), command.output, CheckText(*check, path), session);
  return check->findings.empty() ? ExitCode::Done : ExitCode::Failed;
}

ExitCode RunCommand(const DbBackupCommand& command, Session& session) {
  const auto config = ConfigOf(command.setup);
  if (!config) return Report(config.error(), session);
  const auto bytes = ExportDatabase(DatabaseOf(*config), command.file, command.force);
  if (!bytes) return Report(bytes.error(), session);
  session.out << fmt::format("{}: {} bytes\n", command.file, *bytes);
  return ExitCode::Done;
}

ExitCode RunCommand(const DbRestoreCommand& command, Session& session) {
  const auto restored = Restore(command, session);
  return restored ? ExitCode::Done : Report(restored.error(), session);
}

}  // namespace rexray
