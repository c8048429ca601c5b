/// The loop that runs matching programs: a portal of the JIT, once for each width of characters.
#include "modules/sre/matcher.h"

#include <cstdio>
#include <cstdlib>

#include "interpreter/calls.h"
#include "modules/sre/scan.h"
#include "objects/errors.h"

namespace python::sre {

constinit Matcher matcher{};

namespace {

void describe(const uint64_t* greens, char* text, size_t size) {
  const Program* program = reinterpret_cast<const Program*>(greens[1]);
  uint32_t pc = static_cast<uint32_t>(greens[0]);
  snprintf(text, size, "expression %p:%u %s", static_cast<const void*>(program), pc,
           operation_name(program->instructions[pc].operation));
}

[[maybe_unused]] jitwright::Driver driver{"sre", describe};

template <class Stack, class Item>
void grow(Stack** stack, uint64_t* capacity, uint64_t minimum) {
  uint64_t larger = *capacity * 2 > minimum ? *capacity * 2 : minimum;
  void* memory = realloc(*stack, larger * sizeof(Item));
  if (!memory) {
    fputs("jwpython: no memory for a regular expression's choices\n", stderr);
    abort();
  }
  *stack = static_cast<Stack*>(memory);
  *capacity = larger;
}
JW_DONT_LOOK_INSIDE void grow_choices() { grow<Choices, Choice>(&matcher.choices, &matcher.choice_capacity, 64); }
JW_DONT_LOOK_INSIDE void grow_trail() { grow<Trail, TrailEntry>(&matcher.trail, &matcher.trail_capacity, 64); }

/// Restores slots until the trail has that height.
JW_DONT_LOOK_INSIDE void undo_trail(uint32_t from, uint32_t to) {
  while (from > to) {
    const TrailEntry& entry = matcher.trail->items[--from];
    matcher.slots->items[entry.slot] = entry.value;
    matcher.last_index = entry.last_index;
  }
}

JW_DONT_LOOK_INSIDE void clear_marks(const Program* program) {
  for (uint32_t i = 0; i < program->mark_count; i++) matcher.slots->items[i] = -1;
  matcher.last_index = -1;
  matcher.dirty = 0;
}

/// True with an error pending. A signal handler of the guest may use the machine meanwhile.
JW_DONT_LOOK_INSIDE bool interrupt_raises() {
  Matcher saved = matcher;
  matcher = Matcher{};
  bool raised = deliver_interrupt();
  free(matcher.choices);
  free(matcher.trail);
  free(matcher.slots);
  matcher = saved;
  return raised;
}

template <class Character>
Outcome run(const Program* program, uint32_t pc, const Text<Character>* text, int64_t position) {
  int64_t end = matcher.end, bound = 0;
  uint32_t height = 0, trail = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, program);
    const Instruction& instruction = program->instructions[pc];
    switch (instruction.operation) {
      case Operation::search: {
        if (matcher.dirty) clear_marks(program);
        if (static_cast<uint64_t>(end - position) < program->shortest || position > end) return Outcome::none;
        position = find_start(program, text, position, end);
        if (position < 0) return Outcome::none;
        matcher.start = position;
        matcher.next_start = position + 1;
        pc++;
        continue;
      }
      case Operation::succeed_at_end:
        if (position != end) goto fail;
        [[fallthrough]];
      case Operation::succeed:
        if (matcher.must_advance && position == matcher.start) goto fail;
        matcher.match_end = position;
        if (!matcher.collector) return Outcome::found;
        position = collect_match(matcher.collector, position);
        if (position < 0) return position == -1 ? Outcome::none : Outcome::error;
        height = trail = 0;
        matcher.dirty = 1;
        pc = 0;
        JW_CAN_ENTER_JIT(driver, pc, program);
        continue;
      case Operation::fail: goto fail;

      // -- single characters --
      case Operation::character:
        if (position >= end || text->at[position] != instruction.a) goto fail;
        position++;
        pc++;
        continue;
      case Operation::text:
        if (end - position < instruction.b || !text_is_at(program, instruction.a, instruction.b, text, position)) goto fail;
        position += instruction.b;
        pc++;
        continue;
      case Operation::set:
        if (position >= end || !in_set(&program->sets[instruction.a], text->at[position])) goto fail;
        position++;
        pc++;
        continue;
      case Operation::any:
        if (position >= end) goto fail;
        position++;
        pc++;
        continue;
      case Operation::at:
        if (!is_at(static_cast<At>(instruction.a), text, position, end)) goto fail;
        pc++;
        continue;

        // -- slots --
#define SET_SLOT(slot_index, new_value)                  \
  {                                                      \
    uint32_t slot = slot_index;                          \
    if (height) {                                        \
      if (trail >= matcher.trail_capacity) [[unlikely]]  \
        grow_trail();                                    \
      TrailEntry& entry = matcher.trail->items[trail++]; \
      entry.slot = slot;                                 \
      entry.last_index = matcher.last_index;             \
      entry.value = matcher.slots->items[slot];          \
    } else {                                             \
      matcher.dirty = 1;                                 \
    }                                                    \
    matcher.slots->items[slot] = new_value;              \
  }
#define PUSH_CHOICE(choice_pc, choice_position, choice_bound) \
  {                                                           \
    if (height >= matcher.choice_capacity) [[unlikely]]       \
      grow_choices();                                         \
    Choice& choice = matcher.choices->items[height++];        \
    choice.pc = choice_pc;                                    \
    choice.trail = trail;                                     \
    choice.position = choice_position;                        \
    choice.bound = choice_bound;                              \
  }
      case Operation::mark:
        SET_SLOT(instruction.a, position)
        if (instruction.a & 1) matcher.last_index = static_cast<int32_t>(instruction.a / 2 + 1);
        pc++;
        continue;

      // -- the way through --
      case Operation::jump: pc = instruction.a; continue;
      case Operation::loop:
        if (vm.interrupted && interrupt_raises()) [[unlikely]]
          return Outcome::error;
        pc = instruction.a;
        JW_CAN_ENTER_JIT(driver, pc, program);
        continue;
      case Operation::attempt:
        PUSH_CHOICE(instruction.b, position, 0)
        pc = instruction.a;
        continue;
      case Operation::dispatch: {
        uint32_t key = 257;
        if (position < end) {
          key = text->at[position];
          if constexpr (sizeof(Character) > 1) key = key < 256 ? key : 256;
        }
        pc = jw::promote(program->tables[instruction.a].target[key]);
        continue;
      }

      // -- runs of one set --
      case Operation::run: {
        int64_t limit = instruction.c < static_cast<uint64_t>(end - position) ? position + instruction.c : end;
        int64_t stop = end_of_run(&program->sets[instruction.a], text, position, limit);
        if (instruction.e) matcher.next_start = stop > position ? stop : position + 1;
        if (stop - position < instruction.b) goto fail;
        position = stop;
        pc++;
        continue;
      }
      case Operation::run_greedy: {
        int64_t limit = instruction.c < static_cast<uint64_t>(end - position) ? position + instruction.c : end;
        int64_t stop = end_of_run(&program->sets[instruction.a], text, position, limit);
        if (instruction.e) matcher.next_start = stop > position ? stop : position + 1;
        bound = position + instruction.b;
        if (stop < bound) goto fail;
        if (instruction.d) {
          stop = find_back(&program->sets[instruction.d - 1], text, stop, bound, end);
          if (stop < 0) goto fail;
        }
        if (stop > bound) PUSH_CHOICE(pc + 1, stop, bound)
        position = stop;
        pc += 2;
        continue;
      }
      case Operation::run_greedy_again:
        position--;
        if (instruction.d) {
          position = find_back(&program->sets[instruction.d - 1], text, position, bound, end);
          if (position < 0) goto fail;
        }
        if (position > bound) PUSH_CHOICE(pc, position, bound)
        pc++;
        continue;
      case Operation::run_lazy: {
        int64_t least = position + instruction.b;
        if (least > end) goto fail;
        if (instruction.b && end_of_run(&program->sets[instruction.a], text, position, least) < least) goto fail;
        bound = instruction.c < static_cast<uint64_t>(end - position) ? position + instruction.c : end;
        position = least;
        if (instruction.d) {
          position = find_through(&program->sets[instruction.a], &program->sets[instruction.d - 1], text, position, bound, end);
          if (position < 0) goto fail;
        }
        if (position < bound) PUSH_CHOICE(pc + 1, position, bound)
        pc += 2;
        continue;
      }
      case Operation::run_lazy_again:
        if (!in_set(&program->sets[instruction.a], text->at[position])) goto fail;
        position++;
        if (instruction.d) {
          position = find_through(&program->sets[instruction.a], &program->sets[instruction.d - 1], text, position, bound, end);
          if (position < 0) goto fail;
        }
        if (position < bound) PUSH_CHOICE(pc, position, bound)
        pc++;
        continue;

      // -- counted repeats --
      case Operation::counted_begin:
        SET_SLOT(instruction.a, 0)
        SET_SLOT(instruction.a + 1, -1)
        pc++;
        continue;
      case Operation::counted_greedy: {
        int64_t rounds = matcher.slots->items[instruction.a];
        if (rounds < instruction.b) {
          SET_SLOT(instruction.a, rounds + 1)
          pc++;
          continue;
        }
        if ((rounds < instruction.c || instruction.c == no_maximum) && matcher.slots->items[instruction.a + 1] != position) {
          PUSH_CHOICE(instruction.d, position, 0)
          SET_SLOT(instruction.a, rounds + 1)
          SET_SLOT(instruction.a + 1, position)
          pc++;
          continue;
        }
        pc = instruction.d;
        continue;
      }
      case Operation::counted_lazy: {
        int64_t rounds = matcher.slots->items[instruction.a];
        if (rounds < instruction.b) {
          SET_SLOT(instruction.a, rounds + 1)
          pc += 2;
          continue;
        }
        PUSH_CHOICE(pc + 1, position, 0)
        pc = instruction.d;
        continue;
      }
      case Operation::counted_lazy_again: {
        int64_t rounds = matcher.slots->items[instruction.a];
        if ((rounds >= instruction.c && instruction.c != no_maximum) || matcher.slots->items[instruction.a + 1] == position)
          goto fail;
        SET_SLOT(instruction.a, rounds + 1)
        SET_SLOT(instruction.a + 1, position)
        pc++;
        continue;
      }
      case Operation::counted_possessive: {
        int64_t rounds = matcher.slots->items[instruction.a];
        if (rounds >= instruction.b) {
          if ((rounds >= instruction.c && instruction.c != no_maximum) || matcher.slots->items[instruction.a + 1] == position) {
            pc = instruction.d;
            continue;
          }
          SET_SLOT(instruction.a + 1, position)
          SET_SLOT(instruction.a + 2, height)
          SET_SLOT(instruction.a, rounds + 1)
          PUSH_CHOICE(instruction.d, position, 0)
        } else {
          SET_SLOT(instruction.a + 2, height)
          SET_SLOT(instruction.a, rounds + 1)
        }
        pc++;
        continue;
      }

      // -- choices that are kept --
      case Operation::enter:
        SET_SLOT(instruction.a, height)
        pc++;
        continue;
      case Operation::keep:
        height = static_cast<uint32_t>(matcher.slots->items[instruction.a]);
        pc++;
        continue;
      case Operation::look: {
        uint32_t before = height;
        if (instruction.d) PUSH_CHOICE(instruction.c, position, 0)
        if (position < instruction.b) goto fail;
        SET_SLOT(instruction.a, before)
        SET_SLOT(instruction.a + 1, position)
        position -= instruction.b;
        pc++;
        continue;
      }
      case Operation::look_end:
        height = static_cast<uint32_t>(matcher.slots->items[instruction.a]);
        position = matcher.slots->items[instruction.a + 1];
        if (instruction.d) goto fail;
        pc++;
        continue;

      // -- groups --
      case Operation::backref: {
        int64_t first = matcher.slots->items[instruction.a * 2], last = matcher.slots->items[instruction.a * 2 + 1];
        if (first < 0 || last < first || last - first > end - position) goto fail;
        if (!same_text(static_cast<Fold>(instruction.b), text, first, position, last - first)) goto fail;
        position += last - first;
        pc++;
        continue;
      }
      case Operation::if_group: {
        int64_t first = matcher.slots->items[instruction.a * 2], last = matcher.slots->items[instruction.a * 2 + 1];
        pc = first >= 0 && last >= first ? pc + 1 : instruction.b;
        continue;
      }
    }
  fail:
    if (vm.interrupted && interrupt_raises()) [[unlikely]]
      return Outcome::error;
    if (height == 0) {
      if (!matcher.searching) return Outcome::none;
      position = matcher.next_start;
      matcher.must_advance = 0;
      if (trail) matcher.dirty = 1;
      trail = 0;
      pc = 0;
      JW_CAN_ENTER_JIT(driver, pc, program);
      continue;
    }
    {
      const Choice& choice = matcher.choices->items[--height];
      if (choice.trail != trail) {
        undo_trail(trail, choice.trail);
        trail = choice.trail;
      }
      position = choice.position;
      bound = choice.bound;
      pc = jw::promote(choice.pc);
      continue;
    }
  }
}

}  // namespace

Outcome run_program(const Program* program, const Subject& subject, int64_t position, int64_t end, Mode mode, bool must_advance,
                    Collector* collector) {
  while (matcher.slot_capacity < program->slot_count + 2) grow<Slots, int64_t>(&matcher.slots, &matcher.slot_capacity, 64);
  matcher.text = subject.characters;
  matcher.end = end;
  matcher.start = position;
  matcher.next_start = position + 1;
  matcher.searching = mode == Mode::search;
  matcher.must_advance = must_advance;
  matcher.collector = collector;
  clear_marks(program);
  if (mode == Mode::match && position > end) return Outcome::none;
  uint32_t pc = mode == Mode::search ? 0 : match_pc;
  switch (subject.width) {
    case 1: return run<uint8_t>(program, pc, static_cast<const Text<uint8_t>*>(subject.characters), position);
    case 2: return run<uint16_t>(program, pc, static_cast<const Text<uint16_t>*>(subject.characters), position);
    default: return run<uint32_t>(program, pc, static_cast<const Text<uint32_t>*>(subject.characters), position);
  }
}

}  // namespace python::sre
