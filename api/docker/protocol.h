#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/api_error.h"

namespace rexray {

// Docker's volume plugin protocol (docs.docker.com, "Docker volume plugins"), as JSON and as
// values. No other file knows its words.

enum class DockerCall {
  Activate,
  Create,
  Get,
  List,
  Path,
  Mount,
  Unmount,
  Remove,
  Capabilities,
};

// "VolumeDriver.Mount".
std::string_view ToString(DockerCall call);
// By an HTTP target, "/VolumeDriver.Mount"; a query is ignored. nullopt: no such call.
std::optional<DockerCall> ParseDockerCall(std::string_view target);

struct DockerRequest {
  std::string name;  // not empty, except where the call names no volume
  std::string id;    // who mounts; of Mount and Unmount
  std::map<std::string, std::string> options;
};

// InvalidArgument: no JSON, no object, wrong types, no Name where the call needs one. An engine
// that tries again after a lost connection may send an empty body, which so changes nothing.
Result<DockerRequest> ParseDockerRequest(DockerCall call, const std::string& body);

// What an engine is told of a volume.
struct DockerVolume {
  std::string name;
  std::string mountpoint;  // empty: not mounted
  std::string createdAt;   // RFC 3339; empty: not known
};

HttpResponse DockerAnswer(const nlohmann::json& answer);
// To List: `volumes` are items, each rendered, with commas between.
HttpResponse DockerListAnswer(std::string_view volumes);
// {"Err": …}, HTTP 400 for what can never be right, 404 for unknown calls, else 500.
HttpResponse DockerFailure(const Error& error);
nlohmann::json RenderDockerVolume(const DockerVolume& volume);
std::string RenderDockerItem(const DockerVolume& volume);

}  // namespace rexray
