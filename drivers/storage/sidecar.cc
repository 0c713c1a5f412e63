#include "drivers/storage/sidecar.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/storage/durable_file.h"
#include "state/codec.h"
#include "state/reason.h"

namespace rexray {
namespace {

constexpr const char* kFacts = "facts.json";
constexpr const char* kAttachment = "attached.json";

std::unexpected<Error> Damaged(const char* file, const std::string& why) {
  return Fail(
      Code::FailedPrecondition,
      fmt::format("{} of the volume's folder is damaged ({}): look at it, and put back what "
                  "is true",
                  file, why),
      std::string(ToString(Reason::StateDamaged)));
}

bool IsMissing(const Error& error) { return error.code == Code::NotFound; }

Result<VolumeFacts> LoadFacts(int folder) {
  REXRAY_ASSIGN(const std::string text, ReadSmallFile(folder, kFacts));
  const auto parsed = ParseJson(text);
  if (!parsed) return Damaged(kFacts, parsed.error().message);
  const auto facts = ReadJson<VolumeFacts>(*parsed);
  if (!facts) return Damaged(kFacts, facts.error().message);
  return *facts;
}

Result<std::uint64_t> CurrentToken(int folder, const VolumeUid& uid) {
  const auto facts = LoadFacts(folder);
  if (!facts && IsMissing(facts.error())) return 0;
  if (!facts) return std::unexpected(facts.error());
  if (facts->uid != uid) return Damaged(kFacts, "it is about volume " + facts->uid.value);
  return facts->fencingToken;
}

Result<std::string> TextField(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    return Damaged(kAttachment, fmt::format("no \"{}\"", key));
  }
  return found->get<std::string>();
}

Result<std::optional<FolderAttachment>> ParseAttachment(const std::string& text) {
  const auto parsed = ParseJson(text);
  if (!parsed) return Damaged(kAttachment, parsed.error().message);
  if (!parsed->is_object()) return Damaged(kAttachment, "no object");
  FolderAttachment attachment;
  REXRAY_ASSIGN(attachment.node.value, TextField(*parsed, "node"));
  REXRAY_ASSIGN(attachment.boot.value, TextField(*parsed, "boot"));
  REXRAY_ASSIGN(attachment.device, TextField(*parsed, "device"));
  return attachment;
}

}  // namespace

std::optional<VolumeFacts> ReadFacts(int folder, const VolumeUid& uid) {
  auto facts = LoadFacts(folder);
  if (!facts || facts->uid != uid) return std::nullopt;
  return std::move(*facts);
}

Result<VolumeFacts> ReplaceFacts(int folder, const VolumeFacts& facts,
                                 std::uint64_t expectedToken) {
  REXRAY_ASSIGN(const std::uint64_t current, CurrentToken(folder, facts.uid));
  if (current != expectedToken) {
    return Fail(Code::Aborted,
                fmt::format("the facts of volume {} are at token {}, not {}: somebody else wrote "
                            "them; observe again",
                            facts.name.value, current, expectedToken));
  }
  VolumeFacts next = facts;
  next.fencingToken = current + 1;
  REXRAY_TRY(WriteFirstFacts(folder, next));
  return next;
}

Result<void> WriteFirstFacts(int folder, const VolumeFacts& facts) {
  return ReplaceFile(folder, kFacts, Dump(ToJson(facts)) + "\n");
}

Result<std::optional<FolderAttachment>> ReadAttachment(int folder) {
  const auto text = ReadSmallFile(folder, kAttachment);
  if (!text && IsMissing(text.error())) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  return ParseAttachment(*text);
}

Result<void> WriteAttachment(int folder, const FolderAttachment& attachment) {
  const nlohmann::json content = {{"node", attachment.node.value},
                                  {"boot", attachment.boot.value},
                                  {"device", attachment.device}};
  return ReplaceFile(folder, kAttachment, Dump(content) + "\n");
}

Result<void> RemoveAttachment(int folder) { return RemoveFile(folder, kAttachment); }

}  // namespace rexray
