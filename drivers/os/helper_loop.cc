#include "drivers/os/helper_loop.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "drivers/os/helper_message.h"

namespace rexray {
namespace {

using nlohmann::json;

// CBOR, not text: paths are bytes, and text JSON would have to replace what is no UTF-8.
std::string Encode(const json& value) {
  std::string bytes;
  json::to_cbor(value, bytes);
  return bytes;
}

json Decode(std::string_view bytes) {
  return json::from_cbor(bytes.begin(), bytes.end(), /*strict=*/true, /*allow_exceptions=*/false);
}

Result<json> AnswerOf(const HelperMessage& call, const std::vector<HelperFunction>& functions) {
  const json request = Decode(call.bytes);
  if (!request.is_array() || request.size() != 2 || !request[0].is_string())
    return Fail(Code::Internal, "a helper process got a damaged request");
  // Children are to inherit the lock, so that it lives as long as what they do.
  int lock = -1;
  if (!call.descriptors.empty()) {
    lock = call.descriptors.front().get();
    ::fcntl(lock, F_SETFD, 0);
  }
  return RunHelperFunction(functions, request[0].get_ref<const std::string&>(), request[1], lock);
}

}  // namespace

std::string EncodeCall(std::string_view function, const json& arguments) {
  return Encode(json::array({std::string(function), arguments}));
}

std::string EncodeAnswer(const Result<json>& answer) {
  if (answer) return Encode(json{{"value", *answer}});
  const Error& error = answer.error();
  return Encode(json{{"code", static_cast<int>(error.code)},
                     {"message", error.message},
                     {"reason", error.reason}});
}

Result<json> DecodeAnswer(std::string_view bytes) {
  json answer = Decode(bytes);
  if (answer.is_object() && answer.contains("value")) return std::move(answer["value"]);
  if (!answer.is_object() || !answer.contains("code"))
    return Fail(Code::Internal, "a helper process gave a damaged answer");
  return Fail(static_cast<Code>(answer["code"].get<int>()), answer["message"].get<std::string>(),
              answer["reason"].get<std::string>());
}

Result<json> RunHelperFunction(const std::vector<HelperFunction>& functions, std::string_view name,
                               const json& arguments, int lock) {
  const auto found = std::ranges::find(functions, name, &HelperFunction::name);
  if (found == functions.end())
    return Fail(Code::Internal, fmt::format("no helper function is called '{}'", name));
  try {
    return found->run(arguments, lock);
  } catch (const std::exception& error) {
    return Fail(Code::Internal, fmt::format("{} failed: {}", name, error.what()));
  }
}

void ServeHelperRequests(int socket, const std::vector<HelperFunction>& functions) {
  for (;;) {
    auto message = ReceiveMessage(socket);
    if (!message || !*message) return;
    const Result<json> answer = AnswerOf(**message, functions);
    // Before the answer: who has it may expect the volume's lock to be free again.
    (*message)->descriptors.clear();
    auto sent = SendMessage(socket, EncodeAnswer(answer));
    if (!sent && sent.error().code == Code::Internal)
      sent = SendMessage(socket, EncodeAnswer(std::unexpected(sent.error())));
    if (!sent) return;
  }
}

}  // namespace rexray
