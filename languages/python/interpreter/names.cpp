/// Names: globals, namespaces of class bodies and exec, and the errors for names that are not bound.
#include "interpreter/import.h"
#include "interpreter/importlib.h"
#include "interpreter/steps.h"

namespace python {

Value raise_unbound_local(Code* code, int32_t reg) {
  Str* name = as<Str>(code->register_names->items[reg]);
  return raise_error(ExceptionKind::unbound_local_error, "cannot access local variable '%s' where it is not associated with a value", name);
}

Value raise_unbound_free(Code* code, int32_t index) {
  Str* name = as<Str>(code->free_names->items[index]);
  return raise_error(ExceptionKind::name_error,
                     "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name);
}

namespace {

/// Names that modules and builtins have without holding them yet.
Value late_global(Code* code, Str* name) {
  Value module = null_value;
  if (name == vm.names.__spec__ || name == vm.names.__loader__) {
    Value own = dict_get_str(code->globals, vm.names.__name__);
    module = own && is_str(own) ? loaded_module(as<Str>(own)) : null_value;
    if (!module || !has_kind(module, Kind::module) || as<Module>(module)->dict.get() != code->globals.get()) return null_value;
  } else if (builtins_of(code->globals) == vm.builtins) {
    module = loaded_module(intern("builtins"));
  } else {
    Value own = dict_get_str(code->globals, vm.names.__builtins__);
    if (is_dict(own) || native_part(own, Kind::module)) return null_value;
    Value value = get_item(own, ref(name));
    if (!value && error_matches(ExceptionKind::key_error)) vm.exception = null_value;
    return value;
  }
  return module ? lazy_module_attribute(as<Module>(module), name) : null_value;
}

}  // namespace

Value load_late_global(Code* code, int32_t index) {
  Value late = late_global(code, name_at(code, index));
  return late || vm.exception ? late : raise_unbound_global(code, index);
}

Value raise_unbound_global(Code* code, int32_t index) {
  Str* name = name_at(code, index);
  raise_error(ExceptionKind::name_error, "name '%s' is not defined", name);
  set_slot(as<Instance>(vm.exception), vm.names.name_name, ref(name));
  return null_value;
}

Value constant_global(Code* code, int32_t index, uint64_t) {
  GlobalCell* cell = module_cell(code, static_cast<uint32_t>(index));
  if (cell->state == CellState::variable) return null_value;
  Value value = cell->value;
  if (!value) {
    GlobalCell* behind = builtin_cell(code, static_cast<uint32_t>(index));
    value = behind->value;
    if (!value || behind->state == CellState::variable) return null_value;
    behind->state = CellState::observed;
  }
  cell->state = CellState::observed;
  return value;
}

void bind_global(Code* code, int32_t index, Value value) {
  dict_set_str(code->globals, name_at(code, index), value);
  module_cell(code, static_cast<uint32_t>(index));
}

bool delete_global(Code* code, int32_t index) {
  if (dict_delete_str(code->globals, name_at(code, index))) return true;
  raise_unbound_global(code, index);
  return false;
}

namespace {

/// The namespace's value; null without an error if absent.
Value get_in_namespace(Value names, Str* name) {
  if (has_kind(names, Kind::dict)) return dict_get_str(as<Dict>(names), name);
  Value value = get_item(names, ref(name));
  if (!value && error_matches(ExceptionKind::key_error)) vm.exception = null_value;
  return value;
}

}  // namespace

Value load_name(Frame* frame, Code* code, int32_t index) {
  if (frame->names) {
    Value value = get_in_namespace(frame->names, name_at(code, index));
    if (value || vm.exception) return value;
  }
  return load_global(code, index);
}

Value load_class_free(Frame* frame, Code* code, int32_t index, int32_t name) {
  if (frame->names) {
    Value value = get_in_namespace(frame->names, name_at(code, name));
    if (value || vm.exception) return value;
  }
  return load_free(frame, code, index);
}

bool store_name(Frame* frame, Code* code, int32_t index, Value value) {
  if (!frame->names) {
    store_global(code, index, value);
    return true;
  }
  return set_item(frame->names, ref(name_at(code, index)), value);
}

bool delete_name(Frame* frame, Code* code, int32_t index) {
  if (!frame->names) return delete_global(code, index);
  if (delete_item(frame->names, ref(name_at(code, index)))) return true;
  if (clear_error(ExceptionKind::key_error)) raise_unbound_global(code, index);
  return false;
}

bool setup_annotations(Frame* frame, Code* code) {
  Value names = frame->names ? frame->names : ref(code->globals.get());
  if (get_in_namespace(names, vm.names.__annotations__)) return true;
  if (vm.exception) return false;
  return set_item(names, ref(vm.names.__annotations__), ref(make_dict()));
}

}  // namespace python
