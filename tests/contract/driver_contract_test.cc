// What drivers/driver.h promises, held against every driver.

#include "tests/contract/driver_contract.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "drivers/os/descriptor.h"

namespace rexray {
namespace {

constexpr int kRepeats = 10;

TEST_P(DriverContract, CreatesWhatWasAskedFor) {
  const CreateRequest request = Request("va");
  const BackendVolume volume = Made("va");
  EXPECT_EQ(volume.name, request.name);
  EXPECT_EQ(volume.size, request.size);
  EXPECT_EQ(volume.state, BackendState::Available);
  EXPECT_EQ(volume.facts, request.facts);
  EXPECT_FALSE(volume.identity.empty());
  EXPECT_EQ(driver_->Inspect(volume.id, Soon()), volume);
}

TEST_P(DriverContract, G17_CreateRepeatedGivesTheOneVolume) {
  if (!Replays()) GTEST_SKIP() << "only listings tell";
  const BackendVolume first = Made("va");
  for (int i = 0; i < kRepeats; ++i) {
    EXPECT_EQ(backend_->MakeDriver(n1_)->Create(Request("va"), Soon()), first);
  }
  EXPECT_EQ(driver_->List(Soon())->volumes.size(), 1U);
}

TEST_P(DriverContract, TheChosenIdIsTheIdThatCreateGives) {
  const CreateRequest request = Request("va");
  const BackendId chosen = driver_->ChosenId(request.name, request.uid);
  const bool chooses = driver_->capabilities().create == CreateIdempotency::ChosenId;
  EXPECT_EQ(chosen.empty(), !chooses);
  if (chooses) {
    EXPECT_EQ(Made("va").id, chosen);
  }
}

TEST_P(DriverContract, TheSameUidWithAnotherSizeAlreadyExists) {
  if (!Replays() || !driver_->capabilities().sized) GTEST_SKIP() << "cannot be told apart";
  Made("va");
  CreateRequest request = Request("va");
  request.size.value *= 2;
  EXPECT_EQ(driver_->Create(request, Soon()).error().code, Code::AlreadyExists);
  EXPECT_EQ(driver_->List(Soon())->volumes.at(0).size, Request("va").size);
}

TEST_P(DriverContract, AttachRepeatedLeavesOneAttachment) {
  const BackendId id = Made("va").id;
  const auto first = driver_->Attach(id, n1_, kOnce, Soon());
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->node, n1_);
  EXPECT_EQ(first->state, AttachState::Attached);
  for (int i = 0; i < kRepeats; ++i) {
    EXPECT_EQ(backend_->MakeDriver(n1_)->Attach(id, n1_, kOnce, Soon()), *first);
  }
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments, std::vector{*first});
}

TEST_P(DriverContract, DetachRepeatedSucceeds) {
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  for (int i = 0; i < kRepeats; ++i) {
    const auto detached = driver_->Detach(id, n1_, Soon());
    EXPECT_TRUE(detached) << detached.error().message;
    EXPECT_TRUE(driver_->Inspect(id, Soon())->attachments.empty());
  }
}

TEST_P(DriverContract, DeleteRepeatedSucceeds) {
  const BackendId id = Made("va").id;
  for (int i = 0; i < kRepeats; ++i) {
    const auto deleted = driver_->Delete(id, Soon());
    EXPECT_TRUE(deleted) << deleted.error().message;
  }
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
}

TEST_P(DriverContract, ADeletedVolumeIsProvenAbsent) {
  const BackendVolume volume = Made("va");
  ASSERT_TRUE(driver_->Delete(volume.id, Soon()));
  EXPECT_EQ(driver_->Inspect(volume.id, Soon()).error().code, Code::NotFound);
  EXPECT_EQ(driver_->Attach(volume.id, n1_, kOnce, Soon()).error().code, Code::NotFound);
  EXPECT_EQ(driver_->WriteFacts(volume.id, *volume.facts, 0, Soon()).error().code, Code::NotFound);
  EXPECT_TRUE(driver_->Detach(volume.id, n1_, Soon()));
}

TEST_P(DriverContract, ADeletedVolumeCanBeMadeAgain) {
  ASSERT_TRUE(driver_->Delete(Made("va").id, Soon()));
  EXPECT_EQ(Made("va").facts, Request("va").facts);
}

TEST_P(DriverContract, AnAttachedVolumeIsNotDeleted) {
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_EQ(driver_->Delete(id, Soon()).error().code, Code::FailedPrecondition);
  const auto other = backend_->MakeDriver(n2_);
  EXPECT_EQ(other->Delete(id, Soon()).error().code, Code::FailedPrecondition);
  EXPECT_TRUE(driver_->Inspect(id, Soon()));
}

TEST_P(DriverContract, G45_ASecondNodeCannotAttach) {
  const BackendId id = Made("va").id;
  const auto other = backend_->MakeDriver(n2_);
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  const Error error = other->Attach(id, n2_, kOnce, Soon()).error();
  EXPECT_EQ(error.code, Code::FailedPrecondition);
  EXPECT_EQ(error.reason, "AttachedElsewhere");
  EXPECT_NE(error.message.find("n1"), std::string::npos) << error.message;
  EXPECT_EQ(other->Inspect(id, Soon())->attachments.at(0).node, n1_);
  ASSERT_TRUE(driver_->Detach(id, n1_, Soon()));
  EXPECT_TRUE(other->Attach(id, n2_, kOnce, Soon()));
}

TEST_P(DriverContract, G43_DetachingElsewhereLeavesAnothersAttachment) {
  const BackendId id = Made("va").id;
  ASSERT_TRUE(driver_->Attach(id, n1_, kOnce, Soon()));
  EXPECT_TRUE(driver_->Detach(id, n2_, Soon()));
  EXPECT_TRUE(backend_->MakeDriver(n2_)->Detach(id, n2_, Soon()));
  EXPECT_EQ(driver_->Inspect(id, Soon())->attachments.size(), 1U);
}

TEST_P(DriverContract, ListsEveryVolumeAsInspectShowsIt) {
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
  for (const char* name : {"va", "vb", "vc"}) Made(name);
  ASSERT_TRUE(driver_->Attach(driver_->List(Soon())->volumes.at(1).id, n1_, kOnce, Soon()));
  const auto listing = driver_->List(Soon());
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_TRUE(listing->complete);
  ASSERT_EQ(listing->volumes.size(), 3U);
  for (const BackendVolume& each : listing->volumes) {
    EXPECT_EQ(driver_->Inspect(each.id, Soon()), each);
  }
}

TEST_P(DriverContract, FactsTravelWithTheVolumeAndNotWithTheDaemon) {
  const BackendVolume volume = Made("va");
  VolumeFacts facts = *volume.facts;
  facts.format = {FormatPhase::Formatting, FilesystemType::Xfs, UuidV5("fs")};
  const auto written = driver_->WriteFacts(volume.id, facts, facts.fencingToken, Soon());
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->fencingToken, facts.fencingToken + 1);
  EXPECT_EQ(written->format, facts.format);
  EXPECT_EQ(backend_->MakeDriver(n2_)->Inspect(volume.id, Soon())->facts, *written);
}

TEST_P(DriverContract, FactsAreNotWrittenOverWithAnOlderToken) {
  const BackendVolume volume = Made("va");
  VolumeFacts facts = *volume.facts;
  const std::uint64_t token = facts.fencingToken;
  ASSERT_TRUE(driver_->WriteFacts(volume.id, facts, token, Soon()));
  facts.createdBlank = false;
  for (const std::uint64_t wrong : {token, token + 2}) {
    EXPECT_EQ(driver_->WriteFacts(volume.id, facts, wrong, Soon()).error().code, Code::Aborted);
  }
  EXPECT_TRUE(driver_->Inspect(volume.id, Soon())->facts->createdBlank);
}

TEST_P(DriverContract, ACallWithoutTimeHasNoEffect) {
  const BackendId id = Made("va").id;
  CallContext late = Soon();
  late.deadline = std::chrono::steady_clock::now();
  std::stop_source stop;
  stop.request_stop();
  CallContext stopped = Soon();
  stopped.stop = stop.get_token();
  for (const CallContext& context : {late, stopped}) {
    EXPECT_EQ(driver_->Create(Request("vb"), context).error().code, Code::DeadlineExceeded);
    EXPECT_EQ(driver_->Attach(id, n1_, kOnce, context).error().code, Code::DeadlineExceeded);
    EXPECT_EQ(driver_->Detach(id, n1_, context).error().code, Code::DeadlineExceeded);
    EXPECT_EQ(driver_->Delete(id, context).error().code, Code::DeadlineExceeded);
    EXPECT_EQ(driver_->Inspect(id, context).error().code, Code::DeadlineExceeded);
    EXPECT_EQ(driver_->List(context).error().code, Code::DeadlineExceeded);
  }
  const auto listing = driver_->List(Soon());
  ASSERT_EQ(listing->volumes.size(), 1U);
  EXPECT_TRUE(listing->volumes[0].attachments.empty());
}

TEST_P(DriverContract, SizesThatItCannotMakeAreRefused) {
  const Capabilities& capabilities = driver_->capabilities();
  if (GetParam().name.starts_with("Sim")) GTEST_SKIP() << "takes any size";
  CreateRequest request = Request("va");
  std::vector<std::uint64_t> wrong = {1};
  if (capabilities.sized) {
    wrong = {0, capabilities.minimumSize.value - capabilities.sizeStep.value,
             capabilities.minimumSize.value + 1, std::uint64_t{1} << 63, (std::uint64_t{1} << 62)};
  }
  for (const std::uint64_t size : wrong) {
    request.size = {size};
    EXPECT_EQ(driver_->Create(request, Soon()).error().code, Code::InvalidArgument) << size;
  }
  EXPECT_TRUE(driver_->List(Soon())->volumes.empty());
}

TEST_P(DriverContract, TheIdentityOutlivesAttachmentsAndDaemons) {
  const BackendVolume volume = Made("va");
  ASSERT_TRUE(driver_->Attach(volume.id, n1_, kOnce, Soon()));
  ASSERT_TRUE(driver_->Detach(volume.id, n1_, Soon()));
  EXPECT_EQ(backend_->MakeDriver(n2_)->Inspect(volume.id, Soon())->identity, volume.identity);
}

TEST_P(DriverContract, G01_NewBlockStorageReadsZeroAtBothEnds) {
  const Capabilities& capabilities = driver_->capabilities();
  if (!capabilities.block || !capabilities.zeroesNewStorage || GetParam().name.starts_with("Sim")) {
    GTEST_SKIP() << "no block device of this host, or no promise that it is zeroed";
  }
  const BackendVolume volume = Made("va");
  const auto attached = driver_->Attach(volume.id, n1_, kOnce, Soon());
  ASSERT_TRUE(attached) << attached.error().message;
  const Descriptor device(::open(attached->device.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(device.valid()) << attached->device;
  const std::string zeroes(1 << 20, '\0');
  std::string read(zeroes.size(), 'x');
  const auto size = static_cast<off_t>(volume.size.value);
  ASSERT_EQ(::lseek(device.get(), 0, SEEK_END), size);
  for (const off_t offset : {off_t{0}, size - (1 << 20)}) {
    ASSERT_EQ(::pread(device.get(), read.data(), read.size(), offset), 1 << 20);
    EXPECT_EQ(read, zeroes);
  }
}

INSTANTIATE_TEST_SUITE_P(Every, DriverContract, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
