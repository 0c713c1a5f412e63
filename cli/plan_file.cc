#include "cli/plan_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/field.h"
#include "cli/user_file.h"
#include "state/codec.h"
#include "state/fields.h"
#include "state/manifest.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kKind = "Plan";
constexpr std::uintmax_t kMaxBytes = 16 * kMaxManifestBytes;

// Who would carry it out.
Result<json> DaemonOf(Client& client) {
  REXRAY_ASSIGN(const json version, client.Get("/v1/version"));
  return json{{"node", TextField(version, "node")}, {"domain", TextField(version, "domain")}};
}

Result<void> CheckKnown(const json& answer) {
  for (const json& plan : ListField(answer, "plans")) {
    if (TextField(plan, "reason") != ToString(Reason::BackendUnknown)) continue;
    return Fail(Code::FailedPrecondition,
                fmt::format("the plan is not kept, since what would be done to {} is not known: {}",
                            TextField(plan, "volume"), TextField(plan, "message")));
  }
  return {};
}

Error NoPlan(const std::string& file, const std::string& why) {
  return {Code::InvalidArgument,
          fmt::format("{}: {}; rexray plan -f FILE -o {} makes one", file, why, file),
          {}};
}

Result<json> ReadPlan(const std::string& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}: {}", file, error ? error.message() : std::strerror(errno)));
  }
  if (size > kMaxBytes) return std::unexpected(NoPlan(file, "too large for a plan"));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto plan = ParseJson(text);
  if (!plan) return std::unexpected(NoPlan(file, "no JSON"));
  if (TextField(*plan, "kind") != kKind || TextField(*plan, "apiVersion") != kApiVersion) {
    return std::unexpected(NoPlan(file, "no plan (manifests are applied with -f)"));
  }
  return plan;
}

}  // namespace

Result<void> SavePlan(const std::string& file, const json& request, const json& answer,
                      Client& client) {
  REXRAY_TRY(CheckKnown(answer));
  REXRAY_ASSIGN(const json daemon, DaemonOf(client));
  const json plan{{"apiVersion", kApiVersion},
                  {"kind", kKind},
                  {"daemon", daemon},
                  {"manifests", request.at("manifests")},
                  {"set", request.at("set")},
                  {"prune", request.at("prune")},
                  {"objects", ListField(answer, "objects")},
                  {"plans", ListField(answer, "plans")},
                  {"fingerprint", ListField(answer, "fingerprint")}};
  return ReplaceUserFile(file, plan.dump(2) + "\n");
}

Result<json> LoadPlan(const std::string& file, Client& client) {
  REXRAY_ASSIGN(const json plan, ReadPlan(file));
  REXRAY_ASSIGN(const json daemon, DaemonOf(client));
  const json made = plan.value("daemon", json::object());
  if (made != daemon) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{}: made for node {} in domain {}, and this daemon is node {} in "
                            "domain {}; -H reaches another",
                            file, TextField(made, "node"), TextField(made, "domain"),
                            TextField(daemon, "node"), TextField(daemon, "domain")));
  }
  for (const char* field : {"manifests", "set", "prune", "fingerprint"}) {
    if (!plan.contains(field))
      return std::unexpected(NoPlan(file, fmt::format("{} is missing", field)));
  }
  return json{{"manifests", plan["manifests"]},
              {"set", plan["set"]},
              {"prune", plan["prune"]},
              {"planned", plan["fingerprint"]}};
}

}  // namespace rexray
