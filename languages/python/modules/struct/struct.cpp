/// The module _struct.
#include "modules/module_type.h"
#include "modules/modules.h"
#include "modules/struct/format.h"
#include "objects/buffer.h"
#include "objects/operations.h"

namespace python {

namespace {

Type* error_type;
Type* unpack_iterator_type;
Dict* compiled;  // formats by their text; an entry of the class Struct keeps it alive

StructFormat* format_of(Value text) {
  if (compiled && is_str(text)) {
    if (Value known = dict_get_str(compiled, as<Str>(text))) return as<StructFormat>(known);
  }
  StructFormat* format = compile_struct_format(text);
  if (!format || !is_str(text)) return format;
  if (compiled->count >= 100) table_clear(compiled);
  dict_set_str(compiled, as<Str>(text), ref(format));
  return format;
}

// ---- the work ----

Value unpack_all(StructFormat* format, const uint8_t* from) {
  if (format->value_count == 0) return ref(vm.empty_tuple);
  Tuple* values = make_tuple(format->value_count);
  uint64_t index = 0;
  const StructItem* items = items_of(format);
  for (uint64_t i = 0; i < format->item_count; i++) {
    const StructItem& item = items[i];
    uint64_t count = item.code == 's' || item.code == 'p' ? 1 : item.count;
    for (uint64_t k = 0; k < count; k++) values->items[index++] = unpack_item(item, from + item.offset + k * item.size);
  }
  return ref(values);
}

/// False with an error pending. `to` holds zeros where nothing is written.
bool pack_all(StructFormat* format, const Value* values, uint8_t* to) {
  const StructItem* items = items_of(format);
  for (uint64_t i = 0; i < format->item_count; i++) {
    const StructItem& item = items[i];
    uint64_t count = item.code == 's' || item.code == 'p' ? 1 : item.count;
    for (uint64_t k = 0; k < count; k++) {
      if (!pack_item(item, *values++, to + item.offset + k * item.size)) return false;
    }
  }
  return true;
}

bool check_buffer_size(StructFormat* format, std::string_view bytes) {
  if (bytes.size() == format->size) return true;
  raise_struct_error("unpack requires a buffer of %s bytes", format->size);
  return false;
}

/// The place of the format at `offset` in a buffer of `length` bytes; false with struct.error.
bool locate(StructFormat* format, int64_t offset, uint64_t length, bool packing, uint64_t* out) {
  int64_t size = static_cast<int64_t>(format->size), room = static_cast<int64_t>(length);
  if (offset < 0) {
    if (offset + size > 0) {
      raise_struct_error(packing ? "no space to pack %s bytes at offset %s" : "not enough data to unpack %s bytes at offset %s",
                         size, offset);
      return false;
    }
    if (offset + room < 0) {
      raise_struct_error("offset %s out of range for %s-byte buffer", offset, room);
      return false;
    }
    offset += room;
  }
  if (room - offset < size) {
    raise_struct_error(packing
                           ? "pack_into requires a buffer of at least %s bytes for packing %s bytes at offset %s (actual buffer "
                             "size is %s)"
                           : "unpack_from requires a buffer of at least %s bytes for unpacking %s bytes at offset %s (actual "
                             "buffer size is %s)",
                       size + offset, size, offset, room);
    return false;
  }
  *out = static_cast<uint64_t>(offset);
  return true;
}

// ---- on a compiled format ----

Value pack(StructFormat* format, const Value* values, uint32_t count) {
  if (count != format->value_count) {
    return raise_struct_error("pack expected %s items for packing (got %s)", format->value_count, count);
  }
  Bytes* bytes = make<Bytes>(Kind::bytes, format->size + 1);
  bytes->length = format->size;
  return pack_all(format, values, bytes->data) ? ref(bytes) : null_value;
}

Value pack_into(StructFormat* format, const Value* arguments, uint32_t count) {
  if (count == 0) return raise_struct_error("pack_into expected buffer argument");
  if (count == 1) return raise_struct_error("pack_into expected offset argument");
  if (count - 2 != format->value_count) {
    return raise_struct_error("pack_into expected %s items for packing (got %s)", format->value_count, count - 2);
  }
  Buffer buffer;
  int64_t offset;
  uint64_t place;
  if (!get_writable_buffer(arguments[0], &buffer) || !index_in_range(arguments[1], &offset)) return null_value;
  if (!get_writable_buffer(arguments[0], &buffer) || !locate(format, offset, buffer.length, true, &place)) return null_value;
  // Conversions may run the program's code: the buffer is written when all is known.
  Bytes* bytes = make<Bytes>(Kind::bytes, format->size + 1);
  bytes->length = format->size;
  if (!pack_all(format, arguments + 2, bytes->data)) return null_value;
  if (!get_writable_buffer(arguments[0], &buffer) || !locate(format, offset, buffer.length, true, &place)) return null_value;
  __builtin_memcpy(buffer.data + place, bytes->data, format->size);
  return none();
}

Value unpack(StructFormat* format, Value buffer) {
  std::string_view bytes;
  if (!get_bytes(buffer, &bytes) || !check_buffer_size(format, bytes)) return null_value;
  return unpack_all(format, reinterpret_cast<const uint8_t*>(bytes.data()));
}

Value unpack_from(StructFormat* format, Value buffer, Value offset_value) {
  std::string_view bytes;
  int64_t offset = 0;
  uint64_t place;
  if (offset_value && !index_in_range(offset_value, &offset)) return null_value;
  if (!get_bytes(buffer, &bytes) || !locate(format, offset, bytes.size(), false, &place)) return null_value;
  return unpack_all(format, reinterpret_cast<const uint8_t*>(bytes.data()) + place);
}

enum { iterator_format, iterator_buffer, iterator_position, iterator_field_count };

Value iterate_unpack(StructFormat* format, Value buffer) {
  std::string_view bytes;
  if (format->size == 0) return raise_struct_error("cannot iteratively unpack with a struct of length 0");
  if (!get_bytes(buffer, &bytes)) return null_value;
  if (bytes.size() % format->size) {
    return raise_struct_error("iterative unpacking requires a buffer of a multiple of %s bytes", format->size);
  }
  NativeObject* iterator = make_native(unpack_iterator_type, iterator_field_count);
  iterator->fields[iterator_format] = ref(format);
  iterator->fields[iterator_buffer] = buffer;
  iterator->fields[iterator_position] = small_int_value(0);
  return ref(iterator);
}

Value unpack_next(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  StructFormat* format = as<StructFormat>(iterator->fields[iterator_format]);
  Value buffer = iterator->fields[iterator_buffer];
  std::string_view bytes;
  if (is_none(buffer) || !bytes_view(buffer, &bytes)) return raise_stop_iteration(null_value);
  uint64_t place = static_cast<uint64_t>(small_int(iterator->fields[iterator_position]));
  if (place + format->size > bytes.size()) {
    iterator->fields[iterator_buffer] = none();
    return raise_stop_iteration(null_value);
  }
  iterator->fields[iterator_position] = small_int_value(static_cast<int64_t>(place + format->size));
  return unpack_all(format, reinterpret_cast<const uint8_t*>(bytes.data()) + place);
}
Value iterator_length_hint(Value self) {
  NativeObject* iterator = as<NativeObject>(self);
  std::string_view bytes;
  if (!bytes_view(iterator->fields[iterator_buffer], &bytes)) return small_int_value(0);
  uint64_t left = bytes.size() - static_cast<uint64_t>(small_int(iterator->fields[iterator_position]));
  return int_value(static_cast<int64_t>(left / as<StructFormat>(iterator->fields[iterator_format])->size));
}

// ---- methods of Struct ----

Value struct_pack(const Value* arguments, uint32_t count) {
  return pack(as<StructFormat>(arguments[0]), arguments + 1, count - 1);
}
Value struct_pack_into(const Value* arguments, uint32_t count) {
  return pack_into(as<StructFormat>(arguments[0]), arguments + 1, count - 1);
}
Value struct_unpack(Value self, Value buffer) { return unpack(as<StructFormat>(self), buffer); }
Value struct_unpack_from(Value self, Value buffer, Value offset) { return unpack_from(as<StructFormat>(self), buffer, offset); }
Value struct_iter_unpack(Value self, Value buffer) { return iterate_unpack(as<StructFormat>(self), buffer); }
Value struct_format(Value self) { return ref(as<StructFormat>(self)->text.get()); }
Value struct_size(Value self) { return int_value(static_cast<int64_t>(as<StructFormat>(self)->size)); }
Value struct_sizeof(Value self) {
  return int_value(static_cast<int64_t>(sizeof(StructFormat) + as<StructFormat>(self)->items->length));
}

Value construct_struct(Type*, const Value* arguments, uint32_t count, Tuple* names) {
  Value text;
  if (!parse_arguments("Struct", "format", 1, arguments, count, names, &text)) return null_value;
  return ref(compile_struct_format(text));
}

// ---- functions ----

Value module_pack(const Value* arguments, uint32_t count) {
  if (count == 0) return raise_type_error("missing format argument");
  StructFormat* format = format_of(arguments[0]);
  return format ? pack(format, arguments + 1, count - 1) : null_value;
}
Value module_pack_into(const Value* arguments, uint32_t count) {
  if (count == 0) return raise_type_error("missing format argument");
  StructFormat* format = format_of(arguments[0]);
  return format ? pack_into(format, arguments + 1, count - 1) : null_value;
}
Value module_unpack(Value text, Value buffer) {
  StructFormat* format = format_of(text);
  return format ? unpack(format, buffer) : null_value;
}
Value module_unpack_from(Value text, Value buffer, Value offset) {
  StructFormat* format = format_of(text);
  return format ? unpack_from(format, buffer, offset) : null_value;
}
Value module_iter_unpack(Value text, Value buffer) {
  StructFormat* format = format_of(text);
  return format ? iterate_unpack(format, buffer) : null_value;
}
Value module_calcsize(Value text) {
  StructFormat* format = format_of(text);
  return format ? int_value(static_cast<int64_t>(format->size)) : null_value;
}
Value module_clear_cache() {
  table_clear(compiled);
  return none();
}

}  // namespace

Type* struct_error_type() { return error_type; }

void fill_struct(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("pack", module_pack),
      entry("pack_into", module_pack_into),
      entry("unpack", module_unpack),
      entry("unpack_from", module_unpack_from, 2, "format / buffer offset"),
      entry("iter_unpack", module_iter_unpack),
      entry("calcsize", module_calcsize),
      entry("_clearcache", module_clear_cache),
  };
  static const BuiltinDefinition methods[] = {
      entry("pack", struct_pack, 1),
      entry("pack_into", struct_pack_into, 1),
      entry("unpack", struct_unpack),
      entry("unpack_from", struct_unpack_from, 2, "buffer offset"),
      entry("iter_unpack", struct_iter_unpack),
      entry("__sizeof__", struct_sizeof),
  };
  static const GetSetDefinition attributes[] = {{"format", struct_format}, {"size", struct_size}};
  static const BuiltinDefinition iterator_methods[] = {entry("__iter__", iterator_self), entry("__next__", unpack_next),
                                                       entry("__length_hint__", iterator_length_hint)};
  define(module, functions);
  Type* type = make_module_type(module, "Struct", Kind::struct_format, type_is_base, construct_struct);
  define(type, methods);
  define_attributes(type, attributes);
  unpack_iterator_type = make_module_type(module, "unpack_iterator", Kind::native, 0, nullptr);
  define(unpack_iterator_type, iterator_methods);
  set_member(module, "error", ref(module_exception(error_type, "struct", "error", ExceptionKind::exception)));
  Str* key = intern("_formats");
  dict_set_str(type->dict, key, ref(make_dict()));
  compiled = as<Dict>(dict_get_str(type->dict, key));
}

}  // namespace python
