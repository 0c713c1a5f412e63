#include "api/openssl_library.h"

#include <dlfcn.h>

#include <string>

namespace rexray {
namespace {

constexpr const char* kLibrary = "libssl.so.3";  // libcrypto comes with it

template <class Function>
bool FindFunction(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool FindAll(void* opened, OpensslLibrary& ssl) {
  return FindFunction(opened, "TLS_server_method", ssl.serverMethod) &&
         FindFunction(opened, "SSL_CTX_new", ssl.contextNew) &&
         FindFunction(opened, "SSL_CTX_free", ssl.contextFree) &&
         FindFunction(opened, "SSL_CTX_ctrl", ssl.contextControl) &&
         FindFunction(opened, "SSL_CTX_set_options", ssl.contextSetOptions) &&
         FindFunction(opened, "SSL_CTX_use_certificate_chain_file",
                      ssl.contextUseCertificateChainFile) &&
         FindFunction(opened, "SSL_CTX_use_PrivateKey_file", ssl.contextUsePrivateKeyFile) &&
         FindFunction(opened, "SSL_CTX_check_private_key", ssl.contextCheckPrivateKey) &&
         FindFunction(opened, "SSL_CTX_load_verify_locations", ssl.contextLoadVerifyLocations) &&
         FindFunction(opened, "SSL_CTX_set_verify", ssl.contextSetVerify) &&
         FindFunction(opened, "SSL_load_client_CA_file", ssl.loadClientCaFile) &&
         FindFunction(opened, "SSL_CTX_set_client_CA_list", ssl.contextSetClientCaList) &&
         FindFunction(opened, "SSL_new", ssl.sessionNew) &&
         FindFunction(opened, "SSL_free", ssl.sessionFree) &&
         FindFunction(opened, "SSL_set_fd", ssl.setDescriptor) &&
         FindFunction(opened, "SSL_accept", ssl.accept) &&
         FindFunction(opened, "SSL_read", ssl.read) &&
         FindFunction(opened, "SSL_write", ssl.write) &&
         FindFunction(opened, "SSL_shutdown", ssl.shutdown) &&
         FindFunction(opened, "SSL_get_error", ssl.getError) &&
         FindFunction(opened, "SSL_get1_peer_certificate", ssl.peerCertificate) &&
         FindFunction(opened, "ERR_get_error", ssl.takeError) &&
         FindFunction(opened, "ERR_clear_error", ssl.clearErrors) &&
         FindFunction(opened, "ERR_error_string_n", ssl.errorText) &&
         FindFunction(opened, "X509_free", ssl.certificateFree) &&
         FindFunction(opened, "X509_get_subject_name", ssl.subjectName) &&
         FindFunction(opened, "X509_NAME_get_text_by_NID", ssl.textOfName);
}

Result<OpensslLibrary> OpenOpenssl() {
  void* const opened = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  OpensslLibrary ssl;
  if (opened != nullptr && FindAll(opened, ssl)) return ssl;
  return Fail(Code::FailedPrecondition, std::string("cannot load OpenSSL: ") + ::dlerror() +
                                            "; install it (apt-get install libssl3)");
}

}  // namespace

Result<const OpensslLibrary*> LoadOpenssl() {
  static const Result<OpensslLibrary> ssl = OpenOpenssl();
  if (!ssl) return std::unexpected(ssl.error());
  return &*ssl;
}

}  // namespace rexray
