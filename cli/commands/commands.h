#pragma once

#include "cli/command.h"
#include "cli/session.h"

namespace rexray {

// Each command: does what it says through the session, prints results and errors, gives the exit
// code.
ExitCode Run(const ApplyCommand& command, Session& session);
ExitCode Run(const PlanCommand& command, Session& session);
ExitCode Run(const DeleteCommand& command, Session& session);
ExitCode Run(const GetCommand& command, Session& session);
ExitCode Run(const DescribeCommand& command, Session& session);
ExitCode Run(const WaitCommand& command, Session& session);
ExitCode Run(const WhyCommand& command, Session& session);
ExitCode Run(const EventsCommand& command, Session& session);
ExitCode Run(const StatusCommand& command, Session& session);
ExitCode Run(const ValidateCommand& command, Session& session);
ExitCode Run(const SchemaCommand& command, Session& session);
ExitCode Run(const VerbCommand& command, Session& session);
ExitCode Run(const VersionCommand& command, Session& session);
ExitCode Run(const CompletionCommand& command, Session& session);
ExitCode Run(const CompleteCommand& command, Session& session);
ExitCode Run(const DaemonCommand& command, Session& session);

}  // namespace rexray
