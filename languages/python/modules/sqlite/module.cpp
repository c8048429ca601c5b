/// The module _sqlite3: its errors, functions and constants.
#include "modules/sqlite/sqlite.h"

#include "modules/module_type.h"
#include "modules/os/arguments.h"
#include "objects/exception.h"
#include "objects/tuple.h"

namespace python {

namespace sqlite {

Types types;

namespace {

struct ErrorClass {
  const char* name;
  int base;  // index of another one; -1: Exception
};
const ErrorClass error_classes[error_count] = {
    {"Warning", -1},         {"Error", -1},           {"InterfaceError", 1}, {"DatabaseError", 1}, {"InternalError", 3},
    {"OperationalError", 3}, {"ProgrammingError", 3}, {"IntegrityError", 3}, {"DataError", 3},     {"NotSupportedError", 3},
};

struct ResultCode {
  int number;
  const char* name;
};
#define CODE(name) {name, #name}
const ResultCode codes[] = {
    CODE(SQLITE_OK), CODE(SQLITE_ERROR), CODE(SQLITE_INTERNAL), CODE(SQLITE_PERM), CODE(SQLITE_ABORT), CODE(SQLITE_BUSY), CODE(SQLITE_LOCKED),
    CODE(SQLITE_NOMEM), CODE(SQLITE_READONLY), CODE(SQLITE_INTERRUPT), CODE(SQLITE_IOERR), CODE(SQLITE_CORRUPT), CODE(SQLITE_NOTFOUND),
    CODE(SQLITE_FULL), CODE(SQLITE_CANTOPEN), CODE(SQLITE_PROTOCOL), CODE(SQLITE_EMPTY), CODE(SQLITE_SCHEMA), CODE(SQLITE_TOOBIG),
    CODE(SQLITE_CONSTRAINT), CODE(SQLITE_MISMATCH), CODE(SQLITE_MISUSE), CODE(SQLITE_NOLFS), CODE(SQLITE_AUTH), CODE(SQLITE_FORMAT),
    CODE(SQLITE_RANGE), CODE(SQLITE_NOTADB), CODE(SQLITE_NOTICE), CODE(SQLITE_WARNING), CODE(SQLITE_ROW), CODE(SQLITE_DONE),
    CODE(SQLITE_BUSY_RECOVERY), CODE(SQLITE_BUSY_SNAPSHOT), CODE(SQLITE_CANTOPEN_ISDIR), CODE(SQLITE_CONSTRAINT_CHECK),
    CODE(SQLITE_CONSTRAINT_FOREIGNKEY), CODE(SQLITE_CONSTRAINT_FUNCTION), CODE(SQLITE_CONSTRAINT_NOTNULL), CODE(SQLITE_CONSTRAINT_PRIMARYKEY),
    CODE(SQLITE_CONSTRAINT_ROWID), CODE(SQLITE_CONSTRAINT_TRIGGER), CODE(SQLITE_CONSTRAINT_UNIQUE), CODE(SQLITE_CONSTRAINT_VTAB),
    CODE(SQLITE_IOERR_READ), CODE(SQLITE_IOERR_WRITE), CODE(SQLITE_READONLY_DBMOVED), CODE(SQLITE_LOCKED_SHAREDCACHE),
};
const ResultCode other_numbers[] = {
    CODE(SQLITE_DENY), CODE(SQLITE_IGNORE), CODE(SQLITE_CREATE_INDEX), CODE(SQLITE_CREATE_TABLE), CODE(SQLITE_CREATE_TEMP_INDEX),
    CODE(SQLITE_CREATE_TEMP_TABLE), CODE(SQLITE_CREATE_TEMP_TRIGGER), CODE(SQLITE_CREATE_TEMP_VIEW), CODE(SQLITE_CREATE_TRIGGER),
    CODE(SQLITE_CREATE_VIEW), CODE(SQLITE_DELETE), CODE(SQLITE_DROP_INDEX), CODE(SQLITE_DROP_TABLE), CODE(SQLITE_DROP_TEMP_INDEX),
    CODE(SQLITE_DROP_TEMP_TABLE), CODE(SQLITE_DROP_TEMP_TRIGGER), CODE(SQLITE_DROP_TEMP_VIEW), CODE(SQLITE_DROP_TRIGGER), CODE(SQLITE_DROP_VIEW),
    CODE(SQLITE_INSERT), CODE(SQLITE_PRAGMA), CODE(SQLITE_READ), CODE(SQLITE_SELECT), CODE(SQLITE_TRANSACTION), CODE(SQLITE_UPDATE),
    CODE(SQLITE_ATTACH), CODE(SQLITE_DETACH), CODE(SQLITE_ALTER_TABLE), CODE(SQLITE_REINDEX), CODE(SQLITE_ANALYZE), CODE(SQLITE_CREATE_VTABLE),
    CODE(SQLITE_DROP_VTABLE), CODE(SQLITE_FUNCTION), CODE(SQLITE_SAVEPOINT), CODE(SQLITE_RECURSIVE), CODE(SQLITE_LIMIT_LENGTH),
    CODE(SQLITE_LIMIT_SQL_LENGTH), CODE(SQLITE_LIMIT_COLUMN), CODE(SQLITE_LIMIT_EXPR_DEPTH), CODE(SQLITE_LIMIT_COMPOUND_SELECT),
    CODE(SQLITE_LIMIT_VDBE_OP), CODE(SQLITE_LIMIT_FUNCTION_ARG), CODE(SQLITE_LIMIT_ATTACHED), CODE(SQLITE_LIMIT_LIKE_PATTERN_LENGTH),
    CODE(SQLITE_LIMIT_VARIABLE_NUMBER), CODE(SQLITE_LIMIT_TRIGGER_DEPTH), CODE(SQLITE_LIMIT_WORKER_THREADS),
};
#undef CODE

Error kind_of_status(int status) {
  switch (status) {
    case SQLITE_INTERNAL:
    case SQLITE_NOTFOUND: return Error::internal;
    case SQLITE_ERROR:
    case SQLITE_PERM:
    case SQLITE_ABORT:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_EMPTY:
    case SQLITE_SCHEMA: return Error::operational;
    case SQLITE_CORRUPT: return Error::database;
    case SQLITE_TOOBIG: return Error::data;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH: return Error::integrity;
    case SQLITE_MISUSE:
    case SQLITE_RANGE: return Error::interface;
    default: return Error::database;
  }
}

void make_errors(Module* module) {
  for (uint32_t i = 0; i < error_count; i++) {
    Dict* body = make_dict();
    dict_set_str(body, vm.names.__module__, ref(intern("sqlite3")));
    Type* base = error_classes[i].base < 0 ? exception_type(ExceptionKind::exception) : types.errors[error_classes[i].base];
    types.errors[i] = as<Type>(make_class(vm.type_type, intern(error_classes[i].name), make_tuple_1(ref(base)), body, nullptr, nullptr));
    set_member(module, error_classes[i].name, ref(types.errors[i]));
  }
}

/// connect(database, …, factory=Connection)
Value connect(const Value* arguments, uint32_t count, Tuple* names) {
  Value factory = count > 5 ? arguments[5] : null_value;
  for (uint64_t i = 0; names && i < names->length; i++) {
    if (str_equals(as<Str>(names->items[i]), "factory")) factory = arguments[count + i];
  }
  return call_keywords(factory ? factory : ref(types.connection), arguments, count, names);
}
Value adapt_function(const Value* arguments, uint32_t count) {
  return adapt(arguments[0], count > 1 ? arguments[1] : ref(types.protocol), count > 2 ? arguments[2] : null_value);
}
Value register_adapter(Value type, Value adapter) {
  for (Kind kind : {Kind::integer, Kind::floating, Kind::str, Kind::bytearray}) types.adapts_numbers_and_text |= type == ref(builtin_type(kind));
  return dict_set(types.adapters, ref(make_pair(type, ref(types.protocol))), adapter) ? none() : null_value;
}
Value register_converter(Value name, Value converter) {
  if (!is_str(name)) return raise_type_error("register_converter() argument 1 must be str, not %T", name);
  Value upper = call_method(name, intern("upper"), nullptr, 0);
  return upper && dict_set(types.converters, upper, converter) ? none() : null_value;
}
Value complete_statement(Value statement) {
  Str* text = as_str(statement);
  if (!text) return raise_type_error("complete_statement() argument 'statement' must be str, not %T", statement);
  return boolean(sqlite3_complete(to_utf8(text).c_str()) != 0);
}
Value enable_callback_tracebacks(Value enable_v) {
  int enable = truth(enable_v);
  if (enable < 0) return null_value;
  types.shows_callback_errors = enable;
  return none();
}
Value enable_shared_cache(Value enable_v) {
  int enable = truth(enable_v);
  if (enable < 0) return null_value;
  sqlite3_enable_shared_cache(enable);
  return none();
}
Value construct_protocol(Type*, const Value*, uint32_t, Tuple*) { return ref(make_native(types.protocol, 0)); }

void say_module(Type* type) { dict_set_str(type->dict, vm.names.__module__, ref(intern("sqlite3"))); }

}  // namespace

Value raise(Error kind, Str* text) { return raise_exception(call_1(ref(types.errors[static_cast<uint32_t>(kind)]), ref(text)), null_value); }
Value raise(Error kind, const char* text) { return raise(kind, make_str(text)); }

Value raise_last(sqlite3* handle) {
  int status = sqlite3_errcode(handle), extended = sqlite3_extended_errcode(handle);
  if (status == SQLITE_NOMEM) return raise_memory_error();
  Value error = call_1(ref(types.errors[static_cast<uint32_t>(kind_of_status(status & 0xFF))]), ref(make_str(sqlite3_errmsg(handle))));
  if (!error) return null_value;
  const char* name = "unknown";
  for (const ResultCode& code : codes) {
    if (code.number == extended) name = code.name;
  }
  if (!set_attr(error, intern("sqlite_errorcode"), int_value(extended)) || !set_attr(error, intern("sqlite_errorname"), ref(make_str(name)))) return null_value;
  return raise_exception(error, null_value);
}

}  // namespace sqlite

void fill_sqlite(Module* module) {
  using namespace sqlite;
  static bool rooted;
  if (!rooted) {
    rooted = true;
    jitwright::Heap::current().add_root(
        [](void*, jitwright::Tracer& tracer) {
          for (Type* type : types.errors) tracer.visit(type);
          for (Type* type : {types.connection, types.cursor, types.row, types.protocol}) tracer.visit(type);
          tracer.visit(types.adapters);
          tracer.visit(types.converters);
        },
        &types);
  }
  make_errors(module);
  types.adapters = make_dict();
  types.converters = make_dict();
  set_member(module, "adapters", ref(types.adapters));
  set_member(module, "converters", ref(types.converters));
  define_connection(module);
  define_cursor(module);
  define_row(module);
  types.protocol = make_module_type(module, "PrepareProtocol", Kind::native, 0, construct_protocol);
  for (Type* type : {types.connection, types.cursor, types.row, types.protocol}) say_module(type);
  for (uint32_t i = 0; i < error_count; i++) dict_set_str(types.connection->dict, intern(error_classes[i].name), ref(types.errors[i]));
  static const BuiltinDefinition functions[] = {
      entry("connect", connect, 1),
      entry("adapt", adapt_function, 1, 3),
      entry("register_adapter", register_adapter),
      entry("register_converter", register_converter),
      entry("complete_statement", complete_statement, 1, "statement"),
      entry("enable_callback_tracebacks", enable_callback_tracebacks),
      entry("enable_shared_cache", enable_shared_cache),
  };
  define(module, functions);
  for (const ResultCode& code : codes) set_member(module, code.name, int_value(code.number));
  for (const ResultCode& code : other_numbers) set_member(module, code.name, int_value(code.number));
  set_member(module, "PARSE_DECLTYPES", int_value(parse_declared_types));
  set_member(module, "PARSE_COLNAMES", int_value(parse_column_names));
  set_member(module, "version", ref(make_str("2.6.0")));
  set_member(module, "sqlite_version", ref(make_str(sqlite3_libversion())));
  set_member(module, "threadsafety", int_value(3));
}

}  // namespace python
