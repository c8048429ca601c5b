/// Calls of every kind that the fast paths of calls.h leave.
#include "modules/os/signals.h"
#include "modules/thread/threads.h"
#include "interpreter/calls.h"
#include "interpreter/frame_object.h"
#include "interpreter/generator.h"
#include "interpreter/keyword_plan.h"
#include "interpreter/steps.h"
#include "modules/functools.h"
#include "modules/operator.h"
#include "objects/death.h"
#include "objects/exception.h"
#include "objects/module.h"

namespace python {

namespace {

/// Arguments on the native stack while they are few.
class ArgumentBuffer {
 public:
  explicit ArgumentBuffer(uint64_t count) : tuple_(count > inline_count ? make_tuple(count) : nullptr) {}
  void set(uint64_t index, Value value) {
    if (tuple_) tuple_->items[index] = value;
    else values_[index] = value;
  }
  const Value* data() const { return tuple_ ? reinterpret_cast<const Value*>(&tuple_->items[0]) : values_; }

 private:
  static constexpr uint64_t inline_count = 12;
  Value values_[inline_count];
  Tuple* tuple_;
};

Value call_with_self(Frame* frame, Value callee, Value self, const Value* arguments, uint32_t count, Tuple* names) {
  uint64_t total = count + (names ? names->length : 0);
  ArgumentBuffer buffer(total + 1);
  buffer.set(0, self);
  for (uint64_t i = 0; i < total; i++) buffer.set(i + 1, arguments[i]);
  return call_keywords_slow(frame, callee, buffer.data(), count + 1, names);
}

Value not_callable(Value callee) { return raise_type_error("'%T' object is not callable", callee); }

/// "module.name()" as error messages about star arguments show a callee.
std::string describe_callee(Value callee) {
  Value qualname = find_attr(callee, vm.names.__qualname__);
  if (!qualname) {
    vm.exception = null_value;
    Value text = to_str(callee);
    return text ? to_utf8(as<Str>(text)) : "?";
  }
  Str* name = as_str(qualname);
  std::string text = (name ? to_utf8(name) : "?") + "()";
  Value module = find_attr(callee, vm.names.__module__);
  vm.exception = null_value;
  if (module && is_str(module) && !str_equals(as<Str>(module), "builtins")) text = to_utf8(as<Str>(module)) + "." + text;
  return text;
}

}  // namespace

int64_t depth_limit_set = 1000;

void set_depth_limit(int64_t limit) {
  depth_limit_set = limit;
  restore_depth_limit();
}
void restore_depth_limit() { vm.depth_limit = deaths_expected() || tracing.active || vm.interrupted ? -1 : depth_limit_set; }

void request_interrupt(InterruptReason reason) {
  __atomic_fetch_or(&vm.interrupted, reason, __ATOMIC_RELAXED);
  vm.depth_limit = -1;
}

void ask_for_attention() { vm.depth_limit = -1; }

bool deliver_interrupt() {
  uint32_t reasons = __atomic_fetch_and(&vm.interrupted, interrupted_by_tracing, __ATOMIC_RELAXED) & ~interrupted_by_tracing;
  restore_depth_limit();
  if (!reasons) return false;
  if (reasons & interrupted_by_heap_limit) {
    if (reasons & interrupted_by_signal) request_interrupt();
    raise_memory_error();
    return true;
  }
  if (reasons & interrupted_by_thread) yield_to_other_threads();
  return !run_signal_handlers();
}

bool enter_recursion(const char* where) {
  if (vm.depth >= depth_limit_set) {
    raise_error(ExceptionKind::recursion_error, "maximum recursion depth exceeded%s", where);
    return false;
  }
  vm.depth++;
  return true;
}

bool depth_exceeded() {
  if (deliver_interrupt()) return false;
  if (deaths_expected()) {
    restore_depth_limit();
    run_deaths();
  }
  if (vm.depth <= depth_limit_set) return true;
  raise_error(ExceptionKind::recursion_error, "maximum recursion depth exceeded");
  return false;
}

namespace {

uint32_t count_of_named(const Code* code) { return static_cast<uint32_t>(code->positional_count + code->keyword_only_count); }

/// Gives the parameters from `from` on that have no argument their defaults, in the open; false if one has none: the full rules say which.
JW_UNROLL_SAFE bool fill_parameters(Frame* inner, Function* function, Code* code, uint32_t from) {
  uint32_t positional = static_cast<uint32_t>(code->positional_count), named = count_of_named(code);
  if (from < positional) {
    Tuple* defaults = defaults_of(function);
    uint32_t required = positional - (defaults ? static_cast<uint32_t>(defaults->length) : 0);
    for (uint32_t i = from; i < positional; i++) {
      if (inner->registers[i]) continue;
      if (i < required) return false;
      inner->registers[i] = defaults->items[i - required];
    }
  }
  if (positional == named) return true;
  Dict* defaults = function->keyword_defaults;
  for (uint32_t i = positional; i < named; i++) {
    if (inner->registers[i]) continue;
    Value value = defaults ? dict_get_str(defaults, as<Str>(code->register_names->items[i])) : null_value;
    if (!value) return false;
    inner->registers[i] = value;
  }
  return true;
}

/// Items [from, length) as a tuple.
JW_UNROLL_SAFE Value rest_of(Tuple* tuple, uint64_t from, uint64_t length) {
  if (from == 0) return ref(tuple);
  if (from >= length) return ref(vm.empty_tuple);
  Tuple* rest = make_tuple(length - from);
  for (uint64_t i = from; i < length; i++) rest->items[i - from].initialise(tuple->items[i]);
  return ref(rest);
}

/// Runs a frame whose named parameters are filled; what `code` takes besides is `more` and `keywords`.
Value run_with_rest(Frame* inner, Code* code, Value more, Dict* keywords) {
  uint32_t next_register = count_of_named(code);
  if (code->flags & code_varargs) inner->registers[next_register++] = more;
  if (code->flags & code_varkeywords) inner->registers[next_register] = ref(keywords);
  return run_frame(inner, code);
}

/// A dict for **kwargs, if `code` has that.
Dict* new_keywords(const Code* code) { return code->flags & code_varkeywords ? make_dict() : nullptr; }

}  // namespace

JW_UNROLL_SAFE Value call_with_defaults(Frame* frame, Function* function, Code* code, uint32_t first, uint32_t count) {
  uint32_t parameters = static_cast<uint32_t>(code->positional_count);
  bool takes_more = code->flags & code_varargs;
  if (code->simple_call && (count <= parameters || takes_more)) {
    uint32_t given = count < parameters ? count : parameters;
    Frame* inner = make_frame(frame, code, function->closure);
    copy_registers(inner, 0, frame, first, given);
    if (fill_parameters(inner, function, code, given)) {
      Value more = takes_more ? build_tuple(frame, static_cast<int32_t>(first + given), static_cast<int32_t>(count - given)) : null_value;
      return run_with_rest(inner, code, more, new_keywords(code));
    }
    free_frame(code->frame_size, inner);
  }
  return call_function(frame, function, frame->registers + first, count, nullptr);
}

Value call_function(Frame* caller, Function* function, const Value* arguments, uint32_t count, Tuple* names) {
  Code* code = loaded_code(code_of(function));
  if (code->flags & (code_generator | code_coroutine | code_async_generator)) {
    Generator* generator = make_generator(code, function->closure, function->name, function->qualname);
    if (!bind_arguments(function, code, frame_of(generator)->registers, arguments, count, names)) return null_value;
    return ref(generator);
  }
  Frame* frame = make_frame(caller, code, function->closure);
  if (!bind_arguments(function, code, frame->registers, arguments, count, names)) {
    free_frame(code->frame_size, frame);
    return null_value;
  }
  if (!(code->flags & code_function)) frame->names = ref(function->globals.get());
  return run_frame(frame, code);
}

Value call_keywords_slow(Frame* frame, Value callee, const Value* arguments, uint32_t count, Tuple* names) {
  if (names && names->length == 0) names = nullptr;
  if (!is_ref(callee)) return not_callable(callee);
  switch (kind_of(object_of(callee))) {
    case Kind::function: return call_function(frame, as<Function>(callee), arguments, count, names);
    case Kind::builtin_function:
    case Kind::method_descriptor: {
      BuiltinFunction* function = as<BuiltinFunction>(callee);
      if (function->flags & builtin_needs_frame) vm.frame = frame;
      return names ? call_builtin_keywords(function, arguments, count, names) : call_builtin(function, arguments, count);
    }
    case Kind::bound_method:
    case Kind::bound_builtin_method: {
      BoundMethod* method = as<BoundMethod>(callee);
      return call_with_self(frame, method->function, method->self, arguments, count, names);
    }
    case Kind::type: {
      vm.frame = frame;
      return instantiate(as<Type>(callee), arguments, count, names);
    }
    case Kind::static_method: return call_keywords_slow(frame, as<StaticMethod>(callee)->function, arguments, count, names);
    case Kind::generic_alias: return call_keywords_slow(frame, as<GenericAlias>(callee)->origin, arguments, count, names);
    case Kind::partial: return call_partial(frame, as<Partial>(callee), arguments, count, names);
    case Kind::lru_cache: return call_lru_cache(frame, as<LruCache>(callee), arguments, count, names);
    case Kind::item_getter: return call_item_getter(as<ItemGetter>(callee), arguments, count, names);
    case Kind::attribute_getter: return call_attribute_getter(as<AttributeGetter>(callee), arguments, count, names);
    case Kind::method_caller: return call_method_caller(as<MethodCaller>(callee), arguments, count, names);
    default: break;
  }
  Value found = lookup_special(callee, vm.names.__call__);
  if (!found) return not_callable(callee);
  if (has_kind(found, Kind::function) || has_kind(found, Kind::method_descriptor)) {
    return call_with_self(frame, found, callee, arguments, count, names);
  }
  if (++vm.depth > vm.depth_limit && !depth_exceeded()) {
    vm.depth--;
    return null_value;
  }
  Value getter = lookup_special(found, vm.names.__get__);
  if (getter) found = call_3(getter, found, callee, ref(type_of(callee)));
  Value result = found ? call_keywords_slow(frame, found, arguments, count, names) : null_value;
  vm.depth--;
  return result;
}

Value call_slow(Frame* frame, Value callee, const Value* arguments, uint32_t count) {
  return call_keywords_slow(frame, callee, arguments, count, nullptr);
}

JW_UNROLL_SAFE Value call(Value callable, const Value* arguments, uint32_t count) {
  if (has_kind(callable, Kind::function)) {
    Function* function = as<Function>(callable);
    Code* code = code_of(function);
    if (static_cast<int64_t>(count) == code->plain_parameters) {
      Frame* frame = make_frame(nullptr, code, function->closure);
      for (uint32_t i = 0; i < count; i++) frame->registers[i] = arguments[i];
      return run_frame(frame, code);
    }
  }
  return call_keywords_slow(nullptr, callable, arguments, count, nullptr);
}

Value call_keywords(Value callable, const Value* arguments, uint32_t count, Tuple* names) {
  return call_keywords_slow(nullptr, callable, arguments, count, names);
}

JW_UNROLL_SAFE Value call_kw(Frame* frame, Value callee, int32_t first, uint32_t count, Tuple* names) {
  uint32_t keywords = static_cast<uint32_t>(names->length);
  uint32_t positional = count - keywords;
  if (has_kind(callee, Kind::function)) {
    Function* function = as<Function>(callee);
    Code* code = code_of(function);
    const KeywordPlan* plan = keyword_plan(code, names, positional);
    if (plan) {
      Frame* inner = make_frame(frame, code, function->closure);
      copy_registers(inner, 0, frame, static_cast<uint32_t>(first), positional);
      Dict* rest = new_keywords(code);
      for (uint32_t i = 0; i < keywords; i++) {
        Value value = frame->registers[static_cast<uint32_t>(first) + positional + i];
        if (plan->target[i] == KeywordPlan::into_rest)
          dict_set_str(rest, as<Str>(names->items[i]), value);
        else
          inner->registers[plan->target[i]] = value;
      }
      if (fill_parameters(inner, function, code, positional)) return run_with_rest(inner, code, ref(vm.empty_tuple), rest);
      free_frame(code->frame_size, inner);
    }
  }
  return call_keywords_slow(frame, callee, frame->registers + first, positional, names);
}

JW_UNROLL_SAFE Value call_star(Frame* frame, Value callee, Value positional, Value keywords) {
  constexpr uint64_t most_unrolled = 8;
  bool without_keywords = !keywords || (has_kind(keywords, Kind::dict) && as<Dict>(keywords)->count == 0);
  if (!without_keywords || !has_kind(positional, Kind::tuple)) return call_star_slow(frame, callee, positional, keywords);
  Tuple* arguments = as<Tuple>(positional);
  Value called = callee, self = null_value;
  if (has_kind(callee, Kind::bound_method)) {
    called = as<BoundMethod>(callee)->function;
    self = as<BoundMethod>(callee)->self;
  }
  if (has_kind(called, Kind::function)) {
    Function* function = as<Function>(called);
    Code* code = code_of(function);
    uint64_t count = jw::promote(arguments->length);
    uint32_t own = self ? 1 : 0, total = static_cast<uint32_t>(count) + own, parameters = static_cast<uint32_t>(code->positional_count);
    if (code->simple_call && count <= most_unrolled && own <= parameters && (total <= parameters || (code->flags & code_varargs))) {
      uint32_t given = total < parameters ? total : parameters;
      Frame* inner = make_frame(frame, code, function->closure);
      if (self) inner->registers[0] = self;
      for (uint32_t i = own; i < given; i++) inner->registers[i] = arguments->items[i - own];
      if (fill_parameters(inner, function, code, given)) {
        Value more = code->flags & code_varargs ? rest_of(arguments, given - own, count) : null_value;
        return run_with_rest(inner, code, more, new_keywords(code));
      }
      free_frame(code->frame_size, inner);
    }
  }
  return call_keywords_slow(frame, callee, reinterpret_cast<const Value*>(&arguments->items[0]), static_cast<uint32_t>(arguments->length), nullptr);
}

Value call_star_slow(Frame* frame, Value callee, Value positional, Value keywords) {
  Tuple* arguments;
  if (has_kind(positional, Kind::tuple)) {
    arguments = as<Tuple>(positional);
  } else {
    if (!has_kind(positional, Kind::list) && !lookup_special(positional, vm.names.__iter__) &&
        !lookup_special(positional, vm.names.__getitem__)) {
      return raise_type_error("%s argument after * must be an iterable, not %T", describe_callee(callee).c_str(), positional);
    }
    arguments = tuple_from(positional);
    if (!arguments) return null_value;
  }
  uint32_t count = static_cast<uint32_t>(arguments->length);
  if (!keywords) return call_keywords_slow(frame, callee, reinterpret_cast<const Value*>(&arguments->items[0]), count, nullptr);
  Dict* dict = as_dict(keywords);
  if (!dict) {
    dict = make_dict();
    if (!find_attr(keywords, vm.names.keys_name)) {
      if (vm.exception) return null_value;
      return raise_type_error("%s argument after ** must be a mapping, not %T", describe_callee(callee).c_str(), keywords);
    }
    if (!python::dict_update(dict, keywords)) return null_value;
  }
  if (dict->count == 0) return call_keywords_slow(frame, callee, reinterpret_cast<const Value*>(&arguments->items[0]), count, nullptr);
  ArgumentBuffer buffer(count + uint64_t{dict->count});
  Tuple* names = make_tuple(dict->count);
  for (uint32_t i = 0; i < count; i++) buffer.set(i, arguments->items[i]);
  uint32_t index = 0;
  for (int64_t p = next_entry(dict, 0); p >= 0; p = next_entry(dict, static_cast<uint64_t>(p) + 1)) {
    const DictEntry& entry = dict->entries->items[p];
    Str* key = as_str(entry.key);
    if (!key) return raise_type_error("keywords must be strings");
    names->items[index] = ref(key);
    buffer.set(count + index, entry_value(dict, entry));
    index++;
  }
  return call_keywords_slow(frame, callee, buffer.data(), count, names);
}

Value load_super_attr(Frame* frame, int32_t first, Str* name) {
  Method method = load_super_method(frame, first, name);
  if (!method.callable || !method.self) return method.callable;
  return make_bound_method(method.callable, method.self);
}

Method load_super_method(Frame* frame, int32_t first, Str* name) {
  Value super = frame->registers[first], cls = frame->registers[first + 1], object = frame->registers[first + 2];
  if (super != ref(builtin_type(Kind::super)) || !has_kind(cls, Kind::type)) {
    Value proxy = call_slow(frame, super, frame->registers + first + 1, 2);
    return {proxy ? get_attr(proxy, name) : null_value, null_value};
  }
  Type* type = as<Type>(cls);
  if (!is_instance(object, type) && !(has_kind(object, Kind::type) && is_subtype(as<Type>(object), type))) {
    Value proxy = make_super(type, object);
    return {proxy ? get_attr(proxy, name) : null_value, null_value};
  }
  bool is_method = false;
  Value found = super_lookup(type, object, name, &is_method);
  if (found) return {found, is_method ? object : null_value};
  if (vm.exception) return {null_value, null_value};
  Value proxy = make_super(type, object);
  return {proxy ? get_attr(proxy, name) : null_value, null_value};
}

}  // namespace python
