/// Owns the list of what fills the builtin types at start-up: each function adds the methods and attributes of the types its file
/// owns.
#pragma once

#include "objects/type.h"

namespace python {

void define_exception_types();
void define_object_type();
void define_type_type();
void define_int_type();
void define_float_type();
void define_complex_type();
void define_str_type();
void define_bytes_types();
void define_list_type();
void define_tuple_type();
void define_dict_types();
void define_set_types();
void define_range_types();
void define_iterator_types();
void define_iterator_reduction();
void define_function_types();
void define_descriptor_types();
void define_module_types();
void define_weak_reference_type();

/// The descriptor `__dict__` of objects that are Instances.
void define_dict_place(Type* type);
void finish_builtin_type(Type* type);
void trace_interned(jitwright::Tracer& tracer);
void trace_attribute_caches(jitwright::Tracer& tracer);

// Constructors of the builtin types that have one.
Value construct_object(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_type(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_bool(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_none(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_complex(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_list(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_tuple(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_dict(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_set(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_range(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_slice(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_mapping_proxy(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_enumerate(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_zip(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_map(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_filter(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_reversed(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_property(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_static_method(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_class_method(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_super(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_bound_method(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_traceback(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_cell(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_module(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_namespace(Type* type, const Value* arguments, uint32_t count, Tuple* names);
/// `origin[arguments]` as an object, for __class_getitem__.
Value make_generic_alias(Value origin, Value arguments);
Value construct_generic_alias(Type* type, const Value* arguments, uint32_t count, Tuple* names);
Value construct_weak_reference(Type* type, const Value* arguments, uint32_t count, Tuple* names);
/// Of types that programs cannot make: TypeError.
Value construct_nothing(Type* type, const Value* arguments, uint32_t count, Tuple* names);

// The methods of object and BaseException that copy and pickle use (reduce.cpp).
Value object_reduce(Value self);
Value object_reduce_ex(Value self, Value protocol);
Value object_get_state(Value self);
Value exception_reduce(Value self);
Value exception_set_state(Value self, Value state);

/// `__new__` of the builtin types (type.cpp).
Value builtin_new(const Value* arguments, uint32_t count, Tuple* names);
Value object_new(const Value* arguments, uint32_t count, Tuple* names);
Value call_type(Type* type, const Value* arguments, uint32_t count, Tuple* names);

}  // namespace python
