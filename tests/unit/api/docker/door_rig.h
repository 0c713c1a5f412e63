#pragma once

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "api/claims.h"
#include "api/docker/door.h"
#include "api/volume_use.h"
#include "tests/support/sim_node.h"

namespace rexray {

// Docker's door over a whole node: the real service, reconciler, planner and database; only backend
// and host are simulated. A thread makes the passes that are asked for; time moves by hand.
class DoorRig {
 public:
  explicit DoorRig(DockerDoorConfig config = {}, SimOptions options = {});
  // Another node of the same backend.
  DoorRig(DockerDoorConfig config, std::shared_ptr<SimWorld> world, const std::string& name);

  // A daemon that starts anew on the same database.
  void Restart();

  // A call as an engine makes it; its answer counts as delivered.
  nlohmann::json Call(const std::string& method, const nlohmann::json& body = {});
  // The same; what becomes of the answer is up to the caller.
  HttpResponse Send(const std::string& method, const nlohmann::json& body);

  nlohmann::json Create(const std::string& name, const nlohmann::json& options = {}) {
    return Call("VolumeDriver.Create", {{"Name", name}, {"Opts", options}});
  }
  nlohmann::json Get(const std::string& name) { return Call("VolumeDriver.Get", {{"Name", name}}); }
  nlohmann::json Mount(const std::string& name, const std::string& id = "c1") {
    return Call("VolumeDriver.Mount", {{"Name", name}, {"ID", id}});
  }
  nlohmann::json Unmount(const std::string& name, const std::string& id = "c1") {
    return Call("VolumeDriver.Unmount", {{"Name", name}, {"ID", id}});
  }
  nlohmann::json Remove(const std::string& name) {
    return Call("VolumeDriver.Remove", {{"Name", name}});
  }
  std::vector<std::string> Names();  // as List tells them

  // {"c1": 2}: how often each consumer has it.
  std::map<std::string, std::uint32_t> ClaimsOf(const std::string& name);
  // Passes over the volume until nothing is to be done.
  void Settle(const std::string& name);
  // Until every pass that was asked for is made: an answer does not wait for the last of them.
  void WaitUntilIdle();
  bool IsMounted(const std::string& name);

  SimNode& node() { return *node_; }
  VolumeService& volumes() { return *service_; }
  Claims& claims() { return *claims_; }
  VolumeUse& use() { return *use_; }
  ReconcileHandle Handle();

 private:
  void Build();
  void Enqueue(const VolumeName& name);
  void MakePasses(std::stop_token stop);

  DockerDoorConfig config_;
  std::unique_ptr<SimNode> node_;
  const bool alone_;  // in its domain
  Changes changes_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::condition_variable idle_;
  std::deque<VolumeName> queue_;  // the first is being worked on
  std::mutex passing_;
  std::unique_ptr<VolumeService> service_;
  std::unique_ptr<Claims> claims_;
  std::unique_ptr<VolumeUse> use_;
  HttpHandler handler_;
  std::jthread thread_;  // last: it uses the rest
};

// The answer's error; empty: it is none.
std::string ErrorIn(const nlohmann::json& answer);

}  // namespace rexray
