/// IsoCalendarDate: the tuple with names that date.isocalendar() gives.
#include "modules/datetime/datetime.h"
#include "objects/types.h"

namespace python::datetime {

namespace {

Tuple* parts_of(Value self) { return as<Tuple>(native_part(self, Kind::tuple)); }
template <uint64_t index>
Value get_part(Value self) {
  return parts_of(self)->items[index];
}

Value make(Type* type, Tuple* parts) {
  Instance* instance = make_instance(type->root_map);
  instance->slots[native_slot] = ref(parts);
  return ref(instance);
}

Value new_method(const Value* arguments, uint32_t count, Tuple* names) {
  if (count == 0 || !has_kind(arguments[0], Kind::type)) return raise_type_error("__new__(X): X is not a type object");
  Value given[3];
  if (!parse_arguments("IsoCalendarDate", "year week weekday", 3, arguments + 1, count - 1, names, given)) return null_value;
  return make(as<Type>(arguments[0]), make_tuple_of(given, 3));
}

Value repr(Value self) {
  Tuple* parts = parts_of(self);
  return ref(text_format("datetime.IsoCalendarDate(year=%S, week=%S, weekday=%S)", parts->items[0].get(), parts->items[1].get(),
                         parts->items[2].get()));
}
/// A plain tuple again: the class has no name in the module.
Value reduce(Value self) { return ref(make_pair(ref(builtin_type(Kind::tuple)), ref(make_tuple_1(ref(parts_of(self)))))); }

}  // namespace

Type* make_calendar_type() {
  static const BuiltinDefinition methods[] = {entry("__new__", new_method, 1, 255, builtin_static),
                                              entry("__repr__", repr, 1, nullptr, builtin_raw_self),
                                              entry("__reduce__", reduce, 1, nullptr, builtin_raw_self)};
  static const GetSetDefinition attributes[] = {{"year", get_part<0>}, {"week", get_part<1>}, {"weekday", get_part<2>}};
  Dict* body = make_dict();
  dict_set_str(body, vm.names.__module__, ref(intern("datetime")));
  dict_set_str(body, vm.names.__slots__, ref(vm.empty_tuple));
  Tuple* bases = make_tuple_1(ref(builtin_type(Kind::tuple)));
  Type* type = as<Type>(make_class(vm.type_type, intern("IsoCalendarDate"), bases, body, nullptr, nullptr));
  define(type, methods);
  define_attributes(type, attributes);
  type_changed(type);
  return type;
}

Value make_calendar_date(int64_t ordinal, int year) {
  int64_t monday = first_iso_monday(year);
  if (ordinal < monday) {
    monday = first_iso_monday(--year);
  } else if (ordinal - monday >= 52 * 7 && ordinal >= first_iso_monday(year + 1)) {
    monday = first_iso_monday(++year);
  }
  Value parts[] = {small_int_value(year), small_int_value((ordinal - monday) / 7 + 1),
                   small_int_value((ordinal - monday) % 7 + 1)};
  return make(state.calendar_type, make_tuple_of(parts, 3));
}

}  // namespace python::datetime
