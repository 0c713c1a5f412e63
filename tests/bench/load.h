#pragma once

#include <string>
#include <vector>

#include "tests/bench/figures.h"

namespace rexray {

// Loads on a plugin socket.

// The same call `requests` times, shared by `clients` that keep their connections. In the body "@c"
// is the client's number, and "@n" that of the request.
Figures LoadCalls(const std::string& socket, const std::string& call, const std::string& body,
                  int requests, int clients);

// Makes the volumes prefix-0 … prefix-(count-1). Each call is one Create.
Figures LoadCreates(const std::string& socket, const std::string& prefix, int count, int clients,
                    const std::string& options);

// Create, Mount, Unmount, Remove, over and over by each client for so long; each call is one cycle.
Figures LoadCycles(const std::string& socket, const std::string& prefix, std::chrono::seconds time,
                   int clients, const std::string& options);

// Mounts prefix-0 … prefix-(count-1). Each call is one Mount.
Figures LoadMounts(const std::string& socket, const std::string& prefix, int count, int clients);

// An answer to wait for: that to the call holds the text so many times.
struct AwaitedAnswer {
  std::string call;
  std::string body;
  std::string text;
  int times = 1;
};

// Starts a server and asks it until the answer is as awaited; the server is killed again. The one
// call is the time from exec to that answer.
Figures LoadStart(const std::string& socket, const AwaitedAnswer& awaited,
                  const std::vector<std::string>& command);

}  // namespace rexray
