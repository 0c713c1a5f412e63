#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "cli/client.h"
#include "state/ids.h"

namespace rexray {

// A device as the daemon shows it.
struct HostDevice {
  std::string id;    // "UUID=…", as spec.adopt.id takes it
  std::string path;  // "/dev/sdb1"; empty: several devices carry the id, or it cannot be looked at
  std::string type;  // of its filesystem; empty: none
  std::string label;
  std::string partUuid;
};

// A backend volume of a service that makes some, which no Volume of the database is.
struct UnclaimedVolume {
  std::string service;
  std::string id;
  std::string name;
};

// What import must know of the daemon's host.
struct HostView {
  NodeName node;
  std::string deviceService;  // that takes the host's block devices; empty: none
  std::string folderService;  // and its folders
  std::vector<HostDevice> devices;
  std::map<std::string, std::string> volumes;  // by backend id: what it is called here already
  std::set<std::string> names;                 // of Volumes, also deleted ones, and Attachments
  std::vector<UnclaimedVolume> unclaimed;
};

// FailedPrecondition: the daemon runs on another host than we do, so that our files tell nothing of
// it.
Result<HostView> AskHostView(Client& client);

}  // namespace rexray
