/// Connections: opening, transactions, statements kept for their next use.
#include "modules/sqlite/sqlite.h"

#include "interpreter/import.h"
#include "modules/os/arguments.h"
#include "modules/thread/threads.h"
#include "objects/bytes.h"
#include "objects/floating.h"
#include "objects/list.h"

namespace python::sqlite {

namespace {

Database* database_of(Value connection) { return static_cast<Database*>(as<Resource>(fields_of(connection)->fields[connection_database])->data); }

void close_handle(Database* database) {
  sqlite3_close_v2(database->handle);
  database->handle = nullptr;
}

bool is_isolation_level(const std::string& level) {
  for (const char* known : {"", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"}) {
    if (sqlite3_stricmp(level.c_str(), known) == 0) return true;
  }
  return false;
}
bool set_level(NativeObject* connection, Value level) {
  if (!is_none(level)) {
    Str* text = as_str(level);
    if (!text) {
      raise_type_error("isolation_level must be str or None");
      return false;
    }
    if (!is_isolation_level(to_utf8(text))) {
      raise_value_error("isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'");
      return false;
    }
  }
  connection->fields[connection_isolation] = level;
  return true;
}

/// Connection(database, timeout, detect_types, isolation_level, check_same_thread, factory, cached_statements, uri)
Value construct_connection(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value v[8];
  if (!parse_arguments("Connection", "database timeout detect_types isolation_level check_same_thread factory cached_statements uri", 1, arguments, count, names, v))
    return null_value;
  PathArgument path;
  double timeout = 5;
  int detect = 0, cached = 128;
  bool checks_thread, uri;
  if (!path_argument("connect", v[0], &path, path_only, "database") || (v[1] && !to_double(v[1], &timeout)) || (v[2] && !int_argument(v[2], &detect)) ||
      !flag_argument(v[4], true, &checks_thread) || (v[6] && !int_argument(v[6], &cached)) || !flag_argument(v[7], false, &uri))
    return null_value;
  NativeObject* connection = make_native(types.connection, connection_field_count);
  if (!set_level(connection, v[3] ? v[3] : ref(vm.empty_str))) return null_value;
  Database* database = new Database{nullptr, current_thread_number(), cached, static_cast<uint32_t>(detect), checks_thread};
  connection->fields[connection_database] = make_resource(database, [](void* data) {
    close_handle(static_cast<Database*>(data));
    delete static_cast<Database*>(data);
  });
  connection->fields[connection_row_factory] = none();
  connection->fields[connection_text_factory] = ref(builtin_type(Kind::str));
  connection->fields[connection_statements] = ref(make_dict());
  connection->fields[connection_kept] = ref(make_list());
  int status = sqlite3_open_v2(path.c_str(), &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | (uri ? SQLITE_OPEN_URI : 0), nullptr);
  if (status != SQLITE_OK) {
    raise_last(database->handle);
    close_handle(database);
    return null_value;
  }
  sqlite3_busy_timeout(database->handle, static_cast<int>(timeout * 1000));
  return ref(connection);
}

}  // namespace

Database* open_database(Value connection) {
  Database* database = database_of(connection);
  if (database->checks_thread && database->thread != current_thread_number()) {
    raise(Error::programming, text_format("SQLite objects created in a thread can only be used in that same thread. The object was created in thread id %s and this is thread id %s.",
                                          database->thread, current_thread_number()));
    return nullptr;
  }
  if (!database->handle) raise(Error::programming, "Cannot operate on a closed database.");
  return database->handle ? database : nullptr;
}

bool run_text(Database* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, nullptr) == SQLITE_OK) sqlite3_step(statement);
  if (sqlite3_finalize(statement) == SQLITE_OK && sqlite3_errcode(database->handle) == SQLITE_OK) return !has_error();
  if (!has_error()) raise_last(database->handle);
  return false;
}

namespace {

/// Whether a rest of SQL holds more than blanks and comments.
bool has_statement(std::string_view text) {
  while (!text.empty()) {
    if (text.starts_with("--")) text.remove_prefix(std::min(text.size(), text.find('\n')));
    else if (text.starts_with("/*")) {
      size_t end = text.find("*/");
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    } else if (strchr(" \t\r\n;", text[0])) text.remove_prefix(1);
    else return true;
  }
  return false;
}

}  // namespace

Value take_statement(Value connection, Str* sql) {
  Database* database = open_database(connection);
  if (!database) return null_value;
  Dict* idle = as<Dict>(fields_of(connection)->fields[connection_statements]);
  if (Value known = dict_get_str(idle, sql)) {
    dict_delete_str(idle, sql);
    return known;
  }
  std::string text = to_utf8(sql);
  if (text.find('\0') != std::string::npos) return raise(Error::programming, "the query contains a null character");
  if (text.size() > static_cast<size_t>(sqlite3_limit(database->handle, SQLITE_LIMIT_SQL_LENGTH, -1))) return raise(Error::data, "query string is too large");
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(database->handle, text.c_str(), static_cast<int>(text.size()) + 1, &statement, &rest) != SQLITE_OK) {
    if (!has_error()) raise_last(database->handle);
    return null_value;
  }
  if (rest && has_statement(rest)) {
    sqlite3_finalize(statement);
    return raise(Error::programming, "You can only execute one statement at a time.");
  }
  if (!statement) return none();
  return make_resource(statement, [](void* data) { sqlite3_finalize(static_cast<sqlite3_stmt*>(data)); });
}

void return_statement(Value connection, Str* sql, Value statement) {
  Database* database = database_of(connection);
  Dict* idle = as<Dict>(fields_of(connection)->fields[connection_statements]);
  sqlite3_reset(statement_of(statement));
  if (!database->handle || dict_get_str(idle, sql) || static_cast<int64_t>(idle->count) >= database->cached_statements) {
    sqlite3_finalize(statement_of(statement));
    as<Resource>(statement)->data = nullptr;
    return;
  }
  sqlite3_clear_bindings(statement_of(statement));
  dict_set_str(idle, sql, statement);
}

namespace {

/// What the constructor was told already, for derived classes that say it again.
Value connection_init(const Value*, uint32_t, Tuple*) { return none(); }

/// connection(sql): the statement is prepared, and kept for when it is executed.
Value connection_call(Value self, Value sql_v) {
  Str* sql = as_str(sql_v);
  if (!sql) return raise_type_error("argument 1 must be str, not %T", sql_v);
  Value statement = take_statement(self, sql);
  if (statement && !is_none(statement)) return_statement(self, sql, statement);
  return statement ? none() : null_value;
}

/// cursor(factory=Cursor)
Value connection_cursor(const Value* arguments, uint32_t count, Tuple* names) {
  Value factory;
  if (!parse_arguments("cursor", "factory", 0, arguments + 1, count - 1, names, &factory)) return null_value;
  if (!open_database(native_part(arguments[0], Kind::native))) return null_value;
  return make_cursor(arguments[0], factory ? factory : ref(types.cursor));
}
Value own_cursor(Value self) {
  Value arguments[] = {self};
  return connection_cursor(arguments, 1, nullptr);
}
Value connection_execute(Value self, Value sql, Value parameters) {
  Value cursor = own_cursor(self);
  return cursor && cursor_execute(native_part(cursor, Kind::native), sql, parameters, false) ? cursor : null_value;
}
Value connection_execute_many(Value self, Value sql, Value sets) {
  Value cursor = own_cursor(self);
  return cursor && cursor_execute(native_part(cursor, Kind::native), sql, sets, true) ? cursor : null_value;
}
Value connection_execute_script(Value self, Value script) {
  Value cursor = own_cursor(self);
  return cursor ? call_method(cursor, intern("executescript"), &script, 1) : null_value;
}

Value end_transaction(Value self, const char* sql) {
  Database* database = open_database(self);
  if (!database) return null_value;
  return sqlite3_get_autocommit(database->handle) || run_text(database, sql) ? none() : null_value;
}
Value connection_commit(Value self) { return end_transaction(self, "COMMIT"); }
Value connection_rollback(Value self) { return end_transaction(self, "ROLLBACK"); }
Value connection_close(Value self) {
  Database* database = database_of(self);
  if (database->handle && !open_database(self)) return null_value;
  if (!database->handle) return none();
  Dict* idle = as<Dict>(fields_of(self)->fields[connection_statements]);
  for (int64_t p = next_entry(idle, 0); p >= 0; p = next_entry(idle, static_cast<uint64_t>(p) + 1))
    finalize_resource(object_of(entry_value(idle, idle->entries->items[p])));
  fields_of(self)->fields[connection_statements] = ref(make_dict());
  close_handle(database);
  return none();
}
Value connection_enter(Value self) { return open_database(native_part(self, Kind::native)) ? self : null_value; }
Value connection_exit(const Value* arguments, uint32_t) {
  bool good = is_none(arguments[1]) && is_none(arguments[2]) && is_none(arguments[3]);
  if (good) {
    if (connection_commit(arguments[0])) return false_value();
    Value error = take_error();  // the transaction ends all the same
    if (!connection_rollback(arguments[0])) vm.exception = null_value;
    vm.exception = error;
    return null_value;
  }
  return connection_rollback(arguments[0]) ? false_value() : null_value;
}

Value connection_interrupt(Value self) {
  Database* database = open_database(self);
  if (!database) return null_value;
  sqlite3_interrupt(database->handle);
  return none();
}
Value iterate_dump(Value self) {
  if (!open_database(native_part(self, Kind::native))) return null_value;
  Value module = import_module("sqlite3.dump"), dump = module ? get_attr(module, intern("_iterdump")) : null_value;
  return dump ? call_1(dump, self) : null_value;
}
/// backup(target, *, pages=-1, progress=None, name="main", sleep=0.25)
Value connection_backup(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[5];
  if (!parse_arguments("backup", "target * pages progress name sleep", 1, arguments + 1, count - 1, names, v)) return null_value;
  Value other = native_part(v[0], Kind::native);
  if (!other || !is_instance(other, types.connection)) return raise_type_error("backup() argument 1 must be sqlite3.Connection, not %T", v[0]);
  Database *from = open_database(arguments[0]), *to = from ? open_database(other) : nullptr;
  int pages = -1;
  if (!to || (v[1] && !int_argument(v[1], &pages))) return null_value;
  if (from == to) return raise_value_error("target cannot be the same connection instance");
  if (v[2] && !is_none(v[2]) && !is_callable(v[2])) return raise_type_error("progress argument must be a callable");
  Str* name = v[3] ? as_str(v[3]) : intern("main");
  if (!name) return raise_type_error("backup() argument 'name' must be str, not %T", v[3]);
  sqlite3_backup* backup = sqlite3_backup_init(to->handle, "main", from->handle, to_utf8(name).c_str());
  if (!backup) return raise_last(to->handle);
  int status;
  do {
    status = sqlite3_backup_step(backup, pages == 0 ? -1 : pages);
    if (v[2] && !is_none(v[2])) {
      Value progress[] = {int_value(status), int_value(sqlite3_backup_remaining(backup)), int_value(sqlite3_backup_pagecount(backup))};
      if (!call(v[2], progress, 3)) break;
    }
    if (status == SQLITE_BUSY || status == SQLITE_LOCKED) sqlite3_sleep(250);
  } while (status == SQLITE_OK || status == SQLITE_BUSY || status == SQLITE_LOCKED);
  status = sqlite3_backup_finish(backup);
  if (has_error()) return null_value;
  return status == SQLITE_OK ? none() : raise_last(to->handle);
}
Value get_limit(Value self, Value id_v) {
  Database* database = open_database(self);
  int id;
  if (!database || !int_argument(id_v, &id)) return null_value;
  int limit = sqlite3_limit(database->handle, id, -1);
  return limit < 0 ? raise(Error::programming, "'category' is out of bounds") : int_value(limit);
}
Value set_limit(Value self, Value id_v, Value limit_v) {
  Database* database = open_database(self);
  int id, limit;
  if (!database || !int_argument(id_v, &id) || !int_argument(limit_v, &limit)) return null_value;
  int before = sqlite3_limit(database->handle, id, limit);
  return before < 0 ? raise(Error::programming, "'category' is out of bounds") : int_value(before);
}
Value serialize(const Value* arguments, uint32_t count, Tuple* names) {
  Value name_v;
  if (!parse_arguments("serialize", "* name", 0, arguments + 1, count - 1, names, &name_v)) return null_value;
  Database* database = open_database(arguments[0]);
  Str* name = name_v ? as_str(name_v) : intern("main");
  if (!database || !name) return database ? raise_type_error("serialize() argument 'name' must be str, not %T", name_v) : null_value;
  sqlite3_int64 size;
  unsigned char* data = sqlite3_serialize(database->handle, to_utf8(name).c_str(), &size, 0);
  if (!data) return raise(Error::operational, text_format("unable to serialize '%s'", name));
  Value bytes = ref(make_bytes(data, static_cast<uint64_t>(size)));
  sqlite3_free(data);
  return bytes;
}

Value get_in_transaction(Value self) {
  Database* database = open_database(self);
  return database ? boolean(!sqlite3_get_autocommit(database->handle)) : null_value;
}
Value get_total_changes(Value self) {
  Database* database = open_database(self);
  return database ? int_value(sqlite3_total_changes(database->handle)) : null_value;
}
Value get_isolation_level(Value self) { return open_database(self) ? Value(fields_of(self)->fields[connection_isolation]) : null_value; }
/// None ends a transaction that is open.
bool set_isolation_level(Value self, Value level) {
  if (!level) {
    raise_error(ExceptionKind::attribute_error, "cannot delete attribute");
    return false;
  }
  if (is_none(level) && !connection_commit(self)) return false;
  return set_level(fields_of(self), level);
}
Value get_row_factory(Value self) { return fields_of(self)->fields[connection_row_factory]; }
bool set_row_factory(Value self, Value v) {
  fields_of(self)->fields[connection_row_factory] = v ? v : none();
  return true;
}
Value get_text_factory(Value self) { return fields_of(self)->fields[connection_text_factory]; }
bool set_text_factory(Value self, Value v) {
  fields_of(self)->fields[connection_text_factory] = v ? v : none();
  return true;
}

}  // namespace

void define_connection(Module* module) {
  types.connection = make_module_type(module, "Connection", Kind::native, type_is_base, construct_connection);
  static const BuiltinDefinition methods[] = {
      entry("__init__", connection_init, 1),
      entry("__call__", connection_call),
      entry("cursor", connection_cursor, 1, 255, builtin_raw_self),
      entry("execute", connection_execute, 2, nullptr, builtin_raw_self),
      entry("executemany", connection_execute_many, 3, nullptr, builtin_raw_self),
      entry("executescript", connection_execute_script, 2, nullptr, builtin_raw_self),
      entry("commit", connection_commit),
      entry("rollback", connection_rollback),
      entry("close", connection_close),
      entry("__enter__", connection_enter, 1, nullptr, builtin_raw_self),
      entry("__exit__", connection_exit, 4, 4),
      entry("interrupt", connection_interrupt),
      entry("iterdump", iterate_dump, 1, nullptr, builtin_raw_self),
      entry("backup", connection_backup, 1),
      entry("getlimit", get_limit),
      entry("setlimit", set_limit),
      entry("serialize", serialize, 1),
  };
  static const GetSetDefinition attributes[] = {
      {"in_transaction", get_in_transaction}, {"total_changes", get_total_changes}, {"isolation_level", get_isolation_level, set_isolation_level},
      {"row_factory", get_row_factory, set_row_factory}, {"text_factory", get_text_factory, set_text_factory},
  };
  define(types.connection, methods);
  define(types.connection, callback_methods, callback_method_count);
  define_attributes(types.connection, attributes);
}

}  // namespace python::sqlite
