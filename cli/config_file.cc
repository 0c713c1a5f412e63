#include "cli/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/access_config.h"
#include "cli/docker_config.h"
#include "cli/settings.h"
#include "cli/sources_config.h"
#include "state/spelling.h"
#include "state/yaml.h"

namespace rexray {
namespace {

constexpr YamlLimits kLimits{.bytes = 1 << 20, .nodes = 20'000, .depth = 16};

// Keys of the configuration that later versions will take, told apart from mistakes.
constexpr std::string_view kNotYet[] = {"csi",    "flexvolume", "defaults", "fleet",
                                        "rexray", "libstorage", "linux"};

class Reader {
 public:
  Reader(const std::string& file, Config& config) : file_(file), config_(config) {}

  std::vector<Problem> Read(const std::string& text) {
    const YamlText yaml = ReadYaml(text, kLimits);
    for (const YamlError& error : yaml.errors) Add(error.mark, "", error.message);
    if (yaml.documents.size() > 1) {
      Add(yaml.documents[1].mark, "", "a configuration is one YAML document");
    }
    if (problems_.empty() && !yaml.documents.empty()) ReadTop(yaml.documents.front());
    return std::move(problems_);
  }

 private:
  void Add(Mark mark, std::string path, std::string message) {
    problems_.push_back({file_, mark.line, mark.column, std::move(path), std::move(message)});
  }

  void ReadTop(const YamlNode& root) {
    if (root.kind == YamlNode::Kind::Null) return;
    if (root.kind != YamlNode::Kind::Mapping) {
      return Add(root.mark, "", "a configuration is a mapping, such as \"node: db1\"");
    }
    for (const YamlEntry& entry : root.entries) {
      if (entry.key == "services") {
        ReadServices(entry);
      } else if (entry.key == "docker") {
        for (Problem& each : ReadDockerConfig(file_, entry, config_)) {
          problems_.push_back(std::move(each));
        }
      } else if (entry.key == "sources") {
        for (Problem& each : ReadSourcesConfig(file_, entry, config_)) {
          problems_.push_back(std::move(each));
        }
      } else if (entry.key == "access") {
        for (Problem& each : ReadAccessConfig(file_, entry, config_)) {
          problems_.push_back(std::move(each));
        }
      } else if (entry.key == "labels") {
        ReadLabels(entry);
      } else {
        ReadSetting("", entry);
      }
    }
  }

  void ReadSetting(const std::string& section, const YamlEntry& entry) {
    const std::string path = section.empty() ? entry.key : section + "." + entry.key;
    if (const Setting* setting = FindSetting(path)) return Apply(*setting, path, entry.value);
    if (IsSection(path)) return ReadSection(path, entry.value);
    if (section.empty() && std::ranges::find(kNotYet, entry.key) != std::end(kNotYet)) {
      return Add(entry.mark, path, "not supported by this version");
    }
    Add(entry.mark, path,
        fmt::format("unknown key \"{}\"{}", entry.key, DidYouMean(entry.key, KeysOf(section))));
  }

  void ReadSection(const std::string& path, const YamlNode& node) {
    if (node.kind != YamlNode::Kind::Mapping) {
      return Add(node.mark, path, "takes a mapping of settings");
    }
    for (const YamlEntry& entry : node.entries) ReadSetting(path, entry);
  }

  void Apply(const Setting& setting, const std::string& path, const YamlNode& node) {
    if (node.kind != YamlNode::Kind::Scalar) return Add(node.mark, path, "takes one value");
    if (const auto applied = setting.apply(node.text, config_); !applied) {
      Add(node.mark, path, applied.error().message);
    }
  }

  void ReadLabels(const YamlEntry& labels) {
    if (labels.value.kind != YamlNode::Kind::Mapping) {
      return Add(labels.value.mark, labels.key,
                 "takes a mapping, such as \"{zone: a, disk: fast}\"");
    }
    for (const YamlEntry& entry : labels.value.entries) {
      const std::string path = "labels." + entry.key;
      if (entry.value.kind != YamlNode::Kind::Scalar) {
        Add(entry.value.mark, path, "takes one value");
      } else if (const auto added = AddLabel(entry.key, entry.value.text, config_); !added) {
        Add(entry.value.mark, path, added.error().message);
      }
    }
  }

  void ReadServices(const YamlEntry& services) {
    if (services.value.kind != YamlNode::Kind::Mapping) {
      return Add(services.value.mark, services.key,
                 "takes a mapping, such as \"local: {driver: loop, root: /var/lib/rexray/loop}\"");
    }
    for (const YamlEntry& entry : services.value.entries) ReadService(entry);
  }

  void ReadService(const YamlEntry& entry) {
    const std::string path = "services." + entry.key;
    const auto name = ParseServiceName(entry.key);
    if (!name) return Add(entry.mark, path, name.error().message);
    if (entry.value.kind != YamlNode::Kind::Mapping) {
      return Add(entry.value.mark, path, "takes a mapping with at least \"driver\"");
    }
    ServiceConfig service{*name, "", {}};
    for (const YamlEntry& option : entry.value.entries) {
      if (option.key == "defaults") {
        ReadDefaults(path + ".defaults", option.value, *name);
      } else {
        ReadOption(path, option, service);
      }
    }
    if (service.driver.empty()) Add(entry.mark, path, "has no driver");
    config_.services.push_back(std::move(service));
  }

  void ReadDefaults(const std::string& path, const YamlNode& node, const ServiceName& service) {
    config_.defaults[service] = ReadVolumeDefaults(file_, path, node, problems_);
  }

  void ReadOption(const std::string& path, const YamlEntry& option, ServiceConfig& service) {
    if (option.value.kind != YamlNode::Kind::Scalar) {
      return Add(option.value.mark, path + "." + option.key, "takes one value");
    }
    if (option.key == "driver") {
      service.driver = option.value.text;
    } else {
      service.options[option.key] = option.value.text;
    }
  }

  const std::string& file_;
  Config& config_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> ReadConfigFile(const ManifestText& file, Config& config) {
  return Reader(file.file, config).Read(file.text);
}

}  // namespace rexray
