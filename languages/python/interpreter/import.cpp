#include "interpreter/import.h"

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <vector>

#include "interpreter/build_class.h"
#include "interpreter/code_cache.h"
#include "interpreter/importlib.h"
#include "interpreter/steps.h"
#include "interpreter/traceback.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "modules/thread/threads.h"
#include "program/options.h"

namespace python {

bool read_file(const char* path, std::string* out) {
  FILE* stream = fopen(path, "rb");
  if (!stream) return false;
  char buffer[16384];
  size_t count;
  while ((count = fread(buffer, 1, sizeof buffer, stream)) > 0) out->append(buffer, count);
  bool failed = ferror(stream);
  int error = errno;
  fclose(stream);
  errno = error;
  return !failed;
}

Value loaded_module(Str* name) { return dict_get_str(vm.modules, name); }

Value sys_attribute(Str* name) {
  Value sys = loaded_module(intern("sys"));
  return sys && has_kind(sys, Kind::module) ? dict_get_str(as<Module>(sys)->dict, name) : null_value;
}

namespace {

/// Whether the program said anything about warnings: then the library's module decides.
bool has_warning_filters() {
  Value options = sys_attribute(intern("warnoptions"));
  List* list = options ? as_list(options) : nullptr;
  return loaded_module(intern("warnings")) || (list && list->length > 0 && !library_directory().empty());
}

void print_warning(const std::string& filename, const CompileWarning& warning) {
  std::string text = filename + ":" + std::to_string(warning.line) + ": SyntaxWarning: " + warning.message + "\n", line;
  if (source_line(filename, warning.line, &line)) {
    size_t start = line.find_first_not_of(" \t");
    text += "  " + (start == std::string::npos ? line : line.substr(start)) + "\n";
  }
  write_standard_error(text);
}

/// False with an error pending: a filter makes it a SyntaxError.
bool report_warning(const std::string& filename, const CompileWarning& warning) {
  if (!has_warning_filters()) {
    print_warning(filename, warning);
    return true;
  }
  Value module = import_module("warnings"), warn = module ? get_attr(module, intern("warn_explicit")) : null_value;
  if (!warn) return false;
  Value arguments[] = {ref(make_str(warning.message)), ref(exception_type(ExceptionKind::syntax_warning)), ref(make_str(filename)),
                       int_value(warning.line)};
  if (call(warn, arguments, 4)) return true;
  if (!clear_error(ExceptionKind::syntax_warning)) return false;
  SyntaxErrorInfo error;
  error.type = "SyntaxError";
  error.message = warning.message;
  error.filename = filename;
  error.line = error.end_line = warning.line;
  error.has_text = source_line(filename, warning.line, &error.text);
  raise_syntax_error(error);
  return false;
}

}  // namespace

Code* compile_source(std::string_view source, const std::string& filename, CompileMode mode, int optimize) {
  CompileResult result = compile(source, filename, mode, optimize < 0 ? program_options.optimize : optimize);
  if (!result.code) {
    raise_syntax_error(result.error);
    return nullptr;
  }
  for (const CompileWarning& warning : result.warnings) {
    if (!report_warning(filename, warning)) return nullptr;
  }
  return make_code(result.code);
}

namespace {

bool is_file(const std::string& path, struct stat* status) { return stat(path.c_str(), status) == 0 && S_ISREG(status->st_mode); }

Value not_found(const std::string& name, const std::string& why = "") {
  raise_error(ExceptionKind::module_not_found_error, "No module named '%s'%s", name.c_str(), why.c_str());
  set_slot(as<Instance>(vm.exception), vm.names.name_name, ref(make_str(name)));
  return null_value;
}

/// Names of the modules whose bodies run right now.
std::vector<std::string>& modules_being_loaded() {
  static std::vector<std::string> names;
  return names;
}

bool may_write_cache() {
  Value forbidden = sys_attribute(intern("dont_write_bytecode"));
  return !forbidden || truth(forbidden) == 0;
}

/// The code of a source file, from the cache if it is there; null with an error pending.
Code* code_of_file(const std::string& path, const std::string& shown_path, const struct stat& status) {
  if (auto spec = read_cached_code(path, shown_path, status)) return make_code(spec);
  std::string source;
  if (!read_file(path.c_str(), &source)) {
    raise_os_error(errno, ref(make_str(path)));
    return nullptr;
  }
  Code* code = compile_source(source, shown_path, CompileMode::module);
  if (code && may_write_cache()) write_cached_code(path, status, **code->spec);
  return code;
}

/// Finds and loads `name` (dotted) whose last part is `part`, along a list of directories. Null without an error: not there;
/// `*special` then tells that importlib may know more.
Value load_along(const std::string& name, const std::string& part, List* paths, bool* special) {
  for (uint64_t i = 0; i < paths->length; i++) {
    Str* entry = as_str(list_get(paths, i));
    if (!entry) continue;
    std::string base = to_utf8(entry);
    if (base.empty() || base[0] != '/') {
      char here[4096];
      if (getcwd(here, sizeof here)) base = base.empty() ? here : std::string(here) + "/" + base;
    }
    base += (base.ends_with("/") ? "" : "/") + part;
    struct stat status;
    if (stat(base.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
      std::string start = base + "/__init__.py";
      if (is_file(start, &status)) return load_source_file(name, start, base);
      *special = true;  // without __init__.py a directory may be part of a namespace package
    }
    std::string file = base + ".py";
    if (is_file(file, &status)) return load_source_file(name, file, "");
    if (!*special && is_file(base.substr(0, base.size() - part.size() - 1), &status)) *special = true;
  }
  return null_value;
}

Value load_native(const NativeModule* native, const std::string& name) {
  Module* made = make_module(name);
  set_member(made, "__package__", ref(vm.empty_str));
  native->fill(made);
  if (vm.exception) return null_value;
  dict_set_str(vm.modules, intern(name), ref(made));
  return ref(made);
}

/// Imports the last part of `name` below `parent` (null: a module of the top level); not in sys.modules yet.
Value load_part(const std::string& name, const std::string& part, Value parent) {
  if (!parent && name.starts_with("_frozen_importlib")) return import_through_importlib(name);
  if (!has_standard_finders()) return import_through_importlib(name);
  Value paths;
  if (!parent) {
    if (const NativeModule* native = find_native_module(name)) return load_native(native, name);
    paths = sys_attribute(vm.names.path_name);
  } else {
    paths = find_attr(parent, vm.names.__path__);
    if (!paths) {
      if (vm.exception) return null_value;
      return not_found(name, "; '" + name.substr(0, name.size() - part.size() - 1) + "' is not a package");
    }
  }
  bool special = !paths || !has_kind(paths, Kind::list);
  Value module = special ? null_value : load_along(name, part, as<List>(paths), &special);
  if (module || vm.exception) return module;
  return special && !library_directory().empty() ? import_through_importlib(name) : not_found(name);
}

/// load_part, timed for -X importtime: a line after each module, those it imported before it.
Value load_part_reported(const std::string& name, const std::string& part, Value parent) {
  static int64_t depth, in_others;
  if (!program_options.import_time) return load_part(name, part, parent);
  if (depth == 0 && in_others == 0) fprintf(stderr, "import time: self [us] | cumulative | imported package\n");
  int64_t outer = in_others, start = monotonic_nanoseconds();
  in_others = 0;
  depth++;
  Value module = load_part(name, part, parent);
  depth--;
  int64_t all = monotonic_nanoseconds() - start;
  fprintf(stderr, "import time: %9lld | %10lld | %*s%s\n", static_cast<long long>((all - in_others) / 1000), static_cast<long long>(all / 1000),
          static_cast<int>(depth * 2), "", name.c_str());
  in_others = outer + all;
  return module;
}

}  // namespace

bool is_being_imported(std::string_view name) {
  for (const std::string& loading : modules_being_loaded()) {
    if (loading == name) return true;
  }
  return false;
}

Value load_source_file(const std::string& name, const std::string& path, const std::string& directory,
                       const std::string& shown_path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return raise_os_error(errno, ref(make_str(path)));
  Code* code = code_of_file(path, shown_path, status);
  if (!code) return null_value;
  Module* module = make_module(name);
  size_t dot = name.rfind('.');
  std::string package = !directory.empty() ? name : dot == std::string::npos ? "" : name.substr(0, dot);
  set_member(module, "__package__", ref(make_str(package)));
  if (!directory.empty()) {
    List* paths = make_list(1);
    list_append(paths, ref(make_str(directory)));
    set_member(module, "__path__", ref(paths));
  }
  set_member(module, "__file__", ref(make_str(shown_path)));
  set_member(module, "__cached__", ref(make_str(cache_path(shown_path))));
  dict_set_str(module->dict, vm.names.__builtins__, ref(vm.builtins));
  Str* key = intern(name);
  dict_set_str(vm.modules, key, ref(module));
  modules_being_loaded().push_back(name);
  Value done = run_body(make_plain_function(code, module->dict), null_value, nullptr);
  modules_being_loaded().pop_back();
  if (!done) {
    Value error = take_error();
    dict_delete_str(vm.modules, key);
    vm.exception = error;
    return null_value;
  }
  Value result = loaded_module(key);
  return result ? result : ref(module);
}

Value import_module(const std::string& name) {
  Value module = loaded_module(intern(name));
  if (module && !is_none(module)) return module;
  Value parent = null_value;
  for (size_t start = 0; start <= name.size();) {
    size_t dot = std::min(name.find('.', start), name.size());
    std::string prefix = name.substr(0, dot), part = name.substr(start, dot - start);
    Str* key = intern(prefix);
    module = loaded_module(key);
    if (module && is_none(module)) {
      raise_error(ExceptionKind::module_not_found_error, "import of %s halted; None in sys.modules", key);
      set_slot(as<Instance>(vm.exception), vm.names.name_name, ref(key));
      return null_value;
    }
    if (!module) {
      module = load_part_reported(prefix, part, parent);
      if (!module) return null_value;
      if (parent && !set_attr(parent, intern(part), module)) {
        if (!clear_error(ExceptionKind::attribute_error)) return null_value;
      }
    }
    parent = module;
    start = dot + 1;
  }
  return module;
}

namespace {

/// The package that relative imports in a module with these globals start from; false with an error pending.
bool current_package(Value globals, std::string* package) {
  Dict* dict = globals ? as_dict(globals) : nullptr;
  if (!dict) {
    raise_type_error("globals must be a dict");
    return false;
  }
  Value own = dict_get_str(dict, vm.names.__package__), spec = dict_get_str(dict, vm.names.__spec__);
  if (own && !is_none(own)) {
    if (!as_str(own)) {
      raise_type_error("package must be a string");
      return false;
    }
    *package = to_utf8(as_str(own));
  } else if (spec && !is_none(spec)) {
    Value parent = get_attr(spec, intern("parent"));
    if (!parent) return false;
    if (!as_str(parent)) {
      raise_type_error("__spec__.parent must be a string");
      return false;
    }
    *package = to_utf8(as_str(parent));
  } else {
    if (!warn(ExceptionKind::import_warning, "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__")) return false;
    Value name = dict_get_str(dict, vm.names.__name__);
    if (!name) {
      raise_error(ExceptionKind::key_error, "'__name__' not in globals");
      return false;
    }
    if (!as_str(name)) {
      raise_type_error("__name__ must be a string");
      return false;
    }
    *package = to_utf8(as_str(name));
    if (!dict_get_str(dict, vm.names.__path__)) {
      size_t dot = package->rfind('.');
      package->resize(dot == std::string::npos ? 0 : dot);
    }
  }
  if (!package->empty()) return true;
  raise_error(ExceptionKind::import_error, "attempted relative import with no known parent package");
  return false;
}

/// Imports the submodules that `from module import names` names. False with an error pending.
bool import_members(Value module, const std::string& name, List* names, bool from_all) {
  for (uint64_t i = 0; i < names->length; i++) {
    Str* member = as_str(list_get(names, i));
    if (!member) {
      if (from_all)
        raise_type_error("Item in %s.__all__ must be str, not %T", name.c_str(), list_get(names, i));
      else
        raise_type_error("Item in ``from list'' must be str, not %T", list_get(names, i));
      return false;
    }
    if (str_equals(member, "*")) {
      Value all = from_all ? null_value : find_attr(module, vm.names.__all__);
      List* list = all ? list_from(all) : nullptr;
      if (vm.exception || (list && !import_members(module, name, list, true))) return false;
      continue;
    }
    if (find_attr(module, interned(member))) continue;
    if (vm.exception) return false;
    std::string child = name + "." + to_utf8(member);
    if (import_module(child)) continue;
    if (!error_matches(ExceptionKind::module_not_found_error)) return false;
    Value missing = get_slot(as<Instance>(vm.exception), vm.names.name_name);
    if (!missing || !is_str(missing) || to_utf8(as<Str>(missing)) != child) return false;
    vm.exception = null_value;
  }
  return true;
}

}  // namespace

Value import_by_name(Str* name_str, Value globals, Value from_list, int64_t level) {
  if (level < 0) return raise_value_error("level must be >= 0");
  std::string name = to_utf8(name_str);
  std::string absolute = name;
  if (level > 0) {
    std::string package;
    if (!current_package(globals, &package)) return null_value;
    for (int64_t i = 1; i < level; i++) {
      size_t dot = package.rfind('.');
      if (dot == std::string::npos)
        return raise_error(ExceptionKind::import_error, "attempted relative import beyond top-level package");
      package.resize(dot);
    }
    absolute = name.empty() ? package : package + "." + name;
  } else if (name.empty()) {
    return raise_value_error("Empty module name");
  }
  Value module = import_module(absolute);
  if (!module) return null_value;
  List* names = from_list && !is_none(from_list) ? list_from(from_list) : nullptr;
  if (vm.exception) return null_value;
  if (!names || names->length == 0) {
    if (level > 0 && name.empty()) return module;
    // `import a.b` gives a: what the first part of the name as written stands for.
    size_t front = std::min(name.find('.'), name.size());
    std::string top = absolute.substr(0, absolute.size() - (name.size() - front));
    Value result = loaded_module(intern(top));
    return result ? result : raise_error(ExceptionKind::key_error, "%R not in sys.modules as expected", ref(make_str(top)));
  }
  Value path = find_attr(module, vm.names.__path__);
  if (vm.exception) return null_value;
  return !path || import_members(module, absolute, names, false) ? module : null_value;
}

Value import_name(Frame* frame, Code* code, Str* name, Value from_list, uint32_t level) {
  Dict* builtins = builtins_of(code->globals);
  Value import = builtins ? dict_get_str(builtins, vm.names.__import__) : null_value;
  if (import != vm.original_import) {
    if (!import) return raise_error(ExceptionKind::import_error, "__import__ not found");
    Value names = frame->names ? frame->names : none();
    Value arguments[] = {ref(name), ref(code->globals.get()), names, from_list, int_value(level)};
    return call(import, arguments, 5);
  }
  if (level == 0) {
    Value module = loaded_module(name);
    if (module && has_kind(module, Kind::module)) {
      if (is_none(from_list)) {
        if (str_find(name, vm.characters['.'], 0, name->length) < 0) return module;
      } else if (!dict_get_str(as<Module>(module)->dict, vm.names.__path__)) {
        return module;
      }
    }
  }
  return import_by_name(name, ref(code->globals.get()), from_list, level);
}

Value import_from(Value module, Str* name) {
  Value value = find_attr(module, name);
  if (value || vm.exception) return value;
  Value module_name = find_attr(module, vm.names.__name__);
  vm.exception = null_value;
  bool named = module_name && is_str(module_name);
  std::string text = named ? to_utf8(as<Str>(module_name)) : "<unknown module name>";
  if (named) {
    value = loaded_module(intern(text + "." + to_utf8(name)));
    if (value) return value;
  }
  Value file = find_attr(module, vm.names.__file__);
  vm.exception = null_value;
  bool placed = file && is_str(file);
  std::string place = placed ? to_utf8(as<Str>(file)) : "unknown location";
  const char* format =
      is_being_imported(text)
          ? "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%s)"
          : "cannot import name %R from %R (%s)";
  raise_error(ExceptionKind::import_error, format, ref(name), ref(make_str(text)), place.c_str());
  Instance* error = as<Instance>(vm.exception);
  set_slot(error, vm.names.name_name, named ? module_name : none());
  set_slot(error, vm.names.path_name, placed ? file : none());
  return null_value;
}

namespace {

bool bind_star_name(Value target, Value module, Str* name) {
  Value value = get_attr(module, interned(name));
  return value && set_item(target, ref(interned(name)), value);
}

}  // namespace

bool import_star(Frame* frame, Code* code, Value module) {
  Value target = frame->names ? frame->names : ref(code->globals.get());
  Value names = find_attr(module, vm.names.__all__);
  bool all = bool(names);
  if (!all && !vm.exception) {
    names = has_kind(module, Kind::module) ? ref(as<Module>(module)->dict.get()) : find_attr(module, vm.names.__dict__);
    if (!names && !vm.exception) raise_error(ExceptionKind::import_error, "from-import-* object has no __dict__ and no __all__");
  }
  List* list = names ? list_from(names) : nullptr;
  if (!list) return false;
  for (uint64_t i = 0; i < list->length; i++) {
    Str* name = as_str(list_get(list, i));
    if (!name) {
      Value own = get_attr(module, vm.names.__name__);
      if (!own) return false;
      raise_type_error(all ? "Item in %S.__all__ must be str, not %T" : "Key in %S.__dict__ must be str, not %T", own,
                       list_get(list, i));
      return false;
    }
    if (!all && name->length && char_at(name, 0) == '_') continue;
    if (!bind_star_name(target, module, name)) return false;
  }
  return true;
}

bool print_expression(Value v) {
  Value hook = sys_attribute(vm.names.displayhook_name);
  if (hook) return bool(call_1(hook, v));
  return true;
}

}  // namespace python
