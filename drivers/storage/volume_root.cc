#include "drivers/storage/volume_root.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "drivers/os/os_error.h"
#include "drivers/os/path.h"
#include "drivers/storage/volume_folder.h"

namespace rexray {
namespace {

using nlohmann::json;

constexpr std::string_view kPrepareRoot = "folder.prepareRoot";

Result<void> MakeRoot(const std::string& root) {
  const std::filesystem::path path(root);
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return FailErrno(error.value(), "cannot make the folder above " + root);
  if (::mkdir(root.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return FailErrno(errno, "cannot make the root of all volumes, " + root);
}

Result<bool> IsMountRoot(const std::string& root) {
  REXRAY_ASSIGN(const Descriptor opened, OpenRoot(root));
  REXRAY_ASSIGN(const PathStatus status, StatusOf(opened.get()));
  return status.mountRoot;
}

Result<void> BindOnItself(const std::string& root) {
  REXRAY_ASSIGN(const Descriptor opened, OpenRoot(root));
  // Two daemons or helpers would bind it twice; the lock is on the directory that both see.
  if (::flock(opened.get(), LOCK_EX) != 0) return FailErrno(errno, "cannot lock " + root);
  REXRAY_ASSIGN(const bool done, IsMountRoot(root));
  if (done) return {};
  const std::string path = ProcPath(opened.get());
  if (::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    return FailErrno(errno, "cannot bind " + root + " on itself");
  }
  if (::mount(nullptr, root.c_str(), nullptr, MS_PRIVATE, nullptr) == 0) return {};
  return FailErrno(errno, "cannot make the mount of " + root + " private");
}

Result<json> RunPrepareRoot(const json& arguments, int) {
  const std::string root = arguments.at("root").get<std::string>();
  REXRAY_TRY(MakeRoot(root));
  REXRAY_TRY(OpenRoot(root));
  if (arguments.at("bind").get<bool>()) REXRAY_TRY(BindOnItself(root));
  return json(nullptr);
}

}  // namespace

Result<void> PrepareRoot(Helpers& helpers, const std::string& root, bool bind,
                         const CallContext& context) {
  REXRAY_TRY(helpers.Call(kPrepareRoot, {{"root", root}, {"bind", bind}}, context));
  return {};
}

HelperFunction PrepareRootFunction() { return {kPrepareRoot, RunPrepareRoot}; }

}  // namespace rexray
