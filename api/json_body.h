#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/api_error.h"

namespace rexray {

// Reads the fields of a JSON object that a client sent. Strict: a wrong type or an unknown field is
// an error, all of them told at once by Finish.
class JsonBody {
 public:
  // `where`: the object's own path in messages, "manifests[0]"; empty for the body itself.
  explicit JsonBody(const nlohmann::json& object, std::string where = {});

  std::string Text(const char* field, std::string otherwise = {});
  bool Flag(const char* field);
  // A whole number from 0 to `most`.
  std::uint64_t Number(const char* field, std::uint64_t most, std::uint64_t otherwise);
  // The items of a list of objects; empty if it is left out.
  std::vector<JsonBody> List(const char* field);
  bool Has(const char* field) const;

  // Takes over the problems of an item of a list.
  void Finish(JsonBody item);
  // InvalidArgument with all problems so far and the fields that nobody asked for.
  ApiResult<void> Finish();

 private:
  const nlohmann::json* Find(const char* field);
  void Complain(const char* field, std::string_view expected);
  std::string Path(std::string_view field) const;
  void NameUnknown();

  const nlohmann::json& object_;
  std::string where_;
  std::vector<std::string> known_;
  std::vector<Problem> problems_;
};

}  // namespace rexray
