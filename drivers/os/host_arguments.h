#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "state/plan.h"
#include "state/result.h"

namespace rexray {

// What the host and its helper functions say to each other: the one place that knows the JSON form
// of steps and answers that the codec does not know. Reading throws nlohmann's exceptions for what
// no host ever wrote.
namespace host_arguments {

nlohmann::json Of(const step::Format& format);
nlohmann::json Of(const step::MarkFormatted& format);
nlohmann::json Of(const step::Check& check);
nlohmann::json Of(const step::GrowFilesystem& grow, const std::string& marks);
nlohmann::json Of(const step::Mount& mount);
nlohmann::json Of(const step::Remount& remount);
nlohmann::json Of(const step::MakeSubPath& make);
nlohmann::json Of(const TargetState& state);
nlohmann::json OfProbe(const Device& device, const std::string& ourUuid);

Result<step::Format> ReadFormat(const nlohmann::json& json);
Result<step::MarkFormatted> ReadMarkFormatted(const nlohmann::json& json);
Result<step::Check> ReadCheck(const nlohmann::json& json);
Result<step::GrowFilesystem> ReadGrow(const nlohmann::json& json);
Result<step::Mount> ReadMount(const nlohmann::json& json);
step::Remount ReadRemount(const nlohmann::json& json);
Result<step::MakeSubPath> ReadMakeSubPath(const nlohmann::json& json);
TargetState ReadTargetState(const nlohmann::json& json);
std::vector<std::string> ReadPaths(const nlohmann::json& json);

}  // namespace host_arguments

// Names of the host's helper functions.
namespace host_function {
inline constexpr const char* kInspect = "os.inspect";
inline constexpr const char* kProbe = "os.probe";
inline constexpr const char* kFormat = "os.format";
inline constexpr const char* kFinishFormat = "os.finishFormat";
inline constexpr const char* kMissingDirectories = "os.missingDirectories";
inline constexpr const char* kMakeTarget = "os.makeTarget";
inline constexpr const char* kRemoveTarget = "os.removeTarget";
inline constexpr const char* kInspectTarget = "os.inspectTarget";
inline constexpr const char* kLeftClean = "os.leftClean";
inline constexpr const char* kCheck = "os.check";
inline constexpr const char* kGrowFilesystem = "os.growFilesystem";
inline constexpr const char* kMount = "os.mount";
inline constexpr const char* kRemount = "os.remount";
inline constexpr const char* kMakeSubPath = "os.makeSubPath";
inline constexpr const char* kUnmount = "os.unmount";
inline constexpr const char* kCheckUnused = "os.checkUnused";
inline constexpr const char* kIsMountedBeyond = "os.isMountedBeyond";
}  // namespace host_function

}  // namespace rexray
