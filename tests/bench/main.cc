#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tests/bench/bare.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/load.h"
#include "tests/bench/pipeline.h"
#include "tests/bench/planning.h"
#include "tests/bench/repair.h"
#include "tests/support/hung_filesystem.h"

namespace rexray {
namespace {

constexpr const char* kUsage = R"(usage: bench
  echo SOCKET                                      a bare server, to compare with
  upsert FILE COUNT                                bare SQLite transactions
  bare FOLDER COUNT COMMITS                        bare cycles of a directory
  call SOCKET CALL BODY REQUESTS CLIENTS           one call, over and over
  create SOCKET PREFIX COUNT CLIENTS OPTIONS       PREFIX-0, PREFIX-1, …
  cycle SOCKET PREFIX SECONDS CLIENTS OPTIONS      Create, Mount, Unmount, Remove
  mount SOCKET PREFIX COUNT CLIENTS                the same volumes
  start SOCKET CALL BODY TEXT TIMES COMMAND…       from exec to an answer that holds the text so often
  pipeline FOLDER COUNT                            bare loop devices, mkfs.ext4, mounts
  repair PREFIX COUNT                              from umount PREFIX-0, … to its being mounted again
  mountinfo COUNT                                  reading and parsing the mount table
  plan COUNT                                       no-op plans: nanoseconds and bytes of one
  hang FOLDER                                      a filesystem there that answers nothing, until it is killed
BODY and OPTIONS are JSON. Prints p50 and p99 of a call, calls per second, and the server's processor
time per call.
)";

Figures Measure(const std::string& what, const std::vector<std::string>& words) {
  const auto text = [&](std::size_t i) { return words.at(i); };
  const auto number = [&](std::size_t i) { return std::stoi(words.at(i)); };
  if (what == "upsert") return BareUpserts(text(0), number(1));
  if (what == "bare") return BareCycles(text(0), number(1), number(2));
  if (what == "call") return LoadCalls(text(0), text(1), text(2), number(3), number(4));
  if (what == "create") return LoadCreates(text(0), text(1), number(2), number(3), text(4));
  if (what == "cycle") {
    return LoadCycles(text(0), text(1), std::chrono::seconds(number(2)), number(3), text(4));
  }
  if (what == "pipeline") return BarePipelines(text(0), number(1));
  if (what == "repair") return Repairs(text(0), number(1));
  if (what == "mountinfo") return MountTables(number(0));
  if (what == "mount") return LoadMounts(text(0), text(1), number(2), number(3));
  if (what == "start") {
    return LoadStart(text(0), {text(1), text(2), text(3), number(4)},
                     {words.begin() + 5, words.end()});
  }
  throw std::out_of_range(what);
}

void PrintPlans(int count) {
  const PlanCost cost = NoOpPlans(count);
  fmt::print("plan_ns {:.0f} bytes {:.0f}\n", cost.nanoseconds, cost.bytes);
}

[[noreturn]] void Hang(const std::string& folder) {
  const HungFilesystem hung(folder);
  for (;;) pause();
}

int Main(const std::vector<std::string>& arguments) {
  try {
    const std::string what = arguments.at(0);
    const std::vector<std::string> words(arguments.begin() + 1, arguments.end());
    if (what == "echo") ServeEcho(words.at(0));
    if (what == "hang") Hang(words.at(0));
    if (what == "plan") {
      PrintPlans(std::stoi(words.at(0)));
      return 0;
    }
    Print(Measure(what, words));
    return 0;
  } catch (const std::logic_error&) {  // a word is missing, or is no number
    std::fputs(kUsage, stderr);
    return 2;
  } catch (const std::exception& exception) {
    fmt::print(stderr, "bench: {}\n", exception.what());
    return 1;
  }
}

}  // namespace
}  // namespace rexray

int main(int argc, char** argv) { return rexray::Main({argv + 1, argv + argc}); }
