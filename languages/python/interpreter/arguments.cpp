/// Binding of arguments to parameters by the full rules, and the messages for what does not fit.
#include <string>
#include <unordered_map>

#include "interpreter/calls.h"
#include "interpreter/keyword_plan.h"

namespace python {

namespace {

std::string quote(Str* name) { return "'" + to_utf8(name) + "'"; }

Str* parameter_name(Code* code, int32_t index) { return as<Str>(code->register_names->items[index]); }

bool raise_missing(Function* function, const std::vector<Str*>& names, const char* kind) {
  std::string list;
  for (size_t i = 0; i < names.size(); i++) {
    if (i) list += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    list += quote(names[i]);
  }
  raise_type_error("%s() missing %s required %s argument%s: %s", function->qualname.get(), static_cast<int64_t>(names.size()), kind,
                   names.size() == 1 ? "" : "s", list.c_str());
  return false;
}

bool raise_too_many(Function* function, Code* code, const Value* registers, uint32_t given) {
  int64_t defaults = function->defaults.get() ? static_cast<int64_t>(function->defaults->length) : 0;
  int64_t keyword_only_given = 0;
  for (int32_t i = 0; i < code->keyword_only_count; i++) keyword_only_given += bool(registers[code->positional_count + i]);
  std::string takes = defaults ? "from " + std::to_string(code->positional_count - defaults) + " to " : "";
  takes += std::to_string(code->positional_count);
  bool plural = defaults || code->positional_count != 1;
  std::string extra;
  if (keyword_only_given) {
    extra = std::string(" positional argument") + (given != 1 ? "s" : "") + " (and " + std::to_string(keyword_only_given) +
            " keyword-only argument" + (keyword_only_given != 1 ? "s" : "") + ")";
  }
  raise_type_error("%s() takes %s positional argument%s but %s%s %s given", function->qualname.get(), takes.c_str(), plural ? "s" : "",
                   static_cast<int64_t>(given), extra.c_str(), given == 1 && !keyword_only_given ? "was" : "were");
  return false;
}

/// The parameter (not positional-only) called `name`, or -1.
int32_t find_parameter(Code* code, Str* name) {
  int32_t end = code->positional_count + code->keyword_only_count;
  for (int32_t i = code->positional_only_count; i < end; i++) {
    if (parameter_name(code, i) == name) return i;
  }
  for (int32_t i = code->positional_only_count; i < end; i++) {
    if (str_equal(parameter_name(code, i), name)) return i;
  }
  return -1;
}

bool raise_positional_only(Function* function, Code* code, Tuple* names) {
  std::string list;
  for (int32_t i = 0; i < code->positional_only_count; i++) {
    for (uint64_t k = 0; k < names->length; k++) {
      if (str_equal(parameter_name(code, i), as<Str>(names->items[k]))) list += (list.empty() ? "" : ", ") + to_utf8(parameter_name(code, i));
    }
  }
  if (list.empty()) return false;
  raise_type_error("%s() got some positional-only arguments passed as keyword arguments: '%s'", function->qualname.get(), list.c_str());
  return true;
}

bool bind_keywords(Function* function, Code* code, Value* registers, const Value* values, Tuple* names, Dict* rest) {
  for (uint64_t k = 0; k < names->length; k++) {
    Str* name = as<Str>(names->items[k]);
    int32_t index = find_parameter(code, name);
    if (index >= 0) {
      if (registers[index]) {
        raise_type_error("%s() got multiple values for argument '%s'", function->qualname.get(), name);
        return false;
      }
      registers[index] = values[k];
    } else if (rest) {
      dict_set_str(rest, name, values[k]);
    } else {
      if (!raise_positional_only(function, code, names)) {
        raise_type_error("%s() got an unexpected keyword argument '%s'", function->qualname.get(), name);
      }
      return false;
    }
  }
  return true;
}

}  // namespace

bool bind_arguments(Function* function, Code* code, Value* registers, const Value* arguments, uint32_t count, Tuple* names) {
  uint32_t positional = static_cast<uint32_t>(code->positional_count);
  uint32_t keyword_only = static_cast<uint32_t>(code->keyword_only_count);
  uint32_t given = count < positional ? count : positional;
  for (uint32_t i = 0; i < given; i++) registers[i] = arguments[i];
  uint32_t next_register = positional + keyword_only;
  if (code->flags & code_varargs) {
    registers[next_register++] = ref(count > given ? make_tuple_of(arguments + given, count - given) : vm.empty_tuple);
  }
  Dict* rest = nullptr;
  if (code->flags & code_varkeywords) {
    rest = make_dict();
    registers[next_register] = ref(rest);
  }
  if (names && !bind_keywords(function, code, registers, arguments + count, names, rest)) return false;
  if (count > positional && !(code->flags & code_varargs)) return raise_too_many(function, code, registers, count);
  if (given < positional) {
    Tuple* defaults = function->defaults;
    uint32_t required = positional - (defaults ? static_cast<uint32_t>(defaults->length) : 0);
    std::vector<Str*> missing;
    for (uint32_t i = given; i < positional; i++) {
      if (registers[i]) continue;
      if (i < required) missing.push_back(parameter_name(code, static_cast<int32_t>(i)));
      else registers[i] = defaults->items[i - required];
    }
    if (!missing.empty()) return raise_missing(function, missing, "positional");
  }
  if (keyword_only) {
    std::vector<Str*> missing;
    Dict* defaults = function->keyword_defaults;
    for (uint32_t i = positional; i < positional + keyword_only; i++) {
      if (registers[i]) continue;
      Value value = defaults ? dict_get_str(defaults, parameter_name(code, static_cast<int32_t>(i))) : null_value;
      if (value) registers[i] = value;
      else missing.push_back(parameter_name(code, static_cast<int32_t>(i)));
    }
    if (!missing.empty()) return raise_missing(function, missing, "keyword-only");
  }
  return true;
}

namespace {

struct CallShape {
  Code* code;
  Tuple* names;
  uint32_t positional;
  bool operator==(const CallShape&) const = default;
};
struct CallShapeHash {
  size_t operator()(const CallShape& s) const {
    return (reinterpret_cast<size_t>(s.code) >> 4) * 31 + (reinterpret_cast<size_t>(s.names) >> 4) + s.positional;
  }
};
struct PlanEntry {
  bool usable = false;
  KeywordPlan plan;
};
using PlanTable = std::unordered_map<CallShape, PlanEntry, CallShapeHash>;

/// The keys are kept alive, so that an address never means another call shape.
PlanTable& plan_table() {
  static PlanTable* table = [] {
    PlanTable* made = new PlanTable;
    jitwright::Heap::current().add_root(
        [](void* context, jitwright::Tracer& tracer) {
          for (auto& [shape, entry] : *static_cast<PlanTable*>(context)) {
            tracer.visit(shape.code);
            tracer.visit(shape.names);
          }
        },
        made);
    return made;
  }();
  return *table;
}

}  // namespace

const KeywordPlan* keyword_plan(Code* code, Tuple* names, uint32_t positional) {
  auto [found, is_new] = plan_table().try_emplace(CallShape{code, names, positional});
  PlanEntry& entry = found->second;
  if (!is_new) return entry.usable ? &entry.plan : nullptr;
  load_code(code);
  int32_t positional_count = code->positional_count, end = positional_count + code->keyword_only_count;
  if (!code->simple_call || end >= 64 || names->length > 16 || positional > static_cast<uint32_t>(positional_count)) return nullptr;
  entry.usable = true;
  uint64_t seen = 0;
  for (uint64_t i = 0; i < names->length; i++) {
    int32_t index = find_parameter(code, as<Str>(names->items[i]));
    if (index < 0 && (code->flags & code_varkeywords)) {
      entry.plan.target[i] = KeywordPlan::into_rest;
      continue;
    }
    if (index < static_cast<int32_t>(positional) || index >= 64 || (seen >> index & 1)) {
      entry.usable = false;
      return nullptr;
    }
    seen |= uint64_t{1} << index;
    entry.plan.target[i] = static_cast<uint32_t>(index);
  }
  return &entry.plan;
}

}  // namespace python
