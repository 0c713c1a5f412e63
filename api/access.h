#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "state/result.h"

namespace rexray {

// Each may do what those before it may.
enum class Role {
  Viewer,    // look, and ask what would be done
  Operator,  // declare, delete, and what else changes something
  Admin,     // also what may cost data: format, preempt
};

std::string_view ToString(Role role);  // "viewer"
std::optional<Role> ParseRole(std::string_view text);

// Who asks.
struct Caller {
  std::string name;  // for events and errors: "ann (uid 1000)", "token ci"
  Role role = Role::Viewer;
};

// PermissionDenied: the role does not suffice; says which would.
Result<void> Require(const Caller& caller, Role role);

// One way to be known, and what whoever shows it may do.
struct AccessRule {
  Role role = Role::Viewer;
  std::string name;                 // of the token, for events
  std::string token = {};           // a bearer token; itself never shown
  std::string certificate = {};     // the common name of a client certificate
  std::optional<uid_t> user = {};   // of a unix socket's peer
  std::optional<gid_t> group = {};  // one of its groups
};

// Who may use one listener of the control API. Any thread.
class Access {
 public:
  // `open`: whoever shows nothing may do everything: of a listener that only this host reaches, or
  // that was declared insecure.
  Access(std::vector<AccessRule> rules, bool open) : rules_(std::move(rules)), open_(open) {}

  // In this order: a token, a client certificate, the peer of a unix socket. root and who runs the
  // daemon are admins there. Of several rules that fit, the one that allows most counts.
  // PermissionDenied, reason Unauthenticated: it shows nothing that is known.
  Result<Caller> Identify(const HttpRequest& request) const;

 private:
  Result<Caller> OfToken(std::string_view token) const;
  Result<Caller> OfCertificate(const std::string& name) const;
  Result<Caller> OfPeer(const HttpPeer& peer) const;

  const std::vector<AccessRule> rules_;
  const bool open_;
};

inline constexpr const char* kUnauthenticated = "Unauthenticated";

}  // namespace rexray
