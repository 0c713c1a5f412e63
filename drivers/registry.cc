#include "drivers/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>

#include "drivers/storage/dir.h"
#include "drivers/storage/existing_driver.h"
#include "drivers/storage/folder_functions.h"
#include "drivers/storage/loop.h"
#include "drivers/storage/sim_config.h"
#include "drivers/storage/volume_root.h"

namespace rexray {
namespace {

constexpr std::chrono::seconds kPrepareTimeout{10};

using MadeDriver = Result<std::unique_ptr<Driver>>;

struct RegistryEntry {
  std::string_view name;
  std::vector<std::string_view> aliases;
  std::vector<std::string_view> options;
  MadeDriver (*make)(const ServiceConfig& service, const DriverEnvironment& environment);
};

Result<std::string> RootOf(const ServiceConfig& service, const std::string& standard) {
  const auto option = service.options.find("root");
  const std::string root = option == service.options.end() ? standard : option->second;
  const std::filesystem::path path(root);
  if (path.is_absolute() && path.lexically_normal().string() == root && path.has_filename())
    return root;
  return Fail(Code::InvalidArgument,
              fmt::format("service {}: root \"{}\" is no absolute path of a folder",
                          service.name.value, root));
}

// Storage that does not answer now must not keep the daemon, and so all other volumes, from
// starting: what is wrong with it shows when it is used.
Result<void> Prepare(const DriverEnvironment& environment, const std::string& root, bool bind) {
  const CallContext context{std::chrono::steady_clock::now() + kPrepareTimeout, {}, -1};
  const auto prepared = PrepareRoot(environment.helpers, root, bind, context);
  if (prepared) return {};
  const Code code = prepared.error().code;
  if (code == Code::DeadlineExceeded || code == Code::Unavailable) return {};
  return prepared;
}

MadeDriver MakeLoop(const ServiceConfig& service, const DriverEnvironment& environment) {
  REXRAY_ASSIGN(const std::string root, RootOf(service, "/var/lib/rexray/loop"));
  REXRAY_TRY(Prepare(environment, root, false));
  return MakeLoopDriver(environment.helpers, root, environment.node, environment.boot);
}

MadeDriver MakeDir(const ServiceConfig& service, const DriverEnvironment& environment) {
  REXRAY_ASSIGN(const std::string root, RootOf(service, "/var/lib/rexray/dir"));
  REXRAY_TRY(Prepare(environment, root, true));
  return MakeDirDriver(environment.helpers, root, environment.node, environment.boot);
}

MadeDriver MakeDevice(const ServiceConfig&, const DriverEnvironment& environment) {
  return MakeDeviceDriver(environment.helpers, environment.node);
}

MadeDriver MakeFolder(const ServiceConfig&, const DriverEnvironment& environment) {
  return MakeHostFolderDriver(environment.helpers, environment.node);
}

MadeDriver MakeSim(const ServiceConfig& service, const DriverEnvironment& environment) {
  auto made = MakeConfiguredSimDriver(service.options, environment.node);
  if (made) return made;
  return Fail(made.error().code,
              fmt::format("service {}: {}", service.name.value, made.error().message));
}

std::span<const RegistryEntry> Registry() {
  static const std::vector<RegistryEntry> entries = {
      {"loop", {}, {"root"}, MakeLoop},       {"dir", {"vfs"}, {"root"}, MakeDir},
      {kDeviceDriver, {}, {}, MakeDevice},    {kFolderDriver, {}, {}, MakeFolder},
      {"sim", {}, SimOptionNames(), MakeSim},
  };
  return entries;
}

bool Answers(const RegistryEntry& entry, std::string_view name) {
  return entry.name == name || std::ranges::find(entry.aliases, name) != entry.aliases.end();
}

Result<const RegistryEntry*> Find(const ServiceConfig& service) {
  for (const RegistryEntry& entry : Registry()) {
    if (Answers(entry, service.driver)) return &entry;
  }
  return Fail(Code::InvalidArgument,
              fmt::format("service {}: there is no driver \"{}\"; there are {}", service.name.value,
                          service.driver, fmt::join(DriverNames(), ", ")));
}

Result<void> CheckOptions(const ServiceConfig& service, const RegistryEntry& entry) {
  for (const auto& [key, value] : service.options) {
    if (std::ranges::find(entry.options, key) != entry.options.end()) continue;
    return Fail(
        Code::InvalidArgument,
        fmt::format(
            "service {}: driver {} has no option \"{}\"; it has {}", service.name.value, entry.name,
            key,
            entry.options.empty() ? "none" : fmt::format("{}", fmt::join(entry.options, ", "))));
  }
  return {};
}

}  // namespace

MadeDriver MakeDriver(const ServiceConfig& service, const DriverEnvironment& environment) {
  REXRAY_ASSIGN(const RegistryEntry* const entry, Find(service));
  REXRAY_TRY(CheckOptions(service, *entry));
  return entry->make(service, environment);
}

std::vector<std::string> DriverNames() {
  std::vector<std::string> names;
  for (const RegistryEntry& entry : Registry()) {
    names.emplace_back(entry.name);
    names.insert(names.end(), entry.aliases.begin(), entry.aliases.end());
  }
  return names;
}

std::vector<HelperFunction> DriverHelperFunctions() {
  std::vector<HelperFunction> functions = FolderHelperFunctions();
  for (const HelperFunction& each : ExistingHelperFunctions()) functions.push_back(each);
  functions.push_back(PrepareRootFunction());
  return functions;
}

}  // namespace rexray
