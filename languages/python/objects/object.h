/// Owns the header of every object, the enumeration of layouts and the tests on them.
/// Invariants: `kind` says which C++ struct an object is and never changes; the Python type follows from the kind, except for
/// instances (the map's type), classes (the metatype) and native objects (their own field).
#pragma once

#include <cstdint>

#include "objects/value.h"

namespace python {

enum class Kind : uint32_t {
  free = 0,
#define KIND(name, type_name, structure, finalized, meaning) name,
#include "objects/kinds.def"
#undef KIND
};

inline constexpr uint32_t kind_count = 1
#define KIND(name, type_name, structure, finalized, meaning) +1
#include "objects/kinds.def"
#undef KIND
    ;

/// The layout's name as in kinds.def, for debugging.
const char* kind_name(Kind kind);

struct Object : jitwright::Header {};

struct Type;

inline Kind kind_of(const Object* object) { return static_cast<Kind>(object->kind); }

/// True if `v` (not null) is a reference to an object of that layout.
inline bool has_kind(Value v, Kind kind) { return is_ref(v) && kind_of(object_of(v)) == kind; }

/// The object as its struct; the caller knows the kind.
template <class T>
inline T* as(Value v) {
  return reinterpret_cast<T*>(v.bits);
}

/// A new zeroed object; the caller fills it before the next allocation or stores through Field's assignment.
template <class T>
[[gnu::always_inline]] inline T* make(Kind kind, size_t extra = 0) {
  return jitwright::make<T>(static_cast<jitwright::KindId>(kind), extra);
}

/// The same, only the first 16 bytes zeroed: for kinds without references that are some hundred bytes long and written at once.
template <class T>
inline T* make_unzeroed(Kind kind, size_t extra) {
  static_assert(sizeof(T) <= 24);
  T* object = static_cast<T*>(jitwright::allocate_unzeroed(sizeof(T) + extra));
  reinterpret_cast<jitwright::Header*>(object)->kind = static_cast<jitwright::KindId>(kind);
  return object;
}

// -- singletons: static objects, compared by address --

struct alignas(16) Singletons {
  Object none, false_, ellipsis, not_implemented;
  alignas(16) Object true_;
};
extern Singletons singletons;

inline Value none() { return ref(&singletons.none); }
inline Value true_value() { return ref(&singletons.true_); }
inline Value false_value() { return ref(&singletons.false_); }
inline Value boolean(bool b) { return b ? true_value() : false_value(); }
inline Value ellipsis() { return ref(&singletons.ellipsis); }
inline Value not_implemented() { return ref(&singletons.not_implemented); }

inline bool is_none(Value v) { return v == none(); }
inline bool is_boolean(Value v) { return v == true_value() || v == false_value(); }
/// No branch: a trace that asks needs no guard for it.
inline bool is_none_or_bool(Value v) { return (int{v == none()} | int{v == true_value()} | int{v == false_value()}) != 0; }
inline Value none_if_null(Value v) { return v ? v : none(); }

// -- tracing --

/// Reports a value to the collector. Static objects are not the collector's business.
inline void visit(jitwright::Tracer& tracer, Value v) {
  if (!is_ref(v) || !v) return;
  uint64_t offset = v.bits - reinterpret_cast<uint64_t>(&singletons);
  if (offset >= sizeof(Singletons)) tracer.visit(reinterpret_cast<const void*>(v.bits));
}
inline void visit(jitwright::Tracer& tracer, const ValueField& field) { visit(tracer, field.get()); }
template <class T>
inline void visit(jitwright::Tracer& tracer, const jitwright::Field<T*>& field) {
  visit(tracer, ref(field.get()));
}

/// Registers every kind of kinds.def with the current heap. Called once at start.
void register_kinds();

/// The type of any value (not null).
Type* type_of(Value v);

}  // namespace python
