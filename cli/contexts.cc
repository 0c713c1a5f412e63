#include "cli/contexts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/user_file.h"
#include "cli/yaml_out.h"
#include "state/spelling.h"
#include "state/yaml.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

constexpr YamlLimits kContextLimits{.bytes = 1 << 20, .nodes = 20'000, .depth = 8};

struct ContextField {
  std::string_view name;
  std::string NamedDaemon::*value;
};

constexpr ContextField kFields[] = {{"host", &NamedDaemon::host},
                                    {"tokenFile", &NamedDaemon::tokenFile},
                                    {"caFile", &NamedDaemon::caFile},
                                    {"certFile", &NamedDaemon::certFile},
                                    {"keyFile", &NamedDaemon::keyFile}};

std::unexpected<Error> BadPlace(const std::string& file, Mark mark, const std::string& message) {
  return Fail(Code::InvalidArgument,
              fmt::format("{}:{}:{}: {}", file, mark.line, mark.column, message));
}

Result<NamedDaemon> ReadNamedDaemon(const std::string& file, const YamlEntry& entry) {
  NamedDaemon context;
  for (const YamlEntry& field : entry.value.entries) {
    const auto* known =
        std::ranges::find(kFields, std::string_view(field.key), &ContextField::name);
    if (known == std::end(kFields)) {
      return BadPlace(file, field.mark, fmt::format("unknown key \"{}\"", field.key));
    }
    context.*known->value = field.value.text;
  }
  if (const auto address = ParseDaemonAddress(context.host); !address) {
    return BadPlace(file, entry.mark, address.error().message);
  }
  return context;
}

Result<Contexts> ReadContexts(const std::string& file, const std::string& text) {
  const YamlText yaml = ReadYaml(text, kContextLimits);
  for (const YamlError& error : yaml.errors) return BadPlace(file, error.mark, error.message);
  Contexts contexts;
  if (yaml.documents.empty()) return contexts;
  for (const YamlEntry& entry : yaml.documents.front().entries) {
    if (entry.key == "current") {
      contexts.current = entry.value.text;
    } else if (entry.key == "contexts") {
      for (const YamlEntry& each : entry.value.entries) {
        REXRAY_ASSIGN(contexts.named[each.key], ReadNamedDaemon(file, each));
      }
    } else {
      return BadPlace(file, entry.mark, fmt::format("unknown key \"{}\"", entry.key));
    }
  }
  return contexts;
}

Result<std::string> ReadToken(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  if (in && std::getline(in, line)) return line;
  return Fail(Code::InvalidArgument,
              fmt::format("the token's file {}: {}", file,
                          in.is_open() ? "no token in it" : std::strerror(errno)));
}

Result<Endpoint> EndpointOf(const NamedDaemon& context) {
  Endpoint endpoint;
  REXRAY_ASSIGN(endpoint.address, ParseDaemonAddress(context.host));
  endpoint.caFile = context.caFile;
  endpoint.certificateFile = context.certFile;
  endpoint.keyFile = context.keyFile;
  if (!context.tokenFile.empty()) {
    REXRAY_ASSIGN(endpoint.token, ReadToken(context.tokenFile));
  }
  return endpoint;
}

Result<Endpoint> EndpointAt(const std::string& host, const Environment& environment) {
  const auto variable = [&](const char* name) { return environment(name).value_or(""); };
  REXRAY_ASSIGN(Endpoint endpoint,
                EndpointOf(NamedDaemon{.host = host,
                                       .tokenFile = variable("REXRAY_TOKEN_FILE"),
                                       .caFile = variable("REXRAY_CA_FILE"),
                                       .certFile = variable("REXRAY_CERT_FILE"),
                                       .keyFile = variable("REXRAY_KEY_FILE")}));
  if (const std::string token = variable("REXRAY_TOKEN"); !token.empty()) endpoint.token = token;
  return endpoint;
}

Result<Endpoint> EndpointNamed(const std::string& name, const Environment& environment) {
  REXRAY_ASSIGN(const Contexts contexts, LoadContexts(ContextsFile(environment)));
  REXRAY_ASSIGN(const NamedDaemon context, FindContext(contexts, name));
  return EndpointOf(context);
}

}  // namespace

std::string ContextsFile(const Environment& environment) {
  if (const auto file = environment("REXRAY_CONTEXTS"); file && !file->empty()) return *file;
  const auto home = environment("HOME");
  return home && !home->empty() ? *home + "/.rexray/contexts.yml" : "";
}

Result<Contexts> LoadContexts(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in && (file.empty() || errno == ENOENT || errno == ENOTDIR)) return Contexts();
  if (!in) return Fail(Code::InvalidArgument, fmt::format("{}: {}", file, std::strerror(errno)));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return ReadContexts(file, text);
}

Result<void> SaveContexts(const std::string& file, const Contexts& contexts) {
  const fs::path path(file);
  nlohmann::json named = nlohmann::json::object();
  for (const auto& [name, context] : contexts.named) {
    for (const ContextField& field : kFields) {
      const std::string& value = context.*field.value;
      if (!value.empty()) named[name][std::string(field.name)] = value;
    }
  }
  if (path.has_parent_path()) ::mkdir(path.parent_path().c_str(), 0700);
  return ReplaceUserFile(file, ToYaml({{"current", contexts.current}, {"contexts", named}}));
}

Result<NamedDaemon> FindContext(const Contexts& contexts, const std::string& name) {
  const auto found = contexts.named.find(name);
  if (found != contexts.named.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [each, context] : contexts.named) names.push_back(each);
  const std::string there = names.empty() ? "there is none; rexray context add NAME --host ADDRESS"
                                          : fmt::format("there are: {}", fmt::join(names, ", "));
  return Fail(Code::NotFound,
              fmt::format("no context \"{}\"{}; {}", name, DidYouMean(name, names), there));
}

Result<Endpoint> EndpointOf(const Destination& destination, const Environment& environment,
                            const std::function<std::string()>& local) {
  if (!destination.host.empty()) return EndpointAt(destination.host, environment);
  if (!destination.context.empty()) return EndpointNamed(destination.context, environment);
  if (const auto host = environment("REXRAY_HOST"); host && !host->empty()) {
    return EndpointAt(*host, environment);
  }
  if (const auto name = environment("REXRAY_CONTEXT"); name && !name->empty()) {
    return EndpointNamed(*name, environment);
  }
  REXRAY_ASSIGN(const Contexts contexts, LoadContexts(ContextsFile(environment)));
  if (contexts.current.empty()) return EndpointAt(local(), environment);
  REXRAY_ASSIGN(const NamedDaemon context, FindContext(contexts, contexts.current));
  return EndpointOf(context);
}

}  // namespace rexray
