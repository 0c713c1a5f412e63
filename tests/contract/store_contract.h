#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "state/store.h"
#include "tests/support/sample_state.h"
#include "tests/support/temp_folder.h"

namespace rexray {

// A kind of store, and how one is opened on what an earlier one left in the folder.
struct StoreKind {
  std::string name;
  std::unique_ptr<Store> (*open)(const std::string& folder);
};

// Every Store there is; store_contract.cc.
std::vector<StoreKind> AllStores();

// What each Store must do. A suite derives from this and is instantiated by REXRAY_FOR_EACH_STORE.
class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  StoreContract() : store_(GetParam().open(folder_.path())) {}

  Store& store() { return *store_; }
  void Reopen() {
    store_.reset();
    store_ = GetParam().open(folder_.path());
  }

  // Expect success, and give what was read.
  std::vector<ObjectChange> Commit(const SpecChange& change, TimePoint now = At(1));
  VolumeState Load(const std::string& name);
  std::vector<std::string> Names();
  // Commits a volume with an attachment "<name>-db1".
  VolumeState Declare(const std::string& name);
  void Remove(const std::string& name, TimePoint deleteAfter = At(1000));
  Operation Begin(const std::string& name, ActionKind action = ActionKind::Mount,
                  TimePoint started = At(10));
  void Finish(Operation operation, const std::vector<Event>& events = {});
  Result<void> Forget(const std::string& name, Store::ForgetRequest request);

 private:
  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

// "Created Volume v 1" for each.
std::vector<std::string> InWords(const std::vector<ObjectChange>& changes);

}  // namespace rexray

#define REXRAY_FOR_EACH_STORE(suite)                                      \
  INSTANTIATE_TEST_SUITE_P(Stores, suite, testing::ValuesIn(AllStores()), \
                           [](const auto& kind) { return kind.param.name; })
