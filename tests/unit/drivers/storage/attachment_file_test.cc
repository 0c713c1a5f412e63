#include "drivers/storage/attachment_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>

#include "drivers/os/descriptor.h"
#include "tests/support/temp_folder.h"

namespace rexray {
namespace {

class AttachmentFile : public testing::Test {
 protected:
  void Write(const std::string& content) { std::ofstream(folder_ / "attached.json") << content; }
  Result<FolderAttachments> Read() { return ReadAttachments(directory_.get()); }

  TempFolder folder_;
  const Descriptor directory_{::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
};

TEST_F(AttachmentFile, IsReadAsItWasWritten) {
  const FolderAttachments written{
      {{{"n1"}, {"b1"}, "/dev/loop1", AccessMode::ReadOnlyMany},
       {{"n2"}, {"b2"}, "", AccessMode::ReadWriteMany}},
      {{{"n3"}, {"b3"}, "/dev/loop3", AccessMode::ReadWriteOnce}},
  };
  ASSERT_TRUE(WriteAttachments(directory_.get(), written));
  const auto read = Read();
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->current.size(), 2U);
  EXPECT_EQ(read->current[0].node.value, "n1");
  EXPECT_EQ(read->current[0].boot.value, "b1");
  EXPECT_EQ(read->current[0].device, "/dev/loop1");
  EXPECT_EQ(read->current[0].mode, AccessMode::ReadOnlyMany);
  EXPECT_EQ(read->current[1].mode, AccessMode::ReadWriteMany);
  ASSERT_EQ(read->revoked.size(), 1U);
  EXPECT_EQ(read->revoked[0].node.value, "n3");
}

TEST_F(AttachmentFile, TheFormOfOneAttachmentIsRead) {
  Write(R"({"boot":"b1","device":"/dev/loop7","node":"n1"})");
  const auto read = Read();
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->current.size(), 1U);
  EXPECT_EQ(read->current[0].node.value, "n1");
  EXPECT_EQ(read->current[0].device, "/dev/loop7");
  EXPECT_EQ(read->current[0].mode, AccessMode::ReadWriteOnce);
  EXPECT_TRUE(read->revoked.empty());
}

TEST_F(AttachmentFile, NoFileIsNobodyAndNobodyIsNoFile) {
  EXPECT_TRUE(Read()->current.empty());
  ASSERT_TRUE(WriteAttachments(directory_.get(), {{{{"n"}, {"b"}, "", {}}}, {}}));
  ASSERT_TRUE(WriteAttachments(directory_.get(), {}));
  EXPECT_FALSE(std::ifstream(folder_ / "attached.json"));
}

TEST_F(AttachmentFile, G45_DamageMayBeAnAttachment) {
  for (const char* damage :
       {"", "{", "{}", "[]", "null", R"({"attachments":[]})", R"({"attachments":{},"revoked":[]})",
        R"({"attachments":[{}],"revoked":[]})", R"({"attachments":["n1"],"revoked":[]})",
        R"({"attachments":[{"node":"n","boot":"b","device":""}],"revoked":[]})",
        R"({"attachments":[{"node":"n","boot":"b","device":"","accessMode":"x"}],"revoked":[]})",
        R"({"node":"n1"})", R"({"node":1,"boot":"b","device":"d"})"}) {
    Write(damage);
    const auto read = Read();
    ASSERT_FALSE(read) << damage;
    EXPECT_EQ(read.error().reason, "StateDamaged") << damage;
  }
}

}  // namespace
}  // namespace rexray
