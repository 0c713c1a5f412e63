#include "drivers/storage/attachment_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "drivers/os/durable_file.h"
#include "drivers/storage/sharing.h"
#include "drivers/storage/sidecar.h"
#include "state/codec.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr const char* kFile = "attached.json";

Result<std::string> TextField(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    return DamagedSidecar(kFile, fmt::format("no \"{}\"", key));
  }
  return found->get<std::string>();
}

Result<FolderAttachment> ParseEntry(const json& entry) {
  if (!entry.is_object()) return DamagedSidecar(kFile, "an entry is no object");
  FolderAttachment attachment;
  REXRAY_ASSIGN(attachment.node.value, TextField(entry, "node"));
  REXRAY_ASSIGN(attachment.boot.value, TextField(entry, "boot"));
  REXRAY_ASSIGN(attachment.device, TextField(entry, "device"));
  return attachment;
}

Result<FolderAttachment> ParseEntryWithMode(const json& entry) {
  REXRAY_ASSIGN(FolderAttachment attachment, ParseEntry(entry));
  REXRAY_ASSIGN(const std::string text, TextField(entry, "accessMode"));
  const auto mode = ParseAccessMode(text);
  if (!mode) return DamagedSidecar(kFile, fmt::format("access mode \"{}\"", text));
  attachment.mode = *mode;
  return attachment;
}

Result<std::vector<FolderAttachment>> ParseList(const json& file, const char* key) {
  const auto list = file.find(key);
  if (list == file.end() || !list->is_array()) {
    return DamagedSidecar(kFile, fmt::format("no list \"{}\"", key));
  }
  std::vector<FolderAttachment> attachments;
  for (const json& entry : *list) {
    REXRAY_ASSIGN(FolderAttachment attachment, ParseEntryWithMode(entry));
    attachments.push_back(std::move(attachment));
  }
  return attachments;
}

Result<FolderAttachments> Parse(const std::string& text) {
  const auto parsed = ParseJson(text);
  if (!parsed) return DamagedSidecar(kFile, parsed.error().message);
  if (!parsed->is_object()) return DamagedSidecar(kFile, "no object");
  FolderAttachments attachments;
  if (parsed->contains("node")) {
    REXRAY_ASSIGN(FolderAttachment only, ParseEntry(*parsed));
    attachments.current.push_back(std::move(only));
    return attachments;
  }
  REXRAY_ASSIGN(attachments.current, ParseList(*parsed, "attachments"));
  REXRAY_ASSIGN(attachments.revoked, ParseList(*parsed, "revoked"));
  return attachments;
}

json ListToJson(const std::vector<FolderAttachment>& attachments) {
  json list = json::array();
  for (const FolderAttachment& each : attachments) {
    list.push_back({{"node", each.node.value},
                    {"boot", each.boot.value},
                    {"device", each.device},
                    {"accessMode", ToString(each.mode)}});
  }
  return list;
}

}  // namespace

Result<FolderAttachments> ReadAttachments(int folder) {
  const auto text = ReadSmallFile(folder, kFile);
  if (text) return Parse(*text);
  if (text.error().code == Code::NotFound) return FolderAttachments{};
  return std::unexpected(text.error());
}

Result<void> WriteAttachments(int folder, const FolderAttachments& attachments) {
  if (attachments.current.empty() && attachments.revoked.empty()) return RemoveFile(folder, kFile);
  const json content = {{"attachments", ListToJson(attachments.current)},
                        {"revoked", ListToJson(attachments.revoked)}};
  return ReplaceFile(folder, kFile, Dump(content) + "\n");
}

}  // namespace rexray
