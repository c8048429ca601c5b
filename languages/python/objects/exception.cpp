/// The exception classes: construction, text, fields.
#include "objects/exception.h"

#include <cstring>

#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception_group.h"
#include "objects/operations.h"
#include "objects/unicode_errors.h"

namespace python {

namespace {

Value item_or_none(Tuple* args, uint64_t index) { return index < args->length ? args->items[index].get() : none(); }

void set_named(Value exception, const char* name, Value value) {
  set_slot(as<Instance>(exception), intern(std::string_view(name)), value);
}

/// The attributes that some classes keep besides args.
void set_attributes(Value exception, Type* type, Tuple* args) {
  auto derives = [&](ExceptionKind kind) { return is_subtype(type, exception_type(kind)); };
  if (derives(ExceptionKind::stop_iteration)) {
    set_slot(as<Instance>(exception), vm.names.value_name, item_or_none(args, 0));
  } else if (derives(ExceptionKind::system_exit)) {
    set_slot(as<Instance>(exception), vm.names.code_name, args->length <= 1 ? item_or_none(args, 0) : ref(args));
  } else if (derives(ExceptionKind::os_error)) {
    if (args->length >= 2 && args->length <= 5) {
      set_named(exception, "errno", args->items[0]);
      set_named(exception, "strerror", args->items[1]);
      set_named(exception, "filename", item_or_none(args, 2));
      set_named(exception, "filename2", item_or_none(args, 4));
      if (args->length > 2) {
        Tuple* shown = make_pair(args->items[0], args->items[1]);
        set_exception_field(exception, exception_args, ref(shown));
      }
    } else {
      set_named(exception, "errno", none());
      set_named(exception, "strerror", none());
      set_named(exception, "filename", none());
      set_named(exception, "filename2", none());
    }
  } else if (derives(ExceptionKind::syntax_error)) {
    set_named(exception, "msg", item_or_none(args, 0));
    static const char* const details[] = {"filename", "lineno", "offset", "text", "end_lineno", "end_offset"};
    Tuple* detail = args->length == 2 ? as_tuple(args->items[1]) : nullptr;
    for (uint32_t i = 0; i < 6; i++) set_named(exception, details[i], detail ? item_or_none(detail, i) : none());
    set_named(exception, "print_file_and_line", none());
  } else if (derives(ExceptionKind::import_error)) {
    set_named(exception, "msg", args->length == 1 ? args->items[0].get() : none());
    set_named(exception, "name", none());
    set_named(exception, "path", none());
  } else if (derives(ExceptionKind::attribute_error)) {
    set_named(exception, "name", none());
    set_named(exception, "obj", none());
  } else if (derives(ExceptionKind::name_error)) {
    set_named(exception, "name", none());
  } else {
    set_unicode_error_attributes(exception, type, args);
  }
}

}  // namespace

Value make_exception(Type* type, Tuple* args) {
  Instance* instance = make_instance(type->root_map);
  instance->slots[exception_args].initialise(ref(args));
  instance->slots[exception_traceback].initialise(none());
  instance->slots[exception_cause].initialise(none());
  instance->slots[exception_context].initialise(none());
  instance->slots[exception_suppress_context].initialise(false_value());
  set_attributes(ref(instance), type, args);
  return ref(instance);
}

Value make_exception(ExceptionKind kind, Str* message) {
  return make_exception(exception_type(kind), make_tuple_1(ref(message)));
}

/// Which classes take keywords at all decides what is said of others.
static Value raise_unknown_name(Type* type, Str* name) {
  for (ExceptionKind kind : {ExceptionKind::import_error, ExceptionKind::name_error, ExceptionKind::attribute_error}) {
    if (is_subtype(type, exception_type(kind)))
      return raise_type_error("'%s' is an invalid keyword argument for %s()", name, exception_type(kind));
  }
  return raise_type_error("%s() takes no keyword arguments", type);
}

/// The builtin constructor, also `__new__` for derived classes.
Value construct_exception(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  Tuple* args = count ? make_tuple_of(arguments, count) : vm.empty_tuple;
  if (type == exception_type(ExceptionKind::os_error) && count >= 2 && is_small_int(arguments[0])) {
    type = exception_type(os_error_kind(static_cast<int>(small_int(arguments[0]))));
  }
  if (!has_flag(type, type_is_class) && !check_unicode_error_arguments(type, args)) return null_value;
  if (count == 2 && is_subtype(type, exception_type(ExceptionKind::syntax_error))) {
    Tuple* details = tuple_from(arguments[1]);
    if (!details) return null_value;
    if (details->length < 4 || details->length > 6)
      return raise_type_error("function takes %s arguments (%s given)", details->length < 4 ? "at least 4" : "at most 6", details->length);
    if (details->length == 5) return raise_type_error("end_offset must be provided when end_lineno is provided");
  }
  Value exception = make_exception(type, args);
  if (names && names->length && !has_flag(type, type_is_class)) {
    bool takes_names = is_subtype(type, exception_type(ExceptionKind::import_error)) ||
                       is_subtype(type, exception_type(ExceptionKind::name_error)) ||
                       is_subtype(type, exception_type(ExceptionKind::attribute_error));
    for (uint64_t i = 0; i < names->length; i++) {
      Str* name = as<Str>(names->items[i]);
      bool known = takes_names && (str_equals(name, "name") || str_equals(name, "path") || str_equals(name, "obj"));
      if (!known) return raise_unknown_name(type, name);
      set_slot(as<Instance>(exception), intern(name), arguments[count + i]);
    }
  }
  return exception;
}

void add_traceback(Value exception, Code* code, int32_t pc, int32_t line, Value frame) {
  Traceback* traceback = make<Traceback>(Kind::traceback);
  traceback->pc = pc;
  traceback->line = line;
  traceback->code.initialise(code);
  traceback->frame.initialise(frame);
  Value old = exception_field(exception, exception_traceback);
  if (old && has_kind(old, Kind::traceback)) traceback->next.initialise(as<Traceback>(old));
  set_exception_field(exception, exception_traceback, ref(traceback));
}

int exception_matches(Value exception, Value matcher) {
  if (is_tuple(matcher)) {
    Tuple* tuple = as<Tuple>(matcher);
    int found = 0;
    for (uint64_t i = 0; i < tuple->length; i++) {
      int match = exception_matches(exception, tuple->items[i]);
      if (match < 0) return match;
      found |= match;
    }
    return found;
  }
  if (!is_exception_class(matcher)) {
    raise_type_error("catching classes that do not inherit from BaseException is not allowed");
    return -1;
  }
  return is_subtype(type_of(exception), as<Type>(matcher));
}

Value stop_iteration_value(Value exception) {
  Value value = get_slot(as<Instance>(exception), vm.names.value_name);
  return none_if_null(value);
}

namespace {

Tuple* args_of(Value self) {
  Value args = exception_field(self, exception_args);
  return args && is_tuple(args) ? as<Tuple>(args) : vm.empty_tuple;
}

Value exception_str(Value self) {
  Tuple* args = args_of(self);
  if (args->length == 0) return ref(vm.empty_str);
  if (args->length == 1) return to_str(args->items[0]);
  return to_repr(ref(args));
}

Value key_error_str(Value self) {
  Tuple* args = args_of(self);
  return args->length == 1 ? to_repr(args->items[0]) : exception_str(self);
}

Value os_error_str(Value self) {
  Instance* instance = as<Instance>(self);
  Value number = get_slot(instance, vm.names.errno_name), text = get_slot(instance, vm.names.strerror_name);
  Value filename = get_slot(instance, vm.names.filename_name);
  if (!number || !text || is_none(number) || is_none(text)) return exception_str(self);
  if (filename && !is_none(filename)) {
    Value second = get_slot(instance, vm.names.filename2_name);
    if (second && !is_none(second)) return ref(text_format("[Errno %S] %S: %R -> %R", number, text, filename, second));
    return ref(text_format("[Errno %S] %S: %R", number, text, filename));
  }
  return ref(text_format("[Errno %S] %S", number, text));
}

Value syntax_error_str(Value self) {
  Instance* instance = as<Instance>(self);
  Value message = get_slot(instance, vm.names.msg_name);
  Value filename = get_slot(instance, vm.names.filename_name), line = get_slot(instance, vm.names.lineno_name);
  if (!message) message = none();
  bool has_line = line && is_int(line), has_file = filename && is_str(filename);
  if (has_file && has_line) {
    std::string path = to_utf8(as<Str>(filename));
    path.erase(0, path.rfind('/') + 1);
    return ref(text_format("%S (%s, line %S)", message, path.c_str(), line));
  }
  if (has_line) return ref(text_format("%S (line %S)", message, line));
  return to_str(message);
}

Value exception_repr(Value self) {
  Tuple* args = args_of(self);
  Type* type = type_of(self);
  if (args->length == 1) return ref(text_format("%s(%R)", type, args->items[0].get()));
  return ref(text_format("%s%R", type, ref(args)));
}

Value exception_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value self = arguments[0];
  if (!is_exception(self)) return raise_type_error("descriptor '__init__' requires a 'BaseException' object");
  if (names && names->length) {
    for (uint64_t i = 0; i < names->length; i++) {
      Str* name = as<Str>(names->items[i]);
      if (!str_equals(name, "name") && !str_equals(name, "path") && !str_equals(name, "obj")) return raise_unknown_name(type_of(self), name);
    }
    for (uint64_t i = 0; i < names->length; i++)
      set_slot(as<Instance>(self), intern(as<Str>(names->items[i])), arguments[count + i]);
  }
  Tuple* args = count > 1 ? make_tuple_of(arguments + 1, count - 1) : vm.empty_tuple;
  if (!check_unicode_error_arguments(type_of(self), args)) return null_value;
  set_exception_field(self, exception_args, ref(args));
  set_attributes(self, type_of(self), args);
  return none();
}

Value with_traceback(Value self, Value traceback) {
  if (!is_none(traceback) && !has_kind(traceback, Kind::traceback))
    return raise_type_error("__traceback__ must be a traceback or None");
  set_exception_field(self, exception_traceback, traceback);
  return self;
}

Value add_note(Value self, Value note) {
  if (!as_str(note)) return raise_type_error("note must be a str, not '%T'", note);
  Value notes = get_slot(as<Instance>(self), vm.names.__notes__);
  if (!notes) {
    notes = ref(make_list());
    set_slot(as<Instance>(self), vm.names.__notes__, notes);
  }
  if (!is_list(notes)) return raise_type_error("Cannot add note: __notes__ is not a list");
  list_append(as<List>(notes), note);
  return none();
}

Value set_state(Value self, Value) { return none(); }

template <ExceptionSlot slot>
Value get_field(Value self) {
  return none_if_null(exception_field(self, slot));
}

bool set_args(Value self, Value value) {
  if (!value) {
    raise_type_error("args may not be deleted");
    return false;
  }
  Tuple* args = tuple_from(value);
  if (args) set_exception_field(self, exception_args, ref(args));
  return args != nullptr;
}

template <ExceptionSlot slot>
bool set_linked(Value self, Value value) {
  const char* name = slot == exception_cause ? "cause" : "context";
  if (!value) {
    raise_type_error("__%s__ may not be deleted", name);
    return false;
  }
  if (!is_none(value) && !is_exception(value)) {
    raise_type_error("exception %s must be None or derive from BaseException", name);
    return false;
  }
  set_exception_field(self, slot, value);
  if (slot == exception_cause) set_exception_field(self, exception_suppress_context, true_value());
  return true;
}

bool set_traceback(Value self, Value value) {
  if (!value) {
    raise_type_error("__traceback__ may not be deleted");
    return false;
  }
  return bool(with_traceback(self, value));
}

bool set_suppress(Value self, Value value) {
  int on = value ? truth(value) : 0;
  if (on < 0) return false;
  set_exception_field(self, exception_suppress_context, boolean(on));
  return true;
}

const BuiltinDefinition base_methods[] = {
    entry("__init__", exception_init, 1),    entry("__str__", exception_str), entry("__repr__", exception_repr),
    entry("with_traceback", with_traceback), entry("add_note", add_note),     entry("__setstate__", set_state),
};
const GetSetDefinition base_attributes[] = {
    {"args", get_field<exception_args>, set_args},
    {"__traceback__", get_field<exception_traceback>, set_traceback},
    {"__cause__", get_field<exception_cause>, set_linked<exception_cause>},
    {"__context__", get_field<exception_context>, set_linked<exception_context>},
    {"__suppress_context__", get_field<exception_suppress_context>, set_suppress},
};

}  // namespace

Str* exception_line(Value exception) {
  Type* type = type_of(exception);
  std::string name = to_utf8(type->qualname);
  Value module = lookup(type, vm.names.__module__);
  if (has_flag(type, type_is_class) && module && is_str(module) && !str_equals(as<Str>(module), "__main__") &&
      !str_equals(as<Str>(module), "builtins")) {
    name = to_utf8(as<Str>(module)) + "." + name;
  }
  Value pending = take_error();
  Value text = to_str(exception);
  if (!text) text = ref(make_str("<exception str() failed>"));
  vm.exception = pending;
  Str* shown = as_str(text);
  if (shown->length == 0) return make_str(name);
  return text_format("%s: %s", name.c_str(), shown);
}

void define_exception_types() {
  static const struct {
    const char* name;
    ExceptionKind kind, base;
  } table[] = {
#define EXCEPTION(name, text, base) {#text, ExceptionKind::name, ExceptionKind::base},
#include "objects/exceptions.def"
#undef EXCEPTION
  };
  uint32_t flags = type_is_base | type_is_exception | type_has_dictionary;
  for (const auto& row : table) {
    bool root = row.kind == row.base;
    Type* type =
        make_builtin_type(row.name, Kind::instance, root ? vm.object_type : exception_type(row.base), flags, construct_exception);
    type->hidden_slots = exception_slot_count;
    type->root_map = make_root_map(type, exception_slot_count + 1);
    vm.exceptions[static_cast<uint32_t>(row.kind)] = type;
    dict_set_str(vm.builtins, type->name, ref(type));
  }
  define_exception_groups();
  dict_set_str(vm.builtins, intern("EnvironmentError"), ref(exception_type(ExceptionKind::os_error)));
  dict_set_str(vm.builtins, intern("IOError"), ref(exception_type(ExceptionKind::os_error)));

  auto type = [](ExceptionKind kind) { return exception_type(kind); };
  define(type(ExceptionKind::base_exception), base_methods);
  define_attributes(type(ExceptionKind::base_exception), base_attributes);
  static const BuiltinDefinition key_methods[] = {entry("__str__", key_error_str)};
  static const BuiltinDefinition os_methods[] = {entry("__str__", os_error_str)};
  static const BuiltinDefinition syntax_methods[] = {entry("__str__", syntax_error_str)};
  define(type(ExceptionKind::key_error), key_methods);
  define(type(ExceptionKind::os_error), os_methods);
  define(type(ExceptionKind::syntax_error), syntax_methods);
  define_unicode_errors();
}

}  // namespace python
