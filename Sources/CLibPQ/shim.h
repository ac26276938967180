// libpq, opened when the first connection is made: a machine that only stores or restores backups
// need not have it. The types of the functions are libpq's own.
#pragma once
#include <dlfcn.h>
#include <postgresql/libpq-fe.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct shim_libpq {
    __typeof__(&PQconnectdbParams) connect;
    __typeof__(&PQfinish) finish;
    __typeof__(&PQstatus) status;
    __typeof__(&PQerrorMessage) error_message;
    __typeof__(&PQserverVersion) server_version;
    __typeof__(&PQparameterStatus) parameter_status;
    __typeof__(&PQexec) exec;
    __typeof__(&PQsocket) socket;
    __typeof__(&PQsetnonblocking) set_nonblocking;
    __typeof__(&PQflush) flush;
    __typeof__(&PQconsumeInput) consume_input;
    __typeof__(&PQisBusy) is_busy;
    __typeof__(&PQsendQuery) send_query;
    __typeof__(&PQgetResult) get_result;
    __typeof__(&PQresultStatus) result_status;
    __typeof__(&PQresultErrorMessage) result_error;
    __typeof__(&PQntuples) row_count;
    __typeof__(&PQnfields) field_count;
    __typeof__(&PQgetvalue) value;
    __typeof__(&PQgetisnull) is_null;
    __typeof__(&PQclear) clear;
    __typeof__(&PQgetCopyData) get_copy_data;
    __typeof__(&PQputCopyData) put_copy_data;
    __typeof__(&PQputCopyEnd) put_copy_end;
    __typeof__(&PQfreemem) free_memory;
};

// Opens the library and finds every function; false and a reason in dlerror() otherwise.
static inline bool shim_libpq_open(struct shim_libpq *library) {
    void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) return false;
#define SHIM_FIND(member, name)                                         \
    library->member = (__typeof__(library->member))dlsym(handle, name); \
    if (library->member == NULL) return false
    SHIM_FIND(connect, "PQconnectdbParams");
    SHIM_FIND(finish, "PQfinish");
    SHIM_FIND(status, "PQstatus");
    SHIM_FIND(error_message, "PQerrorMessage");
    SHIM_FIND(server_version, "PQserverVersion");
    SHIM_FIND(parameter_status, "PQparameterStatus");
    SHIM_FIND(exec, "PQexec");
    SHIM_FIND(socket, "PQsocket");
    SHIM_FIND(set_nonblocking, "PQsetnonblocking");
    SHIM_FIND(flush, "PQflush");
    SHIM_FIND(consume_input, "PQconsumeInput");
    SHIM_FIND(is_busy, "PQisBusy");
    SHIM_FIND(send_query, "PQsendQuery");
    SHIM_FIND(get_result, "PQgetResult");
    SHIM_FIND(result_status, "PQresultStatus");
    SHIM_FIND(result_error, "PQresultErrorMessage");
    SHIM_FIND(row_count, "PQntuples");
    SHIM_FIND(field_count, "PQnfields");
    SHIM_FIND(value, "PQgetvalue");
    SHIM_FIND(is_null, "PQgetisnull");
    SHIM_FIND(clear, "PQclear");
    SHIM_FIND(get_copy_data, "PQgetCopyData");
    SHIM_FIND(put_copy_data, "PQputCopyData");
    SHIM_FIND(put_copy_end, "PQputCopyEnd");
    SHIM_FIND(free_memory, "PQfreemem");
#undef SHIM_FIND
    return true;
}

// PQconnectdbParams with the parameters of a physical replication connection; of a keyword the
// last value counts, and the name may be a whole connection string.
//
// A host that is gone is noticed within two minutes, though the server may be silent for longer;
// what the connection string says wins. A service file and PGCONNECT_TIMEOUT would lose, so where
// they may say something we say nothing.
static inline PGconn *shim_connect_replication(struct shim_libpq library, const char *name,
                                               const char *connect_timeout) {
    const char *keywords[9] = {NULL}, *values[9] = {NULL};
    int count = 0;
#define SHIM_ADD(keyword, value) (keywords[count] = keyword, values[count++] = value)
    if (getenv("PGSERVICE") == NULL && strstr(name, "service") == NULL) {
        if (getenv("PGCONNECT_TIMEOUT") == NULL) SHIM_ADD("connect_timeout", connect_timeout);
        SHIM_ADD("keepalives_idle", "60");
        SHIM_ADD("keepalives_interval", "10");
        SHIM_ADD("keepalives_count", "6");
        SHIM_ADD("tcp_user_timeout", "120000");
    }
    SHIM_ADD("dbname", name);
    SHIM_ADD("replication", "true");
    SHIM_ADD("fallback_application_name", "wal-archive");
#undef SHIM_ADD
    return library.connect(keywords, values, 1);
}

// Connects for a few queries. A server in trouble must not hold up who looks after it; what the
// connection string says wins over the first two.
static inline PGconn *shim_connect_monitoring(struct shim_libpq library, const char *name) {
    const char *keywords[] = {"connect_timeout", "options", "dbname",
                              "fallback_application_name", NULL};
    const char *values[] = {"10", "-c statement_timeout=10s", name, "wal-archive", NULL};
    return library.connect(keywords, values, 1);
}
