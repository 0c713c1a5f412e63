#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rexray {

// A place in a text; both start at 1, columns count bytes.
struct Mark {
  int line = 0;
  int column = 0;
};

struct YamlEntry;

// A value of a YAML document, with aliases followed. Scalars stay text: what they mean depends on
// the field that takes them.
struct YamlNode {
  enum class Kind { Null, Scalar, Sequence, Mapping };

  Kind kind = Kind::Null;
  std::string text;     // of a Scalar
  bool quoted = false;  // then it is text, whatever it looks like
  Mark mark;            // of an empty value: its key, or the sequence that holds it
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;  // in the order of the text, keys unique
};

struct YamlEntry {
  std::string key;
  Mark mark;
  YamlNode value;
};

struct YamlError {
  Mark mark;
  std::string message;
};

// Past these a text is refused; nodes, depth and bytes count after aliases are followed.
struct YamlLimits {
  std::size_t bytes;
  std::size_t nodes;
  int depth;
};

struct YamlText {
  std::vector<YamlNode>
      documents;  // without the empty ones; those before an error that ended reading
  std::vector<YamlError> errors;
};

// Reads any bytes, and ends in time and memory linear in the limits: the text is checked to be
// printable UTF-8; duplicate keys, merge keys, explicit tags, keys that are no text, aliases within
// their own value and text after the end of a document are errors.
YamlText ReadYaml(std::string_view text, const YamlLimits& limits);

// The value as a YAML scalar that any YAML reader takes as this text: quoted where it could be
// taken for another type or for syntax.
std::string YamlQuote(std::string_view text);

// What an unquoted scalar is in YAML 1.2's core schema.
enum class PlainType { Text, Null, Boolean, Number };
PlainType TypeOfPlain(std::string_view text);

}  // namespace rexray
