#include "api/docker/protocol.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kDockerType = "application/vnd.docker.plugins.v1.1+json";

constexpr DockerCall kCalls[] = {
    DockerCall::Activate, DockerCall::Create, DockerCall::Get,
    DockerCall::List,     DockerCall::Path,   DockerCall::Mount,
    DockerCall::Unmount,  DockerCall::Remove, DockerCall::Capabilities};

bool NamesVolume(DockerCall call) {
  switch (call) {
    case DockerCall::Activate:
    case DockerCall::List:
    case DockerCall::Capabilities:
      return false;
    case DockerCall::Create:
    case DockerCall::Get:
    case DockerCall::Path:
    case DockerCall::Mount:
    case DockerCall::Unmount:
    case DockerCall::Remove:
      return true;
  }
  return true;
}

std::unexpected<Error> BadRequest(DockerCall call, std::string_view why) {
  return Fail(Code::InvalidArgument,
              fmt::format("{}: {}; nothing was changed", ToString(call), why), "BadRequest");
}

Result<std::string> TextIn(DockerCall call, const json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) return BadRequest(call, fmt::format("{} must be text", field));
  return found->get<std::string>();
}

Result<std::map<std::string, std::string>> OptionsIn(DockerCall call, const json& object) {
  std::map<std::string, std::string> options;
  const auto found = object.find("Opts");
  if (found == object.end() || found->is_null()) return options;
  if (!found->is_object()) return BadRequest(call, "Opts must be an object");
  for (const auto& [name, value] : found->items()) {
    if (!value.is_string()) {
      return BadRequest(call, fmt::format("the option \"{}\" must be text", name));
    }
    options[name] = value.get<std::string>();
  }
  return options;
}

HttpResponse AnswerWith(const std::string& text) {
  HttpResponse response;
  response.contentType = kDockerType;
  response.body = text + "\n";
  return response;
}

}  // namespace

std::string_view ToString(DockerCall call) {
  switch (call) {
    case DockerCall::Activate:
      return "Plugin.Activate";
    case DockerCall::Create:
      return "VolumeDriver.Create";
    case DockerCall::Get:
      return "VolumeDriver.Get";
    case DockerCall::List:
      return "VolumeDriver.List";
    case DockerCall::Path:
      return "VolumeDriver.Path";
    case DockerCall::Mount:
      return "VolumeDriver.Mount";
    case DockerCall::Unmount:
      return "VolumeDriver.Unmount";
    case DockerCall::Remove:
      return "VolumeDriver.Remove";
    case DockerCall::Capabilities:
      return "VolumeDriver.Capabilities";
  }
  return "";
}

std::optional<DockerCall> ParseDockerCall(std::string_view target) {
  target = target.substr(0, target.find('?'));
  for (const DockerCall call : kCalls) {
    if (target.size() > 1 && target.front() == '/' && target.substr(1) == ToString(call)) {
      return call;
    }
  }
  return std::nullopt;
}

Result<DockerRequest> ParseDockerRequest(DockerCall call, const std::string& body) {
  if (!NamesVolume(call)) return DockerRequest{};
  if (body.empty()) return BadRequest(call, "the request has no body");
  const json object = json::parse(body, nullptr, false);
  if (!object.is_object()) return BadRequest(call, "the body is no JSON object");
  DockerRequest request;
  REXRAY_ASSIGN(request.name, TextIn(call, object, "Name"));
  REXRAY_ASSIGN(request.id, TextIn(call, object, "ID"));
  REXRAY_ASSIGN(request.options, OptionsIn(call, object));
  if (request.name.empty()) return BadRequest(call, "Name is missing");
  return request;
}

HttpResponse DockerAnswer(const json& answer) { return AnswerWith(Dump(answer)); }

HttpResponse DockerListAnswer(std::string_view volumes) {
  return AnswerWith(fmt::format("{{\"Volumes\":[{}]}}", volumes));
}

HttpResponse DockerFailure(const Error& error) {
  HttpResponse response = DockerAnswer({{"Err", error.message}});
  const bool never = error.code == Code::InvalidArgument;
  response.status = error.code == Code::Unimplemented ? 404 : never ? 400 : 500;
  return response;
}

json RenderDockerVolume(const DockerVolume& volume) {
  json view{{"Name", volume.name}, {"Mountpoint", volume.mountpoint}};
  if (!volume.createdAt.empty()) view["CreatedAt"] = volume.createdAt;
  return view;
}

std::string RenderDockerItem(const DockerVolume& volume) {
  return Dump(RenderDockerVolume(volume));
}

}  // namespace rexray
