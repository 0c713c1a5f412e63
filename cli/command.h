#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/resource.h"
#include "state/time.h"

namespace rexray {

// What a command line says, as values; each command has its own Run in cli/commands/commands.h.

enum class OutputFormat { Table, Wide, Json, Yaml, Name };

inline constexpr Milliseconds kDefaultTimeout{std::chrono::minutes(5)};

// Whether and how long a command waits for what it asked for.
struct Patience {
  bool wait = true;
  Milliseconds timeout = kDefaultTimeout;
};

// The configuration of this host, and flags that override it, by the setting's path in the file
// ("log.level").
struct HostSetup {
  std::string config = {};  // empty: the default file, if there is one
  std::vector<std::pair<std::string, std::string>> settings = {};
};

struct ApplyCommand {
  std::vector<std::string> files = {};
  std::string plan = {};  // a file that PlanCommand saved, in place of `files`, `set` and `prune`
  std::string set = "default";
  bool prune = false;
  bool dryRun = false;
  bool standalone = false;  // without a daemon, on the state of this host
  HostSetup setup = {};     // then
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

struct PlanCommand {
  std::vector<std::string> files =
      {};  // what applying them would do; none: what the daemon will do
  std::vector<std::string> volumes = {};
  std::string set = "default";
  bool prune = false;
  bool exitCode = false;
  std::string save = {};  // a file for `apply`
  OutputFormat output = OutputFormat::Table;
};

struct DeleteCommand {
  std::vector<std::string> files = {};
  std::vector<ResourceRef> objects = {};
  bool now = false;
  std::optional<Milliseconds> grace = {};
  bool dryRun = false;
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

struct UndeleteCommand {
  std::string volume = {};
  std::string as = {};  // empty: under its own name
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

// An orphan by its name, or a backend volume by one of id, backendName and tag.
struct AdoptCommand {
  std::string volume = {};  // empty: as the backend calls it
  std::string service = {};
  std::string id = {};
  std::string backendName = {};
  std::string tag = {};
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

// A Snapshot, declared by hand.
struct SnapshotCommand {
  std::string volume = {};
  std::string name = {};       // empty: the volume's and the time
  bool reclaimDelete = false;  // deleted with its data
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

// What the host has already, declared as it is. One of fstab and fromDocker.
struct ImportCommand {
  std::string fstab = {};  // the file
  bool fromDocker = false;
  std::string engine = "unix:///var/run/docker.sock";
  bool anonymous = false;  // also Docker's volumes without a name of their own
  bool dryRun = false;
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;  // Yaml: the manifests, and nothing is declared
};

// What is declared and what the backends show, as manifests.
struct ExportCommand {
  std::string service = {};     // empty: all
  std::string set = "default";  // that will apply it
};

struct GetCommand {
  std::vector<ResourceRef> resources = {};
  std::string selector = {};
  std::string service = {};  // of discovered and snapshots: asked alone
  OutputFormat output = OutputFormat::Table;
  bool watch = false;
};

struct DescribeCommand {
  std::vector<ResourceRef> resources = {};
};

struct WaitCommand {
  std::vector<std::string> volumes = {};
  std::string condition = "Ready";  // empty: until they are gone
  bool status = true;               // the condition's status to wait for
  Milliseconds timeout = kDefaultTimeout;
};

struct WhyCommand {
  std::vector<std::string> volumes = {};
  OutputFormat output = OutputFormat::Table;
};

struct EventsCommand {
  std::string volume = {};  // empty: of all
  bool watch = false;
  std::size_t limit = 0;  // 0: as many as the daemon gives
  OutputFormat output = OutputFormat::Table;
};

// What the daemon logged lately.
struct LogsCommand {
  std::string volume = {};  // empty: of all
  std::int64_t operation = 0;
  std::string level = {};  // the least; empty: all
  Milliseconds since{0};   // so long ago; 0: all that it has
  std::size_t limit = 0;   // 0: as many as the daemon gives
  bool follow = false;
  bool json = false;  // a line of JSON each
};

struct StatusCommand {
  OutputFormat output = OutputFormat::Table;
};

struct ValidateCommand {
  std::vector<std::string> files = {};
  std::string node = {};  // for ${node.name}; empty: this host's name
};

struct SchemaCommand {};

// Sources of manifests are read now; or what one of them removes is approved.
struct SyncCommand {
  std::vector<std::string> sources = {};  // empty: all
  bool approve = false;                   // then of one
  std::string fingerprint = {};           // of what is approved; empty: it is only shown
  Patience patience = {};
  OutputFormat output = OutputFormat::Table;
};

enum class Verb { Pause, Resume, Retry };

struct VerbCommand {
  Verb verb = Verb::Retry;
  std::vector<std::string> volumes = {};
  bool all = false;  // resume only: the node, after its database was restored or rebuilt
};

struct PreemptCommand {
  std::string volume = {};
  std::string evidence = {};
  std::string holder = {};
  Patience patience = {};
};

struct FormatCommand {
  std::string volume = {};
  std::string confirm = {};  // its backend id
  Patience patience = {};
};

struct ReleaseCommand {
  std::vector<std::string> volumes = {};
  bool all = false;
};

struct DrainCommand {
  Patience patience = {};
};

struct UndrainCommand {};

struct GcCommand {
  bool dryRun = false;
  std::string service = {};
  OutputFormat output = OutputFormat::Table;
};

struct VersionCommand {
  bool clientOnly = false;
  OutputFormat output = OutputFormat::Table;
};

enum class Shell { Bash, Zsh, Fish };

enum class ContextVerb { List, Use, Add, Remove };

// Names that the user gives daemons.
struct ContextCommand {
  ContextVerb verb = ContextVerb::List;
  std::string name = {};
  std::string host = {};
  std::string tokenFile = {};
  std::string caFile = {};
  std::string certFile = {};
  std::string keyFile = {};
  OutputFormat output = OutputFormat::Table;
};

struct CompletionCommand {
  Shell shell = Shell::Bash;
};

// Hidden, for the shells' scripts: what may stand in place of the last word.
struct CompleteCommand {
  std::vector<std::string> words = {};
};
inline constexpr const char* kComplete = "__complete";
// The word after sync that makes it an approval.
inline constexpr const char* kApprove = "approve";

struct DaemonCommand {
  HostSetup setup = {};
};

// On the database of this host, without its daemon.
struct DbCheckCommand {
  HostSetup setup = {};
  OutputFormat output = OutputFormat::Table;
};

struct DbBackupCommand {
  HostSetup setup = {};
  std::string file = {};
  bool force = false;
};

struct DbRestoreCommand {
  HostSetup setup = {};
  std::string file = {};
};

struct DbRebuildCommand {
  HostSetup setup = {};
  std::vector<std::string> files = {};
  std::string set = "default";
};

struct DoctorCommand {
  HostSetup setup = {};
  bool fix = false;
  OutputFormat output = OutputFormat::Table;
};

// One operation, or the newest ones of a volume.
struct TraceCommand {
  std::int64_t operation = 0;  // 0: of the volume
  std::string volume = {};
  std::size_t limit = 20;
  OutputFormat output = OutputFormat::Table;
};

using Command =
    std::variant<ApplyCommand, PlanCommand, DeleteCommand, UndeleteCommand, AdoptCommand,
                 ImportCommand, ExportCommand, GetCommand, DescribeCommand, WaitCommand, WhyCommand,
                 EventsCommand, StatusCommand, ValidateCommand, SchemaCommand, SyncCommand,
                 VerbCommand, SnapshotCommand, PreemptCommand, FormatCommand, ReleaseCommand,
                 DrainCommand, UndrainCommand, GcCommand, VersionCommand, ContextCommand,
                 CompletionCommand, CompleteCommand, DaemonCommand, DbCheckCommand, DbBackupCommand,
                 DbRestoreCommand, DbRebuildCommand, DoctorCommand, TraceCommand, LogsCommand>;

struct Invocation {
  std::string host;     // of -H
  std::string context;  // of --context; neither: the environment's, the current one, or this host's
  Command command;
};

}  // namespace rexray
