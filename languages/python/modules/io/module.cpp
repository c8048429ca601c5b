/// The module _io; its types are made when the machine starts.
#include "modules/io/buffered.h"
#include "modules/io/files.h"

namespace python {

namespace {

Value open_code(Value path) {
  Str* text = as_str(path);
  if (!text) return raise_type_error("open_code() argument 'path' must be str, not %T", path);
  Value arguments[] = {path, ref(intern("rb"))};
  return io_open(arguments, 2, nullptr);
}
Value text_encoding(Value encoding, Value) { return is_none(encoding) ? ref(intern("locale")) : encoding; }

}  // namespace

void fill_io(Module* module) {
  const struct {
    const char* name;
    Type* type;
  } types[] = {
      {"_IOBase", io_types.base},
      {"_RawIOBase", io_types.raw},
      {"_BufferedIOBase", io_types.buffered},
      {"_TextIOBase", io_types.text},
      {"FileIO", builtin_type(Kind::file_io)},
      {"BytesIO", builtin_type(Kind::bytes_io)},
      {"StringIO", builtin_type(Kind::string_io)},
      {"BufferedReader", builtin_type(Kind::buffered_reader)},
      {"BufferedWriter", builtin_type(Kind::buffered_writer)},
      {"BufferedRandom", builtin_type(Kind::buffered_random)},
      {"BufferedRWPair", builtin_type(Kind::buffered_pair)},
      {"TextIOWrapper", builtin_type(Kind::text_io)},
      {"IncrementalNewlineDecoder", builtin_type(Kind::newline_decoder)},
      {"UnsupportedOperation", io_types.unsupported},
  };
  for (const auto& row : types) set_member(module, row.name, ref(row.type));
  set_member(module, "BlockingIOError", ref(exception_type(ExceptionKind::blocking_io_error)));
  set_member(module, "DEFAULT_BUFFER_SIZE", small_int_value(standard_buffer_size));
  // The function is the builtin one.
  set_member(module, "open", dict_get_str(vm.builtins, intern("open")));
  static const BuiltinDefinition functions[] = {entry("open_code", open_code, 1, "path"),
                                                entry("text_encoding", text_encoding, 1)};
  define(module, functions);
}

}  // namespace python
