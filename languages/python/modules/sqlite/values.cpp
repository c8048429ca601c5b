/// Values on their way into statements and out of rows.
#include "modules/sqlite/sqlite.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/codec.h"
#include "objects/floating.h"
#include "objects/integer.h"
#include "objects/list.h"

namespace python::sqlite {

Value adapt(Value v, Value protocol, Value fallback) {
  Value key = ref(make_pair(ref(type_of(v)), protocol));
  Value adapter = dict_get(types.adapters, key);
  if (vm.exception) return null_value;
  if (adapter) return call_1(adapter, v);
  Value method = find_attr(protocol, intern("__adapt__"));
  if (!method && vm.exception) return null_value;
  if (method) {
    Value adapted = call_1(method, v);
    if (adapted && !is_none(adapted)) return adapted;
    if (!adapted && !clear_error(ExceptionKind::type_error)) return null_value;
  }
  method = find_attr(v, intern("__conform__"));
  if (!method && vm.exception) return null_value;
  if (method) {
    Value adapted = call_1(method, protocol);
    if (adapted && !is_none(adapted)) return adapted;
    if (!adapted && !clear_error(ExceptionKind::type_error)) return null_value;
  }
  return fallback ? fallback : raise(Error::programming, "can't adapt");
}

namespace {

bool is_plain(Value v) { return is_none(v) || as_exact_int(v) == v || is_float(v) || is_str(v) || has_kind(v, Kind::bytes) || has_kind(v, Kind::bytearray); }

/// False with an error pending.
bool bind_one(sqlite3_stmt* statement, int position, Value v, const char* name) {
  if (types.adapts_numbers_and_text || !is_plain(v)) {
    v = adapt(v, ref(types.protocol), v);
    if (!v) return false;
  }
  int status;
  Buffer buffer;
  if (is_none(v)) {
    status = sqlite3_bind_null(statement, position);
  } else if (Value number = as_exact_int(v)) {
    if (!is_int64(number)) {
      raise_overflow_error("Python int too large to convert to SQLite INTEGER");
      return false;
    }
    status = sqlite3_bind_int64(statement, position, int64_of(number));
  } else if (is_float(v) || is_instance(v, builtin_type(Kind::floating))) {
    double number;
    if (!to_double(v, &number)) return false;
    status = sqlite3_bind_double(statement, position, number);
  } else if (Str* text = as_str(v)) {
    Value encoded = encode_utf8(text, nullptr);
    if (!encoded) return false;
    status = sqlite3_bind_text64(statement, position, reinterpret_cast<const char*>(as<Bytes>(encoded)->data), as<Bytes>(encoded)->length,
                                 SQLITE_TRANSIENT, SQLITE_UTF8);
  } else if (get_buffer(v, &buffer)) {
    status = sqlite3_bind_blob64(statement, position, buffer.length ? static_cast<const void*>(buffer.data) : "", buffer.length, SQLITE_TRANSIENT);
  } else {
    raise(Error::programming, name ? text_format("Error binding parameter '%s': type '%T' is not supported", name, v)
                                   : text_format("Error binding parameter %s: type '%T' is not supported", position, v));
    return false;
  }
  if (status == SQLITE_OK) return true;
  raise_last(sqlite3_db_handle(statement));
  return false;
}

bool bind_sequence(sqlite3_stmt* statement, Value parameters, int needed) {
  int64_t given = length(parameters);
  if (given < 0) return false;
  if (given != needed) {
    raise(Error::programming, text_format("Incorrect number of bindings supplied. The current statement uses %s, and there are %s supplied.",
                                          needed, given));
    return false;
  }
  for (int i = 0; i < needed; i++) {
    Value item = get_item(parameters, int_value(i));
    if (!item || !bind_one(statement, i + 1, item, nullptr)) return false;
  }
  return true;
}

bool bind_mapping(sqlite3_stmt* statement, Value parameters, int needed) {
  for (int i = 1; i <= needed; i++) {
    const char* name = sqlite3_bind_parameter_name(statement, i);
    if (!name) {
      raise(Error::programming, text_format("Binding %s has no name, but you supplied a dictionary (which has only names).", i));
      return false;
    }
    Value item = get_item(parameters, ref(make_str(name + 1)));
    if (!item) {
      if (clear_error(ExceptionKind::key_error) || clear_error(ExceptionKind::index_error))
        raise(Error::programming, text_format("You did not supply a value for binding parameter :%s.", name + 1));
      return false;
    }
    if (!bind_one(statement, i, item, name)) return false;
  }
  return true;
}

}  // namespace

bool bind_parameters(sqlite3_stmt* statement, Value parameters) {
  int needed = sqlite3_bind_parameter_count(statement);
  bool is_sequence = as_tuple(parameters) || as_list(parameters) || (!as_dict(parameters) && lookup_special(parameters, vm.names.__len__) &&
                                                                     lookup_special(parameters, vm.names.__getitem__) && !find_attr(parameters, vm.names.keys_name));
  if (vm.exception) return false;
  if (is_sequence) return bind_sequence(statement, parameters, needed);
  if (as_dict(parameters) || lookup_special(parameters, vm.names.__getitem__)) return bind_mapping(statement, parameters, needed);
  raise(Error::programming, "parameters are of unsupported type");
  return false;
}

// ---- out of rows ----

Value column_converters(uint32_t detect_types, sqlite3_stmt* statement) {
  if (!detect_types) return none();
  List* list = make_list();
  auto find = [](std::string_view name) -> Value {
    std::string key(name);
    for (char& c : key) c = static_cast<char>(toupper(static_cast<unsigned char>(c)));
    return dict_get(types.converters, ref(make_str(key)));
  };
  for (int i = 0; i < sqlite3_column_count(statement); i++) {
    Value converter = null_value;
    if (detect_types & parse_column_names) {
      std::string_view name = sqlite3_column_name(statement, i);
      size_t start = name.rfind('['), end = name.rfind(']');
      if (start != std::string_view::npos && end != std::string_view::npos && end > start) converter = find(name.substr(start + 1, end - start - 1));
    }
    const char* declared = sqlite3_column_decltype(statement, i);
    if (!converter && (detect_types & parse_declared_types) && declared) {
      std::string_view type = declared;
      converter = find(type.substr(0, type.find_first_of(" (")));
    }
    list_append(list, none_if_null(converter));
  }
  return ref(list);
}

static Value read_text(Value factory, sqlite3_stmt* statement, int column) {
  std::string_view text(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)), static_cast<size_t>(sqlite3_column_bytes(statement, column)));
  if (factory == ref(builtin_type(Kind::str))) {
    Value decoded = decode_utf8(text, nullptr, nullptr);
    if (decoded || !clear_error(ExceptionKind::unicode_decode_error)) return decoded;
    Value shown = decode_utf8(text, intern("replace"), nullptr);
    return shown ? raise(Error::operational, text_format("Could not decode to UTF-8 column '%s' with text '%S'", sqlite3_column_name(statement, column), shown)) : null_value;
  }
  Value bytes = ref(make_bytes(text));
  return factory == ref(builtin_type(Kind::bytes)) ? bytes : call_1(factory, bytes);
}

Value read_row(Value cursor, sqlite3_stmt* statement) {
  Value converters = fields_of(cursor)->fields[cursor_converters];
  Value factory = fields_of(fields_of(cursor)->fields[cursor_connection])->fields[connection_text_factory];
  int count = sqlite3_data_count(statement);
  Tuple* row = make_tuple(static_cast<uint64_t>(count));
  for (int i = 0; i < count; i++) row->items[i] = none();
  for (int i = 0; i < count; i++) {
    Value item = none();
    int type = sqlite3_column_type(statement, i);
    Value converter = is_none(converters) || type == SQLITE_NULL || static_cast<uint64_t>(i) >= as<List>(converters)->length
                          ? none() : list_get(as<List>(converters), static_cast<uint64_t>(i));
    auto blob = [&] {
      const void* data = sqlite3_column_blob(statement, i);
      return ref(make_bytes(data, static_cast<uint64_t>(sqlite3_column_bytes(statement, i))));
    };
    if (!is_none(converter)) item = sqlite3_column_blob(statement, i) ? call_1(converter, blob()) : none();
    else if (type == SQLITE_INTEGER) item = int_value(sqlite3_column_int64(statement, i));
    else if (type == SQLITE_FLOAT) item = float_value(sqlite3_column_double(statement, i));
    else if (type == SQLITE_TEXT) item = read_text(factory, statement, i);
    else if (type == SQLITE_BLOB) item = blob();
    if (!item) return null_value;
    row->items[i] = item;
  }
  return ref(row);
}

// ---- functions that SQLite calls ----

Value value_from(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return int_value(sqlite3_value_int64(value));
    case SQLITE_FLOAT: return float_value(sqlite3_value_double(value));
    case SQLITE_TEXT: {
      const char* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return decode_utf8({text, static_cast<size_t>(sqlite3_value_bytes(value))}, nullptr, nullptr);
    }
    case SQLITE_BLOB: {
      const void* data = sqlite3_value_blob(value);
      return ref(make_bytes(data, static_cast<uint64_t>(sqlite3_value_bytes(value))));
    }
    default: return none();
  }
}

bool give_result(sqlite3_context* context, Value v) {
  Buffer buffer;
  if (is_none(v)) {
    sqlite3_result_null(context);
  } else if (Value number = as_exact_int(v)) {
    if (!is_int64(number)) {
      raise_overflow_error("Python int too large to convert to SQLite INTEGER");
      return false;
    }
    sqlite3_result_int64(context, int64_of(number));
  } else if (is_float(v)) {
    double number;
    if (!to_double(v, &number)) return false;
    sqlite3_result_double(context, number);
  } else if (Str* text = as_str(v)) {
    Value encoded = encode_utf8(text, nullptr);
    if (!encoded) return false;
    sqlite3_result_text64(context, reinterpret_cast<const char*>(as<Bytes>(encoded)->data), as<Bytes>(encoded)->length, SQLITE_TRANSIENT, SQLITE_UTF8);
  } else if (get_buffer(v, &buffer)) {
    sqlite3_result_blob64(context, buffer.data, buffer.length, SQLITE_TRANSIENT);
  } else {
    raise(Error::programming, "the type of the function's result is not supported");
    return false;
  }
  return true;
}

}  // namespace python::sqlite
