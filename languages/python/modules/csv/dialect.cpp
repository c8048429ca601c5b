#include "modules/csv/dialect.h"

#include "modules/module_type.h"

#include "objects/operations.h"
#include "objects/types.h"

namespace python {

namespace {

/// Fields of a dialect object, in the order of the parameters after `dialect`.
enum { delimiter, double_quote, escape_char, line_terminator, quote_char, quoting, skip_initial_space, strict, field_count };
constexpr const char* names_of[field_count] = {"delimiter", "doublequote", "escapechar",       "lineterminator",
                                               "quotechar", "quoting",     "skipinitialspace", "strict"};

Type* dialect_type;
Type* error_type;
Dict* registered;  // by name; an entry of the class Dialect keeps it alive

bool is_dialect(Value v) { return has_kind(v, Kind::native) && type_of(v) == dialect_type; }

/// A setting that is one character or None, as a str or None; null with TypeError.
Value character_setting(Value v, uint32_t which) {
  if (which != delimiter && is_none(v)) return v;
  Str* text = as_str(v);
  if (!text) {
    return raise_type_error(which == delimiter ? "\"%s\" must be string, not %T" : "\"%s\" must be string or None, not %T",
                            names_of[which], v);
  }
  if (text->length != 1) return raise_type_error("\"%s\" must be a 1-character string", names_of[which]);
  return ref(text);
}

/// The value of a setting, checked; null with an error pending.
Value checked_setting(uint32_t which, Value v) {
  switch (which) {
    case delimiter: return character_setting(v ? v : ref(vm.characters[',']), which);
    case escape_char: return character_setting(v ? v : none(), which);
    case quote_char: return character_setting(v ? v : ref(vm.characters['"']), which);
    case line_terminator: {
      if (!v) return ref(intern("\r\n"));
      if (is_none(v)) return raise_type_error("lineterminator must be set");
      if (!as_str(v)) return raise_type_error("\"lineterminator\" must be a string");
      return v;
    }
    case quoting: {
      if (!v) return small_int_value(0);
      if (!is_small_int(v)) return raise_type_error("\"quoting\" must be an integer");
      if (small_int(v) < 0 || small_int(v) > 3) return raise_type_error("bad \"quoting\" value");
      return v;
    }
    default: {
      int truth_value = v ? truth(v) : which == double_quote;
      return truth_value < 0 ? null_value : boolean(truth_value);
    }
  }
}

Value construct_dialect(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  return csv_dialect_argument("Dialect", arguments, count, names);
}

template <uint32_t index>
Value setting(Value self) {
  return as<NativeObject>(self)->fields[index];
}

/// The registered dialect of that name; null with Error.
Value registered_dialect(Value name) {
  Value found = dict_get(registered, name);
  if (!found && !has_error()) return raise_csv_error("unknown dialect");
  return found;
}

Value register_dialect(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0) return raise_type_error("expected at least 1 argument, got 0");
  if (!as_str(arguments[0])) return raise_type_error("dialect name must be a string");
  Value dialect = csv_dialect_argument("register_dialect", arguments + 1, count - 1, names);
  return dialect && dict_set(registered, arguments[0], dialect) ? none() : null_value;
}
Value unregister_dialect(Value name) {
  int deleted = dict_delete(registered, name);
  if (deleted < 0) return null_value;
  return deleted ? none() : raise_csv_error("unknown dialect");
}
Value get_dialect(Value name) { return registered_dialect(name); }
Value list_dialects() { return ref(list_from(ref(registered))); }

}  // namespace

Type* csv_error_type() { return error_type; }

Value make_csv_dialect(const Value* given) {
  Value base = given[0];
  if (base && as_str(base)) {
    base = registered_dialect(base);
    if (!base) return null_value;
  }
  if (base && is_dialect(base)) {
    bool plain = true;
    for (uint32_t i = 1; i <= field_count; i++) plain &= !given[i];
    if (plain) return base;
  }
  NativeObject* dialect = make_native(dialect_type, field_count);
  for (uint32_t i = 0; i < field_count; i++) {
    Value v = given[i + 1];
    if (!v && base && !is_none(base)) {
      v = find_attr(base, intern(names_of[i]));
      if (!v && has_error()) return null_value;
    }
    // An unset quotechar without quoting given means no quoting.
    if (i == quoting && !v && is_none(dialect->fields[quote_char])) v = small_int_value(static_cast<int64_t>(CsvQuoting::none));
    v = checked_setting(i, v);
    if (!v) return null_value;
    dialect->fields[i] = v;
  }
  if (small_int(dialect->fields[quoting]) != static_cast<int64_t>(CsvQuoting::none) && is_none(dialect->fields[quote_char])) {
    return raise_type_error("quotechar must be set if quoting enabled");
  }
  return ref(dialect);
}

Value csv_dialect_argument(const char*, const Value* arguments, uint32_t count, Tuple* names) {
  Value given[csv_parameter_count];
  for (uint64_t i = 0; names && i < names->length; i++) {
    Str* name = as<Str>(names->items[i]);
    bool known = str_equals(name, "dialect");
    for (const char* each : names_of) known |= str_equals(name, each);
    if (!known) return raise_type_error("'%s' is an invalid keyword argument for this function", name);
  }
  if (!parse_arguments("this function", csv_parameters, 0, arguments, count, names, given)) return null_value;
  return make_csv_dialect(given);
}

CsvDialect read_csv_dialect(Value object) {
  NativeObject* dialect = as<NativeObject>(object);
  auto character = [&](uint32_t which) {
    Value v = dialect->fields[which];
    return is_none(v) ? 0 : char_at(as_str(v), 0);
  };
  auto yes = [&](uint32_t which) { return dialect->fields[which].get() == true_value(); };
  return {character(delimiter),
          character(quote_char),
          character(escape_char),
          static_cast<CsvQuoting>(small_int(dialect->fields[quoting])),
          yes(double_quote),
          yes(skip_initial_space),
          yes(strict),
          as_str(dialect->fields[line_terminator])};
}

void define_csv_dialects(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("register_dialect", register_dialect),
      entry("unregister_dialect", unregister_dialect),
      entry("get_dialect", get_dialect),
      entry("list_dialects", list_dialects),
  };
  static const GetSetDefinition attributes[] = {
      {"delimiter", setting<delimiter>},
      {"doublequote", setting<double_quote>},
      {"escapechar", setting<escape_char>},
      {"lineterminator", setting<line_terminator>},
      {"quotechar", setting<quote_char>},
      {"quoting", setting<quoting>},
      {"skipinitialspace", setting<skip_initial_space>},
      {"strict", setting<strict>},
  };
  define(module, functions);
  dialect_type = make_module_type(module, "Dialect", Kind::native, type_is_base, construct_dialect);
  define_attributes(dialect_type, attributes);
  Str* key = intern("_registered");
  dict_set_str(dialect_type->dict, key, ref(make_dict()));
  registered = as<Dict>(dict_get_str(dialect_type->dict, key));
  set_member(module, "Error", ref(module_exception(error_type, "_csv", "Error", ExceptionKind::exception)));
}

}  // namespace python
