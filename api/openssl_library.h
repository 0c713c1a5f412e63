#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "state/result.h"

namespace rexray {

// The parts of OpenSSL that are used here, under its own names (what are macros there: their
// functions).
struct OpensslLibrary {
  decltype(&::TLS_server_method) serverMethod = nullptr;
  decltype(&::SSL_CTX_new) contextNew = nullptr;
  decltype(&::SSL_CTX_free) contextFree = nullptr;
  decltype(&::SSL_CTX_ctrl) contextControl = nullptr;
  decltype(&::SSL_CTX_set_options) contextSetOptions = nullptr;
  decltype(&::SSL_CTX_use_certificate_chain_file) contextUseCertificateChainFile = nullptr;
  decltype(&::SSL_CTX_use_PrivateKey_file) contextUsePrivateKeyFile = nullptr;
  decltype(&::SSL_CTX_check_private_key) contextCheckPrivateKey = nullptr;
  decltype(&::SSL_CTX_load_verify_locations) contextLoadVerifyLocations = nullptr;
  decltype(&::SSL_CTX_set_verify) contextSetVerify = nullptr;
  decltype(&::SSL_load_client_CA_file) loadClientCaFile = nullptr;
  decltype(&::SSL_CTX_set_client_CA_list) contextSetClientCaList = nullptr;
  decltype(&::SSL_new) sessionNew = nullptr;
  decltype(&::SSL_free) sessionFree = nullptr;
  decltype(&::SSL_set_fd) setDescriptor = nullptr;
  decltype(&::SSL_accept) accept = nullptr;
  decltype(&::SSL_read) read = nullptr;
  decltype(&::SSL_write) write = nullptr;
  decltype(&::SSL_shutdown) shutdown = nullptr;
  decltype(&::SSL_get_error) getError = nullptr;
  decltype(&::SSL_get1_peer_certificate) peerCertificate = nullptr;
  decltype(&::ERR_get_error) takeError = nullptr;
  decltype(&::ERR_clear_error) clearErrors = nullptr;
  decltype(&::ERR_error_string_n) errorText = nullptr;
  decltype(&::X509_free) certificateFree = nullptr;
  decltype(&::X509_get_subject_name) subjectName = nullptr;
  decltype(&::X509_NAME_get_text_by_NID) textOfName = nullptr;
};

// Loads it at the first call, for the rest of the process. Not linked: two megabytes of an idle
// daemon's memory, and most daemons listen on no network. FailedPrecondition: it is not installed.
// Any thread.
Result<const OpensslLibrary*> LoadOpenssl();

}  // namespace rexray
