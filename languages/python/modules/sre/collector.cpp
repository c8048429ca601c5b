#include "modules/sre/collector.h"

#include "objects/errors.h"
#include "objects/operations.h"

namespace python::sre {

namespace {

Value slice(const Collector* collector, int64_t start, int64_t end) { return slice_subject(collector->string, start, end); }

Value group_text(const Collector* collector, uint32_t group) {
  int64_t start = matcher.slots->items[2 * group], end = matcher.slots->items[2 * group + 1];
  return start >= 0 && end >= start ? slice(collector, start, end) : null_value;
}

Value found(const Collector* collector, int64_t match_end) {
  uint32_t groups = collector->pattern->groups;
  if (groups == 0) return slice(collector, matcher.start, match_end);
  if (groups == 1) {
    Value text = group_text(collector, 0);
    return text ? text : slice(collector, 0, 0);
  }
  Tuple* tuple = make_tuple(groups);
  for (uint32_t i = 0; i < groups; i++) {
    Value text = group_text(collector, i);
    tuple->items[i] = text ? text : slice(collector, 0, 0);
  }
  return ref(tuple);
}

}  // namespace

int64_t collect_match(Collector* collector, int64_t match_end) {
  int64_t start = matcher.start;
  switch (collector->kind) {
    case Collect::findall: list_append(collector->list, found(collector, match_end)); break;
    case Collect::split:
      list_append(collector->list, slice(collector, collector->last, start));
      for (uint32_t i = 0; i < collector->pattern->groups; i++)
        list_append(collector->list, none_if_null(group_text(collector, i)));
      break;
    case Collect::replace:
      if (collector->last < start) list_append(collector->list, slice(collector, collector->last, start));
      list_append(collector->list, collector->replacement);
      break;
    case Collect::expand: {
      if (collector->last < start) list_append(collector->list, slice(collector, collector->last, start));
      Value match = make_match(collector->pattern, collector->string, collector->position, collector->end);
      Value text = expand_template(collector->replacement, as<Match>(match));
      if (!text) return -2;
      list_append(collector->list, text);
      break;
    }
  }
  collector->last = match_end;
  collector->count++;
  if (collector->count == collector->most) return -1;
  matcher.must_advance = match_end == start;
  return match_end;
}

bool collect_all(Collector* collector) {
  const Program* program = program_of(collector->pattern->program);
  Outcome outcome = run_program(program, collector->subject, collector->position, collector->end, Mode::search, false, collector);
  if (outcome == Outcome::error) return false;
  int64_t length = collector->subject.length;
  if (collector->kind == Collect::split || (collector->kind != Collect::findall && collector->last < length)) {
    list_append(collector->list, slice(collector, collector->last, length));
  }
  return true;
}

}  // namespace python::sre
