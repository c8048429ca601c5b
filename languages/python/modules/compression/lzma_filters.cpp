#include "modules/compression/lzma_filters.h"

#include <cstdlib>
#include <cstring>
#include <vector>

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/list.h"
#include "objects/operations.h"

namespace python {

namespace {

/// mapping[key] as a number; `standard` if it is not there. False with an error pending.
bool number_of(Value mapping, const char* key, uint64_t standard, uint64_t most, uint64_t* out) {
  *out = standard;
  Value item = get_item(mapping, ref(intern(key)));
  if (!item) return clear_error(ExceptionKind::key_error);
  int64_t number;
  if (!index_in_range(item, &number)) return false;
  if (number < 0 || static_cast<uint64_t>(number) > most) {
    raise_overflow_error("Value too large for uint32_t type");
    return false;
  }
  *out = static_cast<uint64_t>(number);
  return true;
}

struct FilterOption {
  const char* name;
  uint32_t lzma_options_lzma::*member;
};
const FilterOption lzma_numbers[] = {
    {"dict_size", &lzma_options_lzma::dict_size}, {"lc", &lzma_options_lzma::lc},       {"lp", &lzma_options_lzma::lp},
    {"pb", &lzma_options_lzma::pb},               {"nice_len", &lzma_options_lzma::nice_len}, {"depth", &lzma_options_lzma::depth},
};

bool read_lzma_options(Value dict, lzma_options_lzma* options) {
  uint64_t number;
  if (!number_of(dict, "preset", LZMA_PRESET_DEFAULT, UINT32_MAX, &number)) return false;
  if (lzma_lzma_preset(options, static_cast<uint32_t>(number))) {
    raise_lzma("Invalid compression preset");
    return false;
  }
  for (const FilterOption& option : lzma_numbers) {
    if (!number_of(dict, option.name, options->*option.member, UINT32_MAX, &number)) return false;
    options->*option.member = static_cast<uint32_t>(number);
  }
  if (!number_of(dict, "mode", options->mode, UINT32_MAX, &number)) return false;
  options->mode = static_cast<lzma_mode>(number);
  if (!number_of(dict, "mf", options->mf, UINT32_MAX, &number)) return false;
  options->mf = static_cast<lzma_match_finder>(number);
  return true;
}

/// False with ValueError if the dict says something else.
bool has_only(Value filter, std::initializer_list<const char*> keys, const char* kind) {
  Dict* dict = as_dict(filter);
  for (int64_t p = dict ? next_entry(dict, 0) : -1; p >= 0; p = next_entry(dict, static_cast<uint64_t>(p) + 1)) {
    Str* key = as_str(dict->entries->items[p].key);
    bool known = key && str_equals(key, "id");
    for (const char* each : keys) known |= key && str_equals(key, each);
    if (known) continue;
    raise_value_error("Invalid filter specifier for %s filter", kind);
    return false;
  }
  return true;
}

bool is_branch_filter(lzma_vli id) { return id >= LZMA_FILTER_X86 && id <= LZMA_FILTER_SPARC; }

}  // namespace

bool LzmaFilters::read_one(uint32_t index, Value dict) {
  uint64_t id, number;
  constexpr uint64_t missing = ~uint64_t{0};
  if (!lookup_special(dict, vm.names.__getitem__)) {
    raise_type_error("Filter specifier must be a dict or dict-like object");
    return false;
  }
  if (!number_of(dict, "id", missing, INT64_MAX, &id)) return false;
  if (id == missing) {
    raise_value_error("Filter specifier must have an \"id\" entry");
    return false;
  }
  Options& own = options[index];
  memset(&own, 0, sizeof own);
  chain[index] = {id, &own};
  if (id == LZMA_FILTER_LZMA1 || id == LZMA_FILTER_LZMA2)
    return has_only(dict, {"preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"}, "LZMA") && read_lzma_options(dict, &own.lzma);
  if (id == LZMA_FILTER_DELTA) {
    if (!has_only(dict, {"dist"}, "delta")) return false;
    if (!number_of(dict, "dist", 1, UINT32_MAX, &number)) return false;
    own.delta.type = LZMA_DELTA_TYPE_BYTE;
    own.delta.dist = static_cast<uint32_t>(number);
    return true;
  }
  if (is_branch_filter(id)) {
    if (!has_only(dict, {"start_offset"}, "BCJ")) return false;
    if (!number_of(dict, "start_offset", 0, UINT32_MAX, &number)) return false;
    own.branch.start_offset = static_cast<uint32_t>(number);
    return true;
  }
  raise_value_error("Invalid filter ID: %s", id);
  return false;
}

bool LzmaFilters::read(Value sequence) {
  List* list = list_from(sequence);
  if (!list) return false;
  if (list->length > LZMA_FILTERS_MAX) {
    raise_value_error("Too many filters - liblzma supports a maximum of %s", LZMA_FILTERS_MAX);
    return false;
  }
  for (uint32_t i = 0; i < list->length; i++) {
    if (!read_one(i, list_get(list, i))) return false;
  }
  chain[list->length] = {LZMA_VLI_UNKNOWN, nullptr};
  return true;
}

Value encode_filter_properties(Value filter) {
  LzmaFilters filters;
  if (!filters.read_one(0, filter)) return null_value;
  uint32_t size;
  if (lzma_properties_size(&size, &filters.chain[0]) != LZMA_OK) return raise_lzma("Invalid or unsupported options");
  std::vector<uint8_t> encoded(size + 1);
  if (lzma_properties_encode(&filters.chain[0], encoded.data()) != LZMA_OK) return raise_lzma("Invalid or unsupported options");
  return ref(make_bytes(encoded.data(), size));
}

Value decode_filter_properties(Value id_v, Value encoded_v) {
  int64_t id;
  std::string_view encoded;
  if (!index_in_range(id_v, &id) || !get_bytes(encoded_v, &encoded)) return null_value;
  lzma_filter filter{static_cast<lzma_vli>(id), nullptr};
  if (lzma_properties_decode(&filter, nullptr, reinterpret_cast<const uint8_t*>(encoded.data()), encoded.size()) != LZMA_OK)
    return raise_lzma("Invalid or unsupported options");
  Dict* dict = make_dict();
  auto set = [&](const char* name, int64_t number) { dict_set_str(dict, intern(name), int_value(number)); };
  set("id", id);
  if (id == static_cast<int64_t>(LZMA_FILTER_LZMA1) || id == LZMA_FILTER_LZMA2) {
    const lzma_options_lzma* options = static_cast<lzma_options_lzma*>(filter.options);
    set("dict_size", options->dict_size);
    if (id == static_cast<int64_t>(LZMA_FILTER_LZMA1)) {
      set("lc", options->lc);
      set("lp", options->lp);
      set("pb", options->pb);
    }
  } else if (id == LZMA_FILTER_DELTA) {
    set("dist", static_cast<lzma_options_delta*>(filter.options)->dist);
  } else if (filter.options) {
    set("start_offset", static_cast<lzma_options_bcj*>(filter.options)->start_offset);
  }
  free(filter.options);
  return ref(dict);
}

}  // namespace python
