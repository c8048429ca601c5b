/// Starting the machine: kinds, types, names.
#include "objects/vm.h"

#include "modules/json/json.h"
#include "modules/sre/pattern.h"

#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/death.h"
#include "objects/documentation.h"
#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/memory_view.h"
#include "objects/operations.h"
#include "objects/types.h"

namespace python {

VirtualMachine vm;

namespace {

void trace_machine(void*, jitwright::Tracer& tracer) {
  expect_deaths();
  visit(tracer, vm.exception);
  visit(tracer, vm.handled);
  tracer.visit(vm.codec_errors);
  tracer.visit(vm.codec_cache);
  visit(tracer, vm.codec_search);
  for (Type* type : vm.types) tracer.visit(type);
  for (Type* type : vm.exceptions) tracer.visit(type);
  for (Str* s : vm.characters) tracer.visit(s);
  tracer.visit(vm.empty_str);
  tracer.visit(vm.empty_tuple);
  tracer.visit(vm.builtins);
  tracer.visit(vm.modules);
  tracer.visit(vm.object_type);
  trace_interned(tracer);
  trace_attribute_caches(tracer);
}

void make_strings() {
  vm.empty_str = make_str_blank(0, 1, true);
  for (uint32_t c = 0; c < 256; c++) vm.characters[c] = make_str_of_char(c);
  for (uint32_t c = 0; c < 128; c++) intern(vm.characters[c]);
  intern(vm.empty_str);
#define NAME(member, text) vm.names.member = intern(std::string_view(text));
#include "objects/names.def"
#undef NAME
  vm.empty_tuple = make<Tuple>(Kind::tuple);
}

constexpr uint32_t base = type_is_base;

struct BuiltinType {
  Kind kind;
  Constructor construct;
  uint32_t flags;
  Kind parent;          // Kind::instance: object
  const char* exposed;  // name in builtins, or null
};

const BuiltinType table[] = {
    {Kind::integer, construct_int, base, Kind::instance, "int"},
    {Kind::boolean, construct_bool, 0, Kind::integer, "bool"},
    {Kind::floating, construct_float, base, Kind::instance, "float"},
    {Kind::complex, construct_complex, base, Kind::instance, "complex"},
    {Kind::str, construct_str, base, Kind::instance, "str"},
    {Kind::bytes, construct_bytes, base, Kind::instance, "bytes"},
    {Kind::bytearray, construct_bytearray, base, Kind::instance, "bytearray"},
    {Kind::memory_view, construct_memory_view, 0, Kind::instance, "memoryview"},
    {Kind::list, construct_list, base, Kind::instance, "list"},
    {Kind::tuple, construct_tuple, base, Kind::instance, "tuple"},
    {Kind::dict, construct_dict, base, Kind::instance, "dict"},
    {Kind::set, construct_set, base, Kind::instance, "set"},
    {Kind::frozenset, construct_set, base, Kind::instance, "frozenset"},
    {Kind::range, construct_range, 0, Kind::instance, "range"},
    {Kind::slice, construct_slice, 0, Kind::instance, "slice"},
    {Kind::mapping_proxy, construct_mapping_proxy, 0, Kind::instance, nullptr},
    {Kind::enumerate, construct_enumerate, base, Kind::instance, "enumerate"},
    {Kind::zip, construct_zip, base, Kind::instance, "zip"},
    {Kind::map, construct_map, base, Kind::instance, "map"},
    {Kind::filter, construct_filter, base, Kind::instance, "filter"},
    {Kind::reversed, construct_reversed, base, Kind::instance, "reversed"},
    {Kind::property, construct_property, base, Kind::instance, "property"},
    {Kind::static_method, construct_static_method, base | type_has_dictionary, Kind::instance, "staticmethod"},
    {Kind::class_method, construct_class_method, base | type_has_dictionary, Kind::instance, "classmethod"},
    {Kind::super, construct_super, base, Kind::instance, "super"},
    {Kind::none, construct_none, 0, Kind::instance, nullptr},
    {Kind::ellipsis, construct_none, 0, Kind::instance, nullptr},
    {Kind::not_implemented, construct_none, 0, Kind::instance, nullptr},
    {Kind::bound_method, construct_bound_method, 0, Kind::instance, nullptr},
    {Kind::cell, construct_cell, 0, Kind::instance, nullptr},
    {Kind::traceback, construct_traceback, 0, Kind::instance, nullptr},
    {Kind::module, construct_module, base, Kind::instance, nullptr},
    {Kind::namespace_object, construct_namespace, base, Kind::instance, nullptr},
    {Kind::generic_alias, construct_generic_alias, base, Kind::instance, nullptr},
    {Kind::weak_reference, construct_weak_reference, base, Kind::instance, nullptr},
};

void make_types() {
  static const char* const names[] = {
      "",
#define KIND(name, type_name, structure, finalized, meaning) type_name,
#include "objects/kinds.def"
#undef KIND
  };
  vm.object_type = make_builtin_type("object", Kind::instance, nullptr, type_is_base, nullptr);
  vm.type_type = make_builtin_type("type", Kind::type, vm.object_type, type_is_base | type_is_type, construct_type);
  vm.object_type->metatype = vm.type_type;
  vm.type_type->metatype = vm.type_type;
  vm.object_type->construct = construct_object;
  vm.object_type->root_map = make_root_map(vm.object_type, 1);
  vm.types[static_cast<uint32_t>(Kind::instance)] = vm.object_type;
  vm.types[static_cast<uint32_t>(Kind::type)] = vm.type_type;
  dict_set_str(vm.builtins, vm.object_type->name, ref(vm.object_type));
  dict_set_str(vm.builtins, vm.type_type->name, ref(vm.type_type));
  for (const BuiltinType& row : table) {
    uint32_t kind = static_cast<uint32_t>(row.kind);
    Type* type = make_builtin_type(names[kind], row.kind, builtin_type(row.parent), row.flags, row.construct);
    vm.types[kind] = type;
    if (row.exposed) dict_set_str(vm.builtins, intern(std::string_view(row.exposed)), ref(type));
  }
  for (uint32_t kind = 1; kind < kind_count; kind++) {
    if (vm.types[kind]) continue;
    const char* name = names[kind];
    // Internal kinds get object, so that nothing is without a type.
    vm.types[kind] =
        *name ? make_builtin_type(name, static_cast<Kind>(kind), vm.object_type, 0, construct_nothing) : vm.object_type;
  }
  vm.types[static_cast<uint32_t>(Kind::bound_builtin_method)] = builtin_type(Kind::builtin_function);
}

}  // namespace

void start_objects() {
  jitwright::Heap::current().add_root(trace_machine, &vm);
  register_kinds();
  vm.depth_limit = 1000;
  vm.int_digits_limit = 4300;
  make_strings();
  vm.builtins = make_namespace();
  vm.modules = make_dict();
  make_types();
  define_exception_types();
  define_object_type();
  define_type_type();
  define_int_type();
  define_float_type();
  define_complex_type();
  define_str_type();
  define_bytes_types();
  define_memory_view_type();
  define_list_type();
  define_tuple_type();
  define_dict_types();
  define_set_types();
  define_range_types();
  define_iterator_types();
  define_function_types();
  define_descriptor_types();
  define_module_types();
  define_weak_reference_type();
  define_code_types();
  sre::define_pattern_type();
  sre::define_match_type();
  json::define_types();
  define_documentation();
  for (Type* type : vm.types) {
    if (type) finish_builtin_type(type);
  }
  for (Type* type : vm.exceptions) finish_builtin_type(type);
}

}  // namespace python
