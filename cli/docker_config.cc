#include "cli/docker_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "api/listen_socket.h"
#include "state/spelling.h"

namespace rexray {
namespace {

Result<void> SetAddress(const std::string& text, DockerConfig& docker) {
  REXRAY_TRY(ParseListenAddress(text));
  docker.address = text;
  return {};
}

Result<void> SetDockerService(const std::string& text, DockerConfig& docker) {
  REXRAY_ASSIGN(docker.door.service, ParseServiceName(text));
  return {};
}

Result<void> SetVisible(const std::string& text, DockerConfig& docker) {
  if (text == "managed") {
    docker.door.visible = DockerVisible::Managed;
  } else if (text == "tagged") {
    docker.door.visible = DockerVisible::Tagged;
  } else if (text == "all") {
    docker.door.visible = DockerVisible::All;
  } else {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is none of managed, tagged, all", text));
  }
  return {};
}

Result<Milliseconds> ParseDockerTime(const std::string& text) {
  if (text == "0") return Milliseconds{0};
  return ParseDuration(text);
}

Result<void> SetDeleteGrace(const std::string& text, DockerConfig& docker) {
  REXRAY_ASSIGN(docker.door.deleteGrace, ParseDockerTime(text));
  return {};
}

Result<void> SetDockerLinger(const std::string& text, DockerConfig& docker) {
  REXRAY_ASSIGN(docker.door.linger, ParseDockerTime(text));
  return {};
}

Result<void> SetEngine(const std::string& text, DockerConfig& docker) {
  docker.engine.clear();
  if (text == "none") return {};
  REXRAY_TRY(ParseListenAddress(text));
  docker.engine = text;
  return {};
}

Result<void> SetRemoveAdopted(const std::string& text, DockerConfig& docker) {
  if (text != "true" && text != "false") {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is neither true nor false", text));
  }
  docker.door.removeAdopted = text == "true";
  return {};
}

struct DockerKey {
  std::string_view name;
  Result<void> (*set)(const std::string& text, DockerConfig& docker);
};

constexpr DockerKey kDockerKeys[] = {
    {"address", SetAddress},     {"service", SetDockerService},
    {"visible", SetVisible},     {"deleteGrace", SetDeleteGrace},
    {"engine", SetEngine},       {"removeForce", SetRemoveAdopted},
    {"linger", SetDockerLinger},
};
constexpr std::string_view kDefaultsKey = "defaults";

std::vector<std::string_view> DockerKeyNames() {
  std::vector<std::string_view> names{kDefaultsKey};
  for (const DockerKey& key : kDockerKeys) names.push_back(key.name);
  return names;
}

class DockerReader {
 public:
  DockerReader(const std::string& file, Config& config) : file_(file), config_(config) {}

  std::vector<Problem> Read(const YamlEntry& docker) {
    const YamlNode& node = docker.value;
    if (node.kind == YamlNode::Kind::Scalar && node.text == "true") {
      config_.docker.emplace_back();
    } else if (node.kind == YamlNode::Kind::Sequence) {
      for (const YamlNode& item : node.items) ReadItem(item);
    } else if (node.kind != YamlNode::Kind::Scalar || node.text != "false") {
      Complain(node.mark, "docker",
               "takes a list of plugin sockets, such as \"[{service: local}]\", or true");
    }
    return std::move(problems_);
  }

 private:
  void Complain(Mark mark, std::string path, std::string message) {
    problems_.push_back({file_, mark.line, mark.column, std::move(path), std::move(message)});
  }

  void ReadItem(const YamlNode& item) {
    const std::string path = fmt::format("docker[{}]", config_.docker.size());
    if (item.kind != YamlNode::Kind::Mapping) {
      return Complain(item.mark, path, "takes a mapping, such as \"{service: local}\"");
    }
    DockerConfig docker;
    for (const YamlEntry& entry : item.entries) ReadKey(path + "." + entry.key, entry, docker);
    config_.docker.push_back(std::move(docker));
  }

  void ReadKey(const std::string& path, const YamlEntry& entry, DockerConfig& docker) {
    if (entry.key == kDefaultsKey) return ReadDefaults(path, entry.value, docker);
    const auto key = std::ranges::find(kDockerKeys, std::string_view(entry.key), &DockerKey::name);
    if (key == std::end(kDockerKeys)) {
      return Complain(
          entry.mark, path,
          fmt::format("unknown key \"{}\"{}", entry.key, DidYouMean(entry.key, DockerKeyNames())));
    }
    if (entry.value.kind != YamlNode::Kind::Scalar) {
      return Complain(entry.value.mark, path, "takes one value");
    }
    if (const auto set = key->set(entry.value.text, docker); !set) {
      Complain(entry.value.mark, path, set.error().message);
    }
  }

  void ReadDefaults(const std::string& path, const YamlNode& node, DockerConfig& docker) {
    if (node.kind != YamlNode::Kind::Mapping) {
      return Complain(node.mark, path, "takes options, such as \"{size: 20, fsType: xfs}\"");
    }
    for (const YamlEntry& entry : node.entries) {
      if (entry.value.kind != YamlNode::Kind::Scalar) {
        Complain(entry.value.mark, path + "." + entry.key, "takes one value");
      } else {
        docker.door.defaults[entry.key] = entry.value.text;
      }
    }
    const auto valid = ParseDockerOptions({"any"}, {}, docker.door.defaults);
    if (!valid) Complain(node.mark, path, valid.error().message);
  }

  const std::string& file_;
  Config& config_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> ReadDockerConfig(const std::string& file, const YamlEntry& docker,
                                      Config& config) {
  return DockerReader(file, config).Read(docker);
}

std::string WhyDockerConfigIsWrong(const Config& config) {
  std::set<std::string> addresses{config.control, config.metrics};
  for (const DockerConfig& docker : config.docker) {
    if (!addresses.insert(docker.address).second) {
      return fmt::format("docker: the address {} is used twice", docker.address);
    }
    const auto& service = docker.door.service;
    const bool known =
        !service || std::ranges::count(config.services, *service, &ServiceConfig::name) > 0;
    if (!known) return fmt::format("docker: there is no service {}", service->value);
  }
  return {};
}

}  // namespace rexray
