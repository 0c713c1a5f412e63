#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>

#include "api/volume_service.h"
#include "cli/commands/commands.h"
#include "cli/config.h"
#include "cli/manifest_files.h"
#include "cli/services.h"
#include "cli/state_folder.h"
#include "drivers/os/lock.h"
#include "reconciler/rebuilding.h"
#include "state/sqlite_install.h"
#include "state/sqlite_store.h"

namespace rexray {
namespace {

constexpr Milliseconds kListPatience{std::chrono::minutes(1)};

CallContext ListCall() { return {std::chrono::steady_clock::now() + kListPatience, {}}; }

// One run of `db rebuild`. Everything is made beside the state's database; only the last step puts
// it in place.
class Rebuild {
 public:
  Rebuild(const Config& config, Helpers& helpers, std::vector<ManifestText> manifests,
          std::string set, TimePoint now)
      : config_(config),
        helpers_(helpers),
        manifests_(std::move(manifests)),
        set_(std::move(set)),
        now_(now),
        boot_(CurrentBoot()) {}

  Result<void> Run(Session& session) {
    REXRAY_TRY(MakeStateFolder(config_.state));
    REXRAY_ASSIGN(const auto lock, LockStateFolder(config_.state));
    const auto ignore = [](const auto&...) {};
    REXRAY_ASSIGN(services_, MakeServices(config_, helpers_, boot_, ignore));
    REXRAY_TRY(ListServices());
    REXRAY_TRY(FindDomain());
    REXRAY_TRY(Find());
    REXRAY_TRY(Build());
    REXRAY_ASSIGN(const std::uint64_t epoch, MakeCandidate(built(), config_.state, now_));
    REXRAY_ASSIGN(const auto kept, InstallCandidate(config_.state, now_));
    std::error_code error;
    std::filesystem::remove_all(workshop(), error);
    Tell(epoch, kept, session);
    return {};
  }

 private:
  std::string workshop() const { return config_.state + "/rebuilding"; }
  std::string built() const { return workshop() + "/rexray.db"; }

  Result<void> ListServices() {
    for (auto& [name, service] : services_.drivers) {
      auto listing = service.driver->List(ListCall());
      const bool whole = listing && listing->complete;
      if (!whole) {
        return Fail(Code::Unavailable,
                    fmt::format("service {} did not list all its volumes{}; nothing was changed: "
                                "mend it and try again, or take it out of the configuration",
                                name.value, listing ? "" : " (" + listing.error().message + ")"));
      }
      listings_[name] = std::move(*listing);
    }
    return {};
  }

  // A domain of one whose file is lost is known to the volumes that it made.
  Result<void> FindDomain() {
    if (config_.domain) {
      domain_ = *config_.domain;
      return {};
    }
    if (!HasOwnDomain(config_.state)) {
      REXRAY_ASSIGN(const DomainName made, DomainOfFacts(listings_, config_.node));
      if (!made.empty()) REXRAY_TRY(KeepOwnDomain(config_.state, made));
    }
    REXRAY_ASSIGN(domain_, OwnDomain(config_.state));
    return {};
  }

  Result<void> Find() {
    const RebuildNode node{config_.node, boot_, domain_, !config_.domain.has_value(),
                           config_.mountRoot};
    const auto host = MakeLinuxHost(helpers_, config_.state + "/growing");
    found_ = FindVolumes(listings_, node);
    FindMounts(found_, listings_, node, *host, ListCall);
    return {};
  }

  // In a state folder of its own, where nobody else looks.
  Result<void> Build() {
    std::error_code error;
    std::filesystem::remove_all(workshop(), error);
    REXRAY_TRY(MakeStateFolder(workshop()));
    REXRAY_TRY(OpenStore());
    REXRAY_TRY(WriteFound(built(), found_.volumes));
    if (manifests_.empty()) return {};
    REXRAY_ASSIGN(const auto store, OpenStore());
    return Declare(*store);
  }

  Result<std::unique_ptr<Store>> OpenStore() const {
    return OpenSqliteStore({.folder = workshop(), .domain = domain_});
  }

  // As `apply` would: what the manifests say must be as valid.
  Result<void> Declare(Store& store) {
    ReconcileHandle nobody;
    nobody.enqueue = [](const VolumeName&) {};
    Changes changes;
    VolumeService service({store, nobody, clock_, changes},
                          {.node = config_.node,
                           .boot = boot_,
                           .domain = domain_,
                           .labels = config_.labels,
                           .domainOfOne = !config_.domain.has_value(),
                           .services = services_.catalogue,
                           .protectedPaths = ProtectedPaths(config_)});
    const auto applied = service.Apply({.manifests = manifests_, .set = set_});
    if (applied) return {};
    std::string message = applied.error().error.message;
    for (const Problem& each : applied.error().problems) message += "\n" + ToString(each);
    return Fail(applied.error().error.code, message + "\nnothing was changed");
  }

  void Tell(std::uint64_t epoch, const std::optional<std::string>& kept, Session& session) const {
    session.out << fmt::format("rebuilt: epoch {}\n", epoch);
    for (const FoundVolume& each : found_.volumes) {
      const auto& mount = each.record.mount;
      session.out << fmt::format("volume/{} found as {}{}\n", each.row.name.value,
                                 each.record.backendId->value,
                                 mount ? ", mounted at " + mount->target : "");
    }
    for (const std::string& each : found_.leftOut) session.err << "left out: " << each << '\n';
    if (kept) session.out << fmt::format("what was there before is kept as {}\n", *kept);
    session.out
        << "The daemon will only observe: rexray plan shows what it would do, rexray resume "
           "--all lets it.\nWhat no manifest declares is orphaned: rexray apply or rexray "
           "adopt take it back.\n";
  }

  const Config& config_;
  Helpers& helpers_;
  const std::vector<ManifestText> manifests_;
  const std::string set_;
  const TimePoint now_;
  const BootId boot_;
  SystemClock clock_;
  ConfiguredServices services_;
  std::map<ServiceName, Listing> listings_;
  DomainName domain_;
  Rebuilt found_;
};

Result<void> RunRebuild(const DbRebuildCommand& command, Session& session) {
  REXRAY_ASSIGN(const Config config,
                LoadConfig({command.setup.config, ProcessEnvironment, command.setup.settings}));
  REXRAY_ASSIGN(const auto helpers, StartAllHelpers());
  REXRAY_ASSIGN(auto manifests, ReadManifests(command.files, session.in));
  return Rebuild(config, *helpers, std::move(manifests), command.set, session.now()).Run(session);
}

}  // namespace

ExitCode RunCommand(const DbRebuildCommand& command, Session& session) {
  const auto rebuilt = RunRebuild(command, session);
  return rebuilt ? ExitCode::Done : Report(rebuilt.error(), session);
}

}  // namespace rexray
