#include "interpreter/import.h"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <vector>

#include "interpreter/build_class.h"
#include "interpreter/steps.h"
#include "interpreter/traceback.h"
#include "modules/file.h"
#include "modules/modules.h"

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

Code* compile_source(std::string_view source, const std::string& filename, CompileMode mode) {
  CompileResult result = compile(source, filename, mode);
  if (!result.code) {
    raise_syntax_error(result.error);
    return nullptr;
  }
  for (const CompileWarning& warning : result.warnings) {
    std::string text = filename + ":" + std::to_string(warning.line) + ": SyntaxWarning: " + warning.message + "\n", line;
    if (source_line(filename, warning.line, &line)) {
      size_t start = line.find_first_not_of(" \t");
      text += "  " + (start == std::string::npos ? line : line.substr(start)) + "\n";
    }
    write_standard_error(text);
  }
  return make_code(result.code);
}

namespace {

bool is_file(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}
bool is_directory(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

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

/// Runs the source of `path` in a new module; a package if `directory` is not empty.
Value load_source(const std::string& name, const std::string& path, const std::string& directory) {
  std::string source;
  if (!read_file(path.c_str(), &source)) return raise_os_error(errno, ref(make_str(path)));
  Code* code = compile_source(source, path, CompileMode::module);
  if (!code) return null_value;
  Module* module = make_module(name);
  set_member(module, "__file__", ref(make_str(path)));
  size_t dot = name.rfind('.');
  std::string package = !directory.empty() ? name : dot == std::string::npos ? "" : name.substr(0, dot);
  set_member(module, "__package__", ref(make_str(package)));
  if (!directory.empty()) {
    List* paths = make_list(1);
    list_append(paths, ref(make_str(directory)));
    set_member(module, "__path__", ref(paths));
  }
  dict_set_str(module->dict, vm.names.__builtins__, loaded_module(intern("builtins")));
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

/// Finds and loads `name` (dotted) whose last part is `part`, along a list of directories.
Value load_along(const std::string& name, const std::string& part, Value paths) {
  List* list = paths ? as_list(paths) : nullptr;
  for (uint64_t i = 0; list && i < list->length; i++) {
    Str* entry = as_str(list_get(list, i));
    if (!entry) continue;
    std::string base = to_utf8(entry);
    if (base.empty()) base = ".";
    base += "/" + part;
    if (is_directory(base)) {
      if (is_file(base + "/__init__.py")) return load_source(name, base + "/__init__.py", base);
    }
    if (is_file(base + ".py")) return load_source(name, base + ".py", "");
  }
  // A directory without __init__.py is a namespace package.
  for (uint64_t i = 0; list && i < list->length; i++) {
    Str* entry = as_str(list_get(list, i));
    std::string base = (entry ? to_utf8(entry) : ".") + "/" + part;
    if (!is_directory(base)) continue;
    Module* module = make_module(name);
    List* found = make_list(1);
    list_append(found, ref(make_str(base)));
    set_member(module, "__path__", ref(found));
    set_member(module, "__package__", ref(make_str(name)));
    dict_set_str(vm.modules, intern(name), ref(module));
    return ref(module);
  }
  return null_value;
}

}  // namespace

Value import_module(const std::string& name) {
  Value parent = null_value, module = null_value;
  size_t start = 0;
  while (start <= name.size()) {
    size_t dot = name.find('.', start);
    if (dot == std::string::npos) dot = name.size();
    std::string prefix = name.substr(0, dot), part = name.substr(start, dot - start);
    Str* key = intern(prefix);
    module = loaded_module(key);
    if (module && is_none(module)) {
      return raise_error(ExceptionKind::module_not_found_error, "import of %s halted; None in sys.modules", key);
    }
    if (!module) {
      if (!parent) {
        if (const NativeModule* native = find_native_module(prefix)) {
          Module* made = make_module(prefix);
          native->fill(made);
          module = ref(made);
          dict_set_str(vm.modules, key, module);
        } else {
          module = load_along(prefix, part, sys_attribute(vm.names.path_name));
        }
        if (!module) return vm.exception ? null_value : not_found(prefix);
      } else {
        Value paths = find_attr(parent, vm.names.__path__);
        if (!paths) {
          if (vm.exception) return null_value;
          return not_found(prefix, "; '" + name.substr(0, start - 1) + "' is not a package");
        }
        module = load_along(prefix, part, paths);
        if (!module) return vm.exception ? null_value : not_found(prefix);
        if (!set_attr(parent, intern(part), module)) return null_value;
      }
    }
    parent = module;
    start = dot + 1;
  }
  return module;
}

Value import_by_name(Str* name_str, Value globals, Value from_list, int64_t level) {
  std::string name = to_utf8(name_str);
  std::string absolute = name;
  if (level > 0) {
    Dict* dict = globals ? as_dict(globals) : nullptr;
    Value package_value = dict ? dict_get_str(dict, vm.names.__package__) : null_value;
    std::string package = package_value && is_str(package_value) ? to_utf8(as<Str>(package_value)) : "";
    if (package.empty()) return raise_error(ExceptionKind::import_error, "attempted relative import with no known parent package");
    for (int64_t i = 1; i < level; i++) {
      size_t dot = package.rfind('.');
      if (dot == std::string::npos) return raise_error(ExceptionKind::import_error, "attempted relative import beyond top-level package");
      package.resize(dot);
    }
    absolute = name.empty() ? package : package + "." + name;
  } else if (name.empty()) {
    return raise_value_error("Empty module name");
  }
  Value module = import_module(absolute);
  if (!module) return null_value;
  Tuple* names = from_list && has_kind(from_list, Kind::tuple) ? as<Tuple>(from_list) : nullptr;
  if (!names && from_list && has_kind(from_list, Kind::list)) names = tuple_from(from_list);
  if (!names || names->length == 0) {
    if (level > 0) {
      // `from . import x` always has names; a bare relative import gives the first part below the package.
      return module;
    }
    return loaded_module(intern(absolute.substr(0, absolute.find('.'))));
  }
  if (!has_kind(module, Kind::module) || !dict_get_str(as<Module>(module)->dict, vm.names.__path__)) return module;
  for (uint64_t i = 0; i < names->length; i++) {
    Str* member = as_str(names->items[i]);
    if (!member || str_equals(member, "*")) continue;
    if (find_attr(module, interned(member))) continue;
    if (vm.exception) return null_value;
    std::string child = absolute + "." + to_utf8(member);
    if (!import_module(child)) {
      if (!error_matches(ExceptionKind::module_not_found_error)) return null_value;
      Value missing = get_slot(as<Instance>(vm.exception), vm.names.name_name);
      if (missing && is_str(missing) && str_equals(as<Str>(missing), child)) vm.exception = null_value;
      else return null_value;
    }
  }
  return module;
}

Value import_name(Frame* frame, Code* code, Str* name, Value from_list, uint32_t level) {
  if (level == 0 && is_none(from_list) && str_find(name, vm.characters['.'], 0, name->length) < 0) {
    Value module = loaded_module(name);
    if (module && !is_none(module)) return module;
  }
  return import_by_name(name, ref(code->globals.get()), from_list, level);
}

Value import_from(Value module, Str* name) {
  Value value = find_attr(module, name);
  if (value || vm.exception) return value;
  Value module_name = find_attr(module, vm.names.__name__);
  vm.exception = null_value;
  std::string text = module_name && is_str(module_name) ? to_utf8(as<Str>(module_name)) : "<unknown module name>";
  value = loaded_module(intern(text + "." + to_utf8(name)));
  if (value) return value;
  Value file = find_attr(module, vm.names.__file__);
  vm.exception = null_value;
  std::string place = file && is_str(file) ? to_utf8(as<Str>(file)) : "unknown location";
  for (const std::string& loading : modules_being_loaded()) {
    if (loading == text) {
      return raise_error(ExceptionKind::import_error,
                         "cannot import name '%s' from partially initialized module '%s' (most likely due to a circular import) (%s)", name,
                         text.c_str(), place.c_str());
    }
  }
  return raise_error(ExceptionKind::import_error, "cannot import name '%s' from '%s' (%s)", name, text.c_str(), place.c_str());
}

bool import_star(Frame* frame, Code* code, Value module) {
  Dict* source = has_kind(module, Kind::module) ? as<Module>(module)->dict.get() : nullptr;
  Dict* target = frame->names ? as_dict(frame->names) : code->globals.get();
  if (!source || !target) {
    raise_error(ExceptionKind::import_error, "from-import-* object has no __dict__ and no __all__");
    return false;
  }
  Value all = dict_get_str(source, vm.names.__all__);
  if (all) {
    List* names = list_from(all);
    if (!names) return false;
    for (uint64_t i = 0; i < names->length; i++) {
      Str* name = as_str(list_get(names, i));
      if (!name) {
        raise_type_error("Item in %s.__all__ must be str, not %T", "module", list_get(names, i));
        return false;
      }
      Value value = get_attr(module, interned(name));
      if (!value) return false;
      dict_set_str(target, interned(name), value);
    }
    return true;
  }
  for (int64_t p = next_entry(source, 0); p >= 0; p = next_entry(source, static_cast<uint64_t>(p) + 1)) {
    const DictEntry& entry = source->entries->items[p];
    if (!is_str(entry.key)) continue;
    Str* name = as<Str>(entry.key);
    if (name->length && char_at(name, 0) == '_') continue;
    dict_set_str(target, name, entry_value(source, entry));
  }
  return true;
}

bool print_expression(Value v) {
  Value hook = sys_attribute(vm.names.displayhook_name);
  if (hook) return bool(call_1(hook, v));
  return true;
}

}  // namespace python
