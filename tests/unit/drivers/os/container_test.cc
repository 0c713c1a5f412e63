#include "drivers/os/container.h"

#include <gtest/gtest.h>

namespace rexray {
namespace {

const std::string kId = "3f4e12ab90cd" + std::string(52, '7');

TEST(Containers, G22_AreToldByTheControlGroupsOfAllEngines) {
  for (const std::string& group :
       {"/docker/" + kId, "/system.slice/docker-" + kId + ".scope",
        "/machine.slice/libpod-" + kId + ".scope/container",
        "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1234.slice/"
        "cri-containerd-" +
            kId + ".scope",
        "/kubepods/burstable/pod8a7e/" + kId})
    EXPECT_EQ(ContainerIn("0::" + group + "\n"), "3f4e12ab90cd") << group;
}

TEST(Containers, AnOlderKernelsManyGroupsNameItOnceEach) {
  EXPECT_EQ(ContainerIn("9:pids:/docker/" + kId + "\n1:cpu:/docker/" + kId + "\n0::/\n"),
            "3f4e12ab90cd");
}

TEST(Containers, TheInnermostIsMeant) {
  const std::string outer(64, 'a');
  EXPECT_EQ(ContainerIn("0::/docker/" + outer + "/docker/" + kId + "\n"), "3f4e12ab90cd");
}

TEST(Containers, OtherGroupsAreNone) {
  EXPECT_EQ(ContainerIn("0::/system.slice/postgresql.service\n"), "");
  EXPECT_EQ(ContainerIn("0::/user.slice/" + std::string(63, 'a') + "\n"), "");
  EXPECT_EQ(ContainerIn("0::/x" + kId + "\n"), "") << "part of a longer word";
  EXPECT_EQ(ContainerIn(""), "");
}

}  // namespace
}  // namespace rexray
