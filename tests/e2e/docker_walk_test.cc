#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <list>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/e2e/docker_node.h"

// A random walk: clients at the plugin's socket and containers use the same volumes, while daemon
// and engine are killed and started again. In the end claims, containers and mounts agree.

namespace rexray {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr int kClients = 32;
constexpr int kVolumes = 6;
constexpr int kOperators = 4;  // of containers, each with those of its own
constexpr int kContainersEach = 3;

// Of each of the three parts.
seconds WalkTime() { return std::getenv("REXRAY_FULL") != nullptr ? seconds(600) : seconds(40); }

class DockerWalk : public DockerNode {
 protected:
  using Random = std::mt19937;

  DockerWalk() : DockerNode({.folder = {}, .liveRestore = true}) {}
  void SetUp() override {
    DockerNode::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    Serve();
    for (int i = 0; i < kVolumes; ++i) ASSERT_EQ(CreateVolume(Volume(i)).exitCode, 0);
    for (int i = 0; i < kOperators * kContainersEach; ++i) {
      Words words = {"create", "--name",        Container(i), "--network",
                     "none",   "--stop-signal", "KILL"};
      const Words volume = Using(Volume(i % kVolumes));
      words.insert(words.end(), volume.begin(), volume.end());
      words.insert(words.end(), {DockerEngine::kImage, "sleep", "3600"});
      ASSERT_EQ(Docker(words).exitCode, 0);
    }
  }

  static std::string Volume(int i) { return Named(fmt::format("walk{}", i)); }
  static std::string Container(int i) { return fmt::format("c{}", i); }
  static int Below(Random& random, int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random);
  }

  // As an engine calls: again with the same ID until there is an answer that is no error.
  std::string CallUntilAnswered(const std::string& call, const std::string& volume,
                                const std::string& id) {
    const json body = {{"Name", volume}, {"ID", id}};
    CommandResult last;
    const bool answered = Eventually(
        [&] {
          last = RunCommand({"curl", "--silent", "--fail", "--max-time", "120", "--unix-socket",
                             plugin_.socket(), "--data", body.dump(),
                             "http://plugin/VolumeDriver." + call});
          return last.ok();
        },
        seconds(180));
    if (!answered) Complain(fmt::format("{} of {} as {} was never answered", call, volume, id));
    return last.out;
  }

  // Uses volumes for a moment each, under an ID of its own each time; once in a while twice.
  void BeClient(int number, Random random) {
    for (int turn = 0; !over_; ++turn) {
      const std::string volume = Volume(Below(random, kVolumes));
      const std::string id = fmt::format("client{}-{}-{}", round_, number, turn);
      const int times = Below(random, 8) == 0 ? 2 : 1;
      for (int i = 0; i < times; ++i) {
        const json answer = json::parse(CallUntilAnswered("Mount", volume, id), nullptr, false);
        if (answer.is_discarded() || answer.value("Mountpoint", "") != Path(volume) ||
            MountsAt(Path(volume)).size() != 1) {
          Complain(fmt::format("{} was said to be mounted: {}", volume, answer.dump()));
        }
      }
      // A lost answer and a second use look alike: one Unmount more than needed is a no-op.
      for (int i = 0; i < times; ++i) CallUntilAnswered("Unmount", volume, id);
    }
  }

  // Whether a command succeeds depends on the container's state, and on the engine being there.
  void BeOperator(int number, Random random) {
    while (!over_) {
      const std::string container =
          Container(number * kContainersEach + Below(random, kContainersEach));
      switch (Below(random, 6)) {
        case 0:
        case 1:
          Docker({"start", container});
          break;
        case 2:
          StopNow(container);
          break;
        case 3:
          Docker({"kill", container});
          break;
        case 4:
          Docker({"restart", "--time", "0", container});
          break;
        default:
          Docker({"cp", "/etc/hostname", container + ":/data/copied"});
          break;
      }
    }
  }

  // Everybody walks, until the time is over; meanwhile `disturb` is called again and again.
  void Walk(unsigned seed, const std::function<void()>& disturb) {
    over_ = false;
    ++round_;
    std::list<std::jthread> walkers;
    for (int i = 0; i < kClients; ++i) {
      walkers.emplace_back(
          [this, i, seed] { BeClient(i, Random(seed + static_cast<unsigned>(i))); });
    }
    for (int i = 0; i < kOperators; ++i) {
      walkers.emplace_back(
          [this, i, seed] { BeOperator(i, Random(seed + 100 + static_cast<unsigned>(i))); });
    }
    const auto end = Clock::now() + WalkTime();
    while (Clock::now() < end && !HasFailure()) disturb();
    over_ = true;
  }

  void WaitAMoment(Random& random) {
    const auto until = Clock::now() + std::chrono::milliseconds(1000 + Below(random, 4000));
    Eventually([&] { return Clock::now() > until; }, seconds(10));
  }

  void Complain(const std::string& what) {
    const std::lock_guard lock(mutex_);
    if (complaints_.size() < 10) complaints_.push_back(what);
  }
  void ExpectNoComplaints() {
    for (const std::string& each : complaints_) ADD_FAILURE() << each;
    if (HasFailure()) std::cerr << daemon_.Log() << engine_.Log();
  }

  std::size_t RunningOn(const std::string& volume) {
    const std::string listed = Docker({"ps", "--quiet", "--filter", "volume=" + volume}).out;
    return static_cast<std::size_t>(std::ranges::count(listed, '\n'));
  }
  // Whoever runs has a claim and a mount.
  void ExpectAllServed() {
    for (int i = 0; i < kVolumes; ++i) {
      const std::string volume = Volume(i);
      const std::size_t running = RunningOn(volume);
      EXPECT_GE(Claims(volume), running) << volume << daemon_.Log();
      EXPECT_GE(MountsAt(Path(volume)).size(), running > 0 ? 1u : 0u) << volume << daemon_.Log();
      EXPECT_LE(MountsAt(Path(volume)).size(), 1u) << volume << daemon_.Log();
    }
  }
  void RestartDaemon() {
    daemon_.Kill();
    daemon_.Start();
  }
  void StopAll() {
    for (int i = 0; i < kOperators * kContainersEach; ++i) Docker({"kill", Container(i)});
    engine_.EndForgotten();
  }

 private:
  std::atomic<bool> over_ = false;
  std::atomic<int> round_ = 0;
  std::mutex mutex_;
  std::vector<std::string> complaints_;
};

TEST_F(DockerWalk, G07_ClaimsContainersAndMountsAgreeInTheEnd) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Random random(seed);
  Walk(seed, [&] { WaitAMoment(random); });
  ExpectNoComplaints();
  for (int i = 0; i < kVolumes; ++i) ExpectUsers(Volume(i), RunningOn(Volume(i)));

  // A start whose Mount lost its answer fails, and the engine forgets the ID: such a claim stays
  // until nobody uses the volume any more. As an engine that was started anew may ask for no
  // Unmount.
  Walk(seed + 1, [&] {
    WaitAMoment(random);
    RestartDaemon();
  });
  ExpectNoComplaints();
  ExpectAllServed();
  Walk(seed + 2, [&] {
    WaitAMoment(random);
    engine_.Kill();
    engine_.Start();
    if (Below(random, 2) == 0) RestartDaemon();
  });
  ExpectNoComplaints();
  ExpectAllServed();
  StopAll();
  for (int i = 0; i < kVolumes; ++i) ExpectUsers(Volume(i), 0, seconds(240));
  EXPECT_TRUE(OurMounts().empty());
  EXPECT_EQ(Images(), static_cast<std::size_t>(kVolumes));
}

}  // namespace
}  // namespace rexray
