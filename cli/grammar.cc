#include "cli/grammar.h"

#include <CLI/CLI.hpp>
#include <map>

#include "cli/grammar_context.h"
#include "cli/grammar_import.h"
#include "cli/grammar_mend.h"
#include "cli/grammar_options.h"
#include "cli/or_throw.h"
#include "cli/sync_words.h"
#include "cli/wait_for.h"

namespace rexray {
namespace {

constexpr const char* kDeclare = "Declare";
constexpr const char* kLook = "Look";
constexpr const char* kAct = "Act";
constexpr const char* kRun = "Run";

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 failed, 2 bad input or usage, 3 plan found changes (--exit-code),\n"
    "4 blocked, 5 timed out, 6 daemon unreachable.\n";

const std::map<std::string, Shell> kShells{
    {"bash", Shell::Bash}, {"zsh", Shell::Zsh}, {"fish", Shell::Fish}};

}  // namespace

// CLI11's options refer to the members here, so this stays where it was built.
class Grammar::Internals {
 public:
  Internals() : app_("Keeps storage volumes as declared.", "rexray") {
    app_.footer(kFooter);
    app_.set_version_flag("--version", "rexray " REXRAY_VERSION);
    AddHost(app_);
    AddDeclaring();
    AddLooking();
    AddWaiting();
    AddActing();
    mend_.AddTo(app_, invocation_);
    AddRunning();
    context_.AddTo(app_, invocation_);
    app_.require_subcommand(0, 1);
    app_.allow_extras();  // after the commands, which inherit it: only here are they judged by us
  }
  CLI::App& app() { return app_; }
  const Invocation& invocation() const { return invocation_; }

 private:
  // A command whose value is `value` once it was parsed.
  template <class Value>
  CLI::App& Add(const char* group, const char* name, const char* description, Value& value) {
    CLI::App& command = Add(app_, name, description, value);
    command.group(group);
    return command;
  }
  template <class Value>
  CLI::App& Add(CLI::App& parent, const char* name, const char* description, Value& value) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->final_callback([this, &value] { invocation_.command = value; });
    return *command;
  }

  void AddHost(CLI::App& command) { AddDaemonOptions(command, invocation_); }

  static void AddFiles(CLI::App& command, std::vector<std::string>& files) {
    command.add_option("-f,--filename", files, "A manifest, a folder of them, or - (repeatable)")
        ->type_name("FILE")
        ->allow_extra_args(false);
  }

  static void AddOutput(CLI::App& command, OutputFormat& output) {
    AddOutputOption(command, output);
  }

  template <class Target>
  static void AddDuration(CLI::App& command, const char* name, Target& target,
                          const char* description) {
    AddDurationOption(
        command, name, [&target](Milliseconds given) { target = given; }, description);
  }

  static void AddPatience(CLI::App& command, Patience& patience) {
    command.add_flag("--wait", patience.wait, "Wait until done or blocked (--wait=false: do not)");
    AddDuration(command, "--timeout", patience.timeout, "How long to wait; 5m if left out");
  }

  static void AddSet(CLI::App& command, std::string& set, bool& prune) {
    CLI::Option* name =
        command.add_option("--set", set, "The apply set that the objects belong to");
    command
        .add_flag("--prune", prune, "Delete what else the set declares; the files are all of it")
        ->needs(name);
  }

  void AddVolumes(CLI::App& command, std::vector<std::string>& volumes, bool required) {
    command
        .add_option_function<std::vector<std::string>>(
            "VOLUME",
            [&volumes](const std::vector<std::string>& words) {
              volumes = OrThrow("VOLUME", ParseVolumeNames(words));
            },
            "Names, or volume/NAME")
        ->type_name("")
        ->required(required);
  }

  static void AddResources(CLI::App& command, std::vector<ResourceRef>& resources, bool required) {
    command
        .add_option_function<std::vector<std::string>>(
            "TYPE",
            [&resources](const std::vector<std::string>& words) {
              resources = OrThrow("TYPE", ParseResourceRefs(words));
            },
            "TYPE [NAME...] or TYPE/NAME...")
        ->type_name("")
        ->required(required);
  }

  void AddDeclaring() {
    auto& apply = Add(kDeclare, "apply", "Declare what manifests say, and wait for it", apply_);
    AddHost(apply), AddFiles(apply, apply_.files), AddPatience(apply, apply_.patience);
    AddOutput(apply, apply_.output);
    AddSet(apply, apply_.set, apply_.prune);
    apply.add_flag("--dry-run", apply_.dryRun, "Only show what it would do");
    apply
        .add_option("PLAN", apply_.plan,
                    "A plan that was kept (plan -o FILE): refused if it is not what would be done")
        ->type_name("")
        ->excludes("--filename", "--set", "--prune");
    apply.add_flag("--standalone", apply_.standalone,
                   "Do it in this process, without a daemon, and end");
    AddHostSetup(apply, apply_.setup);
    for (const char* flag : {"--config", "--state"}) {
      apply.get_option(flag)->needs(apply.get_option("--standalone"));
    }

    auto& plan = Add(kDeclare, "plan", "Show what would be done, without doing it", plan_);
    plan.alias("diff");
    AddHost(plan), AddFiles(plan, plan_.files),
        AddOutputOrFileOption(plan, plan_.output, plan_.save);
    AddVolumes(plan, plan_.volumes, false);
    AddSet(plan, plan_.set, plan_.prune);
    plan.add_flag("--exit-code", plan_.exitCode, "End with 3 if there are changes, 4 if blocked");

    auto& remove = Add(kDeclare, "delete", "Delete objects by manifest or name", delete_);
    AddHost(remove), AddFiles(remove, delete_.files), AddPatience(remove, delete_.patience);
    AddResources(remove, delete_.objects, false), AddOutput(remove, delete_.output);
    auto* now =
        remove.add_flag("--now", delete_.now, "Skip the quarantine of reclaim policy Delete");
    AddDuration(remove, "--grace", delete_.grace, "How long the quarantine lasts; 24h if left out");
    remove.get_option("--grace")->excludes(now);
    remove.add_flag("--dry-run", delete_.dryRun, "Only show what it would do");
    AddTakingBack(), AddWaysInAndOut(), AddSync();

    auto& validate = Add(kDeclare, "validate", "Check manifests without a daemon", validate_);
    AddFiles(validate, validate_.files);
    validate.get_option("--filename")->required();
    validate.add_option("--node", validate_.node, "What ${node.name} stands for; else this host");
    Add(kDeclare, "schema", "Print the JSON Schema of manifests, for editors", schema_);
  }

  void AddSync() {
    auto& sync = Add(kDeclare, "sync", "Read sources of manifests now, and wait for it", sync_);
    AddHost(sync), AddPatience(sync, sync_.patience), AddOutput(sync, sync_.output);
    sync.add_option_function<std::vector<std::string>>(
            "SOURCE",
            [this](const std::vector<std::string>& words) {
              OrThrow("SOURCE", ParseSyncWords(words, sync_));
            },
            "Names, or none for all; or: approve NAME FINGERPRINT, to remove what waits for it")
        ->type_name("");
  }

  void AddTakingBack() {
    auto& undelete =
        Add(kDeclare, "undelete", "Take a deletion back, with the Attachments of then", undelete_);
    AddHost(undelete), AddPatience(undelete, undelete_.patience);
    AddOutput(undelete, undelete_.output);
    AddVolumeOption(undelete, undelete_.volume, "A deleted or orphaned volume")->required();
    undelete.add_option("--as", undelete_.as, "Under another name, where its own is taken")
        ->type_name("NAME");

    auto& adopt = Add(kDeclare, "adopt", "Take over a volume that exists already", adopt_);
    AddHost(adopt), AddPatience(adopt, adopt_.patience), AddOutput(adopt, adopt_.output);
    AddVolumeOption(adopt, adopt_.volume, "An orphan; or what the volume is called from now on");
    adopt.add_option("--service", adopt_.service, "The service that shows it; else the only one")
        ->type_name("SERVICE");
    auto* id = adopt.add_option("--id", adopt_.id, "Its id at the backend")->type_name("ID");
    auto* name = adopt.add_option("--name", adopt_.backendName, "Or its name at the backend")
                     ->type_name("NAME");
    auto* tag = adopt.add_option("--tag", adopt_.tag, "Or a tag that only it carries")
                    ->type_name("KEY=VALUE");
    id->excludes(name)->excludes(tag);
    name->excludes(tag);
  }

  void AddWaysInAndOut() {
    auto& import = Add(kDeclare, "import", "Declare what this host has already, as it is", import_);
    AddHost(import), AddPatience(import, import_.patience), AddOutput(import, import_.output);
    AddImportOptions(import, import_);
    auto& exported = Add(kDeclare, "export", "Print manifests of what there is", export_);
    AddHost(exported), AddExportOptions(exported, export_);
  }

  void AddLooking() {
    auto& get = Add(kLook, "get", "List objects", get_);
    AddHost(get), AddResources(get, get_.resources, true), AddOutput(get, get_.output);
    get.add_option("-l,--selector", get_.selector, "Only those with labels such as app=pg,tier!=x");
    get.add_option("--service", get_.service, "discovered, snapshots: only of this service")
        ->type_name("SERVICE");
    get.add_flag("-w,--watch", get_.watch, "Go on and print changes");

    auto& describe = Add(kLook, "describe", "Tell everything about objects", describe_);
    AddHost(describe), AddResources(describe, describe_.resources, true);

    auto& why = Add(kLook, "why", "Tell what holds a volume, and what ends it", why_);
    AddHost(why), AddVolumes(why, why_.volumes, true), AddOutput(why, why_.output);

    auto& events = Add(kLook, "events", "Show what happened", events_);
    AddHost(events), AddOutput(events, events_.output);
    AddVolumeOption(events, events_.volume, "Only of this volume");
    events.add_flag("-w,--watch", events_.watch, "Go on and print new ones");
    events.add_option("--limit", events_.limit, "At most so many")->type_name("COUNT");

    auto& status = Add(kLook, "status", "Show how the daemon is doing", status_);
    AddHost(status), AddOutput(status, status_.output);
  }

  void AddWaiting() {
    auto& wait = Add(kLook, "wait", "Wait for a condition of volumes", wait_);
    AddHost(wait), AddVolumes(wait, wait_.volumes, true);
    AddDuration(wait, "--timeout", wait_.timeout, "How long to wait; 5m if left out");
    wait.add_option_function<std::string>(
            "--for",
            [this](const std::string& text) { OrThrow("--for", ParseWaitFor(text, wait_)); },
            "condition=NAME[=false] or delete; condition=Ready if left out")
        ->type_name("WHAT");
  }

  void AddVerb(const char* name, const char* description, VerbCommand& value) {
    auto& command = Add(kAct, name, description, value);
    AddHost(command), AddVolumes(command, value.volumes, true);
  }

  void AddActing() {
    AddVerb("pause", "Stop acting on volumes until resume", pause_);
    auto& resume = Add(kAct, "resume", "Act on paused volumes again", resume_);
    AddHost(resume), AddVolumes(resume, resume_.volumes, false);
    resume.add_flag("--all", resume_.all,
                    "Let this node act again after its database was restored or rebuilt");
    AddVerb("retry", "Try failed actions again at once", retry_);
    AddPermitting();

    auto& snapshot =
        Add(kAct, "snapshot", "Keep a volume's data as it is now, under a name", snapshot_);
    AddHost(snapshot), AddPatience(snapshot, snapshot_.patience);
    AddOutput(snapshot, snapshot_.output);
    AddVolumeOption(snapshot, snapshot_.volume, "The volume")->required();
    snapshot
        .add_option("--name", snapshot_.name,
                    "The Snapshot's name; the volume's and the time if left out")
        ->type_name("NAME");
    snapshot.add_flag("--reclaim-delete", snapshot_.reclaimDelete,
                      "Deleting the Snapshot deletes its data (reclaimPolicy: Delete)");

    auto& release = Add(kAct, "release", "Drop this node's claims whose users are gone", release_);
    AddHost(release), AddVolumes(release, release_.volumes, true);
    release.add_flag("--all", release_.all, "Drop all: their users may still be there");

    auto& drain = Add(kAct, "drain", "Unmount and detach everything on this node", drain_);
    AddHost(drain), AddPatience(drain, drain_.patience);
    AddHost(Add(kAct, "undrain", "Let this node take volumes again", undrain_));

    auto& gc = Add(kAct, "gc", "List what this node made and its database does not know", gc_);
    AddHost(gc), AddOutput(gc, gc_.output);
    gc.add_flag("--dry-run", gc_.dryRun, "Only list it; nothing else is done by gc");
    gc.add_option("--service", gc_.service, "Only of this service")->type_name("SERVICE");
  }

  void AddPermitting() {
    auto& preempt =
        Add(kAct, "preempt", "Take a volume away from the node that holds it", preempt_);
    AddHost(preempt), AddPatience(preempt, preempt_.patience);
    AddVolumeOption(preempt, preempt_.volume, "The volume")->required();
    preempt
        .add_option("--evidence", preempt_.evidence,
                    "How you know that the other node writes no more; kept in its events")
        ->type_name("TEXT")
        ->required();
    preempt.add_option("--holder", preempt_.holder, "The other node, where several hold it")
        ->type_name("NODE");

    auto& format =
        Add(kAct, "format", "Allow a format that was refused: all data on it is lost", format_);
    AddHost(format), AddPatience(format, format_.patience);
    AddVolumeOption(format, format_.volume, "The volume")->required();
    format.add_option("--confirm", format_.confirm, "The id of its backend volume")
        ->type_name("BACKEND-ID")
        ->required();
  }

  void AddRunning() {
    auto& daemon = Add(kRun, "daemon", "Run the daemon in the foreground", daemon_);
    AddHostSetup(daemon, daemon_.setup);
    AddSettingOption(daemon, daemon_.setup, "--node", "node", "This node's name; else the host's");
    AddSettingOption(daemon, daemon_.setup, "--domain", "domain",
                     "Shared by hosts that share a backend");
    AddSettingOption(daemon, daemon_.setup, "--labels", "labels",
                     "This node's, for nodeSelector: zone=a,disk=fast");
    AddSettingOption(daemon, daemon_.setup, "--mount-root", "mountRoot",
                     "Where volumes without a path are mounted");
    AddSettingOption(daemon, daemon_.setup, "--listen", "listen.control",
                     "The control API's address");
    AddSettingOption(daemon, daemon_.setup, "--metrics", "listen.metrics",
                     "The metrics' address, or none");
    AddSettingOption(daemon, daemon_.setup, "--log-level", "log.level",
                     "debug, info, warn or error");
    AddSettingOption(daemon, daemon_.setup, "--log-format", "log.format", "text or json");

    auto& version =
        Add(kRun, "version", "Show the versions of this program and the daemon", version_);
    AddHost(version), AddOutput(version, version_.output);
    version.add_flag("--client", version_.clientOnly, "Do not ask the daemon");

    auto& completion =
        Add(kRun, "completion", "Print a script for the shell's completion", completion_);
    completion
        .add_option_function<std::string>(
            "SHELL", [this](const std::string& text) { completion_.shell = kShells.at(text); },
            "Which shell")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->required();
  }

  CLI::App app_;
  Invocation invocation_;
  ApplyCommand apply_;
  PlanCommand plan_;
  DeleteCommand delete_;
  UndeleteCommand undelete_;
  AdoptCommand adopt_;
  ImportCommand import_;
  ExportCommand export_;
  GetCommand get_;
  DescribeCommand describe_;
  WaitCommand wait_;
  WhyCommand why_;
  EventsCommand events_;
  StatusCommand status_;
  ValidateCommand validate_;
  SchemaCommand schema_;
  SyncCommand sync_;
  VerbCommand pause_{Verb::Pause};
  VerbCommand resume_{Verb::Resume};
  VerbCommand retry_{Verb::Retry};
  SnapshotCommand snapshot_;
  PreemptCommand preempt_;
  FormatCommand format_;
  ReleaseCommand release_;
  DrainCommand drain_;
  UndrainCommand undrain_;
  GcCommand gc_;
  VersionCommand version_;
  ContextGrammar context_;
  CompletionCommand completion_;
  DaemonCommand daemon_;
  MendGrammar mend_;
};

Grammar::Grammar() : internals_(std::make_unique<Internals>()) {}
Grammar::~Grammar() = default;

CLI::App& Grammar::app() { return internals_->app(); }
const Invocation& Grammar::invocation() const { return internals_->invocation(); }

}  // namespace rexray
