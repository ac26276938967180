// CRC-32C (Castagnoli), by the processor's instruction where it has one: Swift has no name for it.
// Arguments and results are the bare register, without the inversions before and after.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t shim_crc32c_bytewise(uint32_t crc, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2")))
static inline uint32_t shim_crc32c_sse42(uint32_t crc, const uint8_t *bytes, size_t count) {
    uint64_t wide = crc;
    for (; count >= 8; count -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    crc = (uint32_t)wide;
    for (; count > 0; count--) crc = __builtin_ia32_crc32qi(crc, *bytes++);
    return crc;
}
#endif

#if defined(__aarch64__)
__attribute__((target("crc")))
static inline uint32_t shim_crc32c_arm(uint32_t crc, const uint8_t *bytes, size_t count) {
    for (; count >= 8; count -= 8, bytes += 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = __builtin_arm_crc32cd(crc, word);
    }
    for (; count > 0; count--) crc = __builtin_arm_crc32cb(crc, *bytes++);
    return crc;
}
#endif

// Every 64-bit ARM server has the instruction; of x86, all made since 2009.
static inline uint32_t shim_crc32c(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return shim_crc32c_sse42(crc, bytes, count);
    return shim_crc32c_bytewise(crc, bytes, count);
#elif defined(__aarch64__)
    return shim_crc32c_arm(crc, bytes, count);
#else
    return shim_crc32c_bytewise(crc, bytes, count);
#endif
}
