#include "api/access.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rexray {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::pair<std::string_view, Role> kRoles[] = {
    {"viewer", Role::Viewer}, {"operator", Role::Operator}, {"admin", Role::Admin}};

std::unexpected<Error> Unauthenticated(std::string message) {
  return Fail(Code::PermissionDenied, std::move(message), kUnauthenticated);
}

// How long it takes tells nothing of how much of it is right.
bool IsSame(std::string_view given, std::string_view expected) {
  unsigned different = given.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size() && !expected.empty(); ++i) {
    const char wanted = expected[i % expected.size()];
    different |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(wanted);
  }
  return different == 0;
}

std::string NameOfUser(uid_t uid) {
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(uid, &entry, text.data(), text.size(), &found);
  if (error != 0 || found == nullptr) return fmt::format("uid {}", uid);
  return fmt::format("{} (uid {})", found->pw_name, uid);
}

}  // namespace

std::string_view ToString(Role role) {
  return std::ranges::find(kRoles, role, &std::pair<std::string_view, Role>::second)->first;
}

std::optional<Role> ParseRole(std::string_view text) {
  const auto* found = std::ranges::find(kRoles, text, &std::pair<std::string_view, Role>::first);
  return found == std::end(kRoles) ? std::nullopt : std::optional(found->second);
}

Result<void> Require(const Caller& caller, Role role) {
  if (caller.role >= role) return {};
  return Fail(Code::PermissionDenied,
              fmt::format("{} is {}, and this takes {}; the daemon's `access:` says who is what",
                          caller.name, ToString(caller.role), ToString(role)),
              "RoleTooLow");
}

Result<Caller> Access::Identify(const HttpRequest& request) const {
  const auto header = request.headers.find("authorization");
  if (header != request.headers.end()) {
    if (!header->second.starts_with(kBearer)) {
      return Unauthenticated("only bearer tokens are taken: \"Authorization: Bearer TOKEN\"");
    }
    return OfToken(std::string_view(header->second).substr(kBearer.size()));
  }
  if (!request.peer.certificate.empty()) return OfCertificate(request.peer.certificate);
  if (request.peer.uid) return OfPeer(request.peer);
  if (open_) return Caller{"a client of the control API", Role::Admin};
  return Unauthenticated("give a token (REXRAY_TOKEN_FILE, or a context) or a client certificate");
}

Result<Caller> Access::OfToken(std::string_view token) const {
  std::optional<Caller> known;
  for (const AccessRule& rule : rules_) {  // all, whichever fits: time tells nothing
    if (rule.token.empty() || !IsSame(token, rule.token)) continue;
    if (!known || rule.role > known->role) known = Caller{"token " + rule.name, rule.role};
  }
  if (known) return *known;
  return Unauthenticated("the token is not one that this daemon knows");
}

Result<Caller> Access::OfCertificate(const std::string& name) const {
  std::optional<Role> role;
  for (const AccessRule& rule : rules_) {
    if (rule.certificate == name) role = std::max(role, std::optional(rule.role));
  }
  if (role) return Caller{"certificate " + name, *role};
  return Unauthenticated(
      fmt::format("the certificate is valid, but no rule of `access:` names \"{}\"", name));
}

Result<Caller> Access::OfPeer(const HttpPeer& peer) const {
  const std::string name = NameOfUser(*peer.uid);
  if (*peer.uid == 0 || *peer.uid == ::geteuid()) return Caller{name, Role::Admin};
  std::optional<Role> role;
  for (const AccessRule& rule : rules_) {
    const bool fits = (rule.user && rule.user == peer.uid) ||
                      (rule.group && std::ranges::count(peer.groups, *rule.group) > 0);
    if (fits) role = std::max(role, std::optional(rule.role));
  }
  if (role) return Caller{name, *role};
  return Unauthenticated(
      fmt::format("{} is neither root nor named by a rule of the daemon's `access:`", name));
}

}  // namespace rexray
