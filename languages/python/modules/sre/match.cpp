#include "interpreter/import.h"
#include "modules/sre/pattern.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/module.h"
#include "objects/operations.h"

namespace python::sre {

Value make_match(Pattern* pattern, Value string, int64_t position, int64_t end) {
  uint32_t groups = pattern->groups;
  Match* match = make<Match>(Kind::match, (groups + 1) * 2 * sizeof(int64_t));
  match->pattern.initialise(pattern);
  match->string.initialise(string);
  match->position = position;
  match->end = end;
  match->last_index = matcher.last_index;
  match->groups = groups;
  match->marks[0] = matcher.start;
  match->marks[1] = matcher.match_end;
  const int64_t* slots = matcher.slots->items;
  for (uint32_t i = 0; i < groups; i++) {
    bool set = slots[2 * i] >= 0 && slots[2 * i + 1] >= slots[2 * i];
    match->marks[2 * i + 2] = set ? slots[2 * i] : -1;
    match->marks[2 * i + 3] = set ? slots[2 * i + 1] : -1;
  }
  return ref(match);
}

Value match_group(const Match* match, uint64_t index, Value missing) {
  int64_t start = match->marks[2 * index];
  return start < 0 ? missing : slice_subject(match->string, start, match->marks[2 * index + 1]);
}

namespace {

Match* match_of(Value self) { return as<Match>(self); }

Value no_such_group() { return raise_index_error("no such group"); }

/// The number of the group that a number or a name stands for; -1 with IndexError.
int64_t group_number(const Match* match, Value group) {
  int64_t index = -1;
  if (is_small_int(group)) {
    index = small_int(group);
  } else if (Value exact = as_exact_int(group)) {
    index = is_small_int(exact) ? small_int(exact) : -1;
  } else if (Value named = dict_get(match->pattern->group_index, group)) {
    index = is_small_int(named) ? small_int(named) : -1;
  } else if (has_error()) {
    // What cannot be a key is no group either.
    vm.exception = null_value;
    Value number = is_ref(group) && !as_str(group) ? index_of(group) : null_value;
    vm.exception = null_value;
    if (number && is_small_int(number)) index = small_int(number);
  } else if (is_ref(group) && !as_str(group)) {
    Value number = index_of(group);
    vm.exception = null_value;
    if (number && is_small_int(number)) index = small_int(number);
  }
  if (index < 0 || index > match->groups) {
    no_such_group();
    return -1;
  }
  return index;
}

Value get_group(const Match* match, Value group) {
  int64_t index = group_number(match, group);
  return index < 0 ? null_value : match_group(match, static_cast<uint64_t>(index), none());
}

Value group(const Value* arguments, uint32_t count) {
  Match* match = match_of(arguments[0]);
  if (count == 1) return match_group(match, 0, none());
  if (count == 2) return get_group(match, arguments[1]);
  Tuple* result = make_tuple(count - 1);
  for (uint32_t i = 1; i < count; i++) {
    Value text = get_group(match, arguments[i]);
    if (!text) return null_value;
    result->items[i - 1] = text;
  }
  return ref(result);
}
Value get_item_of(Value self, Value key) { return get_group(match_of(self), key); }

Value groups(Value self, Value missing) {
  Match* match = match_of(self);
  if (match->groups == 0) return ref(vm.empty_tuple);
  Tuple* result = make_tuple(match->groups);
  for (uint32_t i = 0; i < match->groups; i++) result->items[i] = match_group(match, i + 1, none_if_null(missing));
  return ref(result);
}
Value groupdict(Value self, Value missing) {
  Match* match = match_of(self);
  Dict* names = match->pattern->group_index;
  Dict* result = make_dict(names->count);
  for (int64_t i = next_entry(names, 0); i >= 0; i = next_entry(names, static_cast<uint64_t>(i) + 1)) {
    const DictEntry& entry = names->entries->items[i];
    int64_t index = group_number(match, entry_value(names, entry));
    if (index < 0 || !dict_set(result, entry.key, match_group(match, static_cast<uint64_t>(index), none_if_null(missing)))) {
      return null_value;
    }
  }
  return ref(result);
}

enum class Bound { start, end };
template <Bound bound>
Value bound_of(Value self, Value group) {
  Match* match = match_of(self);
  int64_t index = group ? group_number(match, group) : 0;
  return index < 0 ? null_value : int_value(match->marks[2 * index + (bound == Bound::end)]);
}
Value pair_of(const Match* match, int64_t index) {
  return ref(make_pair(int_value(match->marks[2 * index]), int_value(match->marks[2 * index + 1])));
}
Value span(Value self, Value group) {
  Match* match = match_of(self);
  int64_t index = group ? group_number(match, group) : 0;
  return index < 0 ? null_value : pair_of(match, index);
}

Value expand(Value self, Value template_) {
  Value module = import_module("re");
  Value function = module ? get_attr(module, intern("_expand")) : null_value;
  return function ? call_3(function, ref(match_of(self)->pattern.get()), self, template_) : null_value;
}

Value repr(Value self) {
  Match* match = match_of(self);
  Value text = to_repr(match_group(match, 0, none()));
  if (!text) return null_value;
  return ref(text_format("<re.Match object; span=(%s, %s), match=%s>", match->marks[0], match->marks[1], as_str(text)));
}

Value copy_self(Value self) { return self; }
Value deep_copy(Value self, Value) { return self; }
Value class_getitem(Value cls, Value arguments) { return make_generic_alias(cls, arguments); }

Value get_string(Value self) { return match_of(self)->string; }
Value get_pattern(Value self) { return ref(match_of(self)->pattern.get()); }
Value get_position(Value self) { return int_value(match_of(self)->position); }
Value get_end(Value self) { return int_value(match_of(self)->end); }
Value get_last_index(Value self) {
  int32_t index = match_of(self)->last_index;
  return index >= 0 ? int_value(index) : none();
}
Value get_last_group(Value self) {
  Match* match = match_of(self);
  int32_t index = match->last_index;
  Tuple* names = match->pattern->group_names;
  if (index < 0 || !names || static_cast<uint64_t>(index) >= names->length) return none();
  return names->items[index];
}
Value get_regs(Value self) {
  Match* match = match_of(self);
  Tuple* result = make_tuple(match->groups + 1);
  for (uint32_t i = 0; i <= match->groups; i++) result->items[i] = pair_of(match, i);
  return ref(result);
}

const BuiltinDefinition methods[] = {
    entry("group", group, 1),
    entry("__getitem__", get_item_of),
    entry("groups", groups, 1, "default"),
    entry("groupdict", groupdict, 1, "default"),
    entry("start", bound_of<Bound::start>, 1),
    entry("end", bound_of<Bound::end>, 1),
    entry("span", span, 1),
    entry("expand", expand, 2, "template"),
    entry("__repr__", repr),
    entry("__copy__", copy_self),
    entry("__deepcopy__", deep_copy),
    entry("__class_getitem__", class_getitem, 2, nullptr, builtin_class_method),
};
const GetSetDefinition attributes[] = {
    {"string", get_string},        {"re", get_pattern},           {"pos", get_position}, {"endpos", get_end},
    {"lastindex", get_last_index}, {"lastgroup", get_last_group}, {"regs", get_regs},
};

}  // namespace

Value expand_template(Value template_, const Match* match) {
  Tuple* parts = as_tuple(template_);
  List* holes = as_list(parts->items[0]);
  List* literals = as_list(parts->items[1]);
  List* pieces = make_list_of(reinterpret_cast<const Value*>(literals->items->items), literals->length);
  for (uint64_t i = 0; i < holes->length; i++) {
    Tuple* hole = as_tuple(list_get(holes, i));
    int64_t index = int64_of(hole->items[1]);
    if (index < 0 || index > match->groups) return no_such_group();
    list_set(pieces, static_cast<uint64_t>(int64_of(hole->items[0])),
             match_group(match, static_cast<uint64_t>(index), slice_subject(match->string, 0, 0)));
  }
  if (as_str(match->string)) return str_join(vm.empty_str, pieces->items->items, pieces->length);
  Value argument = ref(pieces);
  return call_method(ref(make_bytes("")), intern("join"), &argument, 1);
}

void define_match_type() {
  define(builtin_type(Kind::match), methods);
  define_attributes(builtin_type(Kind::match), attributes);
}

}  // namespace python::sre
