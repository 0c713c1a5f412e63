#include "api/access.h"

#include <gmock/gmock.h>
#include <unistd.h>

namespace rexray {
namespace {

using testing::HasSubstr;

constexpr const char* kToken = "0123456789abcdef0123";

AccessRule OfToken(Role role, const std::string& token = kToken) {
  return {.role = role, .name = "ci", .token = token};
}

HttpRequest Bearing(const std::string& token) {
  HttpRequest request;
  request.headers["authorization"] = "Bearer " + token;
  return request;
}

HttpRequest FromUser(uid_t uid, std::vector<gid_t> groups = {}) {
  HttpRequest request;
  request.peer.uid = uid;
  request.peer.groups = std::move(groups);
  return request;
}

void ExpectUnknown(const Access& access, const HttpRequest& request, const std::string& why) {
  const auto caller = access.Identify(request);
  ASSERT_FALSE(caller.has_value()) << caller->name;
  EXPECT_EQ(caller.error().reason, kUnauthenticated);
  EXPECT_THAT(caller.error().message, HasSubstr(why));
}

TEST(Access, G42_ATokenIsKnownWholeOrNotAtAll) {
  const Access access({OfToken(Role::Operator)}, false);
  const auto caller = access.Identify(Bearing(kToken));
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->role, Role::Operator);
  EXPECT_EQ(caller->name, "token ci");
  const std::string token = kToken;
  for (const std::string& wrong : {token.substr(1), token + "x", token + token, std::string(),
                                   std::string(token.size(), 'x'), token.substr(0, 19) + "x"}) {
    ExpectUnknown(access, Bearing(wrong), "not one that this daemon knows");
  }
  HttpRequest basic;
  basic.headers["authorization"] = "Basic " + token;
  ExpectUnknown(access, basic, "Bearer");
}

TEST(Access, G42_AWrongTokenIsNoneEvenOfWhoWouldBeLetInWithout) {
  const Access open({OfToken(Role::Viewer)}, true);
  ExpectUnknown(open, Bearing("guessed"), "not one");
  EXPECT_EQ(open.Identify(HttpRequest())->role, Role::Admin);
}

TEST(Access, G42_WhoShowsNothingIsNobodyWhereTheDoorIsNotOpen) {
  const Access access({OfToken(Role::Viewer)}, false);
  ExpectUnknown(access, HttpRequest(), "REXRAY_TOKEN_FILE");
}

TEST(Access, G42_ARuleWithoutATokenIsNoEmptyToken) {
  const Access access({{.role = Role::Admin, .name = {}, .certificate = "db2"}}, false);
  ExpectUnknown(access, Bearing(""), "not one");
  HttpRequest unnamed;
  ExpectUnknown(access, unnamed, "token");
}

TEST(Access, G42_ACertificateCountsByItsExactName) {
  const Access access({{.role = Role::Viewer, .name = {}, .certificate = "db2"}}, false);
  HttpRequest request;
  request.peer.certificate = "db2";
  EXPECT_EQ(access.Identify(request)->name, "certificate db2");
  request.peer.certificate = "db22";
  ExpectUnknown(access, request, "\"db22\"");
}

TEST(Access, G42_OfAUnixSocketsPeersOnlyRootAndThoseNamedAreKnown) {
  constexpr uid_t kStranger = 123'456;
  const Access access({{.role = Role::Operator, .name = {}, .user = 4242},
                       {.role = Role::Viewer, .name = {}, .group = 77},
                       {.role = Role::Admin, .name = {}, .group = 78}},
                      true);
  EXPECT_EQ(access.Identify(FromUser(0))->role, Role::Admin);
  EXPECT_EQ(access.Identify(FromUser(::geteuid()))->role, Role::Admin);
  EXPECT_EQ(access.Identify(FromUser(4242))->role, Role::Operator);
  EXPECT_EQ(access.Identify(FromUser(kStranger, {5, 77}))->role, Role::Viewer);
  EXPECT_EQ(access.Identify(FromUser(kStranger, {77, 78}))->role, Role::Admin) << "the most";
  ExpectUnknown(access, FromUser(kStranger, {5}), "uid 123456");
}

TEST(Access, TheRoleThatIsTakenIsNamed) {
  const auto refused = Require({"token ci", Role::Viewer}, Role::Admin);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::PermissionDenied);
  EXPECT_THAT(refused.error().message, HasSubstr("token ci is viewer, and this takes admin"));
  EXPECT_TRUE(Require({"x", Role::Admin}, Role::Operator).has_value());
}

TEST(Access, RolesHaveNames) {
  for (const Role role : {Role::Viewer, Role::Operator, Role::Admin}) {
    EXPECT_EQ(ParseRole(ToString(role)), role);
  }
  EXPECT_FALSE(ParseRole("root").has_value());
}

}  // namespace
}  // namespace rexray
