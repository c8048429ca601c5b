/// The constants of the module sys: versions, sizes of numbers, flags.
#include <limits>

#include "modules/io/files.h"
#include "modules/modules.h"
#include "modules/sys.h"
#include "objects/operations.h"
#include "objects/struct_sequence.h"
#include "program/options.h"

namespace python {

namespace {

/// The one instance of a class of sys.
template <size_t n>
Value single(const char* name, const char* const (&fields)[n], const Value (&values)[n]) {
  Type* type = make_struct_sequence_type("sys", name, fields);
  return type ? make_struct_sequence(type, values) : none();
}

Value version_info() {
  static const char* const fields[] = {"major", "minor", "micro", "releaselevel", "serial"};
  return single("version_info", fields, {int_value(3), int_value(11), int_value(2), ref(intern("final")), int_value(0)});
}

Value float_info() {
  using limits = std::numeric_limits<double>;
  static const char* const fields[] = {"max", "max_exp",  "max_10_exp", "min",   "min_exp", "min_10_exp",
                                       "dig", "mant_dig", "epsilon",    "radix", "rounds"};
  return single(
      "float_info", fields,
      {float_value(limits::max()), int_value(limits::max_exponent), int_value(limits::max_exponent10), float_value(limits::min()),
       int_value(limits::min_exponent), int_value(limits::min_exponent10), int_value(limits::digits10), int_value(limits::digits),
       float_value(limits::epsilon()), int_value(2), int_value(1)});
}

Value int_info() {
  static const char* const fields[] = {"bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"};
  return single("int_info", fields, {int_value(30), int_value(4), int_value(4300), int_value(640)});
}

Value hash_info() {
  static const char* const fields[] = {"width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"};
  return single("hash_info", fields,
                {int_value(64), int_value((int64_t{1} << 61) - 1), int_value(314159), int_value(0), int_value(1000003),
                 ref(intern("siphash13")), int_value(64), int_value(128), int_value(0)});
}

Value thread_info() {
  static const char* const fields[] = {"name", "lock", "version"};
  return single("thread_info", fields, {ref(intern("pthread")), ref(intern("semaphore")), none()});
}

Value flags() {
  static const char* const fields[] = {"debug",
                                       "inspect",
                                       "interactive",
                                       "optimize",
                                       "dont_write_bytecode",
                                       "no_user_site",
                                       "no_site",
                                       "ignore_environment",
                                       "verbose",
                                       "bytes_warning",
                                       "quiet",
                                       "hash_randomization",
                                       "isolated",
                                       "dev_mode",
                                       "utf8_mode",
                                       "warn_default_encoding",
                                       "safe_path",
                                       "int_max_str_digits"};
  const ProgramOptions& o = program_options;
  return single(
      "flags", fields,
      {int_value(o.debug), int_value(o.inspect), int_value(o.interactive), int_value(o.optimize), int_value(o.no_bytecode),
       int_value(o.no_user_site), int_value(o.no_site), int_value(o.ignore_environment), int_value(o.verbose),
       int_value(o.bytes_warning), int_value(o.quiet), int_value(0), int_value(o.isolated), boolean(o.dev_mode),
       int_value(o.utf8_mode), int_value(o.warn_default_encoding), boolean(o.safe_path), int_value(o.int_digits_limit)});
}

Value implementation(Value version) {
  Value space = make_simple_namespace();
  Dict* dict = as<NamespaceObject>(space)->dict;
  dict_set_str(dict, vm.names.name_name, ref(intern("jwpython")));
  dict_set_str(dict, intern("cache_tag"), ref(intern("jwpython-311")));
  dict_set_str(dict, intern("version"), version);
  dict_set_str(dict, intern("hexversion"), int_value(0x030b02f0));
  dict_set_str(dict, intern("_multiarch"), ref(intern("x86_64-linux-gnu")));
  return space;
}

List* list_of(const std::vector<std::string>& texts) {
  List* list = make_list(texts.size());
  for (const std::string& text : texts) list_append(list, ref(make_str(text)));
  return list;
}

Dict* x_options() {
  Dict* dict = make_dict();
  for (const std::string& option : program_options.x_options) {
    size_t equals = option.find('=');
    Value value = equals == std::string::npos ? true_value() : ref(make_str(std::string_view(option).substr(equals + 1)));
    dict_set_str(dict, make_str(std::string_view(option).substr(0, equals)), value);
  }
  return dict;
}

}  // namespace

void fill_sys_values(Module* module) {
  fill_sys_paths(module);
  if (program_options.int_digits_limit >= 0) vm.int_digits_limit = program_options.int_digits_limit;
  Value version = version_info();
  const struct {
    const char* name;
    Value value;
  } members[] = {
      {"modules", ref(vm.modules)},
      {"stdin", stream_value(standard_streams.input)},
      {"stdout", stream_value(standard_streams.output)},
      {"stderr", stream_value(standard_streams.error)},
      {"__stdin__", stream_value(standard_streams.input)},
      {"__stdout__", stream_value(standard_streams.output)},
      {"__stderr__", stream_value(standard_streams.error)},
      {"maxsize", int_value(std::numeric_limits<int64_t>::max())},
      {"maxunicode", int_value(0x10FFFF)},
      {"byteorder", ref(intern("little"))},
      {"platform", ref(intern("linux"))},
      {"abiflags", ref(vm.empty_str)},
      {"version", ref(intern("3.11.2 (main) [Jitwright, Clang]"))},
      {"version_info", version},
      {"hexversion", int_value(0x030b02f0)},
      {"api_version", int_value(1013)},
      {"copyright",
       ref(intern("Jitwright is MIT-licensed. The standard library is CPython's, copyright of the Python Software Foundation."))},
      {"implementation", implementation(version)},
      {"float_info", float_info()},
      {"int_info", int_info()},
      {"hash_info", hash_info()},
      {"thread_info", thread_info()},
      {"flags", flags()},
      {"float_repr_style", ref(intern("short"))},
      {"dont_write_bytecode", boolean(program_options.no_bytecode)},
      {"warnoptions", ref(list_of(program_options.warnings))},
      {"_xoptions", ref(x_options())},
      {"_git", ref(make_tuple_of(
                   std::initializer_list<Value>{ref(intern("Jitwright")), ref(vm.empty_str), ref(vm.empty_str)}.begin(), 3))},
      {"_framework", ref(vm.empty_str)},
  };
  for (const auto& member : members) set_member(module, member.name, member.value);
}

}  // namespace python
