// libzstd, linked statically; with the calls that take no structures of pointers, which
// zstd calls experimental and keeps for bindings like this one.
#pragma once
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>
