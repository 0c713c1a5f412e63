#include "state/ids.h"

#include <fmt/format.h>
#include <uuid/uuid.h>

#include "state/spelling.h"

namespace rexray {
namespace {

constexpr std::size_t kMaxNameBytes = 128;

// uuid5(DNS, "rexray.io"). Never change it: the uids of all existing volumes derive from it.
constexpr uuid_t kNamespace = {0x37, 0xa0, 0x85, 0xf9, 0x3c, 0x96, 0x5f, 0xab,
                               0xbc, 0xc6, 0xbe, 0xf7, 0x87, 0x11, 0x75, 0x25};

bool IsNameCharacter(char c) { return IsAlphanumeric(c) || c == '_' || c == '.' || c == '-'; }

std::string Printable(char c) {
  if (c > ' ' && c < 0x7f) return fmt::format("'{}'", c);
  if (c == ' ') return "a space";
  return fmt::format("the byte 0x{:02x}", static_cast<unsigned char>(c));
}

std::string WhyNoName(std::string_view text, std::size_t minimum) {
  if (text.empty()) return "is empty";
  if (text.size() > kMaxNameBytes) {
    return fmt::format("has {} bytes; at most {} are allowed", text.size(), kMaxNameBytes);
  }
  for (const char c : text) {
    if (IsNameCharacter(c)) continue;
    return fmt::format("contains {}; letters, digits, '_', '.' and '-' are allowed", Printable(c));
  }
  if (!IsAlphanumeric(text.front())) {
    return fmt::format("\"{}\" starts with '{}'; it must start with a letter or a digit", text,
                       text.front());
  }
  if (text.size() < minimum) {
    return fmt::format("\"{}\" is too short: two characters at least", text);
  }
  return {};
}

template <class Name>
Result<Name> ParseName(std::string_view text, std::string_view kind, std::size_t minimum) {
  if (const std::string why = WhyNoName(text, minimum); !why.empty()) {
    return Fail(Code::InvalidArgument, fmt::format("the {} name {}", kind, why));
  }
  return Name{std::string(text)};
}

std::string TextOf(const uuid_t& uuid) {
  char text[UUID_STR_LEN];
  uuid_unparse_lower(uuid, text);
  return text;
}

}  // namespace

Result<VolumeName> ParseVolumeName(std::string_view text) {
  return ParseName<VolumeName>(text, "volume", 2);
}
Result<AttachmentName> ParseAttachmentName(std::string_view text) {
  return ParseName<AttachmentName>(text, "attachment", 1);
}
Result<SnapshotName> ParseSnapshotName(std::string_view text) {
  return ParseName<SnapshotName>(text, "snapshot", 1);
}
Result<NodeName> ParseNodeName(std::string_view text) {
  return ParseName<NodeName>(text, "node", 1);
}
Result<ServiceName> ParseServiceName(std::string_view text) {
  return ParseName<ServiceName>(text, "service", 1);
}

std::string UuidV5(std::string_view name) {
  uuid_t uuid;
  uuid_generate_sha1(uuid, kNamespace, name.data(), name.size());
  return TextOf(uuid);
}

std::string RandomUuid() {
  uuid_t uuid;
  uuid_generate_random(uuid);
  return TextOf(uuid);
}

VolumeUid DeriveVolumeUid(const DomainName& domain, const ServiceName& service,
                          const VolumeName& name, std::uint64_t incarnation) {
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  std::string input;
  for (const std::string& part :
       {domain.value, service.value, name.value, std::to_string(incarnation)}) {
    input += fmt::format("{}:{}", part.size(), part);
  }
  return VolumeUid{UuidV5(input)};
}

}  // namespace rexray
