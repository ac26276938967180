// libcurl, opened when the first request is made: its libraries take longer to load than most
// calls of ours last. Its setter is variadic, which Swift cannot call: there is one function
// here for each C type.
#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/socket.h>

typedef CURLcode (*shim_setopt)(CURL *, CURLoption, ...);

struct shim_libcurl {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) easy_init;
    __typeof__(&curl_easy_cleanup) easy_cleanup;
    __typeof__(&curl_easy_reset) easy_reset;
    __typeof__(&curl_easy_perform) easy_perform;
    __typeof__(&curl_easy_strerror) easy_strerror;
    __typeof__(&curl_slist_append) slist_append;
    __typeof__(&curl_slist_free_all) slist_free_all;
    // Cast back where it is called: Swift knows no pointer to a variadic function.
    void (*easy_setopt)(void);
};

// Opens the library and finds every function; false and a reason in dlerror() otherwise.
static inline bool shim_libcurl_open(struct shim_libcurl *library) {
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return false;
#define SHIM_FIND(member, name)                                       \
    library->member = (__typeof__(library->member))dlsym(handle, name); \
    if (library->member == NULL) return false
    SHIM_FIND(global_init, "curl_global_init");
    SHIM_FIND(easy_init, "curl_easy_init");
    SHIM_FIND(easy_cleanup, "curl_easy_cleanup");
    SHIM_FIND(easy_reset, "curl_easy_reset");
    SHIM_FIND(easy_perform, "curl_easy_perform");
    SHIM_FIND(easy_strerror, "curl_easy_strerror");
    SHIM_FIND(slist_append, "curl_slist_append");
    SHIM_FIND(slist_free_all, "curl_slist_free_all");
    SHIM_FIND(easy_setopt, "curl_easy_setopt");
#undef SHIM_FIND
    return true;
}

static inline CURLcode shim_set_long(struct shim_libcurl library, CURL *easy,
                                     CURLoption option, long value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

static inline CURLcode shim_set_offset(struct shim_libcurl library, CURL *easy,
                                       CURLoption option, curl_off_t value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

// libcurl keeps a copy of the string.
static inline CURLcode shim_set_string(struct shim_libcurl library, CURL *easy,
                                       CURLoption option, const char *value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

static inline CURLcode shim_set_pointer(struct shim_libcurl library, CURL *easy,
                                        CURLoption option, void *value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

static inline CURLcode shim_set_list(struct shim_libcurl library, CURL *easy,
                                     CURLoption option, struct curl_slist *value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

// For CURLOPT_READFUNCTION, CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which are alike.
static inline CURLcode shim_set_data_callback(struct shim_libcurl library, CURL *easy,
                                              CURLoption option, curl_write_callback value) {
    return ((shim_setopt)library.easy_setopt)(easy, option, value);
}

static inline CURLcode shim_set_seek_callback(struct shim_libcurl library, CURL *easy,
                                              curl_seek_callback value) {
    return ((shim_setopt)library.easy_setopt)(easy, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode shim_set_progress_callback(struct shim_libcurl library, CURL *easy,
                                                  curl_xferinfo_callback value) {
    return ((shim_setopt)library.easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode shim_set_socket_callback(struct shim_libcurl library, CURL *easy,
                                                curl_sockopt_callback value) {
    return ((shim_setopt)library.easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, value);
}

// Acknowledges at once what has come in. The kernel forgets it with the next bytes that are sent.
static inline void shim_acknowledge(curl_socket_t connection) {
    const int on = 1;
    (void)setsockopt(connection, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

// Macros of casts, or values of two enumerations, in C.
static const size_t shim_READ_ABORT = CURL_READFUNC_ABORT;
static const long shim_PROTOCOLS = CURLPROTO_HTTP | CURLPROTO_HTTPS;
static const long shim_HTTP_1_1 = CURL_HTTP_VERSION_1_1;
static const long shim_TLS_1_2 = CURL_SSLVERSION_TLSv1_2;
static const size_t shim_ERROR_SIZE = CURL_ERROR_SIZE;
