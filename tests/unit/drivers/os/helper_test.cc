#include "drivers/os/helper.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "drivers/os/process.h"
#include "tests/support/command.h"
#include "tests/support/driver_calls.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

Result<json> Echo(const json& arguments, int) { return arguments; }
Result<json> Pid(const json&, int) { return json(::getpid()); }
Result<json> Crash(const json&, int) {
  ::raise(SIGKILL);
  return json();
}
Result<json> Refuse(const json&, int) {
  return Fail(Code::FailedPrecondition, "the device is busy", "TargetBusy");
}
Result<json> Throw(const json&, int) { throw std::runtime_error("out of range"); }
Result<json> Forever(const json&, int) {
  for (;;) ::pause();
}
Result<json> ForeverInChild(const json&, int) {
  REXRAY_TRY(RunProcess({"sleep", "1000"}));
  return json();
}
// Tells that it began, then waits until the test lets it go on.
Result<json> UntilFileGone(const json& arguments, int) {
  const auto file = arguments.get<std::string>();
  std::ofstream(file + ".begun") << ::getpid();
  while (::access(file.c_str(), F_OK) == 0) ::usleep(1000);
  std::ofstream(file + ".done") << "done";
  return json("done");
}
Result<json> Lock(const json&, int lock) {
  return json{{"given", lock >= 0}, {"inherited", (::fcntl(lock, F_GETFD) & FD_CLOEXEC) == 0}};
}
Result<json> Descriptors(const json&, int) {
  json open = json::array();
  for (int number = 3; number < 1024; ++number)
    if (::fcntl(number, F_GETFD) >= 0) open.push_back(number);
  return open;
}
Result<json> Session(const json&, int) {
  return json{{"pid", ::getpid()}, {"session", ::getsid(0)}, {"group", ::getpgid(0)}};
}

const std::vector<HelperFunction> kFunctions = {
    {"echo", Echo},
    {"pid", Pid},
    {"crash", Crash},
    {"refuse", Refuse},
    {"throw", Throw},
    {"forever", Forever},
    {"child", ForeverInChild},
    {"until", UntilFileGone},
    {"lock", Lock},
    {"descriptors", Descriptors},
    {"session", Session},
};

std::unique_ptr<Helpers> Start(std::size_t cap = 8) {
  auto helpers = StartHelpers(kFunctions, cap);
  EXPECT_TRUE(helpers.has_value());
  return std::move(*helpers);
}

pid_t PidOf(Helpers& helpers) {
  const auto pid = helpers.Call("pid", json(), Within(10s));
  return pid ? pid->get<pid_t>() : -1;
}

// As in proc(5); none: no such process.
std::string StateOf(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  stat >> number >> name >> state;
  return state;
}

bool IsAlive(pid_t pid) {
  const std::string state = StateOf(pid);
  return !state.empty() && state != "Z";
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::ifstream file("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) +
                     "/children");
  std::vector<pid_t> children;
  for (pid_t child; file >> child;) children.push_back(child);
  return children;
}

TEST(Helpers, AnswersComeBackAsTheyWereGiven) {
  const auto helpers = Start();
  const json value{{"path", std::string("/srv/\xff\xfe")}, {"size", 1ULL << 63}, {"none", nullptr}};
  const auto answer = helpers->Call("echo", value, Within(10s));
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(*answer, value);
}

TEST(Helpers, ErrorsKeepCodeMessageAndReason) {
  const auto helpers = Start();
  const auto answer = helpers->Call("refuse", json(), Within(10s));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::FailedPrecondition);
  EXPECT_EQ(answer.error().message, "the device is busy");
  EXPECT_EQ(answer.error().reason, "TargetBusy");
}

TEST(Helpers, ExceptionsAndUnknownNamesAreInternalErrors) {
  const auto helpers = Start();
  for (const auto* name : {"throw", "no.such"}) {
    const auto answer = helpers->Call(name, json(), Within(10s));
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, Code::Internal) << answer.error().message;
  }
}

TEST(Helpers, AnswersOfMegabytesPass) {
  const auto helpers = Start();
  const json value(std::string(20 << 20, 'x'));
  const auto answer = helpers->Call("echo", value, Within(60s));
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(*answer, value);
}

TEST(Helpers, TooLongRequestsAreRefusedAndTheHelperLivesOn) {
  const auto helpers = Start();
  const auto answer = helpers->Call("echo", json(std::string(65 << 20, 'x')), Within(60s));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::Internal);
  EXPECT_GT(PidOf(*helpers), 0);
}

TEST(Helpers, IdleHelpersAreUsedAgain) {
  const auto helpers = Start();
  const pid_t first = PidOf(*helpers);
  EXPECT_EQ(PidOf(*helpers), first);
  EXPECT_EQ(helpers->stats().running, 1u);
}

TEST(Helpers, CrashMidRequestIsUnavailableAndTheNextCallSucceeds) {
  const auto helpers = Start();
  const pid_t first = PidOf(*helpers);
  const auto answer = helpers->Call("crash", json(), Within(10s));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::Unavailable);
  EXPECT_NE(PidOf(*helpers), first);
  EXPECT_EQ(helpers->stats().abandoned, 0u);
}

TEST(Helpers, OneKilledWhileIdleIsReplacedWithoutAnError) {
  const auto helpers = Start();
  const pid_t first = PidOf(*helpers);
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  EXPECT_TRUE(Eventually([&] { return !IsAlive(first); }));
  EXPECT_GT(PidOf(*helpers), 0);
}

TEST(Helpers, OneKilledBeforeItReadTheRequestIsReplacedWithoutAnError) {
  const auto helpers = Start();
  const pid_t first = PidOf(*helpers);
  ASSERT_EQ(::kill(first, SIGSTOP), 0);
  ASSERT_TRUE(Eventually([&] { return StateOf(first) == "T"; }));
  pid_t second = 0;
  std::jthread caller([&] { second = PidOf(*helpers); });
  EXPECT_TRUE(Eventually([&] { return helpers->stats().busy == 1; }));
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  caller.join();
  EXPECT_GT(second, 0);
  EXPECT_NE(second, first);
}

TEST(Helpers, KilledHelpersLeaveNoZombies) {
  const auto helpers = Start();
  const pid_t pid = PidOf(*helpers);
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  EXPECT_TRUE(Eventually([&] { return ::kill(pid, 0) < 0 && errno == ESRCH; }));
}

TEST(Helpers, G15_AStuckHelperIsAbandonedAtTheDeadlineAndOthersGoOn) {
  const auto helpers = Start();
  std::jthread stuck([&] {
    const auto answer = helpers->Call("forever", json(), Within(300ms));
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, Code::DeadlineExceeded);
  });
  for (int i = 0; i < 100; ++i) EXPECT_GT(PidOf(*helpers), 0);
  stuck.join();
  EXPECT_EQ(helpers->stats().abandoned, 1u);
  EXPECT_GT(PidOf(*helpers), 0);  // the stuck call may have taken the only helper
  EXPECT_TRUE(Eventually([&] { return helpers->stats().running == 1; }));
}

TEST(Helpers, TheChildrenOfAStuckHelperDieWithIt) {
  const auto helpers = Start();
  const pid_t pid = PidOf(*helpers);
  std::stop_source stop;
  std::jthread stuck([&] {
    (void)helpers->Call("child", json(),
                        {std::chrono::steady_clock::now() + 5min, stop.get_token(), -1});
  });
  std::vector<pid_t> children;
  EXPECT_TRUE(Eventually([&] { return !(children = ChildrenOf(pid)).empty(); }));
  stop.request_stop();
  stuck.join();
  ASSERT_EQ(children.size(), 1u);
  EXPECT_TRUE(Eventually([&] { return !IsAlive(pid) && !IsAlive(children.front()); }));
}

TEST(Helpers, StopWakesTheCaller) {
  const auto helpers = Start();
  std::stop_source stop;
  const auto begun = std::chrono::steady_clock::now();
  std::jthread stopper([&] {
    EXPECT_TRUE(Eventually([&] { return helpers->stats().busy == 1; }));
    stop.request_stop();
  });
  const auto answer = helpers->Call("forever", json(), {begun + 60s, stop.get_token(), -1});
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::DeadlineExceeded);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
}

TEST(Helpers, AllBusyUntilTheDeadlineIsResourceExhausted) {
  const auto helpers = Start(/*cap=*/1);
  std::stop_source stop;
  std::jthread busy([&] {
    (void)helpers->Call("forever", json(),
                        {std::chrono::steady_clock::now() + 60s, stop.get_token(), -1});
  });
  ASSERT_TRUE(Eventually([&] { return helpers->stats().busy == 1; }));
  const auto answer = helpers->Call("pid", json(), Within(100ms));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::ResourceExhausted);
  stop.request_stop();
  EXPECT_GT(PidOf(*helpers), 0) << "its slot is free once the stuck one is gone";
}

TEST(Helpers, ACallPastItsDeadlineIsNotBegun) {
  const auto helpers = Start();
  const auto answer = helpers->Call("pid", json(), Within(-1s));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, Code::DeadlineExceeded);
  EXPECT_EQ(helpers->stats().running, 0u);
}

TEST(Helpers, ManyThreadsShareFewHelpers) {
  const auto helpers = Start(/*cap=*/3);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 50; ++k) {
        const auto answer = helpers->Call("echo", json(i * 100 + k), Within(60s));
        ASSERT_TRUE(answer.has_value()) << answer.error().message;
        EXPECT_EQ(*answer, json(i * 100 + k));
      }
    });
  threads.clear();
  EXPECT_LE(helpers->stats().running, 3u);
  EXPECT_EQ(helpers->stats().busy, 0u);
}

TEST(Helpers, HelpersHaveNoDescriptorOfTheDaemon) {
  const TempFolder folder;
  const int leaked = ::open((folder / "lock").c_str(), O_CREAT | O_RDWR, 0600);
  const auto helpers = Start();
  PidOf(*helpers);
  const auto open = helpers->Call("descriptors", json(), Within(10s));
  ::close(leaked);
  ASSERT_TRUE(open.has_value());
  EXPECT_EQ(open->size(), 1u) << open->dump();
}

TEST(Helpers, EachIsAProcessGroupThatCtrlCDoesNotReach) {
  const auto helpers = Start();
  const auto session = helpers->Call("session", json(), Within(10s));
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ((*session)["group"], (*session)["pid"]);
  EXPECT_EQ((*session)["session"], (*session)["pid"]);
}

TEST(Helpers, TheVolumeLockGoesToTheHelperAndItsChildren) {
  const TempFolder folder;
  const int lock = ::open((folder / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  const auto helpers = Start();
  CallContext context = Within(10s);
  context.volumeLock = lock;
  const auto answer = helpers->Call("lock", json(), context);
  ::close(lock);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(*answer, (json{{"given", true}, {"inherited", true}}));
}

TEST(Helpers, TheVolumeLockIsFreeOnceTheAnswerIsHere) {
  const TempFolder folder;
  const auto helpers = Start();
  for (int i = 0; i < 200; ++i) {
    const int lock = ::open((folder / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0) << "round " << i;
    CallContext context = Within(10s);
    context.volumeLock = lock;
    ASSERT_TRUE(helpers->Call("echo", json(), context).has_value());
    ::close(lock);
  }
}

TEST(Helpers, ABusyHelperFinishesAfterItsDaemonDiedAndThenEnds) {
  const TempFolder folder;
  const std::string file = folder / "hold";
  std::ofstream(file) << "";
  const pid_t daemon = ::fork();
  if (daemon == 0) {
    auto helpers = StartHelpers(kFunctions, 2);
    (void)(*helpers)->Call("until", json(file), Within(60s));
    ::_exit(0);
  }
  pid_t helper = -1;
  EXPECT_TRUE(Eventually([&] { return bool(std::ifstream(file + ".begun") >> helper); }));
  ::kill(daemon, SIGKILL);
  ::waitpid(daemon, nullptr, 0);
  EXPECT_TRUE(IsAlive(helper));
  ::unlink(file.c_str());
  EXPECT_TRUE(Eventually([&] { return ::access((file + ".done").c_str(), F_OK) == 0; }));
  EXPECT_TRUE(Eventually([&] { return !IsAlive(helper); }));
}

TEST(Helpers, IdleHelpersEndWithTheirDaemon) {
  auto helpers = Start();
  const pid_t pid = PidOf(*helpers);
  helpers.reset();
  EXPECT_TRUE(Eventually([&] { return !IsAlive(pid); }));
}

TEST(InlineHelpers, RunTheSameFunctionsInThisProcess) {
  const auto helpers = InlineHelpers(kFunctions);
  EXPECT_EQ(PidOf(*helpers), ::getpid());
  EXPECT_EQ(helpers->Call("refuse", json(), Within(10s)).error().reason, "TargetBusy");
  EXPECT_EQ(helpers->Call("throw", json(), Within(10s)).error().code, Code::Internal);
}

}  // namespace
}  // namespace rexray
