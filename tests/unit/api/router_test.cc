#include "api/router.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

class Routers : public testing::Test {
 protected:
  Routers() {
    router_.Add("GET", "/v1/things", {"selector"}, [](const RoutedRequest& request) {
      return Say("list " + request.parameter("selector").value_or("-"));
    });
    router_.Add("POST", "/v1/things", {}, [](const RoutedRequest&) { return Say("made"); });
    router_.Add("GET", "/v1/things/{name}", {},
                [](const RoutedRequest& request) { return Say(request.capture("name")); });
    router_.Add("GET", "/v1/broken", {}, [](const RoutedRequest&) -> ApiResult<HttpResponse> {
      return Fail(Code::FailedPrecondition, "it is in use", "InUse");
    });
  }

  static ApiResult<HttpResponse> Say(std::string text) {
    HttpResponse response;
    response.body = std::move(text);
    return response;
  }

  HttpResponse Call(const std::string& method, const std::string& target,
                    Role role = Role::Admin) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    return router_.Handle(request, Caller{"somebody", role});
  }

  Router router_;
};

TEST_F(Routers, FindTheHandlerByMethodAndPath) {
  EXPECT_EQ(Call("GET", "/v1/things").body, "list -");
  EXPECT_EQ(Call("POST", "/v1/things").body, "made");
  EXPECT_EQ(Call("GET", "/v1/things?selector=a%3Db").body, "list a=b");
  EXPECT_EQ(Call("GET", "/v1/things?selector=").body, "list -");
}

TEST_F(Routers, GiveCapturesDecoded) {
  EXPECT_EQ(Call("GET", "/v1/things/a%20b%2Fc").body, "a b/c");
}

TEST_F(Routers, AnswerHeadAsGet) { EXPECT_EQ(Call("HEAD", "/v1/things").status, 200U); }

TEST_F(Routers, Answer404ForAnUnknownPath) {
  for (const char* path : {"/", "/v1", "/v1/things/", "/v1/things/a/b", "/v2/things"}) {
    EXPECT_EQ(Call("GET", path).status, 404U) << path;
  }
}

TEST_F(Routers, Answer405WithTheMethodsThatAreAllowed) {
  const HttpResponse response = Call("DELETE", "/v1/things");
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(response.headers.at("Allow"), "GET, HEAD, POST");
}

TEST_F(Routers, NameTheValidParametersInsteadOfAnUnknownOne) {
  const HttpResponse response = Call("GET", "/v1/things?selektor=x");
  EXPECT_EQ(response.status, 400U);
  EXPECT_NE(response.body.find("valid: selector"), std::string::npos) << response.body;
}

TEST_F(Routers, G42_LetViewersLookAndOperatorsAct) {
  EXPECT_EQ(Call("GET", "/v1/things", Role::Viewer).status, 200U);
  const HttpResponse refused = Call("POST", "/v1/things", Role::Viewer);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_NE(refused.body.find("somebody is viewer, and this takes operator"), std::string::npos);
  EXPECT_EQ(Call("POST", "/v1/things", Role::Operator).status, 200U);
}

TEST_F(Routers, Answer400ForABadAddress) { EXPECT_EQ(Call("GET", "/v1/things/%zz").status, 400U); }

TEST_F(Routers, TurnErrorsIntoTheirStatus) {
  const HttpResponse response = Call("GET", "/v1/broken");
  EXPECT_EQ(response.status, 409U);
  EXPECT_NE(response.body.find("\"reason\":\"InUse\""), std::string::npos) << response.body;
}

TEST(HttpStatuses, AreThoseOfTheContract) {
  EXPECT_EQ(HttpStatus(Code::InvalidArgument), 400U);
  EXPECT_EQ(HttpStatus(Code::PermissionDenied), 403U);
  EXPECT_EQ(HttpStatus(Code::NotFound), 404U);
  EXPECT_EQ(HttpStatus(Code::AlreadyExists), 409U);
  EXPECT_EQ(HttpStatus(Code::FailedPrecondition), 409U);
  EXPECT_EQ(HttpStatus(Code::Aborted), 409U);
  EXPECT_EQ(HttpStatus(Code::ResourceExhausted), 429U);
  EXPECT_EQ(HttpStatus(Code::Internal), 500U);
  EXPECT_EQ(HttpStatus(Code::Unimplemented), 501U);
  EXPECT_EQ(HttpStatus(Code::Unavailable), 503U);
  EXPECT_EQ(HttpStatus(Code::DeadlineExceeded), 504U);
}

}  // namespace
}  // namespace rexray
