#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "state/sqlite_connection.h"
#include "state/sqlite_store.h"
#include "tests/support/sample_state.h"

namespace rexray {

// A state folder of the test's own, the store on it, and a way to its bytes past the store.
class SqliteFixture : public testing::Test {
 protected:
  SqliteFixture() {
    std::string pattern = "/tmp/rexray-sqlite-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/rexray.db";
  }
  ~SqliteFixture() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  const std::string& folder() const { return folder_; }
  const std::string& path() const { return path_; }

  Result<std::unique_ptr<Store>> TryOpen() { return OpenSqliteStore({folder_, {"test-domain"}}); }
  void Open() {
    auto store = TryOpen();
    ASSERT_TRUE(store.has_value()) << store.error().message;
    store_ = std::move(store).value();
  }
  void Close() { store_.reset(); }
  void Reopen() {
    Close();
    Open();
  }
  Store& store() { return *store_; }

  // Past the store, through a connection of its own; also while the store is open.
  void Raw(const std::string& sql) {
    SqliteConnection connection(path_, SqliteAccess::ReadWrite);
    connection.RunScript(sql);
  }
  std::string RawText(const std::string& sql) {
    SqliteConnection connection(path_, SqliteAccess::ReadWrite);
    Query query = connection.Ask(sql);
    return query.Next() ? query.Text(0) : "no row";
  }

  void Declare(const std::string& name) {
    const auto changes = store().Commit(
        Declaring({SampleVolume(name)}, {SampleAttachment(name + "-db1", name)}), At(1));
    ASSERT_TRUE(changes.has_value()) << changes.error().message;
  }
  VolumeState Load(const std::string& name) {
    auto state = store().Load({name});
    EXPECT_TRUE(state.has_value()) << state.error().message;
    return state.value_or(VolumeState{});
  }
  Operation Begin(const std::string& name) {
    const VolumeState state = Load(name);
    auto begun = store().BeginOperation(SampleOperation(name), state.record, state.revision);
    EXPECT_TRUE(begun.has_value()) << begun.error().message;
    return begun.value_or(Operation{});
  }

 private:
  std::string folder_;
  std::string path_;
  std::unique_ptr<Store> store_;
};

inline std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return (std::ostringstream() << file.rdbuf()).str();
}

inline void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace rexray
