#include "cli/process_identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace rexray {

std::string ProcessIdentity() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The command's name, in brackets, may hold anything; the start time is the 20th field after it.
  std::istringstream rest(text.substr(text.rfind(')') + 1));
  constexpr int kStartTime = 20;
  std::string field;
  for (int i = 0; i < kStartTime; ++i) rest >> field;
  return fmt::format("{}/{}", getpid(), field);
}

}  // namespace rexray
