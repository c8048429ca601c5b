#include "modules/modules.h"

#include "builtins/builtins.h"
#include "objects/integer.h"
#include "objects/tuple.h"
#include "objects/types.h"

namespace python {

namespace {

const NativeModule table[] = {
    {"_imp", fill_imp},
    {"marshal", fill_marshal},
    {"_ast", fill_ast},
    {"sys", fill_sys},
    {"_warnings", fill_warnings},
    {"math", fill_math},
    {"_sre", fill_sre},
    {"_json", fill_json},
    {"time", fill_time},
    {"posix", fill_posix},
    {"errno", fill_errno},
    {"select", fill_select},
    {"fcntl", fill_fcntl},
    {"pwd", fill_pwd},
    {"grp", fill_grp},
    {"_posixshmem", fill_posix_shared_memory},
    {"_posixsubprocess", fill_posix_subprocess},
    {"_stat", fill_stat},
    {"_signal", fill_signal},
    {"atexit", fill_atexit},
    {"_thread", fill_thread},
    {"_io", fill_io},
    {"_tracemalloc", fill_tracemalloc},
    {"_locale", fill_locale},
    {"faulthandler", fill_faulthandler},
    {"_multiprocessing", fill_multiprocessing},
    {"pyexpat", fill_expat},
    {"resource", fill_resource},
    {"_socket", fill_socket},
    {"termios", fill_termios},
    {"_string", fill_string},
    {"_random", fill_random},
    {"_struct", fill_struct},
    {"_codecs", fill_codecs},
    {"binascii", fill_binascii},
    {"_csv", fill_csv},
    {"unicodedata", fill_unicodedata},
    {"array", fill_array},
    {"cmath", fill_cmath},
    {"_blake2", fill_blake2},
    {"_sha3", fill_sha3},
    {"_md5", fill_md5},
    {"_sha1", fill_sha1},
    {"_sha256", fill_sha256},
    {"_sha512", fill_sha512},
    {"_abc", fill_abc},
    {"_bisect", fill_bisect},
    {"_collections", fill_collections},
    {"_contextvars", fill_contextvars},
    {"_datetime", fill_datetime},
    {"_functools", fill_functools},
    {"_heapq", fill_heapq},
    {"_operator", fill_operator},
    {"_typing", fill_typing},
    {"_weakref", fill_weakref},
    {"gc", fill_gc},
    {"itertools", fill_itertools},
    {"zlib", fill_zlib},
    {"_bz2", fill_bz2},
    {"_lzma", fill_lzma},
    {"_lsprof", fill_lsprof},
    {"mmap", fill_mmap},
    {"syslog", fill_syslog},
    {"_sqlite3", fill_sqlite},
    {"readline", fill_readline},
};

}  // namespace

const NativeModule* find_native_module(std::string_view name) {
  for (const NativeModule& module : table) {
    if (name == module.name) return &module;
  }
  return nullptr;
}

Tuple* native_module_names() {
  Tuple* names = make_tuple(std::size(table) + 1);
  names->items[0] = ref(intern("builtins"));
  for (size_t i = 0; i < std::size(table); i++) names->items[i + 1] = ref(intern(table[i].name));
  return names;
}

Type* make_module_type(Module* module, const char* name, Kind layout, uint32_t flags, Constructor construct) {
  Type*& known = vm.types[static_cast<uint32_t>(layout)];
  Type* type;
  if (layout == Kind::native || known == vm.object_type) {
    type = make_builtin_type(name, layout, vm.object_type, flags, construct ? construct : construct_nothing);
    dict_set_str(type->dict, vm.names.__module__, dict_get_str(module->dict, vm.names.__name__));
    static const BuiltinDefinition new_method[] = {entry("__new__", builtin_new, 1, 255, builtin_static)};
    if (construct) define(type, new_method);
    finish_builtin_type(type);
    if (layout != Kind::native) known = type;
  } else {
    type = known;
  }
  if (construct) set_member(module, name, ref(type));
  return type;
}

void set_numbers(Module* module, std::span<const NamedNumber> numbers) {
  for (const NamedNumber& each : numbers) set_member(module, each.name, int_value(each.value));
}

NativeObject* make_native(Type* type, uint64_t field_count) {
  NativeObject* object = make<NativeObject>(Kind::native, field_count * sizeof(Value));
  object->type.initialise(type);
  object->field_count = field_count;
  return object;
}

Value make_resource(void* data, void (*release)(void* data)) {
  Resource* resource = jitwright::make_finalizable<Resource>(static_cast<jitwright::KindId>(Kind::resource));
  resource->data = data;
  resource->release = release;
  return ref(resource);
}
void finalize_resource(void* object) {
  Resource* resource = static_cast<Resource*>(object);
  if (resource->data) resource->release(resource->data);
  resource->data = nullptr;
}

}  // namespace python
