#include "cli/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "cli/access_config.h"
#include "cli/config_file.h"
#include "cli/docker_config.h"
#include "cli/host_name.h"
#include "cli/manifest_files.h"
#include "cli/settings.h"

namespace rexray {
namespace {

std::unexpected<Error> Invalid(const std::vector<Problem>& problems) {
  std::string message;
  for (const Problem& problem : problems) {
    message += (message.empty() ? "" : "\n") + ToString(problem);
  }
  return Fail(Code::InvalidArgument, message, "InvalidConfiguration");
}

Result<void> ApplyFile(const std::string& file, Config& config) {
  REXRAY_ASSIGN(const std::vector<ManifestText> texts, ReadManifests({file}, std::cin));
  for (const ManifestText& text : texts) {
    const auto problems = ReadConfigFile(text, config);
    if (!problems.empty()) return Invalid(problems);
  }
  return {};
}

Result<void> ApplyText(const Setting& setting, const std::string& origin, const std::string& text,
                       Config& config) {
  if (const auto applied = setting.apply(text, config); !applied) {
    return Fail(Code::InvalidArgument, fmt::format("{}: {}", origin, applied.error().message),
                "InvalidConfiguration");
  }
  return {};
}

// The host's name is a default like any other: a name that cannot be used must be overridden.
Result<void> CompleteNode(Config& config) {
  if (!config.node.empty()) return {};
  const auto node = ParseNodeName(HostName());
  if (!node) {
    return Fail(Code::InvalidArgument,
                fmt::format("this host's name \"{}\" cannot be a node's; set node", HostName()),
                "InvalidConfiguration");
  }
  config.node = *node;
  return {};
}

// What a host has anyway needs no configuration: nothing is done to it until somebody adopts it. A
// name that the user gave to something else stays his.
void AddHostServices(Config& config) {
  for (const char* driver : {kDeviceDriver, kFolderDriver}) {
    const bool there = std::ranges::any_of(config.services, [&](const ServiceConfig& each) {
      return each.driver == driver || each.name.value == driver;
    });
    if (!there) config.services.push_back({{driver}, driver, {}});
  }
}

}  // namespace

Result<Config> LoadConfig(const ConfigSources& sources) {
  Config config;
  const bool standard = sources.file.empty() && std::ifstream(kConfigFile).good();
  if (standard || !sources.file.empty()) {
    REXRAY_TRY(ApplyFile(standard ? kConfigFile : sources.file, config));
  }
  for (const Setting& setting : Settings()) {
    const auto name = std::string(setting.environment);
    if (const auto text = sources.environment(name); text && !text->empty()) {
      REXRAY_TRY(ApplyText(setting, name, *text, config));
    }
  }
  for (const auto& [path, text] : sources.flags) {
    REXRAY_TRY(ApplyText(*FindSetting(path), path, text, config));
  }
  REXRAY_TRY(CompleteNode(config));
  for (std::string why : {WhyDockerConfigIsWrong(config), WhyAccessConfigIsWrong(config)}) {
    if (!why.empty()) return Fail(Code::InvalidArgument, std::move(why), "InvalidConfiguration");
  }
  AddHostServices(config);
  return config;
}

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace rexray
