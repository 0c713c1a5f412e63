#include "cli/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "api/listen_socket.h"
#include "state/validate_spec.h"

namespace rexray {
namespace {

Result<void> SetNode(std::string_view text, Config& config) {
  REXRAY_ASSIGN(config.node, ParseNodeName(text));
  return {};
}

Result<void> SetDomain(std::string_view text, Config& config) {
  const auto name = ParseNodeName(text);  // the same grammar
  if (!name) return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no domain's name", text));
  config.domain = DomainName{name->value};
  return {};
}

// "zone=a,disk=fast"; none clears what the file says.
Result<void> SetLabels(std::string_view text, Config& config) {
  config.labels.clear();
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos) {
      return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no label; write key=value", pair));
    }
    REXRAY_TRY(AddLabel(pair.substr(0, equals), pair.substr(equals + 1), config));
  }
  return {};
}

Result<void> SetControl(std::string_view text, Config& config) {
  REXRAY_TRY(ParseListenAddress(text));
  config.control = text;
  return {};
}

Result<void> SetMetrics(std::string_view text, Config& config) {
  config.metrics.clear();
  if (text == "none") return {};
  REXRAY_TRY(ParseListenAddress(text));
  config.metrics = text;
  return {};
}

Result<void> SetRemote(std::string_view text, Config& config) {
  config.remote.clear();
  if (text == "none") return {};
  REXRAY_TRY(ParseRemoteAddress(text));
  config.remote = text;
  return {};
}

Result<void> SetInsecure(std::string_view text, Config& config) {
  if (text != "true" && text != "false") {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is neither true nor false", text));
  }
  config.insecure = text == "true";
  return {};
}

Result<void> SetPath(std::string_view text, std::string& path) {
  if (!text.starts_with('/')) {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no absolute path", text));
  }
  path = text;
  return {};
}

Result<void> SetCertificate(std::string_view text, Config& config) {
  return SetPath(text, config.tls.certificate);
}

Result<void> SetKey(std::string_view text, Config& config) { return SetPath(text, config.tls.key); }

Result<void> SetClientCa(std::string_view text, Config& config) {
  return SetPath(text, config.tls.clientCa);
}

Result<void> SetState(std::string_view text, Config& config) { return SetPath(text, config.state); }

Result<void> SetMountRoot(std::string_view text, Config& config) {
  return SetPath(text, config.mountRoot);
}

Result<void> SetLogLevel(std::string_view text, Config& config) {
  const auto level = ParseLogLevel(text);
  if (!level) {
    return Fail(Code::InvalidArgument,
                fmt::format("\"{}\" is none of {}", text, fmt::join(kLogLevels, ", ")));
  }
  config.logLevel = *level;
  return {};
}

Result<void> SetLogFormat(std::string_view text, Config& config) {
  if (text != "text" && text != "json") {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is neither text nor json", text));
  }
  config.logFormat = text == "json" ? LogFormat::Json : LogFormat::Text;
  return {};
}

Result<void> SetDuration(std::string_view text, Milliseconds least, Milliseconds& duration) {
  REXRAY_ASSIGN(const Milliseconds given, ParseDuration(text));
  if (given < least) {
    return Fail(Code::InvalidArgument, fmt::format("{} is less than {}", text, ToString(least)));
  }
  duration = given;
  return {};
}

Result<void> SetResync(std::string_view text, Config& config) {
  return SetDuration(text, std::chrono::seconds(1), config.resync);
}

Result<void> SetLinger(std::string_view text, Config& config) {
  return SetDuration(text, Milliseconds(0), config.linger);
}

Result<void> SetRetention(std::string_view text, Config& config) {
  return SetDuration(text, std::chrono::minutes(1), config.retention);
}

Result<void> SetWorkers(std::string_view text, Config& config) {
  constexpr std::size_t kMost = 64;
  std::size_t workers = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, workers);
  if (error != std::errc() || stopped != end || workers < 1 || workers > kMost) {
    return Fail(Code::InvalidArgument,
                fmt::format("\"{}\" is no number from 1 to {}", text, kMost));
  }
  config.workers = workers;
  return {};
}

Result<void> SetClaimReview(std::string_view text, Config& config) {
  return SetDuration(text, std::chrono::seconds(1), config.claimReview);
}

Result<void> SetLeakedClaims(std::string_view text, Config& config) {
  if (text != "Release" && text != "Report") {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is neither Release nor Report", text));
  }
  config.releaseLeakedClaims = text == "Release";
  return {};
}

constexpr Setting kSettings[] = {
    {"node", "REXRAY_NODE", SetNode},
    {"labels", "REXRAY_LABELS", SetLabels},
    {"domain", "REXRAY_DOMAIN", SetDomain},
    {"listen.control", "REXRAY_HOST", SetControl},
    {"listen.metrics", "REXRAY_METRICS", SetMetrics},
    {"listen.remote", "REXRAY_REMOTE", SetRemote},
    {"listen.insecure", "REXRAY_INSECURE", SetInsecure},
    {"tls.certFile", "REXRAY_TLS_CERT_FILE", SetCertificate},
    {"tls.keyFile", "REXRAY_TLS_KEY_FILE", SetKey},
    {"tls.clientCAFile", "REXRAY_TLS_CLIENT_CA_FILE", SetClientCa},
    {"state", "REXRAY_STATE", SetState},
    {"mountRoot", "REXRAY_MOUNT_ROOT", SetMountRoot},
    {"log.level", "REXRAY_LOG_LEVEL", SetLogLevel},
    {"log.format", "REXRAY_LOG_FORMAT", SetLogFormat},
    {"resync", "REXRAY_RESYNC", SetResync},
    {"linger", "REXRAY_LINGER", SetLinger},
    {"claimReview", "REXRAY_CLAIM_REVIEW", SetClaimReview},
    {"leakedClaims", "REXRAY_LEAKED_CLAIMS", SetLeakedClaims},
    {"retention", "REXRAY_RETENTION", SetRetention},
    {"workers", "REXRAY_WORKERS", SetWorkers},
};

std::string SectionPrefix(std::string_view section) {
  return section.empty() ? "" : fmt::format("{}.", section);
}

}  // namespace

Result<void> AddLabel(std::string_view key, std::string_view value, Config& config) {
  std::string why = WhyNoLabelKey(key);
  if (why.empty()) why = WhyNoLabelValue(value);
  if (!why.empty()) return Fail(Code::InvalidArgument, std::move(why));
  config.labels[std::string(key)] = value;
  return {};
}

std::span<const Setting> Settings() { return kSettings; }

const Setting* FindSetting(std::string_view path) {
  const auto found = std::ranges::find(kSettings, path, &Setting::path);
  return found == std::end(kSettings) ? nullptr : found;
}

bool IsSection(std::string_view path) { return !KeysOf(path).empty(); }

std::vector<std::string_view> KeysOf(std::string_view section) {
  const std::string prefix = SectionPrefix(section);
  std::set<std::string_view> keys;
  for (const Setting& setting : kSettings) {
    if (!setting.path.starts_with(prefix)) continue;
    const std::string_view rest = setting.path.substr(prefix.size());
    keys.emplace(rest.substr(0, rest.find('.')));
  }
  if (section.empty()) keys.insert({"services", "docker", "sources", "access"});
  return {keys.begin(), keys.end()};
}

}  // namespace rexray
