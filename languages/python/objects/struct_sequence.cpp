#include "objects/struct_sequence.h"

#include <array>
#include <utility>

#include "objects/builtin.h"
#include "objects/errors.h"
#include "objects/map.h"
#include "objects/operations.h"

namespace python {

namespace {

/// The names of the fields as a tuple of str and, for those without a name, None; in the class's dict.
constexpr const char* fields_key = "__struct_fields__";

int64_t class_number(Type* type, const char* name) {
  Value value = lookup(type, intern(name));
  return value && is_small_int(value) ? small_int(value) : 0;
}
Tuple* field_names(Type* type) { return as<Tuple>(lookup(type, intern(fields_key))); }

template <size_t index>
Value visible_field(Value self) {
  Value tuple = native_part(self, Kind::tuple);
  return tuple && as<Tuple>(tuple)->length > index ? as<Tuple>(tuple)->items[index].get() : none();
}
template <size_t... index>
constexpr auto make_getters(std::index_sequence<index...>) {
  return std::array<Value (*)(Value), sizeof...(index)>{visible_field<index>...};
}
constexpr auto getters = make_getters(std::make_index_sequence<maximum_struct_fields>());

std::string full_name(Type* type) {
  Value module = lookup(type, vm.names.__module__);
  std::string name = to_utf8(type->name);
  return module && is_str(module) ? to_utf8(as<Str>(module)) + "." + name : name;
}

/// Items, then the hidden fields as attributes; `hidden` has one value for each.
Value make_instance_of(Type* type, Tuple* items, const Value* hidden, int64_t hidden_count) {
  Instance* instance = make_instance(type->root_map);
  instance->slots[native_slot] = ref(items);
  Tuple* names = field_names(type);
  for (int64_t i = 0; i < hidden_count; i++) {
    Value name = names->items[items->length + static_cast<uint64_t>(i)];
    if (is_str(name)) set_slot(instance, as<Str>(name), hidden[i]);
  }
  return ref(instance);
}

Value sequence_new(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0 || !has_kind(arguments[0], Kind::type)) return raise_type_error("__new__(X): X is not a type object");
  Type* type = as<Type>(arguments[0]);
  std::string name = full_name(type);
  Value given[2];
  if (!parse_arguments(name.c_str(), "sequence dict", 1, arguments + 1, count - 1, names, given)) return null_value;
  Value iterator = iterate(given[0]);
  if (!iterator) {
    vm.exception = null_value;
    return raise_type_error("constructor requires a sequence");
  }
  List* list = list_from(iterator);
  if (!list) return null_value;
  int64_t visible = class_number(type, "n_sequence_fields"), all = class_number(type, "n_fields");
  int64_t length = static_cast<int64_t>(list->length);
  if (length < visible || length > all) {
    const char* bound = visible == all ? "a" : length < visible ? "an at least" : "an at most";
    return raise_type_error("%s() takes %s %s-sequence (%s-sequence given)", name.c_str(), bound,
                            length < visible ? visible : all, length);
  }
  Tuple* items = make_tuple(static_cast<uint64_t>(visible));
  for (int64_t i = 0; i < visible; i++) items->items[i] = list_get(list, static_cast<uint64_t>(i));
  Dict* more = given[1] ? as_dict(given[1]) : nullptr;
  Tuple* fields = field_names(type);
  std::array<Value, maximum_struct_fields> hidden;
  for (int64_t i = visible; i < all; i++) {
    Value value = i < length ? list_get(list, static_cast<uint64_t>(i)) : null_value;
    if (!value && more && is_str(fields->items[i])) value = dict_get_str(more, as<Str>(fields->items[i].get()));
    hidden[static_cast<size_t>(i - visible)] = none_if_null(value);
  }
  return make_instance_of(type, items, hidden.data(), all - visible);
}

Value sequence_repr(Value self) {
  Type* type = type_of(self);
  Tuple* items = as<Tuple>(native_part(self, Kind::tuple));
  Tuple* fields = field_names(type);
  StrBuilder builder;
  builder.append_utf8(full_name(type));
  builder.append('(');
  for (uint64_t i = 0; i < items->length; i++) {
    if (i) builder.append_ascii(", ");
    // A visible field without a name is a cut of the hidden one three further on (os.stat_result's times).
    Value name = !is_str(fields->items[i]) && i + 3 < fields->length ? fields->items[i + 3] : fields->items[i];
    if (is_str(name)) builder.append(as<Str>(name));
    builder.append('=');
    Value text = to_repr(items->items[i]);
    if (!text) return null_value;
    builder.append(as_str(text));
  }
  builder.append(')');
  return ref(builder.finish());
}

Value sequence_reduce(Value self) {
  Type* type = type_of(self);
  Tuple* items = as<Tuple>(native_part(self, Kind::tuple));
  Tuple* fields = field_names(type);
  Dict* hidden = make_dict();
  for (uint64_t i = items->length; i < fields->length; i++) {
    if (!is_str(fields->items[i])) continue;
    Str* name = as<Str>(fields->items[i].get());
    dict_set_str(hidden, name, none_if_null(get_slot(as<Instance>(self), name)));
  }
  return ref(make_pair(ref(type), ref(make_pair(ref(items), ref(hidden)))));
}

}  // namespace

Type* make_struct_sequence_type(const char* module, const char* name, const char* const* fields, size_t count, size_t visible) {
  Tuple* names = make_tuple(count);
  int64_t unnamed = 0;
  for (size_t i = 0; i < count; i++) {
    if (*fields[i]) {
      names->items[i] = ref(intern(fields[i]));
    } else {
      names->items[i] = none();
      if (i < visible) unnamed++;
    }
  }
  Dict* dict = make_dict();
  dict_set_str(dict, vm.names.__module__, ref(intern(module)));
  dict_set_str(dict, intern(fields_key), ref(names));
  dict_set_str(dict, intern("n_fields"), int_value(static_cast<int64_t>(count)));
  dict_set_str(dict, intern("n_sequence_fields"), int_value(static_cast<int64_t>(visible)));
  dict_set_str(dict, intern("n_unnamed_fields"), int_value(unnamed));
  if (unnamed == 0) dict_set_str(dict, vm.names.__match_args__, ref(tuple_slice(names, 0, 1, static_cast<int64_t>(visible))));
  Type* type = make_lasting_class(intern(name), builtin_type(Kind::tuple), dict);
  if (!type) return nullptr;
  for (size_t i = 0; i < visible; i++) {
    GetSetDefinition attribute{fields[i], getters[i]};
    if (*fields[i]) define_attributes(type, &attribute, 1);
  }
  static const BuiltinDefinition methods[] = {entry("__new__", sequence_new, 1, 255, builtin_static),
                                              entry("__repr__", sequence_repr, 1, nullptr, builtin_raw_self),
                                              entry("__reduce__", sequence_reduce, 1, nullptr, builtin_raw_self)};
  define(type, methods);
  return type;
}

Value make_struct_sequence(Type* type, const Value* values) {
  int64_t visible = class_number(type, "n_sequence_fields"), all = class_number(type, "n_fields");
  return make_instance_of(type, make_tuple_of(values, static_cast<uint64_t>(visible)), values + visible, all - visible);
}

}  // namespace python
