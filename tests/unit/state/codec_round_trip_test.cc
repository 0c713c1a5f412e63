#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "state/codec.h"
#include "state/codec_names.h"
#include "tests/support/sample_state.h"

namespace rexray {
namespace {

template <class T>
std::string Text(const T& value) {
  return Dump(ToJson(value));
}

// Through text, as the database and sidecars hold it.
template <class T>
T ThroughText(const T& value) {
  auto json = ParseJson(Text(value));
  EXPECT_TRUE(json.has_value());
  auto read = ReadJson<T>(*json);
  EXPECT_TRUE(read.has_value()) << read.error().message;
  return read.value_or(T{});
}

TEST(CodecRoundTrip, SpecsKeepEveryField) {
  EXPECT_EQ(ThroughText(FullVolumeSpec()), FullVolumeSpec());
  EXPECT_EQ(ThroughText(FullAttachmentSpec()), FullAttachmentSpec());
  EXPECT_EQ(ThroughText(*FullVolumeSpec().filesystem), *FullVolumeSpec().filesystem);
}

TEST(CodecRoundTrip, TombstonesKeepEveryField) {
  const Tombstone tombstone{ReclaimPolicy::Delete, 4, At(5), At(6)};
  EXPECT_EQ(ThroughText(tombstone), tombstone);
}

TEST(CodecRoundTrip, FormerSpecsAndPermitsKeepEveryField) {
  const FormerSpecs former{FullVolumeSpec(), {FullAttachmentSpec()}};
  EXPECT_EQ(ThroughText(former), former);
  const Permit permit{PermitKind::Format, "vol-1", "it is scrap", "ann", At(7)};
  EXPECT_EQ(ThroughText(permit), permit);
}

TEST(CodecRoundTrip, RecordsAndFactsKeepEveryField) {
  EXPECT_EQ(ThroughText(FullRecord()), FullRecord());
  EXPECT_EQ(ThroughText(FullFacts()), FullFacts());
  EXPECT_EQ(ThroughText(FullRecord().conditions.at(kReady)), FullRecord().conditions.at(kReady));
}

TEST(CodecRoundTrip, EmptyValuesStayEmpty) {
  EXPECT_EQ(ThroughText(VolumeSpec{}), VolumeSpec{});
  EXPECT_EQ(ThroughText(AttachmentSpec{}), AttachmentSpec{});
  EXPECT_EQ(ThroughText(FilesystemSpec{}), FilesystemSpec{});
  EXPECT_EQ(ThroughText(Record{}), Record{});
  EXPECT_EQ(ThroughText(Device{}), Device{});
  EXPECT_EQ(ThroughText(Probe{}), Probe{});
}

TEST(CodecRoundTrip, ObservationsKeepEveryField) {
  const Device device{"/dev/loop3", {"loop:1"}, 7, 3, "/sub", Bytes{4096}, true};
  const MountEntry entry{31, 30, 7, 3, "/", "/srv/pg", "rw", "xfs", "/dev/loop3", "rw,attr2"};
  const Probe probe{true, {{"ext4", "u"}, {"gpt", ""}}, false};
  EXPECT_EQ(ThroughText(device), device);
  EXPECT_EQ(ThroughText(entry), entry);
  EXPECT_EQ(ThroughText(probe), probe);
}

TEST(CodecRoundTrip, ClaimsKeepEveryField) {
  Claim claim = SampleClaim("pgdata", "c1", 3);
  EXPECT_EQ(ThroughText(claim), claim);
  claim.state = ClaimState::Pending;
  EXPECT_EQ(ThroughText(claim), claim);
}

TEST(CodecRoundTrip, OperationsAndEventsKeepEveryField) {
  Operation operation = SampleOperation("pgdata");
  operation.id = 5;
  operation.detail = "mount it";
  operation.fencingToken = 8;
  operation.finished = At(20);
  operation.outcome = OperationOutcome::Failed;
  operation.error = Error{Code::Aborted, "lost", "Race"};
  EXPECT_EQ(Text(ThroughText(operation)), Text(operation));
  EXPECT_EQ(ThroughText(operation).error->reason, "Race");
  EXPECT_EQ(ThroughText(operation).finished, At(20));

  Event event{6, At(9), {"pgdata"}, EventType::Warning, "Mounted", "m", 5};
  EXPECT_EQ(Text(ThroughText(event)), Text(event));
  EXPECT_EQ(ThroughText(event).operation, 5);
}

TEST(CodecRoundTrip, NumbersKeepTheirWholeRange) {
  Record record;
  record.fencingToken = UINT64_MAX;
  EXPECT_EQ(ThroughText(record).fencingToken, UINT64_MAX);
  MountEntry entry;
  entry.id = INT64_MIN;
  EXPECT_EQ(ThroughText(entry).id, INT64_MIN);
}

TEST(CodecRoundTrip, SnapshotsArriveAsTheyAre) {
  const BackendSnapshot snapshot{
      {"snap-1"}, {"pg"}, {"vol-1"}, Bytes{7}, At(5), SnapshotState::Failed, {"token"}};
  EXPECT_EQ(ThroughText(snapshot), snapshot);
  const SnapshotListing listing = ThroughText(SnapshotListing{true, {snapshot}});
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.snapshots, std::vector{snapshot});
}

TEST(CodecRoundTrip, TimesKeepMilliseconds) {
  Tombstone tombstone;
  tombstone.deletedAt = TimePoint(Milliseconds(1763666173123));
  EXPECT_EQ(ThroughText(tombstone).deletedAt, tombstone.deletedAt);
}

template <class Enum>
void ExpectNamed(std::size_t count) {
  EXPECT_EQ(codec::kEnumerators<Enum>.size(), count);
  std::set<std::string_view> names;
  for (Enum value : codec::kEnumerators<Enum>) {
    names.insert(ToString(value));
    EXPECT_EQ(codec::ParseEnumerator<Enum>(ToString(value)), value);
  }
  EXPECT_EQ(names.size(), count);
  EXPECT_EQ(codec::ParseEnumerator<Enum>(""), std::nullopt);
}

TEST(CodecRoundTrip, EveryEnumeratorHasANameOfItsOwn) {
  ExpectNamed<FilesystemType>(4);
  ExpectNamed<ReclaimPolicy>(3);
  ExpectNamed<SnapshotState>(4);
  ExpectNamed<DriftPolicy>(2);
  ExpectNamed<FormatPhase>(3);
  ExpectNamed<OperationOutcome>(4);
  ExpectNamed<EventType>(2);
  ExpectNamed<ClaimState>(3);
  ExpectNamed<ActionKind>(std::variant_size_v<Step>);
  ExpectNamed<Code>(11);
}

TEST(CodecRoundTrip, DefaultsAreLeftOutOfSpecs) {
  EXPECT_EQ(Text(SampleAttachment("a", "v").spec),
            R"({"driftPolicy":"Repair","mount":{"options":["noatime"],"path":"/srv/v"},"name":"a",)"
            R"("node":"db1","volume":"v"})");
}

}  // namespace
}  // namespace rexray
