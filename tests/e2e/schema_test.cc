#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/command.h"
#include "tests/support/requirements.h"
#include "tests/support/temp_folder.h"

// What editors do with `rexray schema`, done by a validator that knows nothing of rexray: it must
// find right what we find right, and wrong what can be told from one document.

namespace rexray {
namespace {

namespace fs = std::filesystem;

// Prints one line for each document of the files that is wrong.
constexpr const char* kValidator = R"py(
import json, sys, yaml, jsonschema
with open(sys.argv[1]) as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    with open(name) as file:
        for number, document in enumerate(yaml.safe_load_all(file)):
            if document is not None and not validator.is_valid(document):
                print(name, number)
)py";

class EditorSchema : public testing::Test {
 protected:
  void SetUp() override {
    if (!RunCommand({"/usr/bin/python3", "-c", "import yaml, jsonschema"}).ok()) {
      Missing("python3-jsonschema and python3-yaml");
    }
    if (IsSkipped() || HasFatalFailure()) return;
    const CommandResult schema = RunCommand({REXRAY_BINARY, "schema"});
    ASSERT_EQ(schema.exitCode, 0) << schema;
    std::ofstream(folder_ / "schema.json") << schema.out;
  }

  CommandResult Validate(const std::vector<std::string>& files) {
    std::vector<std::string> command{"/usr/bin/python3", "-c", kValidator, folder_ / "schema.json"};
    command.insert(command.end(), files.begin(), files.end());
    return RunCommand(command);
  }
  // Of one document: what the editor and what the daemon's own reader say.
  void ExpectBoth(const std::string& document, bool valid) {
    const std::string file = folder_ / "document.yaml";
    std::ofstream(file) << document;
    const CommandResult editor = Validate({file});
    ASSERT_EQ(editor.exitCode, 0) << editor;
    EXPECT_EQ(editor.out.empty(), valid) << document;
    EXPECT_EQ(RunCommand({REXRAY_BINARY, "validate", "-f", file}).exitCode == 0, valid) << document;
  }
  static std::string Volume(const std::string& spec, const std::string& metadata = "name: pg") {
    return "{apiVersion: rexray.io/v1, kind: Volume, metadata: {" + metadata + "}, spec: {" + spec +
           "}}\n";
  }
  static std::string Attachment(const std::string& spec) {
    return "{apiVersion: rexray.io/v1, kind: Attachment, metadata: {name: pg}, spec: {" + spec +
           "}}\n";
  }

  TempFolder folder_;
};

TEST_F(EditorSchema, AllExamplesAreValid) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(REXRAY_SOURCE_DIR "/examples")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  ASSERT_GT(files.size(), 5U);
  const CommandResult validated = Validate(files);
  EXPECT_EQ(validated.exitCode, 0) << validated;
  EXPECT_EQ(validated.out, "");
}

TEST_F(EditorSchema, WhatIsRightIsFoundRight) {
  ExpectBoth(Volume("size: 20Gi, filesystem: {type: xfs, owner: {uid: 70, mode: \"0750\"}}"), true);
  ExpectBoth(Volume("size: 1.5T, mountOptions: [noatime], reclaimPolicy: Snapshot"), true);
  ExpectBoth(Volume("service: device, adopt: {id: \"UUID=0a-1\"}"), true);
  ExpectBoth(Volume("size: 1Gi, source: {snapshot: s1}", "name: pg, labels: {app: pg}"), true);
  ExpectBoth(Attachment("volume: pg, node: \"${node.name}\", mount: {path: /srv/pg}"), true);
  ExpectBoth(Attachment("volume: pg, driftPolicy: Report, preemption: WhenDead"), true);
}

TEST_F(EditorSchema, WhatIsWrongIsFoundWrong) {
  for (const std::string& document : {
           Volume("sise: 20Gi"),                              // a misspelt field
           Volume("size: 20"),                                // a quantity without its unit
           Volume("size: 20 Gi"),                             //
           Volume("size: [20Gi]"),                            // another type
           Volume("filesystem: {type: ext3}"),                // another word
           Volume("filesystem: {type: ext4, colour: blue}"),  //
           Volume("filesystem: {owner: {uid: -1}}"),          //
           Volume("filesystem: {owner: {mode: \"rwx\"}}"),    //
           Volume("reclaimPolicy: retain"),                   //
           Volume("deletionProtection: 3"),                   //
           std::string("{apiVersion: rexray.io/v1, kind: Snapshot, metadata: {name: now}, "
                       "spec: {}}\n"),             // a part that is required
           Volume("size: 1Gi", "name: \"-pg\""),   //
           Volume("size: 1Gi", "labels: {a: b}"),  // no name
           Volume("size: 1Gi", "name: pg, labels: {a: [b]}"),
           Attachment("mount: {path: /srv/pg}"),  // no volume
           Attachment("volume: pg, mount: {options: noatime}"),
           std::string("{apiVersion: rexray.io/v1, kind: Volumes, metadata: {name: pg}}\n"),
           std::string("{apiVersion: rexray.io/v9, kind: Volume, metadata: {name: pg}}\n"),
           std::string("{kind: Volume}\n"),
           std::string("[kind, Volume]\n"),
       }) {
    ExpectBoth(document, false);
  }
}

}  // namespace
}  // namespace rexray
