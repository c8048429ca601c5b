/// What SQLite calls back: functions, aggregates, collations and hooks of the program. The callables stay in their connection's list as long as
/// that lives; SQLite holds their addresses, which do not change.
#include "modules/sqlite/sqlite.h"

#include <vector>

#include "modules/os/arguments.h"
#include "objects/death.h"
#include "objects/codec.h"
#include "objects/list.h"
#include "objects/tuple.h"

namespace python::sqlite {

namespace {

void* pointer_to(Value v) { return reinterpret_cast<void*>(v.bits); }
Value value_at(void* pointer) {
  Value v;
  v.bits = reinterpret_cast<uint64_t>(pointer);
  return v;
}
/// Keeps a callable for SQLite; null for None.
void* keep(Value connection, Value callable) {
  if (is_none(callable)) return nullptr;
  list_append(as<List>(fields_of(connection)->fields[connection_kept]), callable);
  return pointer_to(callable);
}

/// The error on its way ends here: it is shown if the program wants that.
void drop_error(void* callable) {
  if (vm.exception && types.shows_callback_errors) report_unraisable(value_at(callable));
  vm.exception = null_value;
}
/// The error on its way becomes SQLite's, which does not know it.
void fail(sqlite3_context* context, const char* text) {
  bool no_memory = error_matches(ExceptionKind::memory_error), too_big = error_matches(ExceptionKind::overflow_error);
  drop_error(sqlite3_user_data(context));
  if (no_memory) sqlite3_result_error_nomem(context);
  else if (too_big) sqlite3_result_error_toobig(context);
  else sqlite3_result_error(context, text, -1);
}

Tuple* arguments_from(int count, sqlite3_value** values) {
  Tuple* arguments = make_tuple(static_cast<uint64_t>(count));
  for (int i = 0; i < count; i++) arguments->items[i] = none();
  for (int i = 0; i < count; i++) {
    Value argument = value_from(values[i]);
    if (!argument) return nullptr;
    arguments->items[i] = argument;
  }
  return arguments;
}
Value call_with(Value callable, Tuple* arguments) {
  return call(callable, reinterpret_cast<const Value*>(&arguments->items[0]), static_cast<uint32_t>(arguments->length));
}

void call_function(sqlite3_context* context, int count, sqlite3_value** values) {
  Tuple* arguments = arguments_from(count, values);
  Value result = arguments ? call_with(value_at(sqlite3_user_data(context)), arguments) : null_value;
  if (!result || !give_result(context, result)) fail(context, "user-defined function raised exception");
}

/// Aggregates under way; SQLite keeps their places.
std::vector<Value>& aggregates() {
  static auto* list = [] {
    auto* made = new std::vector<Value>;
    jitwright::Heap::current().add_root(
        [](void* vector, jitwright::Tracer& tracer) {
          for (Value v : *static_cast<std::vector<Value>*>(vector)) visit(tracer, v);
        },
        made);
    return made;
  }();
  return *list;
}
/// The aggregate of a group, made for its first row; null with an error pending.
Value aggregate_of(sqlite3_context* context, int64_t** place) {
  *place = static_cast<int64_t*>(sqlite3_aggregate_context(context, sizeof(int64_t)));  // 0: none yet
  std::vector<Value>& list = aggregates();
  if (**place) return list[static_cast<size_t>(**place - 1)];
  Value made = call_0(value_at(sqlite3_user_data(context)));
  if (!made) return null_value;
  size_t index = 0;
  while (index < list.size() && list[index]) index++;
  if (index == list.size()) list.push_back(null_value);
  list[index] = made;
  **place = static_cast<int64_t>(index) + 1;
  return made;
}
std::string missing_method(const char* name) { return std::string("user-defined aggregate's '") + name + "' method not defined"; }
void call_aggregate(sqlite3_context* context, int count, sqlite3_value** values, const char* method_name, const char* text) {
  int64_t* place;
  Value aggregate = aggregate_of(context, &place);
  if (!aggregate) return fail(context, "user-defined aggregate's '__init__' method raised error");
  Value method = get_attr(aggregate, intern(method_name));
  if (!method) return fail(context, missing_method(method_name).c_str());
  Tuple* arguments = arguments_from(count, values);
  if (!arguments || !call_with(method, arguments)) fail(context, text);
}
void aggregate_step(sqlite3_context* context, int count, sqlite3_value** values) {
  call_aggregate(context, count, values, "step", "user-defined aggregate's 'step' method raised error");
}
void aggregate_inverse(sqlite3_context* context, int count, sqlite3_value** values) {
  call_aggregate(context, count, values, "inverse", "user-defined aggregate's 'inverse' method raised error");
}
void give_aggregate(sqlite3_context* context, const char* method_name, const char* text) {
  int64_t* place = static_cast<int64_t*>(sqlite3_aggregate_context(context, 0));
  if (!place || !*place) return;  // no row came by
  Value method = get_attr(aggregates()[static_cast<size_t>(*place - 1)], intern(method_name));
  if (!method) return fail(context, missing_method(method_name).c_str());
  Value result = call_0(method);
  if (!result || !give_result(context, result)) fail(context, text);
}
void aggregate_value(sqlite3_context* context) { give_aggregate(context, "value", "user-defined aggregate's 'value' method raised error"); }
void aggregate_finalize(sqlite3_context* context) {
  give_aggregate(context, "finalize", "user-defined aggregate's 'finalize' method raised error");
  int64_t* place = static_cast<int64_t*>(sqlite3_aggregate_context(context, 0));
  if (place && *place) aggregates()[static_cast<size_t>(*place - 1)] = null_value;
}

int compare_texts(void* callable, int a_length, const void* a, int b_length, const void* b) {
  if (has_error()) return 0;
  Value first = decode_utf8({static_cast<const char*>(a), static_cast<size_t>(a_length)}, nullptr, nullptr);
  Value second = first ? decode_utf8({static_cast<const char*>(b), static_cast<size_t>(b_length)}, nullptr, nullptr) : null_value;
  Value result = second ? call_2(value_at(callable), first, second) : null_value;
  int64_t order = 0;
  if (!result || !clamped_index(result, &order)) drop_error(callable);
  return order < 0 ? -1 : order > 0;
}
int report_progress(void* callable) {
  Value result = call_0(value_at(callable));
  int stop = result ? truth(result) : -1;
  if (stop < 0) drop_error(callable);
  return stop != 0;
}
int authorize(void* callable, int action, const char* a, const char* b, const char* database, const char* trigger) {
  auto text = [](const char* s) { return s ? ref(make_str(s)) : none(); };
  Value arguments[] = {int_value(action), text(a), text(b), text(database), text(trigger)};
  Value result = call(value_at(callable), arguments, 5);
  int answer = SQLITE_DENY;
  if (!result || !as_exact_int(result) || !int_argument(result, &answer)) answer = SQLITE_DENY;
  drop_error(callable);
  return answer;
}
int trace(unsigned, void* callable, void* statement, void*) {
  char* sql = sqlite3_expanded_sql(static_cast<sqlite3_stmt*>(statement));
  Value text = ref(make_str(sql ? sql : sqlite3_sql(static_cast<sqlite3_stmt*>(statement))));
  sqlite3_free(sql);
  if (!call_1(value_at(callable), text)) drop_error(callable);
  return 0;
}

Value done(Database* database, int status) { return status == SQLITE_OK ? none() : raise_last(database->handle); }

/// create_function(name, narg, func, *, deterministic=False)
Value create_function(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[4];
  if (!parse_arguments("create_function", "name narg func * deterministic", 3, arguments + 1, count - 1, names, v)) return null_value;
  Database* database = open_database(arguments[0]);
  Str* name = as_str(v[0]);
  int number;
  bool deterministic;
  if (!database || !int_argument(v[1], &number) || !flag_argument(v[3], false, &deterministic)) return null_value;
  if (!name) return raise_type_error("create_function() argument 'name' must be str, not %T", v[0]);
  void* kept = keep(arguments[0], v[2]);
  int status = sqlite3_create_function_v2(database->handle, to_utf8(name).c_str(), number, SQLITE_UTF8 | (deterministic ? SQLITE_DETERMINISTIC : 0), kept,
                                          kept ? call_function : nullptr, nullptr, nullptr, nullptr);
  return status == SQLITE_OK ? none() : raise(Error::operational, "Error creating function");
}
/// create_aggregate(name, n_arg, aggregate_class), create_window_function likewise
Value create_aggregate(const Value* arguments, uint32_t count, Tuple* names, bool window) {
  Value v[3];
  const char* parameters = window ? "name num_params aggregate_class" : "name n_arg aggregate_class";
  if (!parse_arguments(window ? "create_window_function" : "create_aggregate", parameters, 3, arguments + 1, count - 1, names, v)) return null_value;
  Database* database = open_database(arguments[0]);
  Str* name = as_str(v[0]);
  int number;
  if (!database || !int_argument(v[1], &number)) return null_value;
  if (!name) return raise_type_error("argument 'name' must be str, not %T", v[0]);
  void* kept = keep(arguments[0], v[2]);
  std::string text = to_utf8(name);
  int status = window ? sqlite3_create_window_function(database->handle, text.c_str(), number, SQLITE_UTF8, kept, kept ? aggregate_step : nullptr,
                                                       kept ? aggregate_finalize : nullptr, kept ? aggregate_value : nullptr,
                                                       kept ? aggregate_inverse : nullptr, nullptr)
                      : sqlite3_create_function_v2(database->handle, text.c_str(), number, SQLITE_UTF8, kept, nullptr, kept ? aggregate_step : nullptr,
                                                   kept ? aggregate_finalize : nullptr, nullptr);
  if (status == SQLITE_OK) return none();
  return window ? raise_last(database->handle) : raise(Error::operational, "Error creating aggregate");
}
Value create_plain_aggregate(const Value* arguments, uint32_t count, Tuple* names) { return create_aggregate(arguments, count, names, false); }
Value create_window_function(const Value* arguments, uint32_t count, Tuple* names) { return create_aggregate(arguments, count, names, true); }
Value create_collation(Value self, Value name_v, Value callable) {
  Database* database = open_database(self);
  Str* name = as_str(name_v);
  if (!database) return null_value;
  if (!name) return raise_type_error("create_collation() argument 1 must be str, not %T", name_v);
  if (!is_none(callable) && !is_callable(callable)) return raise_type_error("parameter must be callable");
  void* kept = keep(self, callable);
  return done(database, sqlite3_create_collation_v2(database->handle, to_utf8(name).c_str(), SQLITE_UTF8, kept, kept ? compare_texts : nullptr, nullptr));
}
Value set_progress_handler(Value self, Value callable, Value steps_v) {
  Database* database = open_database(self);
  int steps;
  if (!database || !int_argument(steps_v, &steps)) return null_value;
  void* kept = keep(self, callable);
  sqlite3_progress_handler(database->handle, steps, kept ? report_progress : nullptr, kept);
  return none();
}
Value set_authorizer(Value self, Value callable) {
  Database* database = open_database(self);
  if (!database) return null_value;
  void* kept = keep(self, callable);
  return done(database, sqlite3_set_authorizer(database->handle, kept ? authorize : nullptr, kept));
}
Value set_trace_callback(Value self, Value callable) {
  Database* database = open_database(self);
  if (!database) return null_value;
  void* kept = keep(self, callable);
  sqlite3_trace_v2(database->handle, kept ? SQLITE_TRACE_STMT : 0, kept ? trace : nullptr, kept);
  return none();
}

}  // namespace

const BuiltinDefinition callback_methods[] = {
    entry("create_function", create_function, 1),
    entry("create_aggregate", create_plain_aggregate, 1),
    entry("create_window_function", create_window_function, 1),
    entry("create_collation", create_collation, 3, "name callback /"),
    entry("set_progress_handler", set_progress_handler, 3, "progress_handler n"),
    entry("set_authorizer", set_authorizer, 2, "authorizer_callback"),
    entry("set_trace_callback", set_trace_callback, 2, "trace_callback"),
};
const size_t callback_method_count = std::size(callback_methods);

}  // namespace python::sqlite
