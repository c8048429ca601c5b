#include "objects/death.h"

#include <vector>

#include "interpreter/generator.h"
#include "interpreter/traceback.h"
#include "modules/io/files.h"
#include "modules/modules.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/operations.h"
#include "objects/weak_reference.h"

namespace python {

void ask_for_attention();  // interpreter/call.cpp

namespace {

bool matter = false, expected = false, running = false;

bool is_generator(Value object) { return has_kind(object, Kind::generator) || has_kind(object, Kind::coroutine); }

void warn_of_unawaited(Value coroutine) {
  Str* message = text_format("coroutine '%s' was never awaited", as<Generator>(coroutine)->qualname.get());
  if (!warn(ExceptionKind::runtime_warning, to_utf8(message))) report_unraisable(coroutine);
}

void run_finalizer(Value object) {
  if (is_generator(object)) {
    Generator* generator = as<Generator>(object);
    if (generator->state == GeneratorState::created && has_kind(object, Kind::coroutine)) warn_of_unawaited(object);
    if (generator->state == GeneratorState::suspended && !generator_close(generator)) report_unraisable(object);
    return;
  }
  Type* type = type_of(object);
  Value function = lookup(type, vm.names.__del__);
  if (!function) return;
  Value method = descriptor_get(function, object, type);
  if (!method || !call_0(method)) report_unraisable(function);
}

/// What code that runs in between must not disturb.
class Aside {
 public:
  Aside() : exception_(vm.exception), handled_(vm.handled), frame_(vm.frame) { vm.exception = vm.handled = null_value; }
  ~Aside() {
    vm.exception = exception_;
    vm.handled = handled_;
    vm.frame = frame_;
  }

 private:
  Value exception_, handled_;
  void* frame_;
};

}  // namespace

void deaths_matter() { matter = true; }
void expect_deaths() {
  if (!matter) return;
  expected = true;
  if (!running) ask_for_attention();
}
bool deaths_expected() { return expected; }

uint64_t run_deaths() {
  if (running) return 0;
  running = true;
  uint64_t count = 0;
  Aside aside;
  jitwright::Heap& heap = jitwright::Heap::current();
  do {
    expected = false;
    call_weak_callbacks();
    while (void* object = heap.next_dying()) {
      count++;
      run_finalizer(ref(object));
    }
  } while (expected);
  running = false;
  return count;
}

void run_last_deaths() {
  run_deaths();
  running = true;
  Aside aside;
  List* alive = make_list();
  jitwright::Heap::current().for_each_watched(
      [](void* object, size_t, void* list) {
        if (kind_of(static_cast<Object*>(object)) == Kind::instance || is_generator(ref(object))) list_append(static_cast<List*>(list), ref(object));
      },
      alive);
  for (uint64_t i = 0; i < alive->length; i++) run_finalizer(list_get(alive, i));
}

void report_unraisable(Value where, const char* message) {
  Value exception = take_error();
  if (!exception) return;
  Value hook = sys_attribute(intern("unraisablehook"));
  vm.exception = null_value;
  if (hook && !is_none(hook)) {
    static constexpr const char* names[] = {"exc_type", "exc_value", "exc_traceback", "err_msg", "object"};
    Value values[] = {ref(type_of(exception)), exception, none_if_null(exception_field(exception, exception_traceback)),
                      message ? ref(make_str(message)) : none(), where};
    Value arguments = make_simple_namespace();
    for (size_t i = 0; i < std::size(names); i++) {
      dict_set_str(as<NamespaceObject>(arguments)->dict, intern(std::string_view(names[i])), values[i]);
    }
    if (call_1(hook, arguments)) return;
    take_error();
  }
  Value shown = to_repr(where);
  take_error();
  std::string text = shown ? to_utf8(as_str(shown)) : "<object repr() failed>";
  vm.exception = exception;
  print_ignored_error(text.c_str());
}

}  // namespace python
