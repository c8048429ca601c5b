/// Owns what the files of the module _sqlite3 share: connections, statements, cursors, errors.
/// Invariants: a statement belongs to one cursor while it runs; a connection keeps idle ones by their text. What SQLite calls back (functions,
/// collations, hooks) is kept alive by its connection's list.
#pragma once

#include <sqlite3.h>

#include <string>

#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python::sqlite {

enum class Error : uint32_t { warning, error, interface, database, internal, operational, programming, integrity, data, not_supported };
inline constexpr uint32_t error_count = 10;

struct Types {
  Type* errors[error_count];
  Type *connection, *cursor, *row, *protocol;
  Dict *adapters, *converters;
  bool shows_callback_errors;    // enable_callback_tracebacks
  bool adapts_numbers_and_text;  // there is an adapter for int, float, str or bytearray
};
extern Types types;

/// Fields of a connection: the database, what the program set, idle statements by text, what SQLite calls back.
enum ConnectionField : uint32_t {
  connection_database, connection_isolation, connection_row_factory, connection_text_factory, connection_statements, connection_kept,
  connection_field_count
};
struct Database {
  sqlite3* handle;
  int64_t thread;
  int64_t cached_statements;
  uint32_t detect_types;
  bool checks_thread;
};

/// Fields of a cursor; `statement` is a Resource, None if it runs none.
enum CursorField : uint32_t {
  cursor_connection, cursor_statement, cursor_sql, cursor_description, cursor_row_factory, cursor_converters, cursor_state, cursor_field_count
};
struct CursorState {
  int64_t array_size = 1, row_count = -1;
  int64_t last_row = 0;
  bool has_last_row = false, has_row = false, is_changing = false, executes = false, closed = false;
};

constexpr uint32_t parse_declared_types = 1, parse_column_names = 2;

/// Raises a class of the module with a text.
Value raise(Error kind, const char* text);
Value raise(Error kind, Str* text);
/// Raises what the database says about its last error; null.
Value raise_last(sqlite3* handle);

/// The open database of a connection that this thread may use; null with ProgrammingError.
Database* open_database(Value connection);
inline NativeObject* fields_of(Value native) { return as<NativeObject>(native); }

/// A running or idle statement: a Resource; null with an error pending. None for a text without any.
Value take_statement(Value connection, Str* sql);
/// Gives it back to be used again.
void return_statement(Value connection, Str* sql, Value statement);
inline sqlite3_stmt* statement_of(Value resource) { return static_cast<sqlite3_stmt*>(as<Resource>(resource)->data); }

/// Binds a sequence or mapping; false with an error pending.
bool bind_parameters(sqlite3_stmt* statement, Value parameters);
/// The current row as a tuple, null with an error pending.
Value read_row(Value cursor, sqlite3_stmt* statement);
/// For each column a function or None (list), or None if no type is to be detected.
Value column_converters(uint32_t detect_types, sqlite3_stmt* statement);
/// A value for SQLite by the program's adapters; null with an error pending.
Value adapt(Value v, Value protocol, Value fallback);
/// A value that SQLite hands to a function, and the way back. False with an error pending.
Value value_from(sqlite3_value* value);
bool give_result(sqlite3_context* context, Value v);

Value make_cursor(Value connection, Value factory);
Value cursor_execute(Value cursor, Value sql, Value parameters, bool many);
/// Begins, commits or rolls back; false with an error pending.
bool run_text(Database* database, const char* sql);

void define_connection(Module* module);
void define_cursor(Module* module);
void define_row(Module* module);
/// create_function and what else SQLite calls back.
extern const BuiltinDefinition callback_methods[];
extern const size_t callback_method_count;

}  // namespace python::sqlite
