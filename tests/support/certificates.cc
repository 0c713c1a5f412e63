#include "tests/support/certificates.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/command.h"

namespace rexray {
namespace {

constexpr const char* kNewKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

}  // namespace

Certificates::Certificates(std::string folder, const std::string& address)
    : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  Run(fmt::format("openssl req -x509 {} -days 2 -subj /CN=test-ca -keyout ca.key -out ca.pem",
                  kNewKey));
  std::ofstream(folder_ + "/names")
      << fmt::format("subjectAltName=IP:127.0.0.1,DNS:localhost,IP:{}\n", address);
}

Certificates::Pair Certificates::Make(const std::string& name) const {
  Run(fmt::format("openssl req {1} -subj '/CN={0}' -keyout {0}.key -out {0}.csr", name, kNewKey));
  Run(
      fmt::format("openssl x509 -req -in {0}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 "
                  "-extfile names -out {0}.pem",
                  name));
  return {folder_ + "/" + name + ".pem", folder_ + "/" + name + ".key"};
}

void Certificates::Run(const std::string& command) const {
  const CommandResult result =
      RunCommand({"sh", "-c", fmt::format("cd '{}' && {}", folder_, command)});
  EXPECT_EQ(result.exitCode, 0) << command << result;
}

}  // namespace rexray
