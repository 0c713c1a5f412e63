#include "api/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <semaphore>

namespace rexray {
namespace {

TEST(WorkerPools, RunAsManyJobsAtOnceAsTheyHaveThreads) {
  std::latch all(8);
  WorkerPool pool(8, 0);
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(pool.Submit([&] { all.arrive_and_wait(); })) << i;
  }
  all.wait();
}

TEST(WorkerPools, KeepSomeJobsWaitingAndRefuseTheRest) {
  std::binary_semaphore release{0};
  std::latch ran(2);
  WorkerPool pool(1, 1);
  EXPECT_TRUE(pool.Submit([&] { release.acquire(), ran.count_down(); }));
  EXPECT_TRUE(pool.Submit([&] { ran.count_down(); }));
  EXPECT_FALSE(pool.Submit([] {}));
  release.release();
  ran.wait();
}

TEST(WorkerPools, ReuseTheirThreads) {
  WorkerPool pool(1, 0);
  for (int i = 0; i < 100; ++i) {
    std::binary_semaphore done{0};
    while (!pool.Submit([&] { done.release(); })) std::this_thread::yield();
    done.acquire();
  }
}

TEST(WorkerPools, StopAfterTheRunningJobsAndDropTheOthers) {
  std::binary_semaphore entered{0};
  std::binary_semaphore release{0};
  std::atomic<int> ran = 0;
  WorkerPool pool(1, 1ULL << 40);  // never full: Submit fails only once it is stopped
  pool.Submit([&] { entered.release(), release.acquire(), ++ran; });
  pool.Submit([&] { ++ran; });
  entered.acquire();
  std::jthread stopper([&] { pool.Stop(); });
  while (pool.Submit([&] { ++ran; })) std::this_thread::yield();
  release.release();
  stopper.join();
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace rexray
