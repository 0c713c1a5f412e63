#include "tests/contract/store_contract.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/sqlite_store.h"

namespace rexray {
namespace {

std::unique_ptr<Store> OpenSqlite(const std::string& folder) {
  auto store = OpenSqliteStore({folder, {"test-domain"}});
  EXPECT_TRUE(store.has_value()) << store.error().message;
  return std::move(store).value();
}

// What is kept of all declarations is what the volume's state tells.
void ExpectDesired(Store& store, const VolumeState& state) {
  const auto desired = store.Desired();
  ASSERT_TRUE(desired);
  const auto* volume = FindDeclared((*desired)->volumes, state.name);
  EXPECT_EQ(volume ? std::optional(*volume) : std::nullopt, state.volume) << state.name.value;
  std::vector<Declared<AttachmentSpec>> attachments;
  for (const auto& each : (*desired)->attachments) {
    if (each->spec.volume == state.name) attachments.push_back(*each);
  }
  EXPECT_EQ(attachments, state.attachments) << state.name.value;
}

std::string_view InWords(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::Created:
      return "Created";
    case ChangeKind::Configured:
      return "Configured";
    case ChangeKind::Unchanged:
      return "Unchanged";
    case ChangeKind::Deleted:
      return "Deleted";
  }
  return "";
}

}  // namespace

std::vector<StoreKind> AllStores() { return {{"Sqlite", OpenSqlite}}; }

std::vector<std::string> InWords(const std::vector<ObjectChange>& changes) {
  std::vector<std::string> words;
  for (const ObjectChange& change : changes) {
    words.push_back(fmt::format("{} {} {} {}", InWords(change.change), change.kind, change.name,
                                change.generation));
  }
  return words;
}

std::vector<ObjectChange> StoreContract::Commit(const SpecChange& change, TimePoint now) {
  auto changes = store().Commit(change, now);
  EXPECT_TRUE(changes.has_value()) << changes.error().message;
  return changes.value_or(std::vector<ObjectChange>{});
}

VolumeState StoreContract::Load(const std::string& name) {
  auto state = store().Load({name});
  EXPECT_TRUE(state.has_value()) << state.error().message;
  // What may have been kept in memory is what the database has.
  for (int i = 0; i < 2 && state; ++i) {
    const auto all = store().LoadAll();
    EXPECT_TRUE(all && std::ranges::find(*all, *state) != all->end()) << name;
    state = store().Load({name});
  }
  ExpectDesired(store(), *state);
  return state.value_or(VolumeState{});
}

std::vector<std::string> StoreContract::Names() {
  std::vector<std::string> names;
  const auto volumes = store().VolumeNames();
  EXPECT_TRUE(volumes.has_value());
  for (const VolumeName& name : *volumes) names.push_back(name.value);
  return names;
}

VolumeState StoreContract::Declare(const std::string& name) {
  Commit(Declaring({SampleVolume(name)}, {SampleAttachment(name + "-db1", name)}));
  return Load(name);
}

void StoreContract::Remove(const std::string& name, TimePoint deleteAfter) {
  Commit(Removing({{{name}, deleteAfter}}), At(5));
}

Operation StoreContract::Begin(const std::string& name, ActionKind action, TimePoint started) {
  const VolumeState state = Load(name);
  auto begun =
      store().BeginOperation(SampleOperation(name, action, started), state.record, state.revision);
  EXPECT_TRUE(begun.has_value()) << begun.error().message;
  return begun.value_or(Operation{});
}

void StoreContract::Finish(Operation operation, const std::vector<Event>& events) {
  operation.finished = operation.started + Milliseconds(1);
  operation.outcome = OperationOutcome::Succeeded;
  const auto finished =
      store().FinishOperation(operation, Load(operation.volume.value).record, events);
  EXPECT_TRUE(finished.has_value()) << finished.error().message;
}

Result<void> StoreContract::Forget(const std::string& name, Store::ForgetRequest request) {
  Operation operation = Begin(name, ActionKind::Forget);
  operation.finished = operation.started;
  operation.outcome = OperationOutcome::Succeeded;
  return store().FinishForget(operation, Load(name).record, {SampleEvent(name, "Forgotten")},
                              request);
}

}  // namespace rexray
