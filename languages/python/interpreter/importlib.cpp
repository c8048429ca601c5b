#include "interpreter/importlib.h"

#include <sys/stat.h>

#include "interpreter/code.h"
#include "interpreter/code_cache.h"
#include "interpreter/import.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "objects/bytes.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/set.h"
#include "program/options.h"

namespace python {

namespace {

enum class State { absent, loading, ready };
State state = State::absent;

/// What the bootstrap put into sys.meta_path and sys.path_hooks.
List* standard_meta_path;
List* standard_path_hooks;

Module* sys_module() { return as<Module>(loaded_module(intern("sys"))); }

Value member_of(const char* module, const char* name) {
  Value found = loaded_module(intern(module));
  return found ? get_attr(found, intern(name)) : raise_error(ExceptionKind::import_error, "no module named '%s'", module);
}

void ensure_member(Module* module, const char* name, Value value) {
  if (!dict_get_str(module->dict, intern(name))) set_member(module, name, value);
}

bool same_items(List* a, Value b) {
  List* list = b ? as_list(b) : nullptr;
  if (!list || list->length != a->length) return false;
  for (uint64_t i = 0; i < list->length; i++) {
    if (list_get(list, i) != list_get(a, i)) return false;
  }
  return true;
}

/// Runs one of the two files of importlib's core under the name CPython gives it when frozen.
bool load_bootstrap(const char* name, const char* file) {
  std::string path = library_directory() + "/importlib/" + file + ".py";
  Value module = load_source_file(name, path, "", std::string("<frozen importlib.") + file + ">");
  if (!module) return false;
  dict_delete_str(as<Module>(module)->dict, vm.names.__file__);
  dict_delete_str(as<Module>(module)->dict, vm.names.__cached__);
  return true;
}

bool load_external() {
  if (!load_bootstrap("_frozen_importlib_external", "_bootstrap_external")) return false;
  Module* module = as<Module>(loaded_module(intern("_frozen_importlib_external")));
  uint32_t magic = cache_magic();
  set_member(module, "MAGIC_NUMBER", ref(make_bytes(&magic, sizeof magic)));
  set_member(module, "_RAW_MAGIC_NUMBER", int_value(magic));
  return true;
}

/// The first of sys.path_hooks: zipimport takes what is an archive or lies in one. It is imported when there is something for it.
Value open_archive(Value path) {
  Str* text = as_str(path);
  std::string name = text ? to_utf8(text) : "";
  struct stat status;
  while (!name.empty() && stat(name.c_str(), &status) != 0) {
    size_t slash = name.rfind('/');
    name.resize(slash == std::string::npos ? 0 : slash);
  }
  if (name.empty() || !S_ISREG(status.st_mode)) return raise_error(ExceptionKind::import_error, "not a Zip file: %R", path);
  Value module = import_module("zipimport"), importer = module ? get_attr(module, intern("zipimporter")) : null_value;
  return importer ? call_1(importer, path) : null_value;
}

bool install() {
  Module* sys = sys_module();
  ensure_member(sys, "meta_path", ref(make_list()));
  ensure_member(sys, "path_hooks", ref(make_list()));
  ensure_member(sys, "path_importer_cache", ref(make_dict()));
  Value imp = import_module("_imp");
  if (!imp || !load_bootstrap("_frozen_importlib", "_bootstrap")) return false;
  Value start = member_of("_frozen_importlib", "_install");
  if (!start || !call_2(start, ref(sys), imp)) return false;
  Value external = member_of("_frozen_importlib", "_install_external_importers");
  if (!external || !call_0(external)) return false;
  List* hooks = as_list(sys_attribute(intern("path_hooks")));
  static const BuiltinDefinition archives = entry("zipimporter", open_archive);
  if (hooks) list_insert(hooks, 0, make_builtin(archives, ref(intern("zipimport"))));
  return hooks != nullptr;
}

/// Takes importlib's own frames out of the traceback of the error on its way: all of them for an ImportError, else those
/// around the running of a module's body.
void trim_traceback() {
  Value exception = vm.exception;
  Value first = exception_field(exception, exception_traceback);
  if (!first || !has_kind(first, Kind::traceback)) return;
  bool always = error_matches(ExceptionKind::import_error);
  Traceback *kept = nullptr, *chunk_before = nullptr;
  bool in_chunk = false;
  for (Traceback* entry = as<Traceback>(first); entry; entry = entry->next) {
    bool ours = to_utf8(entry->code->filename).starts_with("<frozen importlib.");
    if (ours && !in_chunk) chunk_before = kept;
    in_chunk = ours;
    if (ours && (always || str_equals(entry->code->name, "_call_with_frames_removed"))) {
      if (chunk_before)
        chunk_before->next = entry->next.get();
      else
        set_exception_field(exception, exception_traceback, none_if_null(ref(entry->next.get())));
      kept = chunk_before;
    } else {
      kept = entry;
    }
  }
}

/// ModuleSpec of a module that the short way imported; None for one that no finder knows.
Value make_spec(Module* module, Str* name) {
  Value file = dict_get_str(module->dict, vm.names.__file__);
  if (!file || !is_str(file)) {
    Value importer = member_of("_frozen_importlib", "BuiltinImporter");
    Value name_value = ref(name);
    return importer ? call_method(importer, intern("find_spec"), &name_value, 1) : null_value;
  }
  Value make = member_of("_frozen_importlib_external", "spec_from_file_location");
  if (!make) return null_value;
  Value path = dict_get_str(module->dict, vm.names.__path__);
  Value arguments[] = {ref(name), file, none_if_null(path)};
  return call_keywords(make, arguments, 2, make_tuple_1(ref(intern("submodule_search_locations"))));
}

/// The loader of the main program, which has no spec.
Value main_loader(Module* module) {
  Value file = dict_get_str(module->dict, vm.names.__file__);
  if (!file || !is_str(file)) return member_of("_frozen_importlib", "BuiltinImporter");
  Value loader = member_of("_frozen_importlib_external", "SourceFileLoader");
  return loader ? call_2(loader, ref(vm.names.__main__), file) : null_value;
}

/// __spec__ and __loader__ of an imported module; null without an error for one made otherwise.
Value spec_attribute(Module* module, Str* name) {
  Value own_name = dict_get_str(module->dict, vm.names.__name__);
  if (!own_name || !is_str(own_name) || loaded_module(as<Str>(own_name)) != ref(module)) return null_value;
  if (!start_importlib()) return null_value;
  Value known = dict_get_str(module->dict, name);  // the bootstrap gives modules in C++ theirs
  if (known) return known;
  if (str_equal(as<Str>(own_name), vm.names.__main__)) {
    if (name != vm.names.__loader__) return none();
    Value loader = main_loader(module);
    if (loader) dict_set_str(module->dict, vm.names.__loader__, loader);
    return loader;
  }
  Value spec = make_spec(module, as<Str>(own_name));
  if (!spec) return null_value;
  Value loader = is_none(spec) ? none() : get_attr(spec, intern("loader"));
  if (!loader) return null_value;
  dict_set_str(module->dict, vm.names.__spec__, spec);
  if (!dict_get_str(module->dict, vm.names.__loader__)) dict_set_str(module->dict, vm.names.__loader__, loader);
  return dict_get_str(module->dict, name);
}

Value library_names() {
  static const char* const names[] = {
#define NAME(module) #module,
#include "modules/library_names.def"
#undef NAME
  };
  Tuple* tuple = make_tuple(std::size(names));
  for (size_t i = 0; i < std::size(names); i++) tuple->items[i] = ref(intern(names[i]));
  return ref(set_from(ref(tuple), Kind::frozenset));
}

Value sys_lazy_attribute(Module* sys, Str* name) {
  Value value = null_value;
  if (str_equals(name, "meta_path") || str_equals(name, "path_hooks") || str_equals(name, "path_importer_cache")) {
    if (state != State::absent || !start_importlib()) return null_value;
    return dict_get_str(sys->dict, name);
  }
  if (str_equals(name, "stdlib_module_names"))
    value = library_names();
  else if (str_equals(name, "builtin_module_names"))
    value = ref(native_module_names());
  if (value) dict_set_str(sys->dict, name, value);
  return value;
}

/// Makes help, exit, quit, copyright, credits or license in builtins, as the module site does; null without an error for any
/// other name.
Value site_builtin(Str* name) {
  static const struct {
    const char *name, *maker, *text;
  } entries[] = {
      {"quit", "Quitter", "Ctrl-D (i.e. EOF)"},
      {"exit", "Quitter", "Ctrl-D (i.e. EOF)"},
      {"help", "_Helper", nullptr},
      {"copyright", "_Printer",
       "Jitwright is MIT-licensed.\nThe library of Python modules is CPython's, (c) Python Software Foundation."},
      {"credits", "_Printer",
       "Thanks to the makers of CPython, whose library runs here, and of PyPy, whose way of making JITs is followed."},
      {"license", "_Printer",
       "See the file LICENSE of Jitwright, and https://docs.python.org/3.11/license.html for the library."},
  };
  for (const auto& e : entries) {
    if (!str_equals(name, e.name)) continue;
    Value site = import_module("_sitebuiltins"), maker = site ? get_attr(site, intern(e.maker)) : null_value;
    if (!maker) return null_value;
    Value arguments[] = {ref(intern(e.name)), e.text ? ref(make_str(e.text)) : none()};
    Value made = call(maker, arguments, e.text ? 2 : 0);
    if (made) dict_set_str(vm.builtins, name, made);
    return made;
  }
  return null_value;
}

}  // namespace

bool start_importlib() {
  if (state != State::absent) return true;
  if (library_directory().empty()) {
    raise_error(ExceptionKind::import_error, "CPython's library is not installed: no importlib");
    return false;
  }
  state = State::loading;
  bool good = install();
  state = good ? State::ready : State::absent;
  if (!good) return false;
  static bool rooted;
  if (!rooted) {
    rooted = true;
    jitwright::Heap::current().add_root(
        [](void*, jitwright::Tracer& tracer) {
          tracer.visit(standard_meta_path);
          tracer.visit(standard_path_hooks);
        },
        &state);
  }
  standard_meta_path = list_from(sys_attribute(intern("meta_path")));
  standard_path_hooks = list_from(sys_attribute(intern("path_hooks")));
  return standard_meta_path && standard_path_hooks;
}

bool has_standard_finders() {
  if (state == State::loading) return true;
  Value meta_path = sys_attribute(intern("meta_path")), hooks = sys_attribute(intern("path_hooks"));
  if (state == State::absent) return !meta_path && !hooks;
  return same_items(standard_meta_path, meta_path) && same_items(standard_path_hooks, hooks);
}

Value import_through_importlib(const std::string& name) {
  if (name == "_frozen_importlib" || name == "_frozen_importlib_external") {
    if (state == State::loading && name.ends_with("external") && !load_external()) return null_value;
    return start_importlib() ? loaded_module(intern(name)) : null_value;
  }
  if (!start_importlib()) return null_value;
  Value import = member_of("_frozen_importlib", "_gcd_import");
  Value module = import ? call_1(import, ref(make_str(name))) : null_value;
  if (!module) trim_traceback();
  return module;
}

Value lazy_module_attribute(Module* module, Str* name) {
  if (name == vm.names.__spec__ || name == vm.names.__loader__) {
    return state == State::loading ? null_value : spec_attribute(module, name);
  }
  if (module->dict.get() == vm.builtins) {
    return program_options.no_site ? null_value : site_builtin(name);
  }
  return ref(module) == loaded_module(intern("sys")) ? sys_lazy_attribute(module, name) : null_value;
}

}  // namespace python
