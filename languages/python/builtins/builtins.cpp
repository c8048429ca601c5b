#include "builtins/builtins.h"

#include "objects/module.h"
#include "program/options.h"

namespace python {

void start_builtins() {
  define_output_functions();
  define_object_functions();
  define_number_functions();
  define_iteration_functions();
  define_code_functions();
  Str* name = intern("builtins");
  Module* module = make_module("builtins");
  dict_set_str(vm.builtins, vm.names.__name__, ref(name));
  dict_set_str(vm.builtins, vm.names.__doc__, none());
  dict_set_str(vm.builtins, vm.names.__package__, ref(vm.empty_str));
  dict_set_str(vm.builtins, vm.names.__debug__, boolean(program_options.optimize == 0));
  vm.original_import = dict_get_str(vm.builtins, vm.names.__import__);
  dict_set_str(vm.builtins, intern("None"), none());
  dict_set_str(vm.builtins, intern("True"), true_value());
  dict_set_str(vm.builtins, intern("False"), false_value());
  dict_set_str(vm.builtins, intern("Ellipsis"), ellipsis());
  dict_set_str(vm.builtins, intern("NotImplemented"), not_implemented());
  module->dict.initialise(vm.builtins);
  jitwright::write_barrier(&module->dict);
  dict_set_str(vm.modules, name, ref(module));
}

}  // namespace python
