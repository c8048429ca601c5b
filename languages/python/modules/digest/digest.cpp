/// The objects of hashlib's functions.
#include "modules/digest/digest.h"

#include <cstring>

#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/operations.h"

namespace python {

namespace {

/// Fields of a hash object: the algorithm's number in `known`, and its state in a bytes object of our own.
enum { algorithm_field, state_field, field_count };

struct KnownDigest {
  const DigestAlgorithm* algorithm;
  Type* type;
};
KnownDigest known[16];
uint32_t known_count;

const KnownDigest& digest_of(Value self) { return known[small_int(as<NativeObject>(self)->fields[algorithm_field])]; }
uint8_t* state_of(Value self) { return as<Bytes>(as<NativeObject>(self)->fields[state_field])->data; }

Value make_digest(uint32_t index) {
  const KnownDigest& digest = known[index];
  Bytes* state = make<Bytes>(Kind::bytes, digest.algorithm->state_size + 1);
  state->length = digest.algorithm->state_size;
  NativeObject* object = make_native(digest.type, field_count);
  object->fields[algorithm_field] = small_int_value(index);
  object->fields[state_field] = ref(state);
  return ref(object);
}

}  // namespace

Value make_digest(const DigestAlgorithm& algorithm) {
  uint32_t index = 0;
  while (known[index].algorithm != &algorithm) index++;
  return make_digest(index);
}
void* digest_state(Value digest) { return state_of(digest); }

Value update_digest(Value self, Value data) {
  std::string_view bytes;
  if (!bytes_view(data, &bytes)) {
    if (as_str(data)) return raise_type_error("Strings must be encoded before hashing");
    return raise_type_error("object supporting the buffer API required");
  }
  digest_of(self).algorithm->update(state_of(self), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  return none();
}

namespace {

Value digest_copy(Value self) {
  Value copy = make_digest(static_cast<uint32_t>(small_int(as<NativeObject>(self)->fields[algorithm_field])));
  std::memcpy(state_of(copy), state_of(self), digest_of(self).algorithm->state_size);
  return copy;
}

uint32_t size_of(Value self) {
  const DigestAlgorithm& algorithm = *digest_of(self).algorithm;
  return algorithm.size ? algorithm.size(state_of(self)) : algorithm.digest_size;
}
/// The digest, of `length` bytes where that is the caller's choice; null with an error pending.
Bytes* result_of(Value self, Value length) {
  const DigestAlgorithm& algorithm = *digest_of(self).algorithm;
  if (!algorithm.squeeze) {
    uint8_t digest[64];
    algorithm.finish(state_of(digest_copy(self)), digest);
    return make_bytes(digest, size_of(self));
  }
  int64_t wanted;
  if (!index_in_range(length, &wanted)) return nullptr;
  if (wanted < 0 || wanted >= 1 << 29) {
    raise_value_error(wanted < 0 ? "value must be positive" : "length is too large");
    return nullptr;
  }
  std::string digest(static_cast<size_t>(wanted), '\0');
  algorithm.squeeze(state_of(digest_copy(self)), reinterpret_cast<uint8_t*>(digest.data()), digest.size());
  return make_bytes(digest);
}
Value hex_of(Bytes* digest) {
  std::string text;
  return digest && hex_digits({reinterpret_cast<const char*>(digest->data), digest->length}, null_value, null_value, &text)
             ? ref(make_str(text))
             : null_value;
}
Value digest_digest(Value self) { return ref(result_of(self, null_value)); }
Value digest_hex(Value self) { return hex_of(result_of(self, null_value)); }
Value squeezed_digest(Value self, Value length) { return ref(result_of(self, length)); }
Value squeezed_hex(Value self, Value length) { return hex_of(result_of(self, length)); }

Value digest_name(Value self) { return ref(make_str(digest_of(self).algorithm->name)); }
Value digest_size(Value self) { return small_int_value(size_of(self)); }
Value digest_block_size(Value self) { return small_int_value(digest_of(self).algorithm->block_size); }

template <uint32_t index>
Value new_digest(Value data, Value) {
  Value digest = make_digest(index);
  known[index].algorithm->start(state_of(digest));
  if (data && !update_digest(digest, data)) return null_value;
  return digest;
}
constexpr Fixed2 makers[] = {new_digest<0>,  new_digest<1>,  new_digest<2>,  new_digest<3>, new_digest<4>,  new_digest<5>,
                             new_digest<6>,  new_digest<7>,  new_digest<8>,  new_digest<9>, new_digest<10>, new_digest<11>,
                             new_digest<12>, new_digest<13>, new_digest<14>, new_digest<15>};
BuiltinDefinition maker_definitions[std::size(makers)];

}  // namespace

Type* define_digest_class(Module* module, const char* type_name, const DigestAlgorithm& algorithm, Constructor construct) {
  uint32_t index = 0;
  while (index < known_count && known[index].algorithm != &algorithm) index++;
  if (index == known_count) {
    static const BuiltinDefinition methods[] = {entry("update", update_digest), entry("copy", digest_copy)};
    static const BuiltinDefinition fixed[] = {entry("digest", digest_digest), entry("hexdigest", digest_hex)};
    static const BuiltinDefinition squeezed[] = {entry("digest", squeezed_digest), entry("hexdigest", squeezed_hex)};
    static const GetSetDefinition attributes[] = {
        {"name", digest_name}, {"digest_size", digest_size}, {"block_size", digest_block_size}};
    Type* type = make_module_type(module, type_name, Kind::native, 0, construct);
    define(type, methods);
    if (algorithm.squeeze)
      define(type, squeezed);
    else
      define(type, fixed);
    define_attributes(type, attributes);
    known[known_count++] = {&algorithm, type};
  }
  if (construct) set_member(module, type_name, ref(known[index].type));
  return known[index].type;
}

void define_digest(Module* module, const char* type_name, const DigestAlgorithm& algorithm) {
  Type* type = define_digest_class(module, type_name, algorithm, nullptr);
  uint32_t index = 0;
  while (known[index].algorithm != &algorithm) index++;
  maker_definitions[index] = entry(algorithm.name, makers[index], 0, "string * usedforsecurity");
  set_member(module, type_name, ref(type));
  define(module->dict, as<Str>(dict_get_str(module->dict, vm.names.__name__)), &maker_definitions[index], 1);
}

}  // namespace python
