#pragma once

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// Each command: does what it says through the session, prints results and errors, gives the exit
// code.
ExitCode RunCommand(const ApplyCommand& command, Session& session);
ExitCode RunCommand(const PlanCommand& command, Session& session);
ExitCode RunCommand(const DeleteCommand& command, Session& session);
ExitCode RunCommand(const UndeleteCommand& command, Session& session);
ExitCode RunCommand(const AdoptCommand& command, Session& session);
ExitCode RunCommand(const ImportCommand& command, Session& session);
ExitCode RunCommand(const ExportCommand& command, Session& session);
ExitCode RunCommand(const GetCommand& command, Session& session);
ExitCode RunCommand(const DescribeCommand& command, Session& session);
ExitCode RunCommand(const WaitCommand& command, Session& session);
ExitCode RunCommand(const WhyCommand& command, Session& session);
ExitCode RunCommand(const EventsCommand& command, Session& session);
ExitCode RunCommand(const LogsCommand& command, Session& session);
ExitCode RunCommand(const StatusCommand& command, Session& session);
ExitCode RunCommand(const ValidateCommand& command, Session& session);
ExitCode RunCommand(const SchemaCommand& command, Session& session);
ExitCode RunCommand(const SyncCommand& command, Session& session);
ExitCode RunCommand(const VerbCommand& command, Session& session);
ExitCode RunCommand(const SnapshotCommand& command, Session& session);
ExitCode RunCommand(const PreemptCommand& command, Session& session);
ExitCode RunCommand(const FormatCommand& command, Session& session);
ExitCode RunCommand(const ReleaseCommand& command, Session& session);
ExitCode RunCommand(const DrainCommand& command, Session& session);
ExitCode RunCommand(const UndrainCommand& command, Session& session);
ExitCode RunCommand(const GcCommand& command, Session& session);
ExitCode RunCommand(const VersionCommand& command, Session& session);
ExitCode RunCommand(const ContextCommand& command, Session& session);
ExitCode RunCommand(const CompletionCommand& command, Session& session);
ExitCode RunCommand(const CompleteCommand& command, Session& session);
ExitCode RunCommand(const DaemonCommand& command, Session& session);
ExitCode RunCommand(const DbCheckCommand& command, Session& session);
ExitCode RunCommand(const DbBackupCommand& command, Session& session);
ExitCode RunCommand(const DbRestoreCommand& command, Session& session);
ExitCode RunCommand(const DbRebuildCommand& command, Session& session);
ExitCode RunCommand(const DoctorCommand& command, Session& session);
ExitCode RunCommand(const TraceCommand& command, Session& session);

}  // namespace rexray
