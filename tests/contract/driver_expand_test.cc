#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

class DriverExpand : public DriverContract {
 protected:
  void SetUp() override {
    DriverContract::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    if (!driver_->capabilities().expand) GTEST_SKIP() << "makes no volume larger";
  }
  Bytes SizeOf(const BackendId& id) { return driver_->Inspect(id, Soon())->size; }
};

TEST_P(DriverExpand, G37_MakesItAtLeastSoLargeAndKeepsItsData) {
  const BackendVolume made = Made("vol");
  backend_->Write(made.id, "rows");
  const std::string before = backend_->DataOf(made.id);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(driver_->Expand(made.id, {8 << 20}, Soon()));
    EXPECT_EQ(SizeOf(made.id), Bytes{8 << 20});
  }
  EXPECT_EQ(backend_->DataOf(made.id).substr(0, before.size()), before);
  EXPECT_EQ(driver_->Inspect(made.id, Soon())->facts, made.facts);
}

TEST_P(DriverExpand, G37_NothingShrinks) {
  const BackendVolume made = Made("vol");
  EXPECT_TRUE(driver_->Expand(made.id, {2 << 20}, Soon()));
  EXPECT_EQ(SizeOf(made.id), made.size);
}

TEST_P(DriverExpand, WhatIsNotThereIsNotFound) {
  const CreateRequest request = Request("nothing");
  BackendId id = driver_->ChosenId(request.name, request.uid);
  if (id.empty()) id = {"vol-99"};
  EXPECT_EQ(driver_->Expand(id, {8 << 20}, Soon()).error().code, Code::NotFound);
  EXPECT_EQ(driver_->ResizeDevice(id, n1_, Soon()).error().code, Code::NotFound);
}

TEST_P(DriverExpand, TheDeviceOfOneThatIsNotAttachedIsNotResized) {
  const BackendVolume made = Made("vol");
  EXPECT_EQ(driver_->ResizeDevice(made.id, n1_, Soon()).error().code, Code::FailedPrecondition);
}

TEST_P(DriverExpand, AnAttachedOneGrowsAndItsAttachmentStaysAsItIs) {
  const BackendVolume made = Made("vol");
  const auto attached = driver_->Attach(made.id, n1_, AccessMode::ReadWriteOnce, Soon());
  ASSERT_TRUE(attached) << attached.error().message;
  EXPECT_TRUE(driver_->Expand(made.id, {8 << 20}, Soon()));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(driver_->ResizeDevice(made.id, n1_, Soon()));
  const auto seen = driver_->Inspect(made.id, Soon());
  EXPECT_EQ(seen->attachments,
            made.attachments.empty() ? std::vector{*attached} : made.attachments);
  EXPECT_EQ(seen->identity, made.identity);
}

INSTANTIATE_TEST_SUITE_P(Every, DriverExpand, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

class DriverWithoutExpansion : public DriverContract {};

TEST_P(DriverWithoutExpansion, RefusesIt) {
  if (driver_->capabilities().expand) GTEST_SKIP() << "makes volumes larger";
  const BackendVolume made = Made("vol");
  EXPECT_EQ(driver_->Expand(made.id, {8 << 20}, Soon()).error().code, Code::Unimplemented);
  EXPECT_EQ(driver_->ResizeDevice(made.id, n1_, Soon()).error().code, Code::Unimplemented);
}

INSTANTIATE_TEST_SUITE_P(Every, DriverWithoutExpansion, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
