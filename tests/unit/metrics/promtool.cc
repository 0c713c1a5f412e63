#include "tests/unit/metrics/promtool.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rexray {
namespace {

// A file of its own for the duration of one call.
std::string TemporaryFile() {
  std::string path = std::filesystem::temp_directory_path() / "rexray-promtool-XXXXXX";
  const int descriptor = ::mkstemp(path.data());
  if (descriptor >= 0) ::close(descriptor);
  return path;
}

std::string Content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

PromtoolAnswer Promtool(const std::string& arguments, const std::string& input) {
  const std::string in = TemporaryFile();
  const std::string out = TemporaryFile();
  std::ofstream(in) << input;
  const int status =
      std::system(("promtool " + arguments + " <" + in + " >" + out + " 2>&1").c_str());
  PromtoolAnswer answer{status == 0, Content(out)};
  std::filesystem::remove(in);
  std::filesystem::remove(out);
  return answer;
}

}  // namespace rexray
