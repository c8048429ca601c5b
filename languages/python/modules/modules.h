/// Owns the table of modules written in C++, and the running program's entry points.
#pragma once

#include <span>

#include "objects/module.h"
#include "objects/type.h"

namespace python {

/// A module made when it is first imported.
struct NativeModule {
  const char* name;
  void (*fill)(Module* module);
};
/// The entry of `name`, or null.
const NativeModule* find_native_module(std::string_view name);
/// The names, for sys.builtin_module_names.
Tuple* native_module_names();

void fill_imp(Module* module);
void fill_marshal(Module* module);
void fill_ast(Module* module);
void fill_sys(Module* module);
void fill_warnings(Module* module);
void fill_math(Module* module);
void fill_sre(Module* module);
void fill_json(Module* module);
void fill_time(Module* module);
void fill_posix(Module* module);
void fill_errno(Module* module);
void fill_select(Module* module);
void fill_expat(Module* module);
void fill_fcntl(Module* module);
void fill_pwd(Module* module);
void fill_grp(Module* module);
void fill_posix_shared_memory(Module* module);
void fill_posix_subprocess(Module* module);
void fill_stat(Module* module);
void fill_signal(Module* module);
void fill_atexit(Module* module);
void fill_thread(Module* module);
void fill_io(Module* module);
void fill_tracemalloc(Module* module);
void fill_locale(Module* module);
void fill_faulthandler(Module* module);
void fill_multiprocessing(Module* module);
void fill_resource(Module* module);
void fill_socket(Module* module);
void fill_termios(Module* module);
void fill_string(Module* module);
void fill_random(Module* module);
void fill_struct(Module* module);
void fill_binascii(Module* module);
void fill_codecs(Module* module);
void fill_csv(Module* module);
void fill_unicodedata(Module* module);
void fill_array(Module* module);
void fill_cmath(Module* module);
void fill_blake2(Module* module);
void fill_sha3(Module* module);
void fill_md5(Module* module);
void fill_sha1(Module* module);
void fill_sha256(Module* module);
void fill_sha512(Module* module);
void fill_abc(Module* module);
void fill_bisect(Module* module);
void fill_collections(Module* module);
void fill_contextvars(Module* module);
void fill_datetime(Module* module);
void fill_functools(Module* module);
void fill_gc(Module* module);
void fill_heapq(Module* module);
void fill_itertools(Module* module);
void fill_operator(Module* module);
void fill_typing(Module* module);
void fill_weakref(Module* module);
void fill_zlib(Module* module);
void fill_bz2(Module* module);
void fill_lzma(Module* module);
void fill_lsprof(Module* module);
void fill_mmap(Module* module);
void fill_syslog(Module* module);
void fill_sqlite(Module* module);
void fill_readline(Module* module);

/// Adds functions to a module.
template <size_t n>
void define(Module* module, const BuiltinDefinition (&definitions)[n]) {
  define(module->dict, as<Str>(dict_get_str(module->dict, vm.names.__name__)), definitions, n);
}
/// A class of a C++ module: instances have `layout`, made by `construct`; the class becomes a member of the module, unless
/// `construct` is null: then the program cannot make instances. Kinds but Kind::native belong to one class, which is made when the module is first filled and kept.
Type* make_module_type(Module* module, const char* name, Kind layout, uint32_t flags, Constructor construct);
/// A new object of Kind::native with `field_count` null fields.
NativeObject* make_native(Type* type, uint64_t field_count);
inline void set_member(Module* module, const char* name, Value value) { dict_set_str(module->dict, intern(name), value); }

/// A constant of the system that a module passes on.
struct NamedNumber {
  const char* name;
  int64_t value;
};
void set_numbers(Module* module, std::span<const NamedNumber> numbers);

}  // namespace python
