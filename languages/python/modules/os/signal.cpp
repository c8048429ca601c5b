/// The module _signal, and the delivery of signals.
#include <sys/time.h>
#include <unistd.h>
#include <cmath>
#include <csignal>

#include "interpreter/calls.h"
#include "interpreter/frame_object.h"
#include "modules/os/arguments.h"
#include "modules/os/signals.h"
#include "modules/thread/threads.h"
#include "objects/floating.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

constexpr int signal_count = 65;

struct Signals {
  volatile sig_atomic_t tripped[signal_count];
  volatile sig_atomic_t any;
  volatile int wakeup;
  Value handlers[signal_count];  // null: not set by the guest
  Value default_int_handler;
  Type* info_type;
} signals;

void note_signal(int number) {
  int error = errno;
  signals.tripped[number] = 1;
  signals.any = 1;
  if (signals.wakeup >= 0) {
    unsigned char byte = static_cast<unsigned char>(number);
    if (write(signals.wakeup, &byte, 1) < 0) errno = error;
  }
  request_interrupt();
  errno = error;
}

void install(int number, void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  sigaction(number, &action, nullptr);
}

bool signal_argument(Value v, int* out) {
  if (!int_argument(v, out)) return false;
  if (*out >= 1 && *out < signal_count) return true;
  raise_value_error("signal number out of range");
  return false;
}

/// The handler as the guest sees it.
Value handler_of(int number) {
  if (signals.handlers[number]) return signals.handlers[number];
  struct sigaction action;
  if (sigaction(number, nullptr, &action) < 0) return none();
  if (action.sa_handler == SIG_DFL) return small_int_value(0);
  if (action.sa_handler == SIG_IGN) return small_int_value(1);
  return none();
}

Value default_int_handler(Value, Value) { return raise_error(ExceptionKind::keyboard_interrupt, ""); }

Value signal_signal(Value number_v, Value handler) {
  int number;
  if (!signal_argument(number_v, &number)) return null_value;
  if (!on_main_thread()) return raise_value_error("signal only works in main thread of the main interpreter");
  void (*native)(int) = note_signal;
  if (Value constant = as_exact_int(handler);
      constant && !is_boolean(handler) && (constant == small_int_value(0) || constant == small_int_value(1))) {
    native = constant == small_int_value(0) ? SIG_DFL : SIG_IGN;
  } else if (!is_callable(handler)) {
    return raise_type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
  }
  if (interrupted()) return null_value;
  Value old = handler_of(number);
  struct sigaction action{};
  action.sa_handler = native;
  if (sigaction(number, &action, nullptr) < 0) return raise_errno();
  signals.handlers[number] = handler;
  return old;
}
Value signal_getsignal(Value number_v) {
  int number;
  return signal_argument(number_v, &number) ? handler_of(number) : null_value;
}
Value signal_alarm(Value v) {
  int seconds;
  return int_argument(v, &seconds) ? int_value(alarm(static_cast<unsigned>(seconds))) : null_value;
}
Value signal_pause() {
  // A signal noted just before would be missed.
  if (!signals.any) pause();
  return interrupted() ? null_value : none();
}
Value signal_raise(Value number_v) {
  int number;
  if (!signal_argument(number_v, &number)) return null_value;
  if (raise(number) != 0) return raise_errno();
  return interrupted() ? null_value : none();
}
Value signal_strsignal(Value number_v) {
  int number;
  if (!signal_argument(number_v, &number)) return null_value;
  const char* text = strsignal(number);
  return text && strncmp(text, "Unknown signal", 14) != 0 ? ref(make_str(text)) : none();
}
Value signal_siginterrupt(Value number_v, Value flag) {
  int number;
  if (!signal_argument(number_v, &number) || truth(flag) < 0) return null_value;
  return none();
}
Value signal_set_wakeup_fd(Value fd, Value) {
  int descriptor, old = signals.wakeup;
  if (!int_argument(fd, &descriptor)) return null_value;
  signals.wakeup = descriptor;
  return int_value(old);
}

// ---- timers ----

bool time_argument(Value v, timeval* out) {
  double seconds;
  if (!to_double(v, &seconds)) return false;
  out->tv_sec = static_cast<time_t>(seconds);
  out->tv_usec = static_cast<suseconds_t>((seconds - static_cast<double>(out->tv_sec)) * 1e6);
  if (seconds > 0 && out->tv_sec == 0 && out->tv_usec == 0) out->tv_usec = 1;
  return true;
}
Value timer_value(const itimerval& timer) {
  auto seconds = [](const timeval& t) {
    return float_value(static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec));
  };
  return ref(make_pair(seconds(timer.it_value), seconds(timer.it_interval)));
}
Value signal_setitimer(Value which_v, Value seconds, Value interval) {
  int which;
  itimerval timer{}, old;
  if (!int_argument(which_v, &which) || !time_argument(seconds, &timer.it_value) ||
      (interval && !time_argument(interval, &timer.it_interval)))
    return null_value;
  if (setitimer(static_cast<__itimer_which>(which), &timer, &old) < 0) return raise_errno();
  return timer_value(old);
}
Value signal_getitimer(Value which_v) {
  int which;
  itimerval timer;
  if (!int_argument(which_v, &which)) return null_value;
  if (getitimer(static_cast<__itimer_which>(which), &timer) < 0) return raise_errno();
  return timer_value(timer);
}

// ---- sets ----

Value set_value(const sigset_t& set) {
  List* list = make_list();
  for (int number = 1; number < signal_count; number++) {
    if (sigismember(&set, number) == 1) list_append(list, small_int_value(number));
  }
  return call_1(ref(builtin_type(Kind::set)), ref(list));
}
bool set_argument(Value v, sigset_t* out) {
  sigemptyset(out);
  List* list = list_from(v);
  if (!list) return false;
  for (uint64_t i = 0; i < list->length; i++) {
    int number;
    if (!int_argument(list_get(list, i), &number)) return false;
    if (number < 1 || number >= signal_count) {
      raise_value_error("signal number %s out of range [1; 64]", number);
      return false;
    }
    sigaddset(out, number);
  }
  return true;
}
Value signal_valid_signals() {
  sigset_t set;
  sigfillset(&set);
  return set_value(set);
}
Value signal_pthread_sigmask(Value how_v, Value mask) {
  int how;
  sigset_t set, old;
  if (!int_argument(how_v, &how) || !set_argument(mask, &set)) return null_value;
  int error = pthread_sigmask(how, &set, &old);
  if (error) return raise_os_error(error, null_value);
  return interrupted() ? null_value : set_value(old);
}
Value signal_sigpending() {
  sigset_t set;
  return sigpending(&set) < 0 ? raise_errno() : set_value(set);
}
Value signal_sigwait(Value mask) {
  sigset_t set;
  int number;
  if (!set_argument(mask, &set)) return null_value;
  if (other_threads_can_run()) {
    struct Waiting {
      const sigset_t* set;
      int number;
    } waiting{&set, -1};
    auto ready = [](void* context) {
      Waiting* w = static_cast<Waiting*>(context);
      timespec no_time{};
      if (w->number < 0) w->number = sigtimedwait(w->set, nullptr, &no_time);
      return w->number >= 0;
    };
    return wait_for(ready, &waiting, -1) < 0 ? null_value : int_value(waiting.number);
  }
  int error = sigwait(&set, &number);
  return error ? raise_os_error(error, null_value) : int_value(number);
}
Value info_value(const siginfo_t& info) {
  Value values[] = {int_value(info.si_signo), int_value(info.si_code),   int_value(info.si_errno), int_value(info.si_pid),
                    int_value(info.si_uid),   int_value(info.si_status), int_value(info.si_band)};
  return make_struct_sequence(signals.info_type, values);
}
Value signal_sigwaitinfo(Value mask) {
  sigset_t set;
  siginfo_t info;
  if (!set_argument(mask, &set)) return null_value;
  return retry([&] { return sigwaitinfo(&set, &info); }) < 0 ? raise_errno_unless_raised() : info_value(info);
}
Value signal_sigtimedwait(Value mask, Value timeout) {
  sigset_t set;
  siginfo_t info;
  double seconds;
  if (!set_argument(mask, &set) || !to_double(timeout, &seconds)) return null_value;
  if (seconds < 0) return raise_value_error("timeout must be non-negative");
  timespec limit{static_cast<time_t>(seconds), static_cast<long>((seconds - floor(seconds)) * 1e9)};
  if (retry([&] { return sigtimedwait(&set, &info, &limit); }) >= 0) return info_value(info);
  return errno == EAGAIN && !has_error() ? none() : raise_errno_unless_raised();
}
Value signal_pthread_kill(Value, Value number_v) { return signal_raise(number_v); }

}  // namespace

void start_signals() {
  signals.wakeup = -1;
  signals.default_int_handler = make_builtin(entry("default_int_handler", default_int_handler), ref(intern("_signal")));
  signals.handlers[SIGINT] = signals.default_int_handler;
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Value handler : signals.handlers) visit(tracer, handler);
        visit(tracer, signals.default_int_handler);
        tracer.visit(signals.info_type);
      },
      &signals);
  install(SIGPIPE, SIG_IGN);
  install(SIGXFSZ, SIG_IGN);
  install(SIGINT, note_signal);
}

bool run_signal_handlers() {
  if (!signals.any) return true;
  if (!on_main_thread()) {
    request_interrupt();
    switch_to_main_thread();
    return true;
  }
  signals.any = 0;
  for (int number = 1; number < signal_count; number++) {
    if (!signals.tripped[number]) continue;
    signals.tripped[number] = 0;
    Value handler = signals.handlers[number];
    if (!handler) continue;
    if (handler == signals.default_int_handler) {
      raise_error(ExceptionKind::keyboard_interrupt, "");
    } else if (is_callable(handler)) {
      // What was interrupted is a loop or a call of some function; the innermost module or body stands for it.
      Value frame = frame_chain.bodies ? ref(picture_of(frame_chain.bodies->frame)) : none();
      call_2(handler, small_int_value(number), frame);
    }
    if (has_error()) {
      // The others' turn comes at the next safe point.
      for (int other = number + 1; other < signal_count; other++) {
        if (signals.tripped[other]) {
          signals.any = 1;
          request_interrupt();
        }
      }
      return false;
    }
  }
  return true;
}

void trip_signal(int number) { note_signal(number); }

void fill_signal(Module* module) {
  static const NamedNumber constants[] = {
#define SIGNAL(name) {#name, name},
      SIGNAL(SIGABRT) SIGNAL(SIGALRM) SIGNAL(SIGBUS) SIGNAL(SIGCHLD) SIGNAL(SIGCLD) SIGNAL(SIGCONT) SIGNAL(SIGFPE) SIGNAL(SIGHUP)
          SIGNAL(SIGILL) SIGNAL(SIGINT) SIGNAL(SIGIO) SIGNAL(SIGIOT) SIGNAL(SIGKILL) SIGNAL(SIGPIPE) SIGNAL(SIGPOLL)
              SIGNAL(SIGPROF) SIGNAL(SIGPWR) SIGNAL(SIGQUIT) SIGNAL(SIGSEGV) SIGNAL(SIGSTKFLT) SIGNAL(SIGSTOP) SIGNAL(SIGSYS)
                  SIGNAL(SIGTERM) SIGNAL(SIGTRAP) SIGNAL(SIGTSTP) SIGNAL(SIGTTIN) SIGNAL(SIGTTOU) SIGNAL(SIGURG) SIGNAL(SIGUSR1)
                      SIGNAL(SIGUSR2) SIGNAL(SIGVTALRM) SIGNAL(SIGWINCH) SIGNAL(SIGXCPU) SIGNAL(SIGXFSZ) SIGNAL(SIG_BLOCK)
                          SIGNAL(SIG_UNBLOCK) SIGNAL(SIG_SETMASK) SIGNAL(ITIMER_REAL) SIGNAL(ITIMER_VIRTUAL) SIGNAL(ITIMER_PROF)
#undef SIGNAL
                              {"NSIG", signal_count},
      {"SIG_DFL", 0},
      {"SIG_IGN", 1},
  };
  set_numbers(module, constants);
  set_member(module, "SIGRTMIN", small_int_value(SIGRTMIN));
  set_member(module, "SIGRTMAX", small_int_value(SIGRTMAX));
  set_member(module, "ItimerError", ref(exception_type(ExceptionKind::os_error)));
  set_member(module, "default_int_handler", signals.default_int_handler);
  static const char* const info_fields[] = {"si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"};
  signals.info_type = make_struct_sequence_type("signal", "struct_siginfo", info_fields);
  set_member(module, "struct_siginfo", ref(signals.info_type));
  static const BuiltinDefinition functions[] = {
      entry("signal", signal_signal),
      entry("getsignal", signal_getsignal),
      entry("alarm", signal_alarm),
      entry("pause", signal_pause),
      entry("raise_signal", signal_raise),
      entry("strsignal", signal_strsignal),
      entry("siginterrupt", signal_siginterrupt),
      entry("set_wakeup_fd", signal_set_wakeup_fd, 1, "fd * warn_on_full_buffer"),
      entry("setitimer", signal_setitimer, 2),
      entry("getitimer", signal_getitimer),
      entry("valid_signals", signal_valid_signals),
      entry("pthread_sigmask", signal_pthread_sigmask),
      entry("sigpending", signal_sigpending),
      entry("sigwait", signal_sigwait),
      entry("sigwaitinfo", signal_sigwaitinfo),
      entry("sigtimedwait", signal_sigtimedwait),
      entry("pthread_kill", signal_pthread_kill),
  };
  define(module, functions);
}

}  // namespace python
