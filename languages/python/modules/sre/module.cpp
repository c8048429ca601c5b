/// The module _sre.
#include "modules/modules.h"
#include "modules/sre/characters.h"
#include "modules/sre/pattern.h"
#include "objects/errors.h"
#include "objects/integer.h"
#include "objects/operations.h"

namespace python {

namespace {

constexpr int64_t magic = 20220615, most_groups = 0x3FFF'FFFF;

bool character_of(Value v, uint32_t* out) {
  int64_t c;
  if (!clamped_index(v, &c)) return false;
  *out = static_cast<uint32_t>(c);
  return true;
}
template <uint32_t (*lower)(uint32_t)>
Value to_lower(Value v) {
  uint32_t c;
  return character_of(v, &c) ? int_value(lower(c)) : null_value;
}
Value ascii_iscased(Value v) {
  uint32_t c;
  return character_of(v, &c) ? boolean((c | 32) - 'a' < 26) : null_value;
}
Value unicode_iscased(Value v) {
  uint32_t c;
  return character_of(v, &c) ? boolean(c != sre::lower_unicode(c) || c != sre::upper_unicode(c)) : null_value;
}
Value getcodesize() { return int_value(sizeof(uint32_t)); }

Value compile(const Value* arguments, uint32_t count, Tuple* names) {
  Value given[6];
  if (!parse_arguments("compile", "pattern flags code groups groupindex indexgroup", 6, arguments, count, names, given)) {
    return null_value;
  }
  int64_t flags, groups;
  if (!clamped_index(given[1], &flags)) return null_value;
  if (!as_list(given[2])) return raise_type_error("compile() argument 'code' must be list, not %T", given[2]);
  if (!clamped_index(given[3], &groups)) return null_value;
  if (!as_dict(given[4])) return raise_type_error("compile() argument 'groupindex' must be dict, not %T", given[4]);
  if (!as_tuple(given[5])) return raise_type_error("compile() argument 'indexgroup' must be tuple, not %T", given[5]);
  if (groups < 0 || groups > most_groups) return raise_runtime_error("invalid SRE code");
  return sre::make_pattern(given[0], static_cast<uint32_t>(flags), given[2], static_cast<uint32_t>(groups), given[4], given[5]);
}

}  // namespace

void fill_sre(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("compile", compile),
      entry("getcodesize", getcodesize),
      entry("ascii_iscased", ascii_iscased),
      entry("unicode_iscased", unicode_iscased),
      entry("ascii_tolower", to_lower<sre::lower_ascii>),
      entry("unicode_tolower", to_lower<sre::lower_unicode>),
  };
  define(module, functions);
  set_member(module, "MAGIC", int_value(magic));
  set_member(module, "CODESIZE", int_value(sizeof(uint32_t)));
  set_member(module, "MAXREPEAT", int_value(sre::no_maximum));
  set_member(module, "MAXGROUPS", int_value(most_groups));
}

}  // namespace python
