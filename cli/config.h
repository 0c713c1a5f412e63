#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/access.h"
#include "api/docker/config.h"
#include "api/source_config.h"
#include "api/tls_connection.h"
#include "cli/log.h"
#include "drivers/registry.h"
#include "state/time.h"
#include "state/volume_defaults.h"

namespace rexray {

inline constexpr const char* kConfigFile = "/etc/rexray/config.yml";
inline constexpr const char* kDefaultControl = "unix:///run/rexray/rexray.sock";
inline constexpr const char* kDefaultMetrics = "tcp://127.0.0.1:9709";

inline constexpr const char* kDefaultDocker = "unix:///run/docker/plugins/rexray.sock";
inline constexpr const char* kDefaultEngine = "unix:///var/run/docker.sock";

// One plugin socket of Docker's: an entry of `docker:`.
struct DockerConfig {
  std::string address = kDefaultDocker;  // as text, checked
  DockerDoorConfig door;
  std::string engine =
      kDefaultEngine;  // whose containers its claims are compared with; empty: none
};

// An entry of `access:`.
struct AccessConfig {
  AccessRule rule;
  std::string tokenFile;  // whose first line is the rule's token
};

// How the daemon is set up; interface.md, "Configuration".
struct Config {
  NodeName node;                                   // default: the host's name
  std::map<std::string, std::string> labels;       // of the node, for nodeSelector
  std::optional<DomainName> domain;                // none: a domain of one host
  std::vector<ServiceConfig> services;             // those of the host itself included
  std::map<ServiceName, VolumeDefaults> defaults;  // of the Volumes of a service
  std::vector<DockerConfig> docker;
  std::vector<SourceConfig> sources;
  std::string control = kDefaultControl;  // addresses as text, checked
  std::string metrics = kDefaultMetrics;  // empty: none
  std::string remote;                     // of the control API on a network; empty: none
  TlsFiles tls;                           // of `remote`
  bool insecure = false;                  // `remote` may be without TLS, and without rules
  std::vector<AccessConfig> access;
  std::string state = "/var/lib/rexray/state";
  std::string mountRoot = "/var/lib/rexray/volumes";
  LogLevel logLevel = LogLevel::Info;
  LogFormat logFormat = LogFormat::Text;
  Milliseconds resync{std::chrono::minutes(5)};
  Milliseconds linger{std::chrono::minutes(5)};
  Milliseconds retention{std::chrono::days(7)};       // of finished operations and events
  Milliseconds claimReview{std::chrono::minutes(1)};  // between the looks that find a claim leaked
  bool releaseLeakedClaims = true;                    // false: they are only reported
  std::size_t workers = 4;
};

// Where settings come from besides the file.
struct ConfigSources {
  std::string file;  // empty: kConfigFile, if it exists
  std::function<std::optional<std::string>(const std::string& name)> environment;
  std::vector<std::pair<std::string, std::string>> flags;  // path → text, "log.level" → "debug"
};

// File, then environment, then flags; a later one wins. InvalidArgument tells every mistake of the
// file, "file:line:column: path: message", or the variable or flag that is wrong.
Result<Config> LoadConfig(const ConfigSources& sources);

std::optional<std::string> ProcessEnvironment(const std::string& name);

}  // namespace rexray
