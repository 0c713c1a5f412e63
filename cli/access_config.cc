#include "cli/access_config.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "api/listen_socket.h"
#include "state/spelling.h"

namespace rexray {
namespace {

constexpr std::size_t kShortestToken = 16;  // bytes; what is shorter can be guessed
constexpr std::size_t kLongestToken = 4096;

Result<void> SetRole(const std::string& text, AccessConfig& access) {
  const auto role = ParseRole(text);
  if (!role) {
    return Fail(Code::InvalidArgument,
                fmt::format("\"{}\" is none of viewer, operator, admin", text));
  }
  access.rule.role = *role;
  return {};
}

Result<void> SetRuleName(const std::string& text, AccessConfig& access) {
  REXRAY_ASSIGN(const ServiceName name, ParseServiceName(text));  // the same grammar
  access.rule.name = name.value;
  return {};
}

// Its text is in no message.
Result<void> SetToken(const std::string& text, AccessConfig& access) {
  const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
  if (!printable || text.size() < kShortestToken || text.size() > kLongestToken) {
    return Fail(Code::InvalidArgument,
                fmt::format("a token has {} to {} printable ASCII characters without spaces; "
                            "`openssl rand -hex 32` makes one",
                            kShortestToken, kLongestToken));
  }
  access.rule.token = text;
  return {};
}

Result<void> SetTokenFile(const std::string& path, AccessConfig& access) {
  if (!path.starts_with('/')) {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no absolute path", path));
  }
  access.tokenFile = path;
  if (access.rule.name.empty()) {
    access.rule.name = std::filesystem::path(path).filename().string();
  }
  return {};
}

Result<void> SetCertificateName(const std::string& text, AccessConfig& access) {
  if (text.empty()) return Fail(Code::InvalidArgument, "takes a certificate's common name");
  access.rule.certificate = text;
  return {};
}

std::optional<unsigned> ParseId(const std::string& text) {
  unsigned id = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, id);
  return error == std::errc() && stopped == end ? std::optional(id) : std::nullopt;
}

Result<void> SetUser(const std::string& text, AccessConfig& access) {
  access.rule.user = ParseId(text);
  if (access.rule.user) return {};
  std::array<char, 4096> names{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwnam_r(text.c_str(), &entry, names.data(), names.size(), &found);
  if (found == nullptr)
    return Fail(Code::InvalidArgument, fmt::format("there is no user \"{}\"", text));
  access.rule.user = found->pw_uid;
  return {};
}

Result<void> SetGroup(const std::string& text, AccessConfig& access) {
  access.rule.group = ParseId(text);
  if (access.rule.group) return {};
  std::array<char, 16 << 10> names{};
  group entry{};
  group* found = nullptr;
  ::getgrnam_r(text.c_str(), &entry, names.data(), names.size(), &found);
  if (found == nullptr)
    return Fail(Code::InvalidArgument, fmt::format("there is no group \"{}\"", text));
  access.rule.group = found->gr_gid;
  return {};
}

struct AccessKey {
  std::string_view name;
  bool identifies;  // says who is meant
  Result<void> (*set)(const std::string& text, AccessConfig& access);
};

constexpr AccessKey kAccessKeys[] = {
    {"role", false, SetRole},
    {"name", false, SetRuleName},
    {"token", true, SetToken},
    {"tokenFile", true, SetTokenFile},
    {"certificate", true, SetCertificateName},
    {"user", true, SetUser},
    {"group", true, SetGroup},
};

std::vector<std::string_view> AccessKeyNames() {
  std::vector<std::string_view> names;
  for (const AccessKey& key : kAccessKeys) names.push_back(key.name);
  return names;
}

class AccessReader {
 public:
  AccessReader(const std::string& file, Config& config) : file_(file), config_(config) {}

  std::vector<Problem> Read(const YamlEntry& access) {
    if (access.value.kind != YamlNode::Kind::Sequence) {
      Complain(access.value.mark, "access",
               "takes a list of rules, such as \"[{group: storage, role: operator}]\"");
    }
    for (const YamlNode& item : access.value.items) ReadRule(item);
    return std::move(problems_);
  }

 private:
  void Complain(Mark mark, std::string path, std::string message) {
    problems_.push_back({file_, mark.line, mark.column, std::move(path), std::move(message)});
  }

  void ReadRule(const YamlNode& item) {
    const std::string path = fmt::format("access[{}]", config_.access.size());
    AccessConfig rule;
    int identities = 0;
    bool role = false;
    if (item.kind != YamlNode::Kind::Mapping) {
      Complain(item.mark, path, "takes a mapping, such as \"{group: storage, role: operator}\"");
    }
    for (const YamlEntry& entry : item.entries) {
      const AccessKey* const key = ReadKey(path + "." + entry.key, entry, rule);
      if (key != nullptr && key->identifies) ++identities;
      if (key != nullptr && key->name == "role") role = true;
    }
    if (identities != 1) {
      Complain(item.mark, path,
               "says who is meant by exactly one of token, tokenFile, certificate, user, group");
    }
    if (!role) Complain(item.mark, path, "has no role: viewer, operator or admin");
    if (!rule.rule.token.empty() && rule.rule.name.empty()) {
      Complain(item.mark, path, "a token needs a name, which events tell");
    }
    config_.access.push_back(std::move(rule));
  }

  const AccessKey* ReadKey(const std::string& path, const YamlEntry& entry, AccessConfig& rule) {
    const auto* key = std::ranges::find(kAccessKeys, std::string_view(entry.key), &AccessKey::name);
    if (key == std::end(kAccessKeys)) {
      Complain(
          entry.mark, path,
          fmt::format("unknown key \"{}\"{}", entry.key, DidYouMean(entry.key, AccessKeyNames())));
      return nullptr;
    }
    if (entry.value.kind != YamlNode::Kind::Scalar) {
      Complain(entry.value.mark, path, "takes one value");
    } else if (const auto set = key->set(entry.value.text, rule); !set) {
      Complain(entry.value.mark, path, set.error().message);
    }
    return key;
  }

  const std::string& file_;
  Config& config_;
  std::vector<Problem> problems_;
};

Result<void> ReadTokenFile(AccessConfig& access) {
  const std::string& path = access.tokenFile;
  std::ifstream in(path);
  std::string line;
  if (!in || !std::getline(in, line)) {
    return Fail(
        Code::InvalidArgument,
        fmt::format("{}: {}", path, in.is_open() ? "no token in it" : std::strerror(errno)));
  }
  if (line.ends_with('\r')) line.pop_back();
  if (const auto set = SetToken(line, access); !set) {
    return Fail(Code::InvalidArgument, fmt::format("{}: {}", path, set.error().message));
  }
  return {};
}

bool AnyRule(const Config& config, bool (*fits)(const AccessConfig& access)) {
  return std::ranges::any_of(config.access, fits);
}

}  // namespace

std::vector<Problem> ReadAccessConfig(const std::string& file, const YamlEntry& access,
                                      Config& config) {
  return AccessReader(file, config).Read(access);
}

Result<std::vector<AccessRule>> LoadAccess(const Config& config) {
  std::vector<AccessRule> rules;
  for (AccessConfig access : config.access) {
    if (!access.tokenFile.empty()) REXRAY_TRY(ReadTokenFile(access));
    rules.push_back(std::move(access.rule));
  }
  return rules;
}

std::string WhyAccessConfigIsWrong(const Config& config) {
  const bool tokens = AnyRule(config, [](const AccessConfig& each) {
    return !each.rule.token.empty() || !each.tokenFile.empty();
  });
  const bool names =
      AnyRule(config, [](const AccessConfig& each) { return !each.rule.certificate.empty(); });
  if (names && config.tls.clientCa.empty()) {
    return "access: a rule names a certificate, and no tls.clientCAFile says who signs them";
  }
  if (config.remote.empty()) return {};
  const auto address = ParseRemoteAddress(config.remote);
  if (address && address->tls && (config.tls.certificate.empty() || config.tls.key.empty())) {
    return fmt::format("listen.remote: {} needs tls.certFile and tls.keyFile", config.remote);
  }
  if (config.insecure) return {};
  if (address && !address->tls && !address->isLoopback()) {
    return fmt::format(
        "listen.remote: {} would send tokens and data in the clear; use tls://, or allow it with "
        "listen.insecure: true",
        config.remote);
  }
  if (!tokens && !names) {
    return fmt::format(
        "listen.remote: nobody could use {}: name who may in `access:`, by a token or a "
        "certificate (listen.insecure: true lets everybody in)",
        config.remote);
  }
  return {};
}

}  // namespace rexray
