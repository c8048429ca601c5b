// The types of values in jitcode registers and traces.
//
// A register is 64 bits. Integers narrower than 64 bits are kept zero-extended, always: i8, i16 and truth values live as i32.
// i64 and ptr are interchangeable as operands; ptr only says what the author meant. Floats live as their bits in jitcode
// registers and in floating-point registers in machine code.
#pragma once

#include <cstdint>
#include <string_view>

namespace jitwright::layout {

enum class Type : uint8_t { none, i32, i64, f32, f64, ptr };

constexpr bool is_float(Type type) { return type == Type::f32 || type == Type::f64; }
constexpr bool is_wide_int(Type type) { return type == Type::i64 || type == Type::ptr; }
/// Equal up to i64 == ptr.
constexpr bool same_class(Type a, Type b) { return a == b || (is_wide_int(a) && is_wide_int(b)); }

constexpr std::string_view type_names[] = {"none", "i32", "i64", "f32", "f64", "ptr"};
constexpr std::string_view name(Type type) { return type_names[static_cast<int>(type)]; }

/// What is in memory: loads of i8 and i16 zero-extend to i32, stores truncate.
enum class MemoryType : uint8_t { i8, i16, i32, i64, f32, f64, ptr };

constexpr uint32_t memory_sizes[] = {1, 2, 4, 8, 4, 8, 8};
constexpr uint32_t size_of(MemoryType type) { return memory_sizes[static_cast<int>(type)]; }
constexpr Type register_types[] = {Type::i32, Type::i32, Type::i32, Type::i64, Type::f32, Type::f64, Type::ptr};
constexpr Type register_type(MemoryType type) { return register_types[static_cast<int>(type)]; }
constexpr std::string_view memory_type_names[] = {"i8", "i16", "i32", "i64", "f32", "f64", "ptr"};
constexpr std::string_view name(MemoryType type) { return memory_type_names[static_cast<int>(type)]; }

}  // namespace jitwright::layout
