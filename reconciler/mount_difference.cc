#include "reconciler/mount_difference.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace rexray {
namespace {

// Both words of a switch. The mount table shows the second one, or nothing.
struct Switch {
  std::string_view off;
  std::string_view on;
};
constexpr std::array<Switch, 10> kSwitches = {{{"rw", "ro"},
                                               {"suid", "nosuid"},
                                               {"dev", "nodev"},
                                               {"exec", "noexec"},
                                               {"atime", "noatime"},
                                               {"diratime", "nodiratime"},
                                               {"async", "sync"},
                                               {"nodirsync", "dirsync"},
                                               {"nolazytime", "lazytime"},
                                               {"followsymlinks", "nosymfollow"}}};
// What a mount is anyway, or what only fstab knows.
constexpr std::array<std::string_view, 4> kSaysNothing = {"defaults", "nofail", "relatime",
                                                          "strictatime"};

using Words = std::set<std::string_view>;

void AddWords(std::string_view text, Words& words) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    words.insert(word);
  }
}

// The superblock's "ro" is no option of this mount.
Words WordsOf(const MountEntry& live) {
  Words words;
  AddWords(live.fsOptions, words);
  words.erase("ro");
  AddWords(live.options, words);
  return words;
}

const Switch* SwitchOf(std::string_view word) {
  const auto found = std::ranges::find_if(
      kSwitches, [&](const Switch& each) { return each.off == word || each.on == word; });
  return found == kSwitches.end() ? nullptr : &*found;
}

// The last word counts.
bool IsDeclaredOn(const Switch& each, const std::vector<std::string>& declared) {
  bool on = false;
  for (const std::string& word : declared) {
    if (word == each.on) on = true;
    if (word == each.off) on = false;
  }
  return on;
}

void Append(std::string& text, std::string_view what) {
  text += text.empty() ? "" : ", ";
  text += what;
}

}  // namespace

std::string MountDifference(const MountEntry& live, const std::vector<std::string>& declared) {
  const Words words = WordsOf(live);
  std::string missing;
  std::string extra;
  for (const Switch& each : kSwitches) {
    const bool on = IsDeclaredOn(each, declared);
    if (on == words.contains(each.on)) continue;
    Append(on ? missing : extra, each.on);
  }
  for (const std::string& word : declared) {
    const bool told =
        SwitchOf(word) != nullptr || std::ranges::find(kSaysNothing, word) != kSaysNothing.end();
    if (!told && !words.contains(word)) Append(missing, word);
  }
  std::string text;
  if (!missing.empty()) Append(text, "declared and not shown by the live mount: " + missing);
  if (!extra.empty()) Append(text, "of the live mount and not declared: " + extra);
  return text;
}

}  // namespace rexray
