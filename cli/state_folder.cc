#include "cli/state_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "drivers/os/descriptor.h"
#include "drivers/os/durable_file.h"
#include "drivers/os/os_error.h"

namespace rexray {
namespace {

constexpr const char* kDomainFile = "domain";

Result<DomainName> MakeDomain(int folder) {
  const DomainName domain{RandomUuid()};
  REXRAY_TRY(ReplaceFile(folder, kDomainFile, domain.value + "\n"));
  return domain;
}

}  // namespace

Result<void> MakeStateFolder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path parent = fs::path(folder).parent_path();
  fs::create_directories(parent, error);
  if (error) {
    return Fail(Code::FailedPrecondition,
                fmt::format("cannot make the folder {}: {}", parent.string(), error.message()));
  }
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return FailErrno(errno, fmt::format("cannot make the state folder {}", folder));
}

Result<DomainName> OwnDomain(const std::string& folder) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return FailErrno(errno, fmt::format("cannot open {}", folder));
  const auto text = ReadSmallFile(directory.get(), kDomainFile);
  if (!text && text.error().code == Code::NotFound) return MakeDomain(directory.get());
  if (!text) return std::unexpected(text.error());
  const auto name = ParseNodeName(text->substr(0, text->find('\n')));  // the same grammar
  if (!name) {
    return Fail(Code::FailedPrecondition,
                fmt::format("{}/{} does not hold a domain's name; put back what it held, or name a "
                            "domain in the configuration",
                            folder, kDomainFile));
  }
  return DomainName{name->value};
}

bool HasOwnDomain(const std::string& folder) {
  struct stat status {};
  return ::stat((folder + "/" + kDomainFile).c_str(), &status) == 0 || errno != ENOENT;
}

Result<void> KeepOwnDomain(const std::string& folder, const DomainName& domain) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return FailErrno(errno, fmt::format("cannot open {}", folder));
  return ReplaceFile(directory.get(), kDomainFile, domain.value + "\n");
}

}  // namespace rexray
