#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/timex.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/doctor/checkup.h"
#include "cli/exit_code.h"
#include "cli/field.h"
#include "cli/text.h"

// The daemon and what it may do.

namespace rexray {
namespace {

constexpr const char* kUnit = "systemctl edit rexray.service, then systemctl restart rexray";

// The set of capabilities in effect, of a process.
std::optional<std::uint64_t> CapabilitiesOf(int pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("CapEff:")) return std::strtoull(line.c_str() + 7, nullptr, 16);
  }
  return std::nullopt;
}

bool Has(std::uint64_t capabilities, int which) { return ((capabilities >> which) & 1) != 0; }

// Mounts that are made in a namespace of the daemon's own are seen by nobody else.
void CheckNamespace(int pid, Findings& findings) {
  const std::string check = "mount namespace";
  std::error_code error;
  const auto own = std::filesystem::read_symlink(fmt::format("/proc/{}/ns/mnt", pid), error);
  if (error) return;
  const auto host = std::filesystem::read_symlink("/proc/1/ns/mnt", error);
  if (error) return;
  if (own == host) {
    findings.push_back({check, Health::Ok, "the daemon mounts where the host's processes see it"});
  } else {
    findings.push_back({check, Health::Warn,
                        "the daemon has a mount namespace of its own: what it mounts is seen by no "
                        "other process of the host",
                        fmt::format("take PrivateMounts, ProtectSystem and the like out of its "
                                    "unit: {}",
                                    kUnit)});
  }
}

// Whatever it answers: somebody is there.
bool IsListening(const std::string& address) {
  const auto parsed = ParseListenAddress(address);
  if (!parsed) return false;
  const auto answer = MakeClient({.address = *parsed})->Get("/_ping");
  return answer || answer.error().reason != kDaemonUnreachable;
}

}  // namespace

void CheckDaemon(const Patient& patient, Findings& findings) {
  const nlohmann::json& status = patient.status;
  if (!status.is_object()) {
    findings.push_back({"daemon", Health::Fail, "no daemon answers",
                        "systemctl start rexray, or rexray daemon; -H names one elsewhere"});
    return;
  }
  findings.push_back(
      {"daemon", Health::Ok, fmt::format("process {} answers", TextField(status, "pid"))});
  if (FlagField(status, "held")) {
    findings.push_back(
        {"daemon", Health::Warn,
         fmt::format("it only observes: the database was {}",
                     Printable(TextField(status, "heldWhy"))),
         "rexray plan shows what would be done, rexray resume --all lets it be done"});
  }
  if (FlagField(status, "draining")) {
    findings.push_back({"daemon", Health::Warn, "this node is drained", "rexray undrain"});
  }
}

void CheckRights(const Patient& patient, Findings& findings) {
  const int pid = patient.pid().value_or(::getpid());
  const auto capabilities = CapabilitiesOf(pid);
  if (!capabilities) return;
  const std::string who = patient.pid() ? "the daemon" : "this process";
  if (!Has(*capabilities, CAP_SYS_ADMIN)) {
    findings.push_back({"rights", Health::Fail, who + " lacks CAP_SYS_ADMIN: it cannot mount",
                        patient.pid() ? kUnit : "run it as root"});
  } else if (!Has(*capabilities, CAP_SYS_RESOURCE)) {
    findings.push_back({"rights", Health::Warn,
                        who + " lacks CAP_SYS_RESOURCE: ext4 grows only while it is not mounted",
                        patient.pid() ? kUnit : "run it as root"});
  } else {
    findings.push_back({"rights", Health::Ok, who + " may mount and grow filesystems"});
  }
  if (patient.pid()) CheckNamespace(pid, findings);
}

void CheckClock(const Patient&, Findings& findings) {
  struct timex state {};
  const int synchronised = ::adjtimex(&state);
  if (synchronised == TIME_ERROR) {
    findings.push_back({"clock", Health::Warn,
                        "it is not synchronised: grace times and claims are compared between hosts",
                        "timedatectl set-ntp true"});
  } else {
    findings.push_back({"clock", Health::Ok, "synchronised"});
  }
}

void CheckDocker(const Patient& patient, Findings& findings) {
  for (const DockerConfig& each : patient.config.docker) {
    const bool served = IsListening(each.address);
    findings.push_back({"docker", served ? Health::Ok : Health::Fail,
                        fmt::format("the plugin socket {} {}", each.address,
                                    served ? "answers" : "does not answer"),
                        served ? "" : "systemctl restart rexray"});
    if (each.engine.empty()) continue;
    const bool found = IsListening(each.engine);
    findings.push_back({"docker", found ? Health::Ok : Health::Warn,
                        fmt::format("the engine at {} {}", each.engine,
                                    found ? "answers"
                                          : "does not answer: claims whose containers "
                                            "are gone are not found"),
                        found ? "" : "systemctl start docker"});
  }
}

}  // namespace rexray
