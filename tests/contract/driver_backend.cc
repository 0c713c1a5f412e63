#include "tests/contract/driver_backend.h"

#include <fstream>

#include "drivers/registry.h"
#include "drivers/storage/sim.h"
#include "drivers/storage/sim_config.h"
#include "tests/support/sim_server.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

class SimBackend : public DriverBackend {
 public:
  explicit SimBackend(const SimOptions& options) : world_(std::make_shared<SimWorld>(options)) {}
  std::unique_ptr<Driver> MakeDriver(const NodeName& node) override {
    return MakeSimDriver(world_, node);
  }
  void MakeUnreadable(const BackendId& id) override {
    world_->Edit(id, [](SimVolume& volume) { volume.unreadable = true; });
  }
  void Write(const BackendId& id, const std::string& text) override {
    world_->Edit(id, [&](SimVolume& volume) { volume.content.data = text; });
  }
  std::string DataOf(const BackendId& id) override { return world_->Find(id)->content.data; }
  std::string DataOf(const SnapshotId& id) override {
    return world_->snapshots().at(id).content.data;
  }

 protected:
  const std::shared_ptr<SimWorld> world_;
};

// The same behind a socket, as daemons of several hosts reach it.
class SocketBackend : public SimBackend {
 public:
  using SimBackend::SimBackend;
  std::unique_ptr<Driver> MakeDriver(const NodeName& node) override {
    return std::move(MakeConfiguredSimDriver(server_.ServiceOptions(), node).value());
  }

 private:
  TempFolder folder_;
  SimServer server_{world_, folder_ / "backend"};
};

// A driver of volume folders, with real helper processes. All nodes live on one kernel, so they
// have one boot.
class FolderBackend : public DriverBackend {
 public:
  explicit FolderBackend(std::string driver) : driver_(std::move(driver)) {
    auto helpers = StartHelpers(DriverHelperFunctions(), 4);
    helpers_ = std::move(helpers.value());
  }

  std::unique_ptr<Driver> MakeDriver(const NodeName& node) override {
    const ServiceConfig service{{"service"}, driver_, {{"root", folder_ / "root"}}};
    return std::move(rexray::MakeDriver(service, {*helpers_, node, {"boot"}}).value());
  }
  void MakeUnreadable(const BackendId& id) override {
    std::ofstream(folder_ / ("root/" + id.value + "/attached.json")) << "{";
  }
  // At both ends, with holes between.
  void Write(const BackendId& id, const std::string& text) override {
    std::fstream image(ImageIn("root/" + id.value));
    image.seekp(4096 - 1) << text;
    image.seekp(-static_cast<std::streamoff>(text.size()), std::ios::end) << text;
  }
  std::string DataOf(const BackendId& id) override { return Read(ImageIn("root/" + id.value)); }
  std::string DataOf(const SnapshotId& id) override {
    return Read(ImageIn("root/snapshots/" + id.value));
  }

 private:
  std::string ImageIn(const std::string& entry) { return folder_ / (entry + "/volume.img"); }
  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string driver_;
  TempFolder folder_;
  std::unique_ptr<Helpers> helpers_;
};

DriverBackendKind Simulated(const std::string& name, CreateIdempotency create, bool block) {
  SimOptions options;
  options.create = create;
  options.block = block;
  return {name, false, [options] { return std::make_unique<SimBackend>(options); }};
}

template <class Backend>
DriverBackendKind SharedSim(const std::string& name) {
  SimOptions options;
  options.accessModes = {AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany,
                         AccessMode::ReadWriteMany};
  options.forceDetach = true;
  options.expand = true;
  options.modify = true;
  options.snapshots = true;
  options.attachLimit = 20;
  return {name, false, [options] { return std::make_unique<Backend>(options); }};
}

DriverBackendKind Folders(const std::string& name, const std::string& driver) {
  return {name, true, [driver] { return std::make_unique<FolderBackend>(driver); }};
}

}  // namespace

std::vector<DriverBackendKind> DriverBackendKinds() {
  return {Simulated("SimChosenId", CreateIdempotency::ChosenId, true),
          Simulated("SimToken", CreateIdempotency::Token, true),
          Simulated("SimListingOnly", CreateIdempotency::ListingOnly, true),
          Simulated("SimDirectories", CreateIdempotency::ChosenId, false),
          SharedSim<SimBackend>("SimShared"),
          SharedSim<SocketBackend>("SimSocket"),
          Folders("Dir", "dir"),
          Folders("Loop", "loop")};
}

std::vector<DriverBackendKind> SharedBackendKinds() {
  return {SharedSim<SimBackend>("SimShared"), SharedSim<SocketBackend>("SimSocket"),
          Folders("Dir", "dir"), Folders("Loop", "loop")};
}

CreateRequest RequestFor(const std::string& name, const Capabilities& capabilities) {
  CreateRequest request = RequestFor(name, capabilities.sized ? 4 << 20 : 0);
  request.facts.owner = {"n1"};
  request.facts.createdBlank = true;
  return request;
}

}  // namespace rexray
