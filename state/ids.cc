#include "state/ids.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>

#include "state/spelling.h"

namespace rexray {
namespace {

using UuidBytes = std::array<unsigned char, 16>;

constexpr std::size_t kMaxNameBytes = 128;

// uuid5(DNS, "rexray.io"). Never change it: the uids of all existing volumes derive from it.
constexpr UuidBytes kNamespace = {0x37, 0xa0, 0x85, 0xf9, 0x3c, 0x96, 0x5f, 0xab,
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

std::string Format(UuidBytes bytes, unsigned version) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);  // the RFC 4122 variant
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

}  // namespace

Result<VolumeName> ParseVolumeName(std::string_view text) {
  return ParseName<VolumeName>(text, "volume", 2);
}
Result<AttachmentName> ParseAttachmentName(std::string_view text) {
  return ParseName<AttachmentName>(text, "attachment", 1);
}
Result<NodeName> ParseNodeName(std::string_view text) {
  return ParseName<NodeName>(text, "node", 1);
}
Result<ServiceName> ParseServiceName(std::string_view text) {
  return ParseName<ServiceName>(text, "service", 1);
}

std::string UuidV5(std::string_view name) {
  std::string input(reinterpret_cast<const char*>(kNamespace.data()), kNamespace.size());
  input += name;
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  if (EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL refuses SHA-1, from which the ids of volumes derive");
  }
  UuidBytes bytes{};
  std::memcpy(bytes.data(), digest.data(), bytes.size());
  return Format(bytes, 5);
}

std::string RandomUuid() {
  UuidBytes bytes{};
  ssize_t got = 0;
  do {
    got = getrandom(bytes.data(), bytes.size(), 0);  // 16 bytes come whole or not at all
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(bytes.size())) throw std::runtime_error("getrandom failed");
  return Format(bytes, 4);
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
