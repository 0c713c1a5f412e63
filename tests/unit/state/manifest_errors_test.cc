#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/manifest.h"
#include "tests/unit/state/manifest_fixture.h"

namespace rexray {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

MATCHER_P2(Says, place, words, "") {
  return arg.starts_with(std::string("x.yaml:") + place) && arg.find(words) != std::string::npos;
}

TEST(ManifestErrors, UnknownFieldNamesTheKnownOnesAndTheLikeliest) {
  EXPECT_THAT(
      ProblemsOf(VolumeText("  sise: 20Gi\n")),
      ElementsAre("x.yaml:5:3: spec.sise: is no field (did you mean \"size\"?); spec has service, "
                  "size, owner, type, iops, availabilityZone, encrypted, encryptionKey, source, "
                  "filesystem, accessMode, mountOptions, subPath, adopt, onExisting, "
                  "reclaimPolicy, deletionProtection"));
  EXPECT_THAT(ProblemsOf(VolumeText("  Size: 20Gi\n")),
              ElementsAre(Says("5:3", "did you mean \"size\"?")));
  EXPECT_THAT(ProblemsOf(VolumeText("  banana: 1\n")),
              ElementsAre(testing::Not(HasSubstr("did you mean"))));
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  mount: {path: /srv/x, option: [a]}\n")),
              ElementsAre(Says("6:25: spec.mount.option:", "did you mean \"options\"?")));
}

// A key with dots names no nested field.
TEST(ManifestErrors, PathsAreNoKeys) {
  EXPECT_THAT(
      ProblemsOf("apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: pg}\nspec.size: 1Gi\n"),
      ElementsAre(
          Says("4:1: spec.size:", "is no field; Volume has apiVersion, kind, metadata, spec")));
  EXPECT_THAT(ProblemsOf("apiVersion: rexray.io/v1\nkind: Volume\nmetadata.name: pg\n"),
              ElementsAre(Says("1:1: metadata.name:", "is required"),
                          Says("3:1: metadata.name:", "is no field")));
  EXPECT_THAT(ProblemsOf(VolumeText("  filesystem.type: xfs\n")),
              ElementsAre(Says("5:3: spec.filesystem.type:", "is no field")));
}

TEST(ManifestErrors, AllProblemsOfAllDocumentsAndFilesAreTold) {
  const std::vector<ManifestText> texts = {
      {"a.yaml", VolumeText("  size: 20\n  reclaimPolicy: Keep\n") + "---\nkind: Volum\n"},
      {"b.yaml", AttachmentText("  node: db1\n")}};
  const auto manifest = ParseManifests(texts, NodeName{"db1"});
  ASSERT_FALSE(manifest.has_value());
  std::vector<std::string> lines;
  for (const Problem& problem : manifest.error()) lines.push_back(ToString(problem));
  EXPECT_THAT(lines,
              ElementsAre(StartsWith("a.yaml:5:9: spec.size:"),
                          StartsWith("a.yaml:6:18: spec.reclaimPolicy:"),
                          StartsWith("a.yaml:8:7: kind:"), StartsWith("b.yaml:4:1: spec.volume:")));
}

TEST(ManifestErrors, BareSizeOffersUnits) {
  EXPECT_THAT(ProblemsOf(VolumeText("  size: 20\n")),
              ElementsAre(AllOf(Says("5:9: spec.size:", "no unit"), HasSubstr("write 20Gi"))));
  EXPECT_THAT(ProblemsOf(VolumeText("  size: 20GB\n")),
              ElementsAre(Says("5:9", "\"GB\" is not a unit")));
}

TEST(ManifestErrors, BooleansAreTrueAndFalseOnly) {
  for (const std::string word : {"yes", "on", "True", "1", "y"}) {
    EXPECT_THAT(ProblemsOf(VolumeText("  deletionProtection: " + word + "\n")),
                ElementsAre(Says("5:23: spec.deletionProtection:", "write true or false")));
  }
  EXPECT_THAT(ProblemsOf(VolumeText("  deletionProtection: \"true\"\n")),
              ElementsAre(Says("5:23", "must be true without quotes")));
}

TEST(ManifestErrors, ModeMustBeQuotedOctal) {
  const auto problems = [](const std::string& mode) {
    return ProblemsOf(VolumeText("  filesystem: {owner: {mode: " + mode + "}}\n"));
  };
  EXPECT_THAT(problems("0750"),
              ElementsAre(Says("5:30: spec.filesystem.owner.mode:", "in quotes")));
  EXPECT_THAT(problems("488"),
              ElementsAre(Says("5:30", "octal digits in quotes, such as \"0750\"")));
  EXPECT_THAT(problems("\"789\""), ElementsAre(Says("5:30", "is not a mode")));
  EXPECT_THAT(problems("\"17777\""), ElementsAre(Says("5:30", "is not a mode")));
  EXPECT_THAT(problems("\"u=rwx\""), ElementsAre(Says("5:30", "is not a mode")));
  EXPECT_THAT(problems("\"1777\""), IsEmpty());
}

TEST(ManifestErrors, IdsAreDecimalNumbers) {
  const auto problems = [](const std::string& uid) {
    return ProblemsOf(VolumeText("  filesystem: {owner: {uid: " + uid + "}}\n"));
  };
  EXPECT_THAT(problems("-1"), ElementsAre(Says("5:29", "no whole number")));
  EXPECT_THAT(problems("010"), ElementsAre(Says("5:29", "without a leading zero")));
  EXPECT_THAT(problems("postgres"), ElementsAre(Says("5:29", "no whole number")));
  EXPECT_THAT(problems("\"10\""), ElementsAre(Says("5:29", "without quotes")));
  EXPECT_THAT(problems("4294967295"), ElementsAre(Says("5:29", "too large")));
  EXPECT_THAT(problems("99999999999999999999"), ElementsAre(Says("5:29", "too large")));
  EXPECT_THAT(problems("4294967294"), IsEmpty());
}

TEST(ManifestErrors, TextThatLooksLikeAnotherTypeMustBeQuoted) {
  const auto problems = [](const std::string& value) {
    return ProblemsOf(
        "apiVersion: rexray.io/v1\nkind: Volume\nmetadata:\n  name: pg\n  labels:\n    a: " +
        value + "\n");
  };
  EXPECT_THAT(problems("1"),
              ElementsAre(Says("6:8: metadata.labels.a:", "write it in quotes: \"1\"")));
  EXPECT_THAT(problems("true"), ElementsAre(Says("6:8", "not a boolean")));
  EXPECT_THAT(problems("1e3"), ElementsAre(Says("6:8", "not a number")));
  EXPECT_THAT(problems("\"1\""), IsEmpty());
}

TEST(ManifestErrors, EmptyValuesAreToldAtTheirKey) {
  EXPECT_THAT(ProblemsOf(VolumeText("  size:\n  service: local\n")),
              ElementsAre("x.yaml:5:3: spec.size: has no value; give one or remove the line"));
  EXPECT_THAT(ProblemsOf(VolumeText("  filesystem: ~\n")),
              ElementsAre(Says("5:3: spec.filesystem:", "has no value")));
  EXPECT_THAT(ProblemsOf("apiVersion: rexray.io/v1\nkind: Volume\nmetadata:\n  labels: {}\n"),
              ElementsAre("x.yaml:3:1: metadata.name: is required"));
}

TEST(ManifestErrors, ValuesOfTheWrongKindAreNamed) {
  EXPECT_THAT(ProblemsOf(VolumeText("  size: [1Gi]\n")), ElementsAre(Says("5:9", "not a list")));
  EXPECT_THAT(ProblemsOf(VolumeText("  service: {a: b}\n")),
              ElementsAre(Says("5:12", "not a mapping")));
  EXPECT_THAT(ProblemsOf(VolumeText("  filesystem: ext4\n")),
              ElementsAre(Says("5:15", "must be a mapping of fields")));
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  mount: {path: /a/b, options: noatime}\n")),
              ElementsAre(Says("6:32: spec.mount.options:", "must be a list")));
}

TEST(ManifestErrors, ChoicesAreListed) {
  EXPECT_THAT(
      ProblemsOf(VolumeText("  filesystem: {type: EXT4}\n")),
      ElementsAre(
          "x.yaml:5:22: spec.filesystem.type: \"EXT4\" is not one of none, ext4, xfs, btrfs "
          "(did you mean \"ext4\"?)"));
}

TEST(ManifestErrors, WhatThisVersionLacksIsToldApartFromMistakes) {
  EXPECT_THAT(
      ProblemsOf(VolumeText("  throughput: 3\n  parameters: {}\n")),
      ElementsAre("x.yaml:5:3: spec.throughput: is not supported by this version; remove it",
                  Says("6:3", "not supported by this version")));
  EXPECT_THAT(ProblemsOf("kind: SnapshotSchedule\n"),
              ElementsAre(Says("1:7: kind:", "not supported by this version")));
}

TEST(ManifestErrors, WhatAVolumeIsMadeFromMustMakeSense) {
  for (const char* none : {"{}", "{snapshot: ''}", "{snapshot: s, volume: copied}"}) {
    EXPECT_THAT(ProblemsOf(VolumeText("  source: " + std::string(none) + "\n")),
                ElementsAre(Says("5:11: spec.source:", "names one of a snapshot")));
  }
  EXPECT_THAT(ProblemsOf(VolumeText("  source: {snapshot: s}\n  adopt: {id: x}\n")),
              ElementsAre(Says("5:11: spec.source:", "an adopted volume exists already")));
  EXPECT_THAT(ProblemsOf(VolumeText("  iops: 0\n")),
              ElementsAre(Says("5:9: spec.iops:", "at least 1")));
  EXPECT_THAT(ProblemsOf(VolumeText("  encryptionKey: k\n")),
              ElementsAre(Says("5:18: spec.encryptionKey:", "without encrypted: true")));
  EXPECT_THAT(ProblemsOf(VolumeText("  type: \"a\\x01\"\n")),
              ElementsAre(Says("5:9: spec.type:", "control character")));
}

TEST(ManifestErrors, OptionsAndFoldersOfClaimsFollowTheRulesOfMounts) {
  EXPECT_THAT(ProblemsOf(VolumeText("  mountOptions: [noatime, bind]\n")),
              ElementsAre(Says("5:27: spec.mountOptions[1]:", "is not allowed")));
  EXPECT_THAT(ProblemsOf(VolumeText("  mountOptions: [ro]\n")),
              ElementsAre(Says("5:18: spec.mountOptions[0]:", "ReadOnlyMany")));
  EXPECT_THAT(ProblemsOf(VolumeText("  subPath: a/../b\n")),
              ElementsAre(Says("5:12: spec.subPath:", "holds \"..\"")));
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  mount: {path: /a/b, subPath: ..}\n")),
              ElementsAre(Says("6:32: spec.mount.subPath:", "holds \"..\"")));
}

TEST(ManifestErrors, AdoptNamesOneVolumeInOneWay) {
  EXPECT_THAT(ProblemsOf(VolumeText("  adopt: {id: x, name: y}\n")),
              ElementsAre(Says("5:10: spec.adopt:", "exactly one of id, name and tag")));
  EXPECT_THAT(ProblemsOf(VolumeText("  adopt: {}\n")),
              ElementsAre(Says("5:10: spec.adopt:", "exactly one of id, name and tag")));
  for (const std::string tag : {"a", "=b"}) {
    EXPECT_THAT(
        ProblemsOf(VolumeText("  adopt: {tag: " + tag + "}\n")),
        ElementsAre(Says("5:16: spec.adopt.tag:", "\"" + tag + "\" is no tag; write key=value")));
  }
  EXPECT_THAT(ProblemsOf(VolumeText("  adopt: {tag: a=}\n")), testing::IsEmpty());
}

TEST(ManifestErrors, ANodeIsNamedOrSelectedNotBoth) {
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  node: db1\n  nodeSelector: {zone: a}\n")),
              ElementsAre(Says("7:17: spec.nodeSelector:", "give one of them")));
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  nodeSelector: {zone: a}\n")),
              testing::IsEmpty());
}

TEST(ManifestErrors, SelectorsHoldLabels) {
  EXPECT_THAT(ProblemsOf(AttachmentText("  volume: pg\n  nodeSelector: {-a: \"b c\"}\n")),
              ElementsAre(Says("6:18: spec.nodeSelector.-a:", "the key must consist of"),
                          Says("6:18: spec.nodeSelector.-a:", "\"b c\" is no label value")));
}

TEST(ManifestErrors, KindAndVersionMustBeKnown) {
  EXPECT_THAT(
      ProblemsOf("apiVersion: v1\nmetadata: {}\n"),
      ElementsAre("x.yaml:1:1: kind: is required; the kinds are Volume, Attachment and Snapshot"));
  EXPECT_THAT(ProblemsOf("kind: volume\n"), ElementsAre(Says("1:7", "did you mean \"Volume\"?")));
  EXPECT_THAT(ProblemsOf("apiVersion: v1\nkind: Volume\nmetadata: {name: pg}\n"),
              ElementsAre(Says("1:13: apiVersion:", "\"v1\" is not one of rexray.io/v1")));
  EXPECT_THAT(ProblemsOf("kind: Volume\nmetadata: {name: pg}\n"),
              ElementsAre(Says("1:1: apiVersion:", "is required; add apiVersion: rexray.io/v1")));
  EXPECT_THAT(ProblemsOf("- a\n"), ElementsAre(Says("1:1", "a document must be a mapping")));
}

TEST(ManifestErrors, BadNamesAreRefusedWhereTheyStand) {
  EXPECT_THAT(ProblemsOf("apiVersion: rexray.io/v1\nkind: Volume\nmetadata: {name: a/b}\n"),
              ElementsAre(Says("3:18: metadata.name:", "contains '/'")));
  EXPECT_THAT(ProblemsOf(VolumeText("  service: -x\n")),
              ElementsAre(Says("5:12: spec.service:", "service name")));
}

TEST(ManifestErrors, DuplicateNamesTellBothPlaces) {
  const std::string volume = VolumeText("  size: 1Gi\n");
  EXPECT_THAT(ProblemsOf(volume + "---\n" + volume),
              ElementsAre(AllOf(Says("7:1: metadata.name:", "first at x.yaml:1"),
                                HasSubstr("again at x.yaml:7"))));
  EXPECT_THAT(
      ProblemsOf(volume +
                 "---\nkind: Attachment\nmetadata: {name: pgdata}\nspec: {volume: pgdata}\n"),
      IsEmpty());
}

TEST(ManifestErrors, MountPathsAreAbsoluteAndDirect) {
  const auto problems = [](const std::string& path) {
    return ProblemsOf(AttachmentText("  volume: pg\n  mount: {path: " + path + "}\n"));
  };
  EXPECT_THAT(problems("srv/pg"), ElementsAre(Says("6:17: spec.mount.path:", "is not absolute")));
  EXPECT_THAT(problems("/srv/../etc"), ElementsAre(Says("6:17", "holds \"..\"")));
  EXPECT_THAT(problems("\"/srv/a\\nb\""), ElementsAre(Says("6:17", "control character")));
  EXPECT_THAT(problems("\"\""), ElementsAre(Says("6:17", "is not absolute")));
  EXPECT_THAT(problems("/" + std::string(256, 'a')),
              ElementsAre(Says("6:17", "longer than 255 bytes")));
  EXPECT_THAT(problems("/srv/..pg"), IsEmpty());
}

TEST(ManifestErrors, ItemsOfListsHaveTheirOwnPlace) {
  EXPECT_THAT(ProblemsOf(AttachmentText(
                  "  volume: pg\n  mount:\n    path: /srv/pg\n    options:\n"
                  "    - noatime\n    - defaults\n    - bind\n    - ro\n    - noatime\n"
                  "    - 5\n    -\n")),
              ElementsAre(Says("9:5: spec.mount.options[4]:", "has no value"),
                          Says("14:7: spec.mount.options[4]:", "write it in quotes")));
  EXPECT_THAT(ProblemsOf(AttachmentText(
                  "  volume: pg\n  mount:\n    path: /srv/pg\n    options:\n"
                  "    - noatime\n    - defaults\n    - bind\n    - ro\n    - noatime\n")),
              ElementsAre(Says("11:7: spec.mount.options[1]:", "\"bind\" is not allowed"),
                          Says("12:7: spec.mount.options[2]:", "use that"),
                          Says("13:7: spec.mount.options[3]:", "says again")));
}

TEST(ManifestErrors, AFileWithoutADocumentSaysSo) {
  for (const std::string_view text : {"", "\n", "---\n---\n", "# nothing\n", "~\n"}) {
    EXPECT_THAT(ProblemsOf(text),
                ElementsAre("x.yaml: holds no document; write at least one, starting with "
                            "apiVersion and kind"));
  }
}

TEST(ManifestErrors, WhatIsNoYamlHasItsPlace) {
  EXPECT_THAT(ProblemsOf(","),
              ElementsAre(Says("1:1: unexpected \",\":", "a value, or a line ---")));
  EXPECT_THAT(ProblemsOf("kind: Volume\nkind: Volume\n"),
              testing::Contains("x.yaml:2:1: the key \"kind\" stands twice; first in line 1"));
  EXPECT_THAT(ProblemsOf(VolumeText("\tsize: 1Gi\n")),
              ElementsAre(Says("5:", "indented by a tab")));
  EXPECT_THAT(ProblemsOf(std::string_view("kind: \0", 7)), ElementsAre(Says("1:7", "U+0000")));
  EXPECT_THAT(ProblemsOf("kind: \xff"), ElementsAre(Says("1:7", "is not UTF-8")));
}

TEST(ManifestErrors, ValuesInMessagesAreHarmless) {
  EXPECT_THAT(ProblemsOf(VolumeText("  deletionProtection: \"\\e[2J\\n\"\n")),
              ElementsAre(Says("5:23", "\"\\x1b[2J\\x0a\" is no boolean")));
  const auto problems = ProblemsOf(VolumeText("  " + std::string(900, 'k') +
                                              ": 1\n  size: " + std::string(100'000, '9') + "\n"));
  ASSERT_THAT(problems, SizeIs(2));
  for (const std::string& problem : problems) EXPECT_LT(problem.size(), 2100u);
}

// What is wrong with the type makes judging its options useless.
TEST(ManifestErrors, OneMistakeIsToldOnce) {
  EXPECT_THAT(ProblemsOf(VolumeText("  filesystem: {type: xsf, options: [-dagcount=4]}\n")),
              SizeIs(1));
}

}  // namespace
}  // namespace rexray
