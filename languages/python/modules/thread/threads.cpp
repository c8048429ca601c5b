#include "modules/thread/threads.h"

#include <jitwright/stacks.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

#include "interpreter/frame.h"
#include "interpreter/generator.h"
#include "interpreter/tracing.h"
#include "modules/os/arguments.h"
#include "objects/death.h"
#include "objects/exception.h"

extern "C" {
/// Saves the registers a call preserves on the current stack, whose pointer goes to *from, and goes on with the stack `to`.
void jwpython_switch_stack(void** from, void* to);
}

asm(R"(
.text
.globl jwpython_switch_stack
.type jwpython_switch_stack, @function
jwpython_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  subq $8, %rsp
  stmxcsr (%rsp)
  fnstcw 4(%rsp)
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  ldmxcsr (%rsp)
  fldcw 4(%rsp)
  addq $8, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size jwpython_switch_stack, .-jwpython_switch_stack
)");

namespace python {

namespace {

constexpr size_t stack_bytes = size_t{256} << 20;  // pages are touched only when used
constexpr int64_t time_slice = 5'000'000;          // ns

struct Thread {
  int64_t number = 0;
  bool finished = false;
  // its stack
  char* stack = nullptr;             // null: the native thread's own
  const void* stack_base = nullptr;  // the highest address
  void* stack_pointer = nullptr;     // while it does not run
  jitwright::StackState execution;
  // what it waits for; null: nothing
  bool (*ready)(void* context) = nullptr;
  void* context = nullptr;
  int64_t deadline = -1;
  // what the machine holds for it while it does not run
  Value exception = null_value, handled = null_value;
  int64_t depth = 0;
  void* frame = nullptr;
  Body* bodies = nullptr;
  Tracing tracing;
  // its work
  Value function = null_value, sentinel = null_value;
  Tuple* arguments = nullptr;
  Tuple* names = nullptr;
};

struct Scheduler {
  std::vector<std::unique_ptr<Thread>> threads;  // the main one first
  size_t current = 0;
  int64_t last_number = 1;
  std::unique_ptr<Thread> ended;  // its stack is given back by whoever runs next
};
std::atomic<size_t> thread_count;
std::atomic<bool> ticking;
Scheduler* scheduler;  // null as long as there is one thread only

Thread& current() { return *scheduler->threads[scheduler->current]; }

const void* native_stack_base() {
  pthread_attr_t attributes;
  void* lowest = nullptr;
  size_t size = 0;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  return static_cast<char*>(lowest) + size;
}

void trace_threads(void*, jitwright::Tracer& tracer) {
  for (size_t i = 0; i < scheduler->threads.size(); i++) {
    Thread& thread = *scheduler->threads[i];
    visit(tracer, thread.function);
    visit(tracer, thread.sentinel);
    visit(tracer, ref(thread.arguments));
    visit(tracer, ref(thread.names));
    if (i == scheduler->current) continue;
    visit(tracer, thread.exception);
    visit(tracer, thread.handled);
    visit_tracing(tracer, thread.tracing);
    if (thread.stack_pointer) tracer.visit_range_conservatively(thread.stack_pointer, thread.stack_base);
  }
}

/// Asks for a switch every now and then as long as there are threads to switch between, from a native thread of its own.
void* tick(void*) {
  while (thread_count.load() > 1) {
    timespec slice{0, time_slice};
    nanosleep(&slice, nullptr);
    request_interrupt(interrupted_by_thread);
  }
  ticking = false;
  return nullptr;
}
void start_ticking() {
  thread_count = scheduler->threads.size();
  if (ticking.exchange(true)) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  if (pthread_create(&thread, nullptr, tick, nullptr) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void start_scheduler() {
  if (scheduler) return;
  scheduler = new Scheduler;
  scheduler->threads.push_back(std::make_unique<Thread>());
  scheduler->threads[0]->number = 1;
  scheduler->threads[0]->stack_base = native_stack_base();
  jitwright::Heap::current().add_root(trace_threads, scheduler);
}

void free_ended() {
  if (!scheduler->ended) return;
  munmap(scheduler->ended->stack, stack_bytes);
  scheduler->ended.reset();
}

/// Runs the thread at `index` until it comes back here.
void switch_to(size_t index) {
  if (index == scheduler->current) return;
  Thread& from = current();
  Thread& to = *scheduler->threads[index];
  from.exception = vm.exception;
  from.handled = vm.handled;
  from.depth = vm.depth;
  from.frame = vm.frame;
  from.bodies = frame_chain.bodies;
  from.tracing = tracing;
  from.execution.leave();
  vm.exception = to.exception;
  vm.handled = to.handled;
  vm.depth = to.depth;
  vm.frame = to.frame;
  frame_chain.bodies = to.bodies;
  tracing = to.tracing;
  tracing_changed();
  to.execution.enter();
  scheduler->current = index;
  jitwright::Heap::current().set_stack_base(to.stack_base);
  jwpython_switch_stack(&from.stack_pointer, to.stack_pointer);
  free_ended();
}

bool can_run(Thread& thread) {
  if (!thread.ready) return true;
  // Signals are for the main thread, whatever it waits for.
  if (thread.number == 1 && (vm.interrupted & interrupted_by_signal)) return true;
  return thread.ready(thread.context) || (thread.deadline >= 0 && monotonic_nanoseconds() >= thread.deadline);
}

/// The next thread after the current one that can run, itself included; the number of threads if there is none.
size_t next_runnable() {
  size_t count = scheduler->threads.size();
  for (size_t step = 1; step <= count; step++) {
    size_t index = (scheduler->current + step) % count;
    if (can_run(*scheduler->threads[index])) return index;
  }
  return count;
}

/// Runs the others until the current thread's turn comes again.
void let_others_run() {
  int64_t rest = 20'000;
  for (;;) {
    size_t index = next_runnable();
    if (index < scheduler->threads.size()) {
      switch_to(index);
      return;
    }
    // All wait: for a short time at first, since the reason may be a descriptor or a process.
    timespec pause{0, rest};
    nanosleep(&pause, nullptr);
    if (rest < 1'000'000) rest += rest / 2;
  }
}

void end_thread() {
  size_t index = scheduler->current;
  Thread& thread = current();
  if (thread.sentinel) release_lock(thread.sentinel);
  thread.finished = true;
  thread.ready = [](void*) { return false; };
  int64_t rest = 20'000;
  for (;;) {
    size_t next = next_runnable();
    if (next < scheduler->threads.size() && next != index) {
      scheduler->ended = std::move(scheduler->threads[index]);
      scheduler->threads.erase(scheduler->threads.begin() + static_cast<ptrdiff_t>(index));
      thread_count = scheduler->threads.size();
      if (next > index) next--;
      // As switch_to, but that nothing of this thread is kept.
      Thread& to = *scheduler->threads[next];
      scheduler->ended->execution.leave();
      vm.exception = to.exception;
      vm.handled = to.handled;
      vm.depth = to.depth;
      vm.frame = to.frame;
      frame_chain.bodies = to.bodies;
      tracing = to.tracing;
      tracing_changed();
      to.execution.enter();
      scheduler->current = next;
      jitwright::Heap::current().set_stack_base(to.stack_base);
      void* nowhere;
      jwpython_switch_stack(&nowhere, to.stack_pointer);
    }
    timespec pause{0, rest};
    nanosleep(&pause, nullptr);
    if (rest < 1'000'000) rest += rest / 2;
  }
}

/// The bottom of each thread's stack.
void run_thread() {
  free_ended();
  {
    Thread& thread = current();
    uint32_t positional = static_cast<uint32_t>(thread.arguments->length - (thread.names ? thread.names->length : 0));
    Value result =
        call_keywords(thread.function, reinterpret_cast<const Value*>(thread.arguments->items), positional, thread.names);
    if (!result && !clear_error(ExceptionKind::system_exit)) {
      report_unraisable(current().function, "Exception ignored in thread started by");
    }
    vm.exception = null_value;
  }
  end_thread();
}

}  // namespace

bool on_main_thread() { return !scheduler || scheduler->current == 0; }
int64_t current_thread_number() { return scheduler ? current().number : 1; }
bool other_threads_can_run() { return scheduler && scheduler->threads.size() > 1; }
int64_t started_thread_count() { return scheduler ? static_cast<int64_t>(scheduler->threads.size()) - 1 : 0; }

void switch_to_main_thread() {
  if (scheduler) switch_to(0);
}

int64_t monotonic_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

Value start_thread(Value function, Tuple* arguments, Tuple* names) {
  start_scheduler();
  void* memory =
      mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return raise_runtime_error("can't start new thread");
  mprotect(memory, 64 * 1024, PROT_NONE);
  auto thread = std::make_unique<Thread>();
  thread->number = ++scheduler->last_number;
  thread->stack = static_cast<char*>(memory);
  thread->stack_base = thread->stack + stack_bytes;
  thread->function = function;
  thread->arguments = arguments;
  thread->names = names;
  // What jwpython_switch_stack takes from a stack: control words, six registers, where to go on; then a frame aligned as after a
  // call.
  uint64_t* top = reinterpret_cast<uint64_t*>(thread->stack + stack_bytes) - 3;
  *--top = reinterpret_cast<uint64_t>(&run_thread);
  for (int i = 0; i < 6; i++) *--top = 0;
  uint32_t control[2] = {0x1F80, 0x037F};
  memcpy(--top, control, sizeof control);
  thread->stack_pointer = top;
  Value number = int_value(thread->number);
  scheduler->threads.push_back(std::move(thread));
  start_ticking();
  return number;
}

void set_thread_sentinel(Value lock) {
  start_scheduler();
  current().sentinel = lock;
}

void forget_other_threads() {
  if (!scheduler) return;
  std::unique_ptr<Thread> kept = std::move(scheduler->threads[scheduler->current]);
  // What other threads were in the middle of stays as it is: their stacks hold no resources of this process.
  for (auto& thread : scheduler->threads) static_cast<void>(thread.release());
  scheduler->threads.clear();
  scheduler->threads.push_back(std::move(kept));
  scheduler->current = 0;
  ticking = false;
  thread_count = 1;
}

void yield_to_other_threads() {
  if (other_threads_can_run()) let_others_run();
}

int wait_for(bool (*ready)(void* context), void* context, int64_t deadline) {
  for (;;) {
    if (ready(context)) return 1;
    int64_t rest = 1'000'000'000;
    if (deadline >= 0) {
      rest = deadline - monotonic_nanoseconds();
      if (rest <= 0) return 0;
    }
    if (other_threads_can_run()) {
      Thread& thread = current();
      thread.ready = ready;
      thread.context = context;
      thread.deadline = deadline;
      let_others_run();
      thread.ready = nullptr;
    } else {
      timespec time{rest / 1'000'000'000, rest % 1'000'000'000};
      if (!vm.interrupted) nanosleep(&time, nullptr);
    }
    if (on_main_thread() && interrupted()) return -1;
  }
}

void wait_until_ready(int descriptor, bool reading) {
  if (!other_threads_can_run()) return;
  pollfd wanted{descriptor, static_cast<short>(reading ? POLLIN : POLLOUT), 0};
  auto ready = [](void* context) { return poll(static_cast<pollfd*>(context), 1, 0) != 0; };
  wait_for(ready, &wanted, -1);
}

pid_t waitpid_letting_others_run(pid_t process, int* status, int options) {
  if (!other_threads_can_run() || (options & WNOHANG)) return waitpid(process, status, options);
  struct Waiting {
    pid_t process, result;
    int* status;
    int options, error;
  } waiting{process, 0, status, options, 0};
  auto ready = [](void* context) {
    Waiting* w = static_cast<Waiting*>(context);
    if (w->result == 0) {
      w->result = waitpid(w->process, w->status, w->options | WNOHANG);
      w->error = errno;
    }
    return w->result != 0;
  };
  if (wait_for(ready, &waiting, -1) < 0) {
    errno = EINTR;
    return -1;
  }
  errno = waiting.error;
  return waiting.result;
}

}  // namespace python
