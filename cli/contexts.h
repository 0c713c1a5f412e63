#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "cli/endpoint.h"

namespace rexray {

// Daemons that a user gave names, in a file of their own: ~/.rexray/contexts.yml. Tokens stay in
// their own files.
struct NamedDaemon {
  std::string host;  // an address, checked
  std::string tokenFile = {};
  std::string caFile = {};
  std::string certFile = {};
  std::string keyFile = {};
  friend bool operator==(const NamedDaemon&, const NamedDaemon&) = default;
};

struct Contexts {
  std::string current;  // empty: the daemon of this host
  std::map<std::string, NamedDaemon> named;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// $REXRAY_CONTEXTS, else in the user's home; empty: there is neither.
std::string ContextsFile(const Environment& environment);
// No file: none. InvalidArgument names the place in it.
Result<Contexts> LoadContexts(const std::string& file);
// Replaced whole; its folder is made, both for the user only.
Result<void> SaveContexts(const std::string& file, const Contexts& contexts);

// NotFound: names those that there are.
Result<NamedDaemon> FindContext(const Contexts& contexts, const std::string& name);

// Which daemon a command speaks to, by the first that says so: -H, --context, $REXRAY_HOST,
// $REXRAY_CONTEXT, the current context; else `local`, where this host's daemon listens. With an
// address alone, what lets in comes from $REXRAY_TOKEN, _TOKEN_FILE, _CA_FILE, _CERT_FILE and
// _KEY_FILE. InvalidArgument, NotFound.
struct Destination {
  std::string host;     // of -H
  std::string context;  // of --context
};
Result<Endpoint> EndpointOf(const Destination& destination, const Environment& environment,
                            const std::function<std::string()>& local);

}  // namespace rexray
