/// Building objects: displays, f-strings, functions, classes.
#include "interpreter/steps.h"

#include "builtins/builtins.h"
#include "interpreter/build_class.h"
#include "objects/module.h"

namespace python {

Value build_set(Frame* frame, int32_t first, int32_t count) {
  Set* set = make_set();
  for (int32_t i = 0; i < count; i++) {
    if (!set_add(set, frame->registers[first + i])) return null_value;
  }
  return ref(set);
}

JW_UNROLL_SAFE Value build_dict(Frame* frame, int32_t first, int32_t count) {
  JW_LOOK_INSIDE_IFF(count <= 8);
  Dict* dict = make_dict(static_cast<uint32_t>(count));
  for (int32_t i = 0; i < count; i++) {
    if (!dict_set(dict, frame->registers[first + 2 * i], frame->registers[first + 2 * i + 1])) return null_value;
  }
  return ref(dict);
}

Value build_string_slow(Frame* frame, int32_t first, int32_t count) {
  StrBuilder builder;
  for (int32_t i = 0; i < count; i++) builder.append(as<Str>(frame->registers[first + i]));
  return ref(builder.finish());
}

Value format_value(Value value, Value spec, uint32_t how) {
  if (how == 1) value = to_str(value);
  else if (how == 2) value = to_repr(value);
  else if (how == 3) value = to_ascii(value);
  if (!value) return null_value;
  if (!spec || (is_str(spec) && as<Str>(spec)->length == 0)) {
    if (is_str(value)) return value;
    if (is_small_int(value) || is_float(value)) return to_str(value);
    return format(value, vm.empty_str);
  }
  return format(value, as<Str>(spec));
}

bool unpack_two_slow(Frame* frame, int32_t a, int32_t b, Value value) {
  Tuple* items = unpack_items(value, 2);
  if (!items) return false;
  frame->registers[a] = items->items[0];
  frame->registers[b] = items->items[1];
  return true;
}

bool extend_list_for_call(List* list, Value iterable) {
  if (!has_kind(iterable, Kind::list) && !has_kind(iterable, Kind::tuple) && !lookup_special(iterable, vm.names.__iter__) &&
      !lookup_special(iterable, vm.names.__getitem__)) {
    raise_type_error("Value after * must be an iterable, not %T", iterable);
    return false;
  }
  return list_extend(list, iterable);
}

bool update_dict_display(Value dict, Value mapping) {
  if (!as_dict(mapping) && !find_attr(mapping, vm.names.keys_name)) {
    if (!vm.exception) raise_type_error("'%T' object is not a mapping", mapping);
    return false;
  }
  return dict_update(as<Dict>(dict), mapping);
}

bool merge_keywords(Value dict, Value mapping, Value callee) {
  Value qualname = find_attr(callee, vm.names.__qualname__);
  vm.exception = null_value;
  std::string name = qualname && is_str(qualname) ? to_utf8(as<Str>(qualname)) : type_name_of(callee);
  Value module = find_attr(callee, vm.names.__module__);
  vm.exception = null_value;
  if (module && is_str(module) && !str_equals(as<Str>(module), "builtins")) name = to_utf8(as<Str>(module)) + "." + name;
  Dict* source = as_dict(mapping);
  if (!source) {
    if (!find_attr(mapping, vm.names.keys_name)) {
      if (!vm.exception) raise_type_error("%s() argument after ** must be a mapping, not %T", name.c_str(), mapping);
      return false;
    }
    source = make_dict();
    if (!dict_update(source, mapping)) return false;
  }
  for (int64_t p = next_entry(source, 0); p >= 0; p = next_entry(source, static_cast<uint64_t>(p) + 1)) {
    const DictEntry& entry = source->entries->items[p];
    if (dict_get(as<Dict>(dict), entry.key)) {
      raise_type_error("%s() got multiple values for keyword argument '%S'", name.c_str(), entry.key.get());
      return false;
    }
    if (vm.exception || !dict_set(as<Dict>(dict), entry.key, entry_value(source, entry))) return false;
  }
  return true;
}

Function* make_plain_function(Code* code, Dict* globals) {
  Function* function = make<Function>(Kind::function);
  function->code = bind_code(code, globals);
  function->globals = globals;
  function->name = code->name;
  function->qualname = code->qualname;
  Value module = dict_get_str(globals, vm.names.__name__);
  if (module) function->module = module;
  return function;
}

Value make_function(Frame* frame, Code* code, int32_t constant, int32_t extras, uint32_t flags) {
  Function* function = make_plain_function(as<Code>(code->constants->items[constant]), code->globals);
  int32_t next_extra = extras;
  if (flags & 1) function->defaults = as<Tuple>(frame->registers[next_extra++]);
  if (flags & 2) function->keyword_defaults = as<Dict>(frame->registers[next_extra++]);
  if (flags & 4) function->annotations = frame->registers[next_extra++];
  if (flags & 8) function->closure = as<Tuple>(frame->registers[next_extra++]);
  return ref(function);
}

Value load_build_class(Code* code) {
  Dict* builtins = builtins_of(code->globals);
  Value function = builtins ? dict_get_str(builtins, vm.names.__build_class__) : null_value;
  return function ? function : raise_error(ExceptionKind::name_error, "__build_class__ not found");
}

Value run_body(Function* function, Value names, Frame* caller) {
  Code* code = loaded_code(function->code);
  Frame* frame = make_frame(caller, code, function->closure);
  frame->names = names;
  Body body{frame, frame_chain.bodies};
  frame_chain.bodies = &body;
  Value result = run_frame(frame, code);
  frame_chain.bodies = body.outer;
  return result;
}

Value build_class(const Value* arguments, uint32_t count, Tuple* keyword_names) {
  Frame* caller = calling_frame();
  if (count < 2) return raise_type_error("__build_class__: not enough arguments");
  if (!has_kind(arguments[0], Kind::function)) return raise_type_error("__build_class__: func must be a function");
  if (!is_str(arguments[1])) return raise_type_error("__build_class__: name is not a string");
  Tuple* given_bases = count > 2 ? make_tuple_of(arguments + 2, count - 2) : vm.empty_tuple;
  Tuple* bases = given_bases;
  List* resolved = nullptr;
  for (uint64_t i = 0; i < given_bases->length; i++) {
    Value base = given_bases->items[i];
    if (!has_kind(base, Kind::type)) {
      Value entries = find_attr(base, vm.names.__mro_entries__);
      if (!entries && vm.exception) return null_value;
      if (entries) {
        Value replacement = call_1(entries, ref(given_bases));
        if (!replacement) return null_value;
        if (!is_tuple(replacement)) return raise_type_error("__mro_entries__ must return a tuple");
        if (!resolved) {
          resolved = make_list();
          for (uint64_t k = 0; k < i; k++) list_append(resolved, given_bases->items[k]);
        }
        if (!list_extend(resolved, replacement)) return null_value;
        continue;
      }
    }
    if (resolved) list_append(resolved, base);
  }
  if (resolved) bases = tuple_from(ref(resolved));

  Value metaclass = null_value;
  Dict* keywords = nullptr;
  if (keyword_names) {
    keywords = make_dict();
    for (uint64_t i = 0; i < keyword_names->length; i++) {
      Str* name = as<Str>(keyword_names->items[i]);
      if (str_equals(name, "metaclass")) metaclass = arguments[count + i];
      else dict_set_str(keywords, name, arguments[count + i]);
    }
    if (keywords->count == 0) keywords = nullptr;
  }
  if (!metaclass) metaclass = bases->length ? ref(type_of(bases->items[0])) : ref(vm.type_type);
  if (has_kind(metaclass, Kind::type)) {
    Type* best = best_metatype(as<Type>(metaclass), bases);
    if (!best) return null_value;
    metaclass = ref(best);
  }
  // The keywords go to __prepare__, the metaclass and __init_subclass__ in the same order.
  uint64_t keyword_count = keywords ? keywords->count : 0;
  Tuple* names = keyword_count ? make_tuple(keyword_count) : nullptr;
  Tuple* call_arguments = make_tuple(3 + keyword_count);
  call_arguments->items[0] = arguments[1];
  call_arguments->items[1] = ref(bases);
  if (keywords) {
    uint64_t index = 0;
    for (int64_t p = next_entry(keywords, 0); p >= 0; p = next_entry(keywords, static_cast<uint64_t>(p) + 1), index++) {
      names->items[index] = keywords->entries->items[p].key;
      call_arguments->items[3 + index] = entry_value(keywords, keywords->entries->items[p]);
    }
  }
  Value namespace_value = null_value;
  if (metaclass != ref(vm.type_type)) {
    Value prepare = find_attr(metaclass, vm.names.__prepare__);
    if (!prepare && vm.exception) return null_value;
    if (prepare) {
      Tuple* prepare_arguments = make_tuple(2 + keyword_count);
      prepare_arguments->items[0] = arguments[1];
      prepare_arguments->items[1] = ref(bases);
      for (uint64_t i = 0; i < keyword_count; i++) prepare_arguments->items[2 + i] = call_arguments->items[3 + i];
      namespace_value = call_keywords(prepare, reinterpret_cast<const Value*>(&prepare_arguments->items[0]), 2, names);
      if (!namespace_value) return null_value;
    }
  }
  if (!namespace_value) namespace_value = ref(make_dict());
  Value cell = run_body(as<Function>(arguments[0]), namespace_value, caller);
  if (!cell) return null_value;
  if (resolved && !set_item(namespace_value, ref(vm.names.__orig_bases__), ref(given_bases))) return null_value;
  call_arguments->items[2] = namespace_value;
  Value cls = call_keywords(metaclass, reinterpret_cast<const Value*>(&call_arguments->items[0]), 3, names);
  if (!cls || !has_kind(cls, Kind::type) || !has_kind(cell, Kind::cell)) return cls;
  Value found = as<Cell>(cell)->value;
  if (found == cls) return cls;
  if (!found) {
    return raise_runtime_error("__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", arguments[1], cls);
  }
  return raise_type_error("__class__ set to %R defining %R as %R", found, arguments[1], cls);
}

}  // namespace python
