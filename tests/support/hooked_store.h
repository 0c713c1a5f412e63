#pragma once

#include <functional>

#include "state/store.h"

namespace rexray {

// A store that calls a hook before and after each write of the reconciler. A hook that throws is a crash of
// the daemon at that instruction; one that gives an error is a database that refuses.
class HookedStore : public Store {
 public:
  enum class Moment { Before, After };
  using Hook = std::function<Result<void>(Moment)>;

  HookedStore(Store& store, Hook hook) : store_(store), hook_(std::move(hook)) {}

  Result<std::optional<std::string>> Meta(const std::string& key) override { return store_.Meta(key); }
  Result<void> SetMeta(const std::string& key, const std::string& value) override {
    return store_.SetMeta(key, value);
  }
  Result<std::shared_ptr<const DesiredSet>> Desired() override { return store_.Desired(); }
  Result<std::vector<ObjectChange>> Commit(const SpecChange& change, TimePoint now) override {
    return store_.Commit(change, now);
  }
  Result<CommitPreview> PreviewCommit(const SpecChange& change, TimePoint now) override {
    return store_.PreviewCommit(change, now);
  }
  std::uint64_t SpecRevision() const override { return store_.SpecRevision(); }
  const ChangedVolumes& Changed() const override { return store_.Changed(); }
  Result<std::vector<VolumeName>> VolumeNames() override { return store_.VolumeNames(); }
  Result<VolumeState> Load(const VolumeName& name) override { return store_.Load(name); }
  Result<std::vector<VolumeState>> LoadAll() override { return store_.LoadAll(); }
  Result<void> SetPaused(const VolumeName& name, bool paused) override {
    return store_.SetPaused(name, paused);
  }
  Result<void> Rename(const VolumeName& from, const VolumeName& to) override {
    return store_.Rename(from, to);
  }
  Result<void> Grant(const VolumeName& name, const Permit& permit,
                     const std::vector<Event>& events) override {
    return store_.Grant(name, permit, events);
  }
  Result<std::vector<Operation>> Operations(const OperationFilter& filter) override {
    return store_.Operations(filter);
  }
  Result<void> PutClaim(const Claim& claim, TimePoint now) override {
    return store_.PutClaim(claim, now);
  }
  Result<std::vector<Claim>> Claims(const VolumeName& volume) override { return store_.Claims(volume); }
  Result<std::vector<Claim>> AllClaims() override { return store_.AllClaims(); }
  Result<std::vector<VolumeName>> DropClaimsOfOtherBoots(const NodeName& node, const BootId& boot,
                                                         TimePoint now) override {
    return store_.DropClaimsOfOtherBoots(node, boot, now);
  }
  Result<std::vector<Event>> Events(const EventFilter& filter) override { return store_.Events(filter); }
  Result<void> Prune(TimePoint before, std::size_t keep) override { return store_.Prune(before, keep); }
  Result<std::vector<QuarantinedRow>> Quarantine() override { return store_.Quarantine(); }
  StoreStats Stats() override { return store_.Stats(); }

  Result<void> SaveRecord(const Record& record) override {
    return Write([&] { return store_.SaveRecord(record); });
  }
  Result<Operation> BeginOperation(Operation operation, const Record& record,
                                   std::uint64_t revision) override {
    return Write([&] { return store_.BeginOperation(operation, record, revision); });
  }
  Result<void> FinishOperation(const Operation& operation, const Record& record,
                               const std::vector<Event>& events) override {
    return Write([&] { return store_.FinishOperation(operation, record, events); });
  }
  Result<void> FinishForget(const Operation& operation, const Record& record,
                            const std::vector<Event>& events, ForgetRequest request) override {
    return Write([&] { return store_.FinishForget(operation, record, events, request); });
  }
  Result<void> SaveSnapshot(const SnapshotName& name, const SnapshotStatus& status) override {
    return Write([&] { return store_.SaveSnapshot(name, status); });
  }
  Result<void> DropSnapshot(const SnapshotName& name) override {
    return Write([&] { return store_.DropSnapshot(name); });
  }
  Result<void> AppendEvents(const std::vector<Event>& events) override {
    return Write([&] { return store_.AppendEvents(events); });
  }

 private:
  template <class Call>
  auto Write(Call call) -> decltype(call()) {
    REXRAY_TRY(hook_(Moment::Before));
    auto result = call();
    REXRAY_TRY(hook_(Moment::After));
    return result;
  }

  Store& store_;
  const Hook hook_;
};

}  // namespace rexray
