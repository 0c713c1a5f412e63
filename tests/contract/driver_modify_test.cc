#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

class DriverModify : public DriverContract {};

TEST_P(DriverModify, ChangesWhatIsNamedAndKeepsTheRest) {
  const BackendVolume made = Made("vol");
  backend_->Write(made.id, "rows");
  const std::string before = backend_->DataOf(made.id);
  const auto changed = driver_->Modify(made.id, {.type = "fast"}, Soon());
  if (!driver_->capabilities().modify) {
    EXPECT_EQ(changed.error().code, Code::Unimplemented);
    return;
  }
  ASSERT_TRUE(changed) << changed.error().message;
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(driver_->Modify(made.id, {.iops = 500}, Soon()));
  const auto seen = driver_->Inspect(made.id, Soon());
  EXPECT_EQ(seen->type, "fast");
  EXPECT_EQ(seen->iops, 500u);
  EXPECT_EQ(seen->size, made.size);
  EXPECT_EQ(seen->facts, made.facts);
  EXPECT_EQ(backend_->DataOf(made.id), before);
  EXPECT_EQ(driver_->Modify({"vol-99"}, {.type = "fast"}, Soon()).error().code, Code::NotFound);
}

INSTANTIATE_TEST_SUITE_P(Every, DriverModify, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
