#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/client.h"
#include "cli/config.h"
#include "cli/services.h"
#include "state/store.h"

namespace rexray {

enum class Health { Ok, Warn, Fail };
std::string_view ToString(Health health);

struct Finding {
  std::string check;  // "state folder"
  Health health = Health::Ok;
  std::string what = {};
  std::string exit = {};   // the command that ends it; empty where nothing has to be
  std::string fixed = {};  // what --fix did about it
};
using Findings = std::vector<Finding>;

// What the checks look at. Whatever may block on storage goes through helpers.
struct Patient {
  const Config& config;
  Client& client;
  Helpers& helpers;
  const nlohmann::json& status;           // the daemon's; null: it does not answer
  std::vector<VolumeState> volumes = {};  // none where the database cannot be read
  bool fix = false;

  std::optional<int> pid() const;  // of the daemon
};

// Each appends what it found: one line where all is well.
void CheckDaemon(const Patient& patient, Findings& findings);
void CheckStateFolder(const Patient& patient, Findings& findings);
void CheckDatabaseFile(const Patient& patient, Findings& findings);
void CheckServices(const Patient& patient, Findings& findings);
void CheckTools(const Patient& patient, Findings& findings);
void CheckKernel(const Patient& patient, Findings& findings);
void CheckRights(const Patient& patient, Findings& findings);
void CheckClock(const Patient& patient, Findings& findings);
void CheckDocker(const Patient& patient, Findings& findings);
// What no volume accounts for; with `fix` takes away what is provably ours and holds no data.
void CheckLeftovers(const Patient& patient, Findings& findings);

}  // namespace rexray
