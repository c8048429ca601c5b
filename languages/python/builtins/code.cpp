/// exec, eval, compile, __import__ and what ends the program.
#include "builtins/builtins.h"
#include "compiler/interactive.h"
#include "interpreter/build_class.h"
#include "interpreter/frame_object.h"
#include "interpreter/import.h"
#include "interpreter/traceback.h"
#include "modules/ast.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "program/options.h"

namespace python {

namespace {

/// Source of exec, eval and compile as UTF-8.
bool source_text(Value source, const char* function, std::string* out) {
  std::string_view bytes;
  if (Str* text = as_str(source)) *out = to_utf8(text);
  else if (bytes_view(source, &bytes)) *out = bytes;
  else {
    raise_type_error("%s() arg 1 must be a string, bytes or code object", function);
    return false;
  }
  if (out->find('\0') != std::string::npos) {
    raise_value_error("source code string cannot contain null bytes");
    return false;
  }
  return true;
}

bool is_closure(Value closure, size_t length) {
  if (!closure || !is_tuple(closure) || as<Tuple>(closure)->length != length) return false;
  for (size_t i = 0; i < length; i++) {
    if (!has_kind(as<Tuple>(closure)->items[i], Kind::cell)) return false;
  }
  return true;
}

/// exec and eval: the code object or source run in the given namespaces, or in the caller's.
Value run_source(const char* function, CompileMode mode, const Value* arguments, uint32_t count, Value closure) {
  Frame* caller = calling_frame();
  Value globals = count > 1 && !is_none(arguments[1]) ? arguments[1] : null_value;
  Value locals = count > 2 && !is_none(arguments[2]) ? arguments[2] : null_value;
  if (globals && !as_dict(globals)) {
    if (mode == CompileMode::exec) return raise_type_error("exec() globals must be a dict, not %T", globals);
    return raise_type_error("globals must be a dict");
  }
  if (locals && !as_dict(locals) && !lookup_special(locals, vm.names.__getitem__)) {
    if (mode == CompileMode::exec) return raise_type_error("locals must be a mapping or None, not %T", locals);
    return raise_type_error("locals must be a mapping");
  }
  if (!globals) {
    globals = caller ? ref(caller->code->globals.get()) : ref(make_dict());
    if (!locals && caller) locals = locals_of(caller);
  }
  if (!locals) locals = globals;
  Dict* dict = as_dict(globals);
  ensure_cells(dict);
  if (!dict_get_str(dict, vm.names.__builtins__)) dict_set_str(dict, vm.names.__builtins__, loaded_module(intern("builtins")));
  Code* code;
  if (has_kind(arguments[0], Kind::code)) {
    code = as<Code>(arguments[0]);
    size_t wanted = spec_of(code).free_names.size();
    if (mode != CompileMode::exec && wanted) return raise_type_error("code object passed to eval() may not contain free variables");
    if (closure && !wanted) return raise_type_error("cannot use a closure with this code object");
    if (wanted && !is_closure(closure, wanted)) return raise_type_error("code object requires a closure of exactly length %s", wanted);
  } else {
    if (closure) return raise_type_error("closure can only be used when source is a code object");
    std::string text;
    if (!source_text(arguments[0], function, &text)) return null_value;
    if (mode == CompileMode::eval) text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
    code = compile_source(text, "<string>", mode);
    if (!code) return null_value;
  }
  Value names = locals == globals ? null_value : locals;
  Function* body = make_plain_function(code, dict);
  if (closure) body->closure = as<Tuple>(closure);
  return run_body(body, names, caller);
}

Value builtin_exec(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("exec", "source globals locals / * closure", 1, arguments, count, names, v)) return null_value;
  Value closure = v[3] && !is_none(v[3]) ? v[3] : null_value;
  Value result = run_source("exec", CompileMode::exec, arguments, count, closure);
  return result ? none() : null_value;
}
Value builtin_eval(const Value* arguments, uint32_t count) { return run_source("eval", CompileMode::eval, arguments, count, null_value); }

/// Flags of the library's codeop: a text that only lacks its rest is "incomplete input"; a block must be closed by an empty line.
constexpr int64_t allow_incomplete = 0x4000, block_needs_end = 0x200;

bool is_incomplete(const std::string& text, const std::string& filename, CompileMode mode, int64_t flags) {
  CompileResult result = compile(text, filename, mode);
  if (!result.code) return result.error.incomplete;
  return (flags & block_needs_end) && mode == CompileMode::interactive && is_compound_statement(text) && !text.ends_with("\n");
}

/// PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST and the like, and those of __future__ features.
constexpr int64_t known_flags = 0x1ff7f00 | 0x10 | 0x200;

Value builtin_compile(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[7];
  if (!parse_arguments("compile", "source filename mode flags dont_inherit optimize * _feature_version", 3, arguments, count, names, v)) return null_value;
  Str *filename = as_str(v[1]), *mode = as_str(v[2]);
  int64_t flags = 0;
  if (v[3] && !clamped_index(v[3], &flags)) return null_value;
  if (!filename) return raise_type_error("expected str, bytes or os.PathLike object, not %T", v[1]);
  if (!mode) return raise_type_error("compile() argument 'mode' must be str, not %T", v[2]);
  int64_t optimize = -1;
  if (v[5] && !clamped_index(v[5], &optimize)) return null_value;
  if (optimize < -1 || optimize > 2) return raise_value_error("compile(): invalid optimize value");
  CompileMode chosen;
  if (str_equals(mode, "exec")) chosen = CompileMode::exec;
  else if (str_equals(mode, "eval")) chosen = CompileMode::eval;
  else if (str_equals(mode, "single")) chosen = CompileMode::interactive;
  else return raise_value_error("compile() mode must be 'exec', 'eval' or 'single'");
  if (flags & ~known_flags) return raise_value_error("compile(): unrecognised flags");
  int level = optimize < 0 ? program_options.optimize : static_cast<int>(optimize);
  if (is_node(v[0])) return flags & ast_only ? v[0] : compile_nodes(v[0], to_utf8(filename), chosen, level);
  std::string text;
  if (!source_text(v[0], "compile", &text)) return null_value;
  if (flags & ast_only) return parse_to_nodes(text, to_utf8(filename), chosen);
  if ((flags & allow_incomplete) && is_incomplete(text, to_utf8(filename), chosen, flags)) {
    SyntaxErrorInfo error;
    error.type = "SyntaxError";
    error.message = "incomplete input";
    error.filename = to_utf8(filename);
    error.line = error.column = 1;
    return raise_syntax_error(error);
  }
  Code* code = compile_source(text, to_utf8(filename), chosen, level);
  return code ? ref(code) : null_value;
}

Value builtin_import(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[5];
  if (!parse_arguments("__import__", "name globals locals fromlist level", 1, arguments, count, names, v)) return null_value;
  Str* name = as_str(v[0]);
  if (!name) return raise_type_error("__import__() argument 1 must be str, not %T", v[0]);
  int64_t level = 0;
  if (v[4] && !clamped_index(v[4], &level)) return null_value;
  return import_by_name(name, v[1], v[3], level);
}

}  // namespace

void define_code_functions() {
  static const BuiltinDefinition functions[] = {
      entry("exec", builtin_exec, 1, 255, builtin_needs_frame), entry("eval", builtin_eval, 1, 3, builtin_needs_frame),
      entry("compile", builtin_compile), entry("__import__", builtin_import),
  };
  define_builtins(functions);
}

}  // namespace python
