/// Cursors: running statements and fetching rows.
#include "modules/sqlite/sqlite.h"

#include "modules/module_type.h"
#include "modules/os/arguments.h"
#include "objects/list.h"

namespace python::sqlite {

namespace {

CursorState* state_of(Value cursor) { return static_cast<CursorState*>(as<Resource>(fields_of(cursor)->fields[cursor_state])->data); }
Value connection_of(Value cursor) { return fields_of(cursor)->fields[cursor_connection]; }

/// Null with an error pending: the cursor or its database is closed, or it is being used.
Database* usable(Value cursor) {
  Value connection = connection_of(cursor);
  if (!connection) {
    raise(Error::programming, "Base Cursor.__init__ not called.");
    return nullptr;
  }
  if (state_of(cursor)->closed) {
    raise(Error::programming, "Cannot operate on a closed cursor.");
    return nullptr;
  }
  if (state_of(cursor)->executes) {
    raise(Error::programming, "Recursive use of cursors not allowed.");
    return nullptr;
  }
  return open_database(connection);
}

/// The statement has done its work, or is dropped.
void end_statement(Value cursor) {
  NativeObject* fields = fields_of(cursor);
  Value statement = fields->fields[cursor_statement];
  state_of(cursor)->has_row = false;
  if (is_none(statement)) return;
  fields->fields[cursor_statement] = none();
  return_statement(connection_of(cursor), as<Str>(fields->fields[cursor_sql]), statement);
}

/// The first word of a statement that changes rows, behind comments.
bool changes_rows(const char* sql) {
  std::string_view text = sql;
  for (;;) {
    size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    text.remove_prefix(start);
    if (text.starts_with("--")) text.remove_prefix(std::min(text.size(), text.find('\n')));
    else if (text.starts_with("/*")) text.remove_prefix(std::min(text.size(), text.find("*/") == std::string_view::npos ? text.size() : text.find("*/") + 2));
    else break;
  }
  for (std::string_view word : {"INSERT", "UPDATE", "DELETE", "REPLACE"}) {
    if (text.size() >= word.size() && sqlite3_strnicmp(text.data(), word.data(), static_cast<int>(word.size())) == 0) return true;
  }
  return false;
}

Value describe(const Database* database, sqlite3_stmt* statement) {
  int count = sqlite3_column_count(statement);
  if (count == 0) return none();
  Tuple* columns = make_tuple(static_cast<uint64_t>(count));
  for (int i = 0; i < count; i++) columns->items[i] = none();
  for (int i = 0; i < count; i++) {
    std::string_view name = sqlite3_column_name(statement, i);
    size_t bracket = name.find('[');
    if ((database->detect_types & parse_column_names) && bracket != std::string_view::npos && bracket > 0 && name[bracket - 1] == ' ')
      name = name.substr(0, bracket - 1);
    Tuple* column = make_tuple(7);
    column->items[0] = ref(make_str(name));
    for (int k = 1; k < 7; k++) column->items[k] = none();
    columns->items[i] = ref(column);
  }
  return ref(columns);
}

/// SQLITE_ROW or SQLITE_DONE; -1 with an error pending.
int step(Database* database, sqlite3_stmt* statement) {
  int status = sqlite3_step(statement);
  if (has_error()) return -1;
  if (status == SQLITE_ROW || status == SQLITE_DONE) return status;
  raise_last(database->handle);
  return -1;
}

/// Runs the statement once for each set of parameters.
bool run_statement(Value cursor, Database* database, Value resource, Value sets, bool many) {
  CursorState* state = state_of(cursor);
  NativeObject* fields = fields_of(cursor);
  sqlite3_stmt* statement = statement_of(resource);
  for (bool first = true;; first = false) {
    Value parameters = many ? next(sets) : first ? sets : null_value;
    if (!parameters) return !has_error();
    if (!first) {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
    if (!bind_parameters(statement, parameters)) return false;
    int status = step(database, statement);
    if (status < 0) return false;
    if (first) {
      fields->fields[cursor_description] = describe(database, statement);
      fields->fields[cursor_converters] = column_converters(database->detect_types, statement);
    }
    if (state->is_changing) state->row_count += sqlite3_changes(database->handle);
    if (!many) {
      state->last_row = sqlite3_last_insert_rowid(database->handle);
      state->has_last_row = true;
    }
    state->has_row = status == SQLITE_ROW && !many;
    if (status == SQLITE_DONE || many) sqlite3_reset(statement);
    if (!many && status == SQLITE_DONE) end_statement(cursor);
  }
}

bool begin_if_needed(Value connection, Database* database) {
  Value level = fields_of(connection)->fields[connection_isolation];
  if (is_none(level) || !sqlite3_get_autocommit(database->handle)) return true;
  return run_text(database, ("BEGIN " + to_utf8(as_str(level))).c_str());
}

}  // namespace

Value cursor_execute(Value cursor, Value sql_v, Value parameters, bool many) {
  Database* database = usable(cursor);
  if (!database) return null_value;
  Str* sql = as_str(sql_v);
  if (!sql) return raise_type_error("%s() argument 1 must be str, not %T", many ? "executemany" : "execute", sql_v);
  end_statement(cursor);
  CursorState* state = state_of(cursor);
  NativeObject* fields = fields_of(cursor);
  fields->fields[cursor_description] = none();
  state->row_count = -1;
  Value connection = connection_of(cursor);
  Value resource = take_statement(connection, sql);
  if (!resource) return null_value;
  if (is_none(resource)) return cursor;
  fields->fields[cursor_statement] = resource;
  fields->fields[cursor_sql] = ref(sql);
  sqlite3_stmt* statement = statement_of(resource);
  state->is_changing = !sqlite3_stmt_readonly(statement) && changes_rows(sqlite3_sql(statement));
  Value sets = parameters ? parameters : ref(vm.empty_tuple);
  bool good = true;
  if (many && !state->is_changing) {
    raise(Error::programming, "executemany() can only execute DML statements.");
    good = false;
  }
  if (good && many) {
    sets = iterate(parameters);
    good = bool(sets);
  }
  if (good && state->is_changing) {
    state->row_count = 0;
    good = begin_if_needed(connection, database);
  }
  if (good) {
    state->executes = true;
    good = run_statement(cursor, database, resource, sets, many);
    state->executes = false;
  }
  if (!good || many) {
    Value error = good ? null_value : take_error();
    if (!good) state->row_count = -1;
    end_statement(cursor);
    if (error) vm.exception = error;
  }
  return good ? cursor : null_value;
}

Value make_cursor(Value connection, Value factory) {
  Value cursor = call_1(factory, connection);
  if (!cursor) return null_value;
  Value native = native_part(cursor, Kind::native);
  if (!native || !is_instance(native, types.cursor)) return raise_type_error("factory must return a cursor, not %T", cursor);
  Value base = native_part(connection, Kind::native);
  Value row_factory = fields_of(base)->fields[connection_row_factory];
  if (!is_none(row_factory)) fields_of(native)->fields[cursor_row_factory] = row_factory;
  return cursor;
}

namespace {

Value construct_cursor(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value connection = null_value;
  if (count == 1 && !names) connection = native_part(arguments[0], Kind::native);
  if (count > 1 || (count == 1 && (!connection || !is_instance(connection, types.connection))))
    return raise_type_error("Cursor() argument 1 must be sqlite3.Connection, not %T", count ? arguments[0] : none());
  NativeObject* cursor = make_native(types.cursor, cursor_field_count);
  for (uint32_t i = cursor_statement; i < cursor_field_count; i++) cursor->fields[i] = none();
  cursor->fields[cursor_connection] = connection;
  cursor->fields[cursor_state] = make_resource(new CursorState, [](void* data) { delete static_cast<CursorState*>(data); });
  return ref(cursor);
}
Value cursor_init(Value self, Value connection_v) {
  Value connection = native_part(connection_v, Kind::native);
  if (!connection || !is_instance(connection, types.connection))
    return raise_type_error("Cursor() argument 1 must be sqlite3.Connection, not %T", connection_v);
  fields_of(self)->fields[cursor_connection] = connection;
  return none();
}

/// The next row, made by the row factory; null without an error: there is none.
Value fetch(Value self) {
  Value cursor = native_part(self, Kind::native);
  Database* database = usable(cursor);
  if (!database) return null_value;
  CursorState* state = state_of(cursor);
  NativeObject* fields = fields_of(cursor);
  Value resource = fields->fields[cursor_statement];
  if (!state->has_row || is_none(resource)) return null_value;
  sqlite3_stmt* statement = statement_of(resource);
  state->executes = true;
  Value row = read_row(cursor, statement);
  state->executes = false;
  if (!row) return null_value;
  int status = step(database, statement);
  if (status < 0) {
    Value error = take_error();
    end_statement(cursor);
    vm.exception = error;
    return null_value;
  }
  if (status == SQLITE_DONE) {
    if (state->is_changing) state->row_count = sqlite3_changes(database->handle);
    end_statement(cursor);
  }
  Value factory = fields->fields[cursor_row_factory];
  return is_none(factory) ? row : factory == ref(types.row) ? call_2(factory, cursor, row) : call_2(factory, self, row);
}

Value cursor_next(Value self) {
  Value row = fetch(self);
  return row || has_error() ? row : raise_stop_iteration(null_value);
}
Value fetch_one(Value self) {
  Value row = fetch(self);
  return row || has_error() ? row : none();
}
Value fetch_up_to(Value self, int64_t most) {
  List* rows = make_list();
  while (most < 0 || static_cast<int64_t>(rows->length) < most) {
    Value row = fetch(self);
    if (!row && has_error()) return null_value;
    if (!row) break;
    list_append(rows, row);
  }
  return ref(rows);
}
Value fetch_all(Value self) { return fetch_up_to(self, -1); }
Value fetch_many(const Value* arguments, uint32_t count, Tuple* names) {
  Value v;
  int64_t most = state_of(native_part(arguments[0], Kind::native))->array_size;
  if (!parse_arguments("fetchmany", "size", 0, arguments + 1, count - 1, names, &v) || (v && !index_in_range(v, &most))) return null_value;
  return fetch_up_to(arguments[0], most);
}

Value execute(Value self, Value sql, Value parameters) {
  return cursor_execute(native_part(self, Kind::native), sql, parameters, false) ? self : null_value;
}
Value execute_many(Value self, Value sql, Value sets) {
  return cursor_execute(native_part(self, Kind::native), sql, sets, true) ? self : null_value;
}
/// All statements of a text, after a commit.
Value execute_script(Value self, Value script_v) {
  Value cursor = native_part(self, Kind::native);
  Database* database = usable(cursor);
  if (!database) return null_value;
  Str* script = as_str(script_v);
  if (!script) return raise_type_error("executescript() argument must be str, not %T", script_v);
  std::string text = to_utf8(script);
  if (text.find('\0') != std::string::npos) return raise_value_error("embedded null character");
  if (!sqlite3_get_autocommit(database->handle) && !run_text(database, "COMMIT")) return null_value;
  for (const char* rest = text.c_str(); *rest;) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database->handle, rest, -1, &statement, &rest) != SQLITE_OK) return raise_last(database->handle);
    if (!statement) continue;
    int status;
    do status = sqlite3_step(statement);
    while (status == SQLITE_ROW && !interrupted());
    bool good = status == SQLITE_DONE && !has_error();
    if (!good && !has_error()) raise_last(database->handle);
    sqlite3_finalize(statement);
    if (!good) return null_value;
  }
  return self;
}
Value close(Value self) {
  Value connection = connection_of(self);
  if (!connection) return raise(Error::programming, "Base Cursor.__init__ not called.");
  if (state_of(self)->executes) return raise(Error::programming, "Recursive use of cursors not allowed.");
  if (!open_database(connection)) return null_value;
  end_statement(self);
  state_of(self)->closed = true;
  return none();
}
Value ignore(const Value*, uint32_t) { return none(); }

Value get_connection(Value self) { return connection_of(self); }
Value get_description(Value self) { return fields_of(self)->fields[cursor_description]; }
Value get_last_row(Value self) { return state_of(self)->has_last_row ? int_value(state_of(self)->last_row) : none(); }
Value get_row_count(Value self) { return int_value(state_of(self)->row_count); }
Value get_array_size(Value self) { return int_value(state_of(self)->array_size); }
bool set_array_size(Value self, Value v) { return v && index_in_range(v, &state_of(self)->array_size); }
Value get_row_factory(Value self) { return fields_of(self)->fields[cursor_row_factory]; }
bool set_row_factory(Value self, Value v) {
  fields_of(self)->fields[cursor_row_factory] = v ? v : none();
  return true;
}

}  // namespace

void define_cursor(Module* module) {
  types.cursor = make_module_type(module, "Cursor", Kind::native, type_is_base, construct_cursor);
  static const BuiltinDefinition methods[] = {
      entry("__init__", cursor_init),
      entry("__iter__", iterator_self, 1, nullptr, builtin_raw_self),
      entry("__next__", cursor_next, 1, nullptr, builtin_raw_self),
      entry("execute", execute, 2, nullptr, builtin_raw_self),
      entry("executemany", execute_many, 3, nullptr, builtin_raw_self),
      entry("executescript", execute_script, 2, nullptr, builtin_raw_self),
      entry("fetchone", fetch_one, 1, nullptr, builtin_raw_self),
      entry("fetchmany", fetch_many, 1, 255, builtin_raw_self),
      entry("fetchall", fetch_all, 1, nullptr, builtin_raw_self),
      entry("close", close),
      entry("setinputsizes", ignore, 2, 2),
      entry("setoutputsize", ignore, 2, 3),
  };
  static const GetSetDefinition attributes[] = {
      {"connection", get_connection}, {"description", get_description}, {"lastrowid", get_last_row}, {"rowcount", get_row_count},
      {"arraysize", get_array_size, set_array_size}, {"row_factory", get_row_factory, set_row_factory},
  };
  define(types.cursor, methods);
  define_attributes(types.cursor, attributes);
}

}  // namespace python::sqlite
