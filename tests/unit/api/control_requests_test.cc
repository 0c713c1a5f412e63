#include "api/control_requests.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rexray {
namespace {

TEST(ApplyRequests, AreRead) {
  const auto request = ReadApplyRequest(
      R"({"manifests":[{"file":"a.yaml","text":"x"},{"text":"y"}],"set":"site","dryRun":true,"plans":true})");
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->manifests.size(), 2U);
  EXPECT_EQ(request->manifests[0].file, "a.yaml");
  EXPECT_EQ(request->manifests[1].file, "-");
  EXPECT_EQ(request->set, "site");
  EXPECT_TRUE(request->dryRun);
  EXPECT_TRUE(request->plans);
}

TEST(ApplyRequests, TellAllThatIsWrongAtOnce) {
  const auto request = ReadApplyRequest(
      R"({"manifests":[{"file":1,"txt":"x"},"y"],"set":5,"dryRun":"yes","force":true})");
  ASSERT_FALSE(request.has_value());
  EXPECT_EQ(request.error().error.code, Code::InvalidArgument);
  std::vector<std::string> paths;
  for (const Problem& problem : request.error().problems) paths.push_back(problem.path);
  std::ranges::sort(paths);
  EXPECT_EQ(paths, (std::vector<std::string>{"dryRun", "force", "manifests[0].file",
                                             "manifests[0].txt", "manifests[1]", "set"}));
}

class BadBody : public testing::TestWithParam<const char*> {};
TEST_P(BadBody, IsRefused) {
  for (const auto& error :
       {ReadApplyRequest(GetParam()).error(), ReadDeleteRequest(GetParam()).error()}) {
    EXPECT_EQ(error.error.code, Code::InvalidArgument) << error.error.message;
  }
}
INSTANTIATE_TEST_SUITE_P(Api, BadBody,
                         testing::Values("", "{", "[]", "null", "1", R"({"manifests":{}})",
                                         R"({"dryRun":true,"dryRun":false})",
                                         "{\"set\":\"\xff\"}"));

TEST(DeleteRequests, HaveADayOfGraceUnlessSaidOtherwise) {
  const std::string objects = R"("objects":[{"kind":"Volume","name":"pg"}])";
  EXPECT_EQ(ReadDeleteRequest("{" + objects + "}")->grace, std::chrono::hours(24));
  EXPECT_EQ(ReadDeleteRequest("{" + objects + R"(,"graceSeconds":90})")->grace,
            std::chrono::seconds(90));
  EXPECT_EQ(ReadDeleteRequest("{" + objects + R"(,"now":true})")->grace, Milliseconds(0));
  EXPECT_EQ(ReadDeleteRequest("{" + objects + "}")->objects[0].name, "pg");
}

TEST(DeleteRequests, ThatContradictThemselvesOrSayNothingAreRefused) {
  for (const char* body :
       {R"({})", R"({"objects":[]})",
        R"({"objects":[{"kind":"Volume","name":"pg"}],"now":true,"graceSeconds":1})",
        R"({"objects":[{"kind":"Volume","name":"pg"}],"graceSeconds":-1})",
        R"({"objects":[{"kind":"Volume","name":"pg"}],"graceSeconds":1.5})",
        R"({"objects":[{"kind":"Volume","name":"pg"}],"graceSeconds":1e30})"}) {
    EXPECT_FALSE(ReadDeleteRequest(body).has_value()) << body;
  }
}

}  // namespace
}  // namespace rexray
