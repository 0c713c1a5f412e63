#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/control_requests.h"
#include "api/json_body.h"
#include "state/codec.h"

namespace rexray {
namespace {

std::unexpected<Error> Missing(std::string_view what) {
  return Fail(Code::InvalidArgument, std::string(what), "InvalidRequest");
}

// A name that may be left out.
template <class Name>
ApiResult<std::optional<Name>> Optional(const std::string& text,
                                        Result<Name> (*parse)(std::string_view)) {
  if (text.empty()) return std::optional<Name>();
  REXRAY_ASSIGN(Name name, parse(text));
  return std::optional<Name>(std::move(name));
}

}  // namespace

ApiResult<AdoptRequest> ReadAdoptRequest(std::string_view text) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(text));
  JsonBody body(json);
  AdoptRequest request;
  const std::string name = body.Text("name");
  const std::string service = body.Text("service");
  const std::string id = body.Text("id");
  AdoptSpec which{{}, body.Text("backendName"), body.Text("tag")};
  REXRAY_TRY(body.Finish());
  REXRAY_ASSIGN(request.name, Optional(name, ParseVolumeName));
  REXRAY_ASSIGN(request.service, Optional(service, ParseServiceName));
  if (!id.empty()) which.id = BackendId{id};
  const int given = (which.id ? 1 : 0) + (which.name.empty() ? 0 : 1) + (which.tag.empty() ? 0 : 1);
  const std::size_t equals = which.tag.find('=');
  if (!which.tag.empty() && (equals == std::string::npos || equals == 0)) {
    return Missing(fmt::format("\"{}\" is no tag; write key=value", which.tag));
  }
  if (given > 1) return Missing("give one of id, backendName and tag");
  if (given == 0 && (!request.name || request.service)) {
    return Missing(
        "name what to adopt: an orphan by its name alone, or a backend volume by one of "
        "id, backendName and tag");
  }
  if (given == 1) request.which = std::move(which);
  return request;
}

ApiResult<UndeleteRequest> ReadUndeleteRequest(const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(request.http.body));
  JsonBody body(json);
  UndeleteRequest undelete;
  REXRAY_ASSIGN(undelete.name, ReadName(request));
  const std::string as = body.Text("as");
  REXRAY_TRY(body.Finish());
  REXRAY_ASSIGN(undelete.as, Optional(as, ParseVolumeName));
  return undelete;
}

ApiResult<PreemptRequest> ReadPreemptRequest(const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(request.http.body));
  JsonBody body(json);
  PreemptRequest preempt;
  REXRAY_ASSIGN(preempt.name, ReadName(request));
  preempt.evidence = body.Text("evidence");
  preempt.by = request.caller.name;
  const std::string holder = body.Text("holder");
  REXRAY_TRY(body.Finish());
  REXRAY_ASSIGN(preempt.holder, Optional(holder, ParseNodeName));
  if (preempt.evidence.find_first_not_of(" \t\n") == std::string::npos) {
    return Missing(
        "evidence: tell how you know that the node which holds the volume writes no more");
  }
  return preempt;
}

ApiResult<FormatRequest> ReadFormatRequest(const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(request.http.body));
  JsonBody body(json);
  FormatRequest format;
  REXRAY_ASSIGN(format.name, ReadName(request));
  format.confirm = {body.Text("confirm")};
  format.by = request.caller.name;
  REXRAY_TRY(body.Finish());
  if (format.confirm.empty()) return Missing("confirm: give the backend id of the volume");
  return format;
}

ApiResult<ReleaseRequest> ReadReleaseRequest(const RoutedRequest& request) {
  REXRAY_ASSIGN(const nlohmann::json json, ParseJson(request.http.body));
  JsonBody body(json);
  ReleaseRequest release;
  REXRAY_ASSIGN(release.name, ReadName(request));
  release.all = body.Flag("all");
  release.by = request.caller.name;
  REXRAY_TRY(body.Finish());
  return release;
}

}  // namespace rexray
