/// Structural pattern matching.
#include "interpreter/steps.h"

namespace python {

namespace {

/// Whether the class takes part in match as collections.abc.Sequence or Mapping does: found by the registered base's name.
bool derives_from_abstract(Value v, const char* name) {
  Tuple* mro = type_of(v)->mro;
  for (uint64_t i = 0; i < mro->length; i++) {
    if (str_equals(as<Type>(mro->items[i])->name, name)) return true;
  }
  return false;
}

/// The builtin types whose single positional sub-pattern matches the subject itself.
bool matches_itself(Type* type) {
  for (Kind kind : {Kind::boolean, Kind::bytearray, Kind::bytes, Kind::dict, Kind::frozenset, Kind::integer, Kind::list, Kind::set,
                    Kind::str, Kind::tuple}) {
    if (is_subtype(type, builtin_type(kind))) return true;
  }
  return type == type_of(float_value(0));
}

}  // namespace

bool is_match_sequence(Value v) {
  return as_list(v) || as_tuple(v) || has_kind(v, Kind::range) || (has_kind(v, Kind::instance) && !as_str(v) && derives_from_abstract(v, "Sequence"));
}

bool is_match_mapping(Value v) { return as_dict(v) || has_kind(v, Kind::mapping_proxy) || (has_kind(v, Kind::instance) && derives_from_abstract(v, "Mapping")); }

Value match_keys(Value subject, Value keys) {
  Tuple* wanted = as<Tuple>(keys);
  if (wanted->length == 0) return ref(vm.empty_tuple);
  Tuple* found = make_tuple(wanted->length);
  for (uint64_t i = 0; i < wanted->length; i++) {
    Value value;
    if (Dict* dict = as_dict(subject)) {
      value = dict_get(dict, wanted->items[i]);
      if (!value && vm.exception) return null_value;
    } else {
      value = get_item(subject, wanted->items[i]);
      if (!value && !clear_error(ExceptionKind::key_error)) return null_value;
    }
    if (!value) return none();
    found->items[i] = value;
  }
  return ref(found);
}

Value match_class(Value subject, Value cls, int32_t positional, Tuple* names) {
  if (!has_kind(cls, Kind::type)) return raise_type_error("called match pattern must be a class");
  int matches = is_instance_of(subject, cls);
  if (matches <= 0) return matches < 0 ? null_value : none();
  uint64_t total = static_cast<uint64_t>(positional) + names->length;
  if (total == 0) return ref(vm.empty_tuple);
  Tuple* found = make_tuple(total);
  if (positional > 0) {
    Value match_args = find_attr(cls, vm.names.__match_args__);
    if (!match_args) {
      if (vm.exception) return null_value;
      if (!matches_itself(as<Type>(cls)) || positional > 1) {
        return raise_type_error("%s() accepts %s positional sub-pattern%s (%s given)", as<Type>(cls), matches_itself(as<Type>(cls)) ? "1" : "0",
                                matches_itself(as<Type>(cls)) ? "" : "s", static_cast<int64_t>(positional));
      }
      found->items[0] = subject;
    } else {
      if (!is_tuple(match_args)) return raise_type_error("%s.__match_args__ must be a tuple (got %T)", as<Type>(cls), match_args);
      Tuple* attributes = as<Tuple>(match_args);
      if (static_cast<uint64_t>(positional) > attributes->length) {
        return raise_type_error("%s() accepts %s positional sub-pattern%s (%s given)", as<Type>(cls), static_cast<int64_t>(attributes->length),
                                attributes->length == 1 ? "" : "s", static_cast<int64_t>(positional));
      }
      for (int32_t i = 0; i < positional; i++) {
        if (!is_str(attributes->items[i])) return raise_type_error("__match_args__ elements must be strings (got %T)", attributes->items[i].get());
        Value value = find_attr(subject, interned(as<Str>(attributes->items[i])));
        if (!value) return vm.exception ? null_value : none();
        found->items[i] = value;
      }
    }
  }
  for (uint64_t i = 0; i < names->length; i++) {
    Value value = find_attr(subject, interned(as<Str>(names->items[i])));
    if (!value) return vm.exception ? null_value : none();
    found->items[static_cast<uint64_t>(positional) + i] = value;
  }
  return ref(found);
}

Value copy_without_keys(Value mapping, Value keys) {
  Dict* rest = make_dict();
  if (!dict_update(rest, mapping)) return null_value;
  Tuple* dropped = as<Tuple>(keys);
  for (uint64_t i = 0; i < dropped->length; i++) {
    if (dict_delete(rest, dropped->items[i]) < 0) return null_value;
  }
  return ref(rest);
}

}  // namespace python
