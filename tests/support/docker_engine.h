#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/command.h"
#include "tests/support/engine_leftovers.h"
#include "tests/support/process.h"

namespace rexray {

struct DockerEngineOptions {
  std::string folder;        // private to the engine, below a TempFolder
  bool liveRestore = false;  // a new engine takes running containers over instead of ending them
  // Its own loopback instead of the host's network: Swarm makes bridges and listens on a port.
  bool ownNetwork = false;
};

// Debian's own Docker engine (dockerd 20.10 and its containerd) with roots, socket and control
// group of its own, and no network. Its state outlives its process: Kill and Start again is a crash
// and its recovery. Containers live on meanwhile, and end with the destructor. One thread, but Run.
class DockerEngine {
 public:
  // The image that ImportBusybox makes: a busybox with all its commands, and in kSeeded a file
  // "page" and a folder "sub" with a file "deep", the folder kSeeded being owned by 999:998 with
  // mode 0750.
  static constexpr const char* kImage = "box";
  static constexpr const char* kSeeded = "/seeded";

  explicit DockerEngine(DockerEngineOptions options);
  ~DockerEngine();
  DockerEngine(const DockerEngine&) = delete;
  DockerEngine& operator=(const DockerEngine&) = delete;

  // Starts it and waits until it answers. Fails the running test, with the log, if it does not.
  void Start();
  bool Answers() const;
  // SIGKILL: as a crash, and to it alone. Its containerd dies with it, containers and their shims
  // do not.
  void Kill();
  // What runs in containers, or was being copied into them, when it was killed, and it forgot. Its
  // containers are to be stopped first.
  void EndForgotten() {
    EndProcessesInContainersOf(options_.folder);
    UnmountCopiesOf(options_.folder);
  }
  // SIGTERM; whether it ended. It ends its containers, unless `liveRestore`.
  bool Stop();

  void ImportBusybox();
  // Makes an image of the files in `tree`.
  void Import(const std::string& image, const std::string& tree);

  // `docker -H <socket> arguments…`. Patiently: an engine asks all plugins of the host for a name
  // that it does not know, also a test's whose daemon is killed just now, and waits half a minute
  // for each.
  CommandResult Run(const std::vector<std::string>& arguments,
                    const CommandOptions& options = {.timeout = std::chrono::minutes(3)}) const;

  const std::string& folder() const { return options_.folder; }
  std::string socket() const { return options_.folder + "/docker.sock"; }
  std::string address() const { return "unix://" + socket(); }
  std::string Log() const;

 private:
  std::vector<std::string> Command() const;

  const DockerEngineOptions options_;
  std::optional<Process> process_;
};

}  // namespace rexray
