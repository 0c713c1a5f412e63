#include "cli/resource.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "state/spelling.h"

namespace rexray {
namespace {

struct ResourceRow {
  ResourceType type;
  std::string_view kind;
  std::string_view singular;
  std::string_view plural;
  std::string_view abbreviation;
};

// In the enumeration's order.
constexpr ResourceRow kResources[] = {
    {ResourceType::Volume, "Volume", "volume", "volumes", "vol"},
    {ResourceType::Attachment, "Attachment", "attachment", "attachments", "att"},
    {ResourceType::Operation, "Operation", "operation", "operations", "op"},
    {ResourceType::Event, "Event", "event", "events", "ev"},
    {ResourceType::Service, "Service", "service", "services", "svc"},
    {ResourceType::Node, "Node", "node", "nodes", "no"},
    {ResourceType::Discovered, "Discovered", "discovered", "discovered", "disc"},
    {ResourceType::Snapshot, "Snapshot", "snapshot", "snapshots", "snap"},
    {ResourceType::Source, "Source", "source", "sources", "src"},
};

const ResourceRow& Find(ResourceType type) { return kResources[static_cast<std::size_t>(type)]; }

std::string Lower(std::string_view word) {
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

Result<ResourceRef> ParseSlashForm(std::string_view word) {
  const std::size_t slash = word.find('/');
  REXRAY_ASSIGN(const ResourceType type, ParseResourceType(word.substr(0, slash)));
  const auto name = std::string(word.substr(slash + 1));
  if (name.empty() || name.contains('/')) {
    return Fail(Code::InvalidArgument, fmt::format("\"{}\" is not of the form TYPE/NAME", word));
  }
  return ResourceRef{type, name};
}

}  // namespace

std::string_view KindOf(ResourceType type) { return Find(type).kind; }
std::string_view SingularOf(ResourceType type) { return Find(type).singular; }
std::string_view PluralOf(ResourceType type) { return Find(type).plural; }

std::vector<std::string_view> ResourceWords() {
  std::vector<std::string_view> words;
  for (const ResourceRow& row : kResources) {
    for (const auto word : {row.plural, row.singular, row.abbreviation}) words.push_back(word);
  }
  return words;
}

Result<ResourceType> ParseResourceType(std::string_view word) {
  const std::string lower = Lower(word);
  for (const ResourceRow& row : kResources) {
    if (lower == row.singular || lower == row.plural || lower == row.abbreviation) return row.type;
  }
  return Fail(Code::InvalidArgument,
              fmt::format("there is no resource type \"{}\"{}; the types are volumes, attachments, "
                          "operations, events, services, nodes, discovered, snapshots, sources",
                          word, DidYouMean(lower, ResourceWords())));
}

Result<std::vector<ResourceRef>> ParseResourceRefs(const std::vector<std::string>& words) {
  std::vector<ResourceRef> references;
  if (words.empty()) return references;
  if (!words.front().contains('/')) {
    REXRAY_ASSIGN(const ResourceType type, ParseResourceType(words.front()));
    for (std::size_t i = 1; i < words.size(); ++i) references.push_back({type, words[i]});
    if (references.empty()) references.push_back({type, ""});
    return references;
  }
  for (const std::string& word : words) {
    if (!word.contains('/')) {
      return Fail(Code::InvalidArgument,
                  fmt::format("\"{}\" has no type while \"{}\" has one; write TYPE/NAME for each",
                              word, words.front()));
    }
    REXRAY_ASSIGN(ResourceRef reference, ParseSlashForm(word));
    references.push_back(std::move(reference));
  }
  return references;
}

namespace {

// "NAME", "TYPE/NAME", "TYPE NAME", all of one type.
Result<std::vector<std::string>> ParseNamesOf(ResourceType type,
                                              const std::vector<std::string>& words) {
  std::vector<std::string> names;
  const bool typed = words.size() > 1 && ParseResourceType(words.front()) == type;
  for (auto word = words.begin() + (typed ? 1 : 0); word != words.end(); ++word) {
    if (!word->contains('/')) {
      names.push_back(*word);
      continue;
    }
    REXRAY_ASSIGN(ResourceRef reference, ParseSlashForm(*word));
    if (reference.type != type) {
      return Fail(Code::InvalidArgument,
                  fmt::format("\"{}\" is not a {}", *word, SingularOf(type)));
    }
    names.push_back(std::move(reference.name));
  }
  return names;
}

}  // namespace

Result<std::vector<std::string>> ParseVolumeNames(const std::vector<std::string>& words) {
  return ParseNamesOf(ResourceType::Volume, words);
}

Result<std::vector<std::string>> ParseSourceNames(const std::vector<std::string>& words) {
  return ParseNamesOf(ResourceType::Source, words);
}

}  // namespace rexray
