#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/state/validate_fixture.h"

namespace rexray {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> ProblemsOfPath(const std::string& path) {
  return ProblemsOf(Current({Volume("pg")}), Change({}, {Attachment("a", "pg", path)}));
}

TEST(Attachments, NeedTheirVolume) {
  EXPECT_THAT(
      ProblemsOf(Current({Volume("pgdata")}), Change({}, {Attachment("a", "pgdta")})),
      ElementsAre(
          "new.yaml:7: spec.volume: Attachment \"a\": there is no Volume \"pgdta\" (did you "
          "mean \"pgdata\"?); declare it, or correct the name"));
  EXPECT_THAT(ProblemsOf({}, Change({Volume("pg")}, {Attachment("a", "pg")})), IsEmpty());
}

TEST(Attachments, OfAVolumeThatTheSameChangeRemovesAreRefused) {
  SpecChange change = Change({}, {Attachment("a", "pg")});
  change.removedVolumes = {{.name = {"pg"}, .deleteAfter = {}}};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), change),
              ElementsAre(HasSubstr("there is no Volume \"pg\"")));
}

// The tombstone overrides them.
TEST(Attachments, ThatStayDeclaredDoNotHoldADeletion) {
  SpecChange change;
  change.removedVolumes = {{.name = {"pg"}, .deleteAfter = {}}};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg", "/srv/pg")}), change),
              IsEmpty());
}

TEST(Attachments, NeedANodeOfTheDomain) {
  AttachmentSpec elsewhere = Attachment("a", "pg");
  elsewhere.node = {"db2"};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), Change({}, {elsewhere})),
              ElementsAre(HasSubstr("spec.node: Attachment \"a\": the node \"db2\" is not known")));
  ValidationContext shared = Context();
  shared.domainOfOne = false;
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}), Change({}, {elsewhere}), shared), IsEmpty());
}

TEST(Attachments, OfOneVolumeAreOnePerNode) {
  EXPECT_THAT(
      ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg")}),
                 Change({}, {Attachment("b", "pg")})),
      ElementsAre(
          "new.yaml:7: spec.volume: Attachment \"b\": the Volume \"pg\" is attached to \"db1\" "
          "by Attachment \"a\" (old.yaml:1) already; remove one of them"));
  ValidationContext shared = Context();
  shared.domainOfOne = false;
  AttachmentSpec elsewhere = Attachment("b", "pg");
  elsewhere.node = {"db2"};
  EXPECT_THAT(
      ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg")}), Change({}, {elsewhere}), shared),
      IsEmpty());
}

TEST(Attachments, MayReplaceEachOtherInOneChange) {
  SpecChange change = Change({}, {Attachment("b", "pg", "/srv/pg")});
  change.removedAttachments = {{"a"}};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg", "/srv/pg")}), change),
              IsEmpty());
}

TEST(Paths, BelongToOneVolume) {
  const DesiredSet current =
      Current({Volume("pg"), Volume("my")}, {Attachment("a", "pg", "/srv/db")});
  EXPECT_THAT(
      ProblemsOf(current, Change({}, {Attachment("b", "my", "/srv/db")})),
      ElementsAre(
          "new.yaml:7: spec.mount.path: Attachment \"b\": /srv/db on \"db1\" is the path of the "
          "Volume \"pg\" by Attachment \"a\" (old.yaml:1) already; choose another"));
  EXPECT_THAT(ProblemsOf(current, Change({}, {Attachment("b", "my", "/srv/db/nested")})),
              IsEmpty());
  EXPECT_THAT(
      ProblemsOf({}, Change({Volume("pg"), Volume("my")},
                            {Attachment("a", "pg", "/srv/db"), Attachment("b", "my", "/srv/db")})),
      ElementsAre(HasSubstr("Attachment \"b\"")));
}

TEST(Paths, OfOtherNodesAreTheirs) {
  ValidationContext shared = Context();
  shared.domainOfOne = false;
  AttachmentSpec elsewhere = Attachment("b", "my", "/srv/db");
  elsewhere.node = {"db2"};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg"), Volume("my")}, {Attachment("a", "pg", "/srv/db")}),
                         Change({}, {elsewhere}), shared),
              IsEmpty());
}

TEST(Paths, OfDeletedVolumesAreFree) {
  SpecChange change = Change({Volume("my")}, {Attachment("b", "my", "/srv/db")});
  change.removedVolumes = {{.name = {"pg"}, .deleteAfter = {}}};
  EXPECT_THAT(ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg", "/srv/db")}), change),
              IsEmpty());
}

// The Attachment of a volume that comes back competes again.
TEST(Paths, OfAVolumeThatComesBackAreChecked) {
  DesiredSet current =
      Current({Volume("my")}, {Attachment("a", "pg", "/srv/db"), Attachment("b", "my", "/srv/db")});
  EXPECT_THAT(ProblemsOf(current, Change({Volume("pg")})),
              ElementsAre(HasSubstr(
                  "Attachment \"a\": /srv/db on \"db1\" is the path of the Volume \"my\"")));
}

TEST(Paths, OfTheSystemAreRefused) {
  for (const std::string path :
       {"/", "/home", "/var", "/tmp", "/mnt", "/srv", "/opt", "/root", "/run", "/var/lib"}) {
    EXPECT_THAT(ProblemsOfPath(path),
                ElementsAre(HasSubstr("spec.mount.path: Attachment \"a\": " + path)))
        << path;
  }
  for (const std::string tree :
       {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/boot", "/dev", "/proc", "/sys"}) {
    EXPECT_THAT(ProblemsOfPath(tree), ElementsAre(HasSubstr("belongs to the system"))) << tree;
    EXPECT_THAT(ProblemsOfPath(tree + "/x/y"), ElementsAre(HasSubstr("belongs to the system")))
        << tree;
    EXPECT_THAT(ProblemsOfPath(tree + "x"), IsEmpty()) << tree;
  }
  for (const std::string path :
       {"/srv/pg", "/home/ann/data", "/var/lib/postgresql", "/data", "/run/pg"}) {
    EXPECT_THAT(ProblemsOfPath(path), IsEmpty()) << path;
  }
}

TEST(Paths, AtAboveOrBelowWhatRexrayNeedsAreRefused) {
  ValidationContext context = Context();
  context.protectedPaths = {"/data/rexray/state"};
  const auto problems = [&](const std::string& path) {
    return ProblemsOf(Current({Volume("pg")}), Change({}, {Attachment("a", "pg", path)}), context);
  };
  for (const std::string path :
       {"/data", "/data/rexray", "/data/rexray/state", "/data/rexray/state/x"}) {
    EXPECT_THAT(problems(path),
                ElementsAre(AllOf(HasSubstr(path), HasSubstr("which rexray itself needs"))))
        << path;
  }
  EXPECT_THAT(problems("/data/rexray/statefile"), IsEmpty());
  EXPECT_THAT(problems("/data/pg"), IsEmpty());
}

TEST(RawDevices, AreNotMounted) {
  VolumeSpec raw = Volume("pg");
  raw.filesystem.emplace().type = FilesystemType::None;
  EXPECT_THAT(
      ProblemsOf({}, Change({raw}, {Attachment("a", "pg", "/srv/pg")})),
      ElementsAre(HasSubstr("spec.mount: Attachment \"a\": the Volume \"pg\" is a raw device")));
  EXPECT_THAT(ProblemsOf({}, Change({raw}, {Attachment("a", "pg")})), IsEmpty());
  EXPECT_THAT(
      ProblemsOf(Current({Volume("pg")}, {Attachment("a", "pg", "/srv/pg")}), Change({raw})),
      SizeIs(1));
}

}  // namespace
}  // namespace rexray
