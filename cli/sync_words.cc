#include "cli/sync_words.h"

namespace rexray {

Result<void> ParseSyncWords(const std::vector<std::string>& words, SyncCommand& command) {
  command.approve = !words.empty() && words.front() == kApprove;
  if (!command.approve) {
    REXRAY_ASSIGN(command.sources, ParseSourceNames(words));
    return {};
  }
  if (words.size() < 2 || words.size() > 3) {
    return Fail(Code::InvalidArgument, "approve takes a source and the fingerprint that it shows");
  }
  REXRAY_ASSIGN(command.sources, ParseSourceNames({words[1]}));
  if (words.size() == 3) command.fingerprint = words[2];
  return {};
}

}  // namespace rexray
