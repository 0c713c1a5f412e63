// Two volumes never become one backend volume, whatever their names.

#include <set>

#include "tests/contract/driver_contract.h"

namespace rexray {
namespace {

// Makes a volume of each request, and expects as many volumes, each with the name that it was
// given.
class DriverNames : public DriverContract {
 protected:
  void ExpectDistinct(const std::vector<CreateRequest>& requests) {
    std::set<BackendId> ids;
    std::set<DeviceIdentity> identities;
    for (const CreateRequest& request : requests) {
      const auto volume = driver_->Create(request, Soon());
      ASSERT_TRUE(volume) << request.name.value << ": " << volume.error().message;
      ids.insert(volume->id);
      identities.insert(volume->identity);
      EXPECT_EQ(volume->name, request.name);
      EXPECT_EQ(driver_->Inspect(volume->id, Soon())->name, request.name);
    }
    EXPECT_EQ(ids.size(), requests.size());
    EXPECT_EQ(identities.size(), requests.size());
    EXPECT_EQ(driver_->List(Soon())->volumes.size(), requests.size());
  }
  CreateRequest RequestOf(const std::string& name, const VolumeUid& uid) {
    CreateRequest request = Request(name);
    request.uid = request.facts.uid = uid;
    return request;
  }
};

TEST_P(DriverNames, G44_NamesThatLookAlikeAreTwoVolumes) {
  std::vector<CreateRequest> requests;
  for (const char* name :
       {"va",   "va-",        "va--",          "va--b",     "VA",   "Va",   "vA",   "va.",
        "va..", "va_",        "va.img",        "lock",      "data", "vava", "va.a", "va-a",
        "va_a", "facts.json", "attached.json", "volume.img"}) {
    requests.push_back(Request(name));
  }
  ExpectDistinct(requests);
}

TEST_P(DriverNames, G44_ANameThatEndsLikeAnIdIsNotAnothersId) {
  const VolumeUid first{UuidV5("first")};
  const VolumeUid second{UuidV5("second")};
  ExpectDistinct(
      {RequestOf("va", first), RequestOf("va--" + first.value, second),
       RequestOf("va--" + second.value, first.value < second.value ? VolumeUid{UuidV5("third")}
                                                                   : VolumeUid{UuidV5("fourth")}),
       RequestOf("va--" + first.value + "--" + second.value, {UuidV5("fifth")}),
       RequestOf(first.value, {UuidV5("sixth")})});
}

TEST_P(DriverNames, G44_TheLongestNamesAreToldApartByTheirLastCharacter) {
  const std::string most(127, 'n');
  ExpectDistinct({Request(most + "a"), Request(most + "b"), Request(most)});
}

TEST_P(DriverNames, G44_IncarnationsOfOneNameAreTwoVolumes) {
  std::vector<CreateRequest> requests;
  for (const std::uint64_t incarnation : {0U, 1U, 2U}) {
    requests.push_back(
        RequestOf("va", DeriveVolumeUid({"domain"}, {"service"}, {"va"}, incarnation)));
  }
  ExpectDistinct(requests);
}

TEST_P(DriverNames, G44_TheDomainsOfOneBackendHaveTheirOwn) {
  ExpectDistinct({RequestOf("va", DeriveVolumeUid({"one"}, {"service"}, {"va"}, 0)),
                  RequestOf("va", DeriveVolumeUid({"two"}, {"service"}, {"va"}, 0)),
                  RequestOf("va", DeriveVolumeUid({"one"}, {"other"}, {"va"}, 0))});
}

INSTANTIATE_TEST_SUITE_P(Every, DriverNames, testing::ValuesIn(DriverBackendKinds()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace rexray
