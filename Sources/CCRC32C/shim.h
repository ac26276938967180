// CRC-32C by the processor's own instruction: SSE4.2 on x86-64, the CRC extension on ARMv8.
// A function may only be called where `shim_has_crc32c_instruction` says yes.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#define SHIM_CRC32C_TARGET __attribute__((target("sse4.2")))
#define SHIM_CRC32C_8(state, value) ((uint32_t)__builtin_ia32_crc32di(state, value))
#define SHIM_CRC32C_1(state, value) __builtin_ia32_crc32qi(state, value)

static inline int shim_has_crc32c_instruction(void) {
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2) != 0;
}
#elif defined(__aarch64__)
#include <sys/auxv.h>
#define SHIM_CRC32C_TARGET __attribute__((target("crc")))
#define SHIM_CRC32C_8(state, value) __builtin_arm_crc32cd(state, value)
#define SHIM_CRC32C_1(state, value) __builtin_arm_crc32cb(state, value)

// HWCAP_CRC32 of asm/hwcap.h.
static inline int shim_has_crc32c_instruction(void) {
    return (getauxval(AT_HWCAP) & (1UL << 7)) != 0;
}
#else
#define SHIM_CRC32C_TARGET
static inline int shim_has_crc32c_instruction(void) { return 0; }
#endif

// The register after further bytes; nothing is inverted before or after.
SHIM_CRC32C_TARGET
static inline uint32_t shim_crc32c_by_instruction(uint32_t state, const void *bytes,
                                                  size_t count) {
#ifdef SHIM_CRC32C_8
    const unsigned char *next = (const unsigned char *)bytes;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, sizeof word);
        state = SHIM_CRC32C_8(state, word);
    }
    for (; count > 0; count--, next++) state = SHIM_CRC32C_1(state, *next);
#else
    (void)bytes, (void)count;
#endif
    return state;
}
