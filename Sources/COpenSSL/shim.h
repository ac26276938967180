// libcrypto, opened when the first digest is asked for: a process that needs none does not pay
// for it. The types of the functions are OpenSSL's own.
#pragma once
#include <dlfcn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdbool.h>

struct shim_libcrypto {
    __typeof__(&OPENSSL_init_crypto) init_crypto;
    __typeof__(&EVP_MD_CTX_new) md_ctx_new;
    __typeof__(&EVP_MD_CTX_free) md_ctx_free;
    __typeof__(&EVP_sha256) sha256;
    __typeof__(&EVP_md5) md5;
    __typeof__(&EVP_DigestInit_ex) digest_init;
    __typeof__(&EVP_DigestUpdate) digest_update;
    __typeof__(&EVP_DigestFinal_ex) digest_final;
    __typeof__(&HMAC) hmac;
};

// Opens the library and finds every function; false and a reason in dlerror() otherwise.
static inline bool shim_libcrypto_open(struct shim_libcrypto *library) {
    void *handle = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return false;
#define SHIM_FIND(member, name)                                       \
    library->member = (__typeof__(library->member))dlsym(handle, name); \
    if (library->member == NULL) return false
    SHIM_FIND(init_crypto, "OPENSSL_init_crypto");
    SHIM_FIND(md_ctx_new, "EVP_MD_CTX_new");
    SHIM_FIND(md_ctx_free, "EVP_MD_CTX_free");
    SHIM_FIND(sha256, "EVP_sha256");
    SHIM_FIND(md5, "EVP_md5");
    SHIM_FIND(digest_init, "EVP_DigestInit_ex");
    SHIM_FIND(digest_update, "EVP_DigestUpdate");
    SHIM_FIND(digest_final, "EVP_DigestFinal_ex");
    SHIM_FIND(hmac, "HMAC");
#undef SHIM_FIND
    return true;
}
