#include "cli/curl_library.h"

#include <dlfcn.h>

#include <string>

namespace rexray {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";

template <class Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

Result<CurlLibrary> Open() {
  void* const opened = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  CurlLibrary curl;
  if (opened != nullptr && Find(opened, "curl_easy_init", curl.easyInit) &&
      Find(opened, "curl_easy_cleanup", curl.easyCleanup) &&
      Find(opened, "curl_easy_setopt", curl.easySetopt) &&
      Find(opened, "curl_easy_perform", curl.easyPerform) &&
      Find(opened, "curl_easy_getinfo", curl.easyGetinfo) &&
      Find(opened, "curl_easy_strerror", curl.easyStrerror) &&
      Find(opened, "curl_slist_append", curl.slistAppend) &&
      Find(opened, "curl_slist_free_all", curl.slistFreeAll)) {
    return curl;
  }
  return Fail(Code::FailedPrecondition, std::string("cannot load the library of curl: ") +
                                            ::dlerror() +
                                            "; install it (apt-get install libcurl4)");
}

}  // namespace

Result<const CurlLibrary*> LoadCurl() {
  static const Result<CurlLibrary> curl = Open();
  if (!curl) return std::unexpected(curl.error());
  return &*curl;
}

}  // namespace rexray
