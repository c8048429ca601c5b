/// Exception groups: splitting keeps the shape of the tree, and each part has the traceback, cause, context and notes of the whole.
#include "objects/exception_group.h"

#include <vector>

#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/operations.h"
#include "objects/tuple.h"
#include "objects/types.h"

namespace python {

namespace {

Type* base_group() { return exception_type(ExceptionKind::base_exception_group); }

/// The sequence's items; null with TypeError unless it is one.
List* items_of_sequence(Value v) {
  bool is_sequence = is_list(v) || is_tuple(v) || (lookup_special(v, vm.names.__getitem__) && !as_dict(v));
  if (is_sequence) return list_from(v);
  raise_type_error("second argument (exceptions) must be a sequence");
  return nullptr;
}

/// Which exceptions of a tree are meant.
struct Condition {
  enum class Kind { types, predicate, members } kind;
  Value value;                          // types: class or tuple; predicate: a callable
  const std::vector<Value>* members{};  // leaves, for members; referenced by the groups in `pending`

  /// 1, 0, or -1 with an error pending.
  int holds(Value exception) const {
    if (kind == Kind::types) return exception_matches(exception, value);
    if (kind == Kind::predicate) {
      Value result = call_1(value, exception);
      return result ? truth(result) : -1;
    }
    for (Value member : *members)
      if (member == exception) return 1;
    return 0;
  }
};

bool make_condition(Value v, Condition* condition) {
  bool types = is_exception_class(v);
  if (is_tuple(v)) {
    types = true;
    Tuple* tuple = as<Tuple>(v);
    for (uint64_t i = 0; i < tuple->length; i++) types = types && is_exception_class(tuple->items[i]);
  }
  if (types) *condition = {Condition::Kind::types, v};
  else if (is_callable(v) && !is_tuple(v) && !has_kind(v, Kind::type)) *condition = {Condition::Kind::predicate, v};
  else {
    raise_type_error("expected a function, exception type or tuple of exception types");
    return false;
  }
  return true;
}

/// `group.derive(items)` with the metadata of `group`; None for no items. Null with an error pending.
Value part_of(Value group, List* items) {
  if (items->length == 0) return none();
  Value list = ref(items);
  Value part = call_method(group, intern("derive"), &list, 1);
  if (!part) return null_value;
  if (!is_exception_group(part)) return raise_type_error("derive must return an instance of BaseExceptionGroup");
  static const ExceptionSlot copied[] = {exception_traceback, exception_context, exception_cause, exception_suppress_context};
  for (ExceptionSlot slot : copied) set_exception_field(part, slot, exception_field(group, slot));
  Value notes = get_slot(as<Instance>(group), vm.names.__notes__);
  if (notes && (is_list(notes) || is_tuple(notes))) {
    List* copy = list_from(notes);
    if (!copy) return null_value;
    set_slot(as<Instance>(part), vm.names.__notes__, ref(copy));
  }
  return part;
}

/// The exceptions in the tree of `exception` for which the condition holds, and (if `rest`) the others; None for nothing.
bool split_tree(Value exception, const Condition& condition, Value* match, Value* rest) {
  *match = none();
  if (rest) *rest = none();
  // Members are leaves: a group is never one.
  int whole = condition.kind == Condition::Kind::members && is_exception_group(exception) ? 0 : condition.holds(exception);
  if (whole < 0) return false;
  if (whole) {
    *match = exception;
    return true;
  }
  if (!is_exception_group(exception)) {
    if (rest) *rest = exception;
    return true;
  }
  if (!enter_recursion(" in exceptiongroup_split_recursive")) return false;
  List *matching = make_list(), *others = make_list();
  Tuple* items = grouped_exceptions(exception);
  bool good = true;
  for (uint64_t i = 0; good && i < items->length; i++) {
    Value item_match, item_rest = none();
    good = split_tree(items->items[i], condition, &item_match, rest ? &item_rest : nullptr);
    if (good && !is_none(item_match)) list_append(matching, item_match);
    if (good && !is_none(item_rest)) list_append(others, item_rest);
  }
  vm.depth--;
  if (!good || !(*match = part_of(exception, matching))) return false;
  return !rest || bool(*rest = part_of(exception, others));
}

Value group_split(Value self, Value condition_value) {
  Condition condition;
  if (!make_condition(condition_value, &condition)) return null_value;
  Value match, rest;
  if (!split_tree(self, condition, &match, &rest)) return null_value;
  return ref(make_pair(match, rest));
}

Value group_subgroup(Value self, Value condition_value) {
  Condition condition;
  if (!make_condition(condition_value, &condition)) return null_value;
  Value match;
  return split_tree(self, condition, &match, nullptr) ? match : null_value;
}

Value group_derive(Value self, Value exceptions) {
  Value arguments[] = {none_if_null(get_slot(as<Instance>(self), vm.names.message_name)), exceptions};
  return construct_exception_group(base_group(), arguments, 2, nullptr);
}

Value group_str(Value self) {
  Value message = get_slot(as<Instance>(self), vm.names.message_name);
  uint64_t count = grouped_exceptions(self)->length;
  return ref(text_format(count == 1 ? "%S (%s sub-exception)" : "%S (%s sub-exceptions)", none_if_null(message), count));
}

void add_leaves(Value exception, std::vector<Value>& leaves) {
  if (!is_exception_group(exception)) return leaves.push_back(exception);
  Tuple* items = grouped_exceptions(exception);
  for (uint64_t i = 0; i < items->length; i++) add_leaves(items->items[i], leaves);
}

/// Whether `part` was split off `whole`: raised again, not newly.
bool has_metadata_of(Value part, Value whole) {
  if (!is_exception_group(part) || !is_exception_group(whole)) return false;
  auto same = [&](ExceptionSlot slot) { return exception_field(part, slot) == exception_field(whole, slot); };
  return same(exception_traceback) && same(exception_cause) && same(exception_context);
}

}  // namespace

Tuple* grouped_exceptions(Value group) {
  Value items = get_slot(as<Instance>(group), vm.names.exceptions_name);
  return items && is_tuple(items) ? as<Tuple>(items) : vm.empty_tuple;
}

Value construct_exception_group(Type* type, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length && !has_flag(type, type_is_class)) return raise_type_error("%s() takes no keyword arguments", type);
  if (count != 2) return raise_type_error("BaseExceptionGroup.__new__() takes exactly 2 arguments (%s given)", count);
  if (!as_str(arguments[0])) return raise_type_error("BaseExceptionGroup.__new__() argument 1 must be str, not %T", arguments[0]);
  List* items = items_of_sequence(arguments[1]);
  if (!items) return null_value;
  if (items->length == 0) return raise_value_error("second argument (exceptions) must be a non-empty sequence");
  bool all_plain = true;
  for (uint64_t i = 0; i < items->length; i++) {
    Value item = list_get(items, i);
    if (!is_exception(item)) return raise_value_error("Item %s of second argument (exceptions) is not an exception", i);
    all_plain = all_plain && is_instance(item, exception_type(ExceptionKind::exception));
  }
  if (all_plain) {
    if (type == base_group()) type = exception_type(ExceptionKind::exception_group);
  } else if (is_subtype(type, exception_type(ExceptionKind::exception))) {
    if (type == exception_type(ExceptionKind::exception_group)) return raise_type_error("Cannot nest BaseExceptions in an ExceptionGroup");
    return raise_type_error("Cannot nest BaseExceptions in '%s'", type);
  }
  Value group = make_exception(type, make_pair(arguments[0], arguments[1]));
  Tuple* tuple = tuple_from(ref(items));
  if (!tuple) return null_value;
  set_slot(as<Instance>(group), vm.names.message_name, arguments[0]);
  set_slot(as<Instance>(group), vm.names.exceptions_name, ref(tuple));
  return group;
}

void define_exception_groups() {
  Type* group = exception_type(ExceptionKind::exception_group);
  Type *base = base_group(), *exception = exception_type(ExceptionKind::exception);
  Tuple* bases = make_pair(ref(base), ref(exception));
  Tuple* mro = make_tuple(5);
  Type* order[] = {group, base, exception, exception_type(ExceptionKind::base_exception), vm.object_type};
  for (uint64_t i = 0; i < 5; i++) mro->items[i].initialise(ref(order[i]));
  group->bases = bases;
  group->mro = mro;
  base->construct = group->construct = construct_exception_group;
  static const BuiltinDefinition methods[] = {
      entry("__str__", group_str),
      entry("split", group_split),
      entry("subgroup", group_subgroup),
      entry("derive", group_derive),
      entry("__class_getitem__", make_generic_alias, 2, nullptr, builtin_class_method),
  };
  define(base, methods);
}

Value match_exception_group(Value* rest, Value matcher) {
  if (is_none(*rest)) return none();
  // A group among the classes would be ambiguous: `except* ExceptionGroup` could mean the whole or a part.
  uint64_t count = is_tuple(matcher) ? as<Tuple>(matcher)->length : 1;
  for (uint64_t i = 0; i < count; i++) {
    Value type = is_tuple(matcher) ? as<Tuple>(matcher)->items[i].get() : matcher;
    if (!is_exception_class(type)) return raise_type_error("catching classes that do not inherit from BaseException is not allowed");
    if (is_subtype(as<Type>(type), base_group()))
      return raise_type_error("catching ExceptionGroup with except* is not allowed. Use except instead.");
  }
  int whole = exception_matches(*rest, matcher);
  if (whole < 0) return null_value;
  if (whole) {
    Value match = *rest;
    if (!is_exception_group(match)) {
      Value arguments[] = {ref(vm.empty_str), ref(make_tuple_1(match))};
      match = construct_exception_group(base_group(), arguments, 2, nullptr);
      if (!match) return null_value;
    }
    *rest = none();
    return match;
  }
  if (!is_exception_group(*rest)) return none();
  Value pair = call_method(*rest, intern("split"), &matcher, 1);
  if (!pair) return null_value;
  if (!is_tuple(pair)) return raise_type_error("%T.split must return a tuple, not %T", *rest, pair);
  if (as<Tuple>(pair)->length < 2)
    return raise_type_error("%T.split must return a 2-tuple, got tuple of size %s", *rest, as<Tuple>(pair)->length);
  *rest = as<Tuple>(pair)->items[1];
  return as<Tuple>(pair)->items[0];
}

Value combine_exception_groups(Value original, List* pending) {
  List* raised = make_list();
  std::vector<Value> leaves;
  Value last = none();
  for (uint64_t i = 0; i < pending->length; i++) {
    Value exception = list_get(pending, i);
    if (is_none(exception)) continue;
    last = exception;
    if (has_metadata_of(exception, original)) add_leaves(exception, leaves);
    else list_append(raised, exception);
  }
  // A single exception was wrapped for the one clause that can have run.
  if (!is_exception_group(original)) return last;
  Value again = none();
  if (!leaves.empty()) {
    Condition condition{Condition::Kind::members, null_value, &leaves};
    if (!split_tree(original, condition, &again, nullptr)) return null_value;
  }
  if (raised->length == 0) return again;
  if (!is_none(again)) list_append(raised, again);
  Value arguments[] = {ref(vm.empty_str), ref(raised)};
  return construct_exception_group(base_group(), arguments, 2, nullptr);
}

}  // namespace python
