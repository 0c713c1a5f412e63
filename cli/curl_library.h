#pragma once

#include <curl/curl.h>

#include "state/result.h"

namespace rexray {

// The parts of libcurl that are used here, under its own names.
struct CurlLibrary {
  decltype(&::curl_easy_init) easyInit = nullptr;
  decltype(&::curl_easy_cleanup) easyCleanup = nullptr;
  decltype(&::curl_easy_setopt) easySetopt = nullptr;
  decltype(&::curl_easy_perform) easyPerform = nullptr;
  decltype(&::curl_easy_getinfo) easyGetinfo = nullptr;
  decltype(&::curl_easy_strerror) easyStrerror = nullptr;
  decltype(&::curl_slist_append) slistAppend = nullptr;
  decltype(&::curl_slist_free_all) slistFreeAll = nullptr;
};

// Loads it at the first call, for the rest of the process. Not linked: it brings twenty libraries
// along, a quarter of an idle daemon's memory, and the daemon has no use for them.
// FailedPrecondition: it is not installed. Any thread.
Result<const CurlLibrary*> LoadCurl();

}  // namespace rexray
