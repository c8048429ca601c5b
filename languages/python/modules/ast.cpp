#include "modules/ast.h"

#include <cstring>

#include "interpreter/import.h"
#include "modules/modules.h"
#include "objects/builtin.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/map.h"
#include "objects/operations.h"
#include "objects/tuple.h"

namespace python {

namespace {

struct NodeRow {
  const char* name;
  NodeKind base;
  const char* fields;
};
const NodeRow rows[] = {
    {"AST", NodeKind::none, ""},
#define NODE(name, text, base, fields) {text, NodeKind::base, fields},
#include "modules/ast_nodes.def"
#undef NODE
};
constexpr uint32_t node_count = static_cast<uint32_t>(NodeKind::none);

/// The classes, and the one instance that operators and contexts have.
struct Nodes {
  Type* types[node_count];
  Value shared[node_count];
  Str* positions[4];
} nodes;

const char* const position_names[] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};

bool has_position(NodeKind kind) {
  switch (kind) {
    case NodeKind::stmt:
    case NodeKind::expr:
    case NodeKind::excepthandler:
    case NodeKind::pattern:
    case NodeKind::arg:
    case NodeKind::keyword:
    case NodeKind::alias: return true;
    default: return false;
  }
}
bool is_shared(NodeKind base) {
  return base == NodeKind::expr_context || base == NodeKind::boolop || base == NodeKind::operator_ || base == NodeKind::unaryop ||
         base == NodeKind::cmpop;
}

/// The words of a row, without marks; optional ones get None in `dict`.
Tuple* field_names(const char* text, Dict* dict) {
  List* names = make_list();
  while (*text) {
    size_t length = std::strcspn(text, " ");
    bool optional = text[length - 1] == '?', marked = optional || text[length - 1] == '*';
    Str* name = intern(std::string_view(text, length - marked));
    list_append(names, ref(name));
    if (optional) dict_set_str(dict, name, none());
    text += length;
    while (*text == ' ') text++;
  }
  return tuple_from(ref(names));
}

Tuple* tuple_attribute(Value object, const char* name) {
  Value value = find_attr(object, intern(name));
  if (!value && vm.exception) return nullptr;
  Tuple* tuple = value ? as_tuple(value) : nullptr;
  return tuple ? tuple : vm.empty_tuple;
}

Value node_init(const Value* arguments, uint32_t count, Tuple* names) {
  Value self = arguments[0];
  Tuple* fields = tuple_attribute(self, "_fields");
  if (!fields) return null_value;
  uint64_t given = count - 1;
  if (given > fields->length) {
    return raise_type_error("%T constructor takes at most %s positional argument%s", self, fields->length, fields->length == 1 ? "" : "s");
  }
  for (uint64_t i = 0; i < given; i++) {
    if (!set_attr(self, intern(as<Str>(fields->items[i])), arguments[i + 1])) return null_value;
  }
  for (uint64_t i = 0; names && i < names->length; i++) {
    Str* name = as<Str>(names->items[i]);
    for (uint64_t k = 0; k < given; k++) {
      if (str_equal(as<Str>(fields->items[k]), name)) return raise_type_error("%T got multiple values for argument '%s'", self, name);
    }
    if (!set_attr(self, intern(name), arguments[count + i])) return null_value;
  }
  return none();
}

Value node_reduce(Value self) {
  Value dict = get_attr(self, vm.names.__dict__);
  if (!dict) return null_value;
  Tuple* reduced = make_tuple(3);
  reduced->items[0] = ref(type_of(self));
  reduced->items[1] = ref(vm.empty_tuple);
  reduced->items[2] = dict;
  return ref(reduced);
}

Type* make_node_type(NodeKind kind) {
  const NodeRow& row = rows[static_cast<uint32_t>(kind)];
  Dict* dict = make_dict();
  dict_set_str(dict, vm.names.__module__, ref(intern("ast")));
  Tuple* fields = field_names(row.fields, dict);
  dict_set_str(dict, intern("_fields"), ref(fields));
  dict_set_str(dict, intern("__match_args__"), ref(fields));
  if (kind == NodeKind::AST) dict_set_str(dict, intern("_attributes"), ref(vm.empty_tuple));
  if (has_position(kind)) {
    Tuple* attributes = make_tuple(4);
    for (int i = 0; i < 4; i++) attributes->items[i] = ref(nodes.positions[i]);
    dict_set_str(dict, intern("_attributes"), ref(attributes));
    dict_set_str(dict, nodes.positions[2], none());
    dict_set_str(dict, nodes.positions[3], none());
  }
  Type* base = kind == NodeKind::AST ? vm.object_type : nodes.types[static_cast<uint32_t>(row.base)];
  return make_lasting_class(intern(row.name), base, dict);
}

}  // namespace

void fill_ast(Module* module) {
  jitwright::Heap::current().add_root(
      [](void*, jitwright::Tracer& tracer) {
        for (Type* type : nodes.types) visit(tracer, ref(type));
        for (Value v : nodes.shared) visit(tracer, v);
        for (Str* name : nodes.positions) visit(tracer, ref(name));
      },
      &nodes);
  for (int i = 0; i < 4; i++) nodes.positions[i] = intern(position_names[i]);
  for (uint32_t i = 0; i < node_count; i++) {
    nodes.types[i] = make_node_type(static_cast<NodeKind>(i));
    if (i == 0) {
      static const BuiltinDefinition methods[] = {entry("__init__", node_init, 1), entry("__reduce__", node_reduce)};
      define(nodes.types[0], methods);
      type_changed(nodes.types[0]);
    }
    set_member(module, rows[i].name, ref(nodes.types[i]));
    if (is_shared(rows[i].base)) nodes.shared[i] = ref(make_instance(nodes.types[i]->root_map));
  }
  set_member(module, "PyCF_ONLY_AST", int_value(ast_only));
  set_member(module, "PyCF_TYPE_COMMENTS", int_value(ast_type_comments));
  set_member(module, "PyCF_ALLOW_TOP_LEVEL_AWAIT", int_value(ast_top_level_await));
}

Type* node_type(NodeKind kind) {
  if (!nodes.types[0] && !import_by_name(intern("_ast"), none(), none(), 0)) return nullptr;
  return nodes.types[static_cast<uint32_t>(kind)];
}

bool is_node(Value v) { return nodes.types[0] && is_instance(v, nodes.types[0]); }

Value make_node(NodeKind kind, const Position* at, std::initializer_list<Value> fields) {
  uint32_t index = static_cast<uint32_t>(kind);
  if (nodes.shared[index]) return nodes.shared[index];
  Type* type = nodes.types[index];
  Instance* node = make_instance(type->root_map);
  Tuple* names = as<Tuple>(dict_get_str(type->dict, intern("_fields")));
  uint64_t i = 0;
  for (Value value : fields) set_slot(node, as<Str>(names->items[i++]), value);
  if (at) {
    int32_t numbers[] = {at->line, at->column, at->end_line, at->end_column};
    for (int k = 0; k < 4; k++) set_slot(node, nodes.positions[k], small_int_value(numbers[k]));
  }
  return ref(node);
}

}  // namespace python
