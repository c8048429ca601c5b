// CHECK: our own mistakes end the program with a message, always on at boundaries. DCHECK: inside, only in builds with checks.
#pragma once

namespace jitwright::support {
[[noreturn, gnu::cold]] void check_failed(const char* condition, const char* message, const char* file, int line);
}

#define JW_CHECK(condition, message) \
  (__builtin_expect(!!(condition), 1) ? (void)0 : ::jitwright::support::check_failed(#condition, message, __FILE__, __LINE__))

// Tests have the CHECK of their own framework; headers that tests include say JW_CHECK.
#ifndef CHECK
#define CHECK(condition, message) JW_CHECK(condition, message)
#endif

#ifdef JW_CHECKS
#define DCHECK(condition, message) JW_CHECK(condition, message)
#else
#define DCHECK(condition, message) ((void)0)
#endif
