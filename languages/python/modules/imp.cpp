/// The module _imp: what importlib asks of the machine. There are no extension modules and no frozen ones; the lock is not needed
/// because one thread runs at a time.
#include "interpreter/import.h"
#include "modules/modules.h"
#include "objects/bytes.h"
#include "objects/operations.h"

namespace python {

namespace {

int64_t lock_depth;

Value lock_held() { return boolean(lock_depth > 0); }
Value acquire_lock() {
  lock_depth++;
  return none();
}
Value release_lock() {
  if (lock_depth == 0) return raise_runtime_error("not holding the import lock");
  lock_depth--;
  return none();
}

Value extension_suffixes() { return ref(make_list()); }

/// 1 for a C++ module, -1 for one that cannot be made again, 0 for any other.
Value is_builtin(Value name) {
  Str* text = as_str(name);
  if (!text) return raise_type_error("is_builtin() argument must be str, not %T", name);
  std::string plain = to_utf8(text);
  if (plain == "sys" || plain == "builtins") return int_value(-1);
  return int_value(find_native_module(plain) ? 1 : 0);
}

Value create_builtin(Value spec) {
  Value name = get_attr(spec, vm.names.name_name);
  if (!name) return null_value;
  Str* text = as_str(name);
  if (!text) return raise_type_error("module name must be str, not %T", name);
  if (Value known = loaded_module(interned(text))) return known;
  std::string plain = to_utf8(text);
  const NativeModule* native = find_native_module(plain);
  if (!native) return none();
  Module* module = make_module(plain);
  native->fill(module);
  return vm.exception ? null_value : ref(module);
}
Value exec_nothing(Value) { return int_value(0); }

Value is_frozen(Value) { return false_value(); }
Value find_frozen(Value, Value) { return none(); }
Value no_frozen(const Value* arguments, uint32_t, Tuple*) {
  return raise_error(ExceptionKind::import_error, "No such frozen object named %S", arguments[0]);
}
Value frozen_names() { return ref(make_list()); }
Value override_frozen(Value) { return none(); }
Value fix_file_name(Value, Value) { return none(); }

/// A 64-bit hash of source text for caches that are checked by content.
Value source_hash(Value key, Value source) {
  std::string_view bytes;
  int64_t seed = 0;
  if (!index_in_range(key, &seed)) return null_value;
  if (!bytes_view(source, &bytes)) return raise_type_error("a bytes-like object is required, not '%T'", source);
  uint64_t h = 0xcbf29ce484222325u ^ static_cast<uint64_t>(seed);
  for (char c : bytes) h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
  return ref(make_bytes(&h, sizeof h));
}

}  // namespace

void fill_imp(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("lock_held", lock_held),
      entry("acquire_lock", acquire_lock),
      entry("release_lock", release_lock),
      entry("extension_suffixes", extension_suffixes),
      entry("is_builtin", is_builtin),
      entry("create_builtin", create_builtin),
      entry("exec_builtin", exec_nothing),
      entry("exec_dynamic", exec_nothing),
      entry("is_frozen", is_frozen),
      entry("find_frozen", find_frozen, 1, "name / * withdata"),
      entry("is_frozen_package", no_frozen, 1, 1),
      entry("get_frozen_object", no_frozen, 1, 2),
      entry("init_frozen", no_frozen, 1, 1),
      entry("_frozen_module_names", frozen_names),
      entry("_override_frozen_modules_for_tests", override_frozen),
      entry("_override_multi_interp_extensions_check", override_frozen),
      entry("_fix_co_filename", fix_file_name),
      entry("source_hash", source_hash, 2, "key source"),
  };
  define(module, functions);
  set_member(module, "check_hash_based_pycs", ref(intern("default")));
}

}  // namespace python
