#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/command.h"
#include "tests/support/process.h"

namespace rexray {

struct DaemonOptions {
  std::string binary;  // REXRAY_BINARY, which e2e tests are compiled with
  std::string folder;  // private to the daemon, kept by the caller (a TempFolder)
  std::string node = "node1";
  // The `services:` of its configuration, as YAML; empty: "local" (loop) and "files" (dir).
  std::string services = {};
  std::vector<std::string> environment = {};
  std::vector<std::string> prefix = {};  // of its command line: a tracer
  int input = -1;  // its standard input, kept by the caller; -1: /dev/null
  // Whether it serves metrics over TCP as well; the control socket always does.
  bool metrics = false;
};

// The real daemon on a folder of its own: <folder>/config.yml, state/, data/, control.sock,
// daemon.log. The state outlives the process, so that Kill and Start again is a crash and its
// recovery. One thread.
class Daemon {
 public:
  // Writes the configuration; starts nothing.
  explicit Daemon(DaemonOptions options);
  // Adds lines of YAML to its configuration, for the next start.
  void Configure(const std::string& yaml);

  // Starts it and waits until it is ready. Fails the running test, with the log, if it is not in
  // time.
  void Start();
  // The same without waiting: for tests of a start that must fail, or that is killed meanwhile.
  void StartWithoutWaiting();
  bool Ready();
  bool Running();
  void Kill();  // SIGKILL to it and its helpers
  // SIGKILL to the daemon alone: helpers and what they run live on, as after a crash.
  void KillAlone();
  // SIGTERM; its exit code, or nullopt if it did not end within `patience`.
  std::optional<int> Stop(std::chrono::milliseconds patience = std::chrono::seconds(30));
  std::optional<int> Wait(std::chrono::milliseconds patience);
  pid_t pid() const;

  // `rexray -H <socket> arguments…`
  CommandResult Run(const std::vector<std::string>& arguments, const CommandOptions& options = {});
  // The same, with `manifest` as standard input: Apply("…") is `rexray apply -f -`.
  CommandResult Apply(const std::string& manifest, std::vector<std::string> flags = {});
  // A GET request to the control socket: the body, or empty if the answer is no success.
  std::string Get(const std::string& path);

  std::string control() const { return "unix://" + socket(); }
  std::string socket() const { return options_.folder + "/control.sock"; }
  std::string state() const { return options_.folder + "/state"; }
  std::string data() const { return options_.folder + "/data"; }
  std::string metricsAddress() const;  // "127.1.2.3:9709", with DaemonOptions::metrics
  std::string Log() const;

 private:
  std::vector<std::string> Command() const;

  const DaemonOptions options_;
  std::optional<Process> process_;
};

// A loopback address that belongs to this process, so that parallel tests never meet on a port.
std::string PrivateLoopbackAddress();

}  // namespace rexray
