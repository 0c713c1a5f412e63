#pragma once

#include <string>
#include <vector>

#include "tests/e2e/live_node.h"
#include "tests/support/docker_engine.h"
#include "tests/support/docker_plugin.h"

namespace rexray {

// Skips (in CI: fails) without an engine's programs.
void RequireDockerEngine();

// What configures a daemon to serve `engine` at `address`, with mounts in the folder `mounts`.
// There is no linger: when nobody uses a volume any more the mount table shows it at once.
std::string DockerDoor(const std::string& address, const std::string& mounts,
                       const DockerEngine& engine);

// "data" → "data-123", a volume's name that is of this test alone: engines of tests beside it ask
// all plugins of the host for a name that they do not know.
std::string Named(const std::string& name);

// A fixture around the real binary as the volume plugin of a real engine: a door at the plugin's
// socket, loop devices behind it, mounts at Path(volume). The engine runs and has its image; the
// daemon is started by Serve.
class DockerNode : public LiveNode {
 protected:
  using Words = std::vector<std::string>;

  explicit DockerNode(DockerEngineOptions engine = {}) : engine_(Placed(std::move(engine))) {}
  void SetUp() override;

  // Starts the daemon with a door at `address`; empty: the plugin's own socket.
  void Serve(const std::string& address = {});
  CommandResult Docker(const Words& arguments) { return engine_.Run(arguments); }
  CommandResult CreateVolume(const std::string& volume, const Words& options = {});
  // The options of `docker run` that use the volume at /data, making it if there is none.
  Words Using(const std::string& volume, const std::string& target = "/data") const;
  // Runs a shell command in a container that ends with it.
  CommandResult Box(const Words& options, const std::string& script);
  // Starts one that does nothing but live, until it is stopped.
  CommandResult RunSleeper(const std::string& container, const Words& options);
  CommandResult Exec(const std::string& container, const std::string& script);
  CommandResult StopNow(const std::string& container);
  std::string InspectVolume(const std::string& volume, const std::string& format);

  // Waits until three agree that so many containers use the volume, and no more: the daemon's
  // claims, the engine's list, the mount table (mounted if any does, else not). Fails the test with
  // what each says.
  void ExpectUsers(const std::string& volume, std::size_t users,
                   std::chrono::milliseconds patience = std::chrono::seconds(60));
  std::size_t Claims(const std::string& volume);  // of distinct users
  std::size_t Images() const;                     // of volumes at the backend

  DockerPlugin plugin_;
  DockerEngine engine_;

 private:
  DockerEngineOptions Placed(DockerEngineOptions engine) const;
};

}  // namespace rexray
