#include "cli/grammar_mend.h"

#include <CLI/CLI.hpp>

#include "api/log_level.h"
#include "cli/grammar_options.h"
#include "cli/or_throw.h"

namespace rexray {
namespace {

constexpr const char* kMend = "Mend";

void ReadTraced(const std::string& word, TraceCommand& trace) {
  const bool number = !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
  if (number && word.size() < 19) {
    trace.operation = std::stoll(word);
    return;
  }
  trace.volume = OrThrow("OPERATION", ParseVolumeNames({word})).front();
}

void AddLogOptions(CLI::App& logs, LogsCommand& command) {
  AddVolumeOption(logs, command.volume, "Only of this volume");
  logs.add_flag("-f,--follow", command.follow, "Go on and print new ones");
  logs.add_option("-n,--tail", command.limit, "The newest so many; 1000 if left out")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 10'000));
  AddDurationOption(
      logs, "--since", [&command](Milliseconds since) { command.since = since; },
      "Not older than this");
  logs.add_option("--level", command.level, "This level and what is worse")
      ->check(CLI::IsMember(std::vector<std::string>(kLogLevels.begin(), kLogLevels.end())));
  logs.add_option("--operation", command.operation, "Only of this operation")
      ->type_name("NUMBER")
      ->check(CLI::PositiveNumber);
  logs.add_flag("--json", command.json, "A line of JSON each");
}

}  // namespace

void MendGrammar::AddTo(CLI::App& app, Invocation& invocation) {
  const auto add = [&invocation](CLI::App& parent, const char* name, const char* description,
                                 auto& value) -> CLI::App& {
    CLI::App* command = parent.add_subcommand(name, description);
    command->final_callback([&invocation, &value] { invocation.command = value; });
    return *command;
  };
  auto& trace =
      add(app, "trace", "Tell all about an operation, or what was done to a volume", trace_);
  trace.group(kMend);
  AddDaemonOptions(trace, invocation), AddOutputOption(trace, trace_.output);
  trace
      .add_option_function<std::string>(
          "OPERATION", [this](const std::string& word) { ReadTraced(word, trace_); },
          "Its number, or volume/NAME")
      ->type_name("")
      ->required();
  trace.add_option("--limit", trace_.limit, "Of a volume at most so many; 20 if left out")
      ->type_name("COUNT");
  auto& logs = add(app, "logs", "Show what the daemon logged lately", logs_);
  logs.group(kMend);
  AddDaemonOptions(logs, invocation), AddLogOptions(logs, logs_);
  auto& doctor = add(app, "doctor", "Look at all that this host needs, daemon or not", doctor_);
  doctor.group(kMend);
  AddDaemonOptions(doctor, invocation), AddHostSetup(doctor, doctor_.setup),
      AddOutputOption(doctor, doctor_.output);
  doctor.add_flag("--fix", doctor_.fix, "Take away what is ours, empty and of no use");
  CLI::App& db = *app.add_subcommand("db", "Check, back up and restore the database of this host");
  db.group(kMend)->require_subcommand(1);
  auto& check = add(db, "check", "Look through it; the daemon may be running", check_);
  AddHostSetup(check, check_.setup), AddOutputOption(check, check_.output);
  auto& backup = add(db, "backup", "Copy it to a file; the daemon may be running", backup_);
  AddHostSetup(backup, backup_.setup);
  backup.add_option("FILE", backup_.file, "The copy")->type_name("")->required();
  backup.add_flag("--force", backup_.force, "Replace a file that exists");
  auto& restore = add(db, "restore", "Put a backup in its place; stop the daemon first", restore_);
  AddHostSetup(restore, restore_.setup);
  restore.add_option("FILE", restore_.file, "What db backup made")->type_name("")->required();
  auto& rebuild =
      add(db, "rebuild", "Make it anew from services, mounts and manifests; stop the daemon first",
          rebuild_);
  AddHostSetup(rebuild, rebuild_.setup);
  rebuild.add_option("-f,--filename", rebuild_.files, "A manifest, a folder of them, or -")
      ->type_name("FILE")
      ->allow_extra_args(false);
  rebuild.add_option("--set", rebuild_.set, "The apply set that the manifests belong to");
}

}  // namespace rexray
