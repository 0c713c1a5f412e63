#include "cli/sources_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "state/spelling.h"

namespace rexray {
namespace {

// A source of these names could not be told from sets that others declare, or from a command.
constexpr std::array<std::string_view, 5> kTakenNames = {"default", kCliSet, kDockerSet,
                                                         kDiscoveredSet, "approve"};

Result<void> SetSourcePath(const std::string& text, SourceConfig& source) {
  if (!text.starts_with('/')) {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is no absolute path", text));
  }
  source.path = std::filesystem::path(text).lexically_normal().string();
  while (source.path.size() > 1 && source.path.ends_with('/')) source.path.pop_back();
  return {};
}

Result<void> SetPrune(const std::string& text, SourceConfig& source) {
  if (text != "true" && text != "false") {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is neither true nor false", text));
  }
  source.prune = text == "true";
  return {};
}

Result<void> SetMaxRemovals(const std::string& text, SourceConfig& source) {
  REXRAY_ASSIGN(source.maxRemovals, ParseRemovalLimit(text));
  return {};
}

struct SourceKey {
  std::string_view name;
  Result<void> (*set)(const std::string& text, SourceConfig& source);
};

constexpr SourceKey kSourceKeys[] = {
    {"path", SetSourcePath}, {"prune", SetPrune}, {"maxRemovals", SetMaxRemovals}};
constexpr std::array<std::string_view, 4> kGitKeys = {"git", "branch", "interval", "ref"};

std::string WhyUnknown(const std::string& key) {
  if (std::ranges::find(kGitKeys, key) != kGitKeys.end()) {
    return "Git repositories are not supported by this version; let git-sync or a checkout keep a "
           "folder, and give its path";
  }
  std::vector<std::string_view> names;
  for (const SourceKey& each : kSourceKeys) names.push_back(each.name);
  return fmt::format("unknown key \"{}\"{}", key, DidYouMean(key, names));
}

class SourcesReader {
 public:
  SourcesReader(const std::string& file, Config& config) : file_(file), config_(config) {}

  std::vector<Problem> Read(const YamlEntry& sources) {
    if (sources.value.kind == YamlNode::Kind::Mapping) {
      for (const YamlEntry& entry : sources.value.entries) ReadSource(entry);
    } else if (sources.value.kind != YamlNode::Kind::Null) {
      Complain(sources.value.mark, sources.key,
               "takes a mapping, such as \"site: {path: /etc/rexray/manifests.d, prune: true}\"");
    }
    return std::move(problems_);
  }

 private:
  void Complain(Mark mark, std::string path, std::string message) {
    problems_.push_back({file_, mark.line, mark.column, std::move(path), std::move(message)});
  }

  void ReadSource(const YamlEntry& entry) {
    const std::string path = "sources." + entry.key;
    if (const auto name = ParseServiceName(entry.key); !name) {
      return Complain(entry.mark, path, name.error().message);
    }
    if (std::ranges::find(kTakenNames, entry.key) != kTakenNames.end()) {
      return Complain(entry.mark, path,
                      fmt::format("\"{}\" is the name of a set that is no source's, or a word of a "
                                  "command; choose another name",
                                  entry.key));
    }
    if (entry.value.kind != YamlNode::Kind::Mapping) {
      return Complain(entry.value.mark, path, "takes a mapping with at least \"path\"");
    }
    SourceConfig source{.name = entry.key, .path = {}};
    for (const YamlEntry& key : entry.value.entries) ReadKey(path, key, source);
    Check(entry, path, source);
    config_.sources.push_back(std::move(source));
  }

  void ReadKey(const std::string& path, const YamlEntry& entry, SourceConfig& source) {
    const std::string keyPath = path + "." + entry.key;
    const auto key = std::ranges::find(kSourceKeys, std::string_view(entry.key), &SourceKey::name);
    if (key == std::end(kSourceKeys)) {
      return Complain(entry.mark, keyPath, WhyUnknown(entry.key));
    }
    if (entry.value.kind != YamlNode::Kind::Scalar) {
      return Complain(entry.value.mark, keyPath, "takes one value");
    }
    if (const auto set = key->set(entry.value.text, source); !set) {
      Complain(entry.value.mark, keyPath, set.error().message);
    }
  }

  void Check(const YamlEntry& entry, const std::string& path, const SourceConfig& source) {
    if (source.path.empty() && problems_.empty()) {
      Complain(entry.mark, path, "has no path; give the folder of its manifests");
    }
    const auto same = std::ranges::find_if(config_.sources, [&](const SourceConfig& each) {
      return !source.path.empty() && each.path == source.path;
    });
    if (same == config_.sources.end()) return;
    Complain(entry.mark, path + ".path",
             fmt::format("{} is the folder of source \"{}\" already; each object has one source",
                         source.path, same->name));
  }

  const std::string& file_;
  Config& config_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> ReadSourcesConfig(const std::string& file, const YamlEntry& sources,
                                       Config& config) {
  return SourcesReader(file, config).Read(sources);
}

}  // namespace rexray
