/// "Did you mean": the name most like the one that was not found.
#include "interpreter/suggestions.h"

#include <algorithm>
#include <vector>

#include "interpreter/code.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr size_t longest_name = 40, most_candidates = 750;
constexpr size_t move_cost = 2, case_cost = 1;

size_t substitution_cost(uint32_t a, uint32_t b) {
  auto lower = [](uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; };
  if (a == b) return 0;
  return lower(a) == lower(b) ? case_cost : move_cost;
}

/// The edit distance of two names, or more than `limit` if it is more: one row of the usual table, rewritten for each character.
size_t edit_distance(std::u32string_view a, std::u32string_view b, size_t limit) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.empty() || b.empty()) return (a.size() + b.size()) * move_cost;
  if (a.size() > longest_name || b.size() > longest_name) return limit + 1;
  if (b.size() < a.size()) std::swap(a, b);
  if ((b.size() - a.size()) * move_cost > limit) return limit + 1;
  size_t row[longest_name];
  for (size_t i = 0; i < a.size(); i++) row[i] = (i + 1) * move_cost;
  size_t result = 0;
  for (size_t k = 0; k < b.size(); k++) {
    size_t diagonal = result = k * move_cost;
    size_t smallest = SIZE_MAX;
    for (size_t i = 0; i < a.size(); i++) {
      size_t substituted = diagonal + substitution_cost(b[k], a[i]);
      diagonal = row[i];
      result = std::min(std::min(result, diagonal) + move_cost, substituted);
      row[i] = result;
      smallest = std::min(smallest, result);
    }
    if (smallest > limit) return limit + 1;
  }
  return result;
}

std::u32string characters(Str* name) {
  std::u32string out;
  for (uint64_t i = 0; i < name->length; i++) out += static_cast<char32_t>(char_at(name, i));
  return out;
}

/// The candidate (strs among the list's items) most like `name`; null if none is.
Str* closest(List* candidates, Str* name) {
  if (!candidates || candidates->length >= most_candidates) return nullptr;
  std::u32string wanted = characters(name);
  Str* best = nullptr;
  size_t best_distance = SIZE_MAX;
  for (uint64_t i = 0; i < candidates->length; i++) {
    Str* candidate = as_str(list_get(candidates, i));
    if (!candidate || str_equal(candidate, name)) continue;
    size_t limit = std::min((wanted.size() + candidate->length + 3) * move_cost / 6, best_distance - 1);
    size_t distance = edit_distance(wanted, characters(candidate), limit);
    if (distance > limit) continue;
    best = candidate;
    best_distance = distance;
    if (best_distance == 0) break;
  }
  return best;
}

Str* for_attribute(Value exception) {
  Value name = get_slot(as<Instance>(exception), vm.names.name_name), object = get_slot(as<Instance>(exception), intern("obj"));
  if (!name || !object || !is_str(name) || is_none(object)) return nullptr;
  Value dir = dict_get_str(vm.builtins, intern("dir"));
  Value names = dir ? call_1(dir, object) : null_value;
  return names && is_list(names) ? closest(as<List>(names), as<Str>(name)) : nullptr;
}

/// Among the variables of the function that raised, then the globals, then the builtins.
Str* for_name(Value exception) {
  Value name = get_slot(as<Instance>(exception), vm.names.name_name), entry = exception_field(exception, exception_traceback);
  if (!name || !is_str(name) || !entry || is_none(entry)) return nullptr;
  Traceback* last = as<Traceback>(entry);
  while (last->next.get()) last = last->next;
  Code* code = last->code;
  if (Str* found = closest(list_from(ref(code->register_names.get())), as<Str>(name))) return found;
  if (Str* found = code->globals.get() ? closest(list_from(ref(code->globals.get())), as<Str>(name)) : nullptr) return found;
  return closest(list_from(ref(vm.builtins)), as<Str>(name));
}

}  // namespace

std::string suggestion_for(Value exception) {
  Str* found = nullptr;
  if (is_instance(exception, exception_type(ExceptionKind::attribute_error))) found = for_attribute(exception);
  else if (is_instance(exception, exception_type(ExceptionKind::name_error))) found = for_name(exception);
  vm.exception = null_value;
  return found ? ". Did you mean: '" + to_utf8(found) + "'?" : "";
}

}  // namespace python
