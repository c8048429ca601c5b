/// The modules _locale (the C locale with UTF-8), _tracemalloc (which traces nothing) and faulthandler (which the machine itself stands in for).
#include <langinfo.h>
#include <clocale>
#include <cstring>

#include "modules/os/arguments.h"

namespace python {

namespace {

// ---- _locale ----

Value locale_setlocale(Value category_v, Value name_v) {
  int category;
  if (!int_argument(category_v, &category)) return null_value;
  if (name_v && !is_none(name_v)) {
    Str* name = as_str(name_v);
    if (!name) return raise_type_error("setlocale() argument 2 must be str or None, not %T", name_v);
    std::string text = to_utf8(name);
    const char* result = setlocale(category, text.c_str());
    if (!result) return raise_error(ExceptionKind::os_error, "unsupported locale setting");
    // The machine itself converts numbers: they look the same in every locale.
    setlocale(LC_NUMERIC, "C");
    return ref(make_str(result));
  }
  const char* current = setlocale(category, nullptr);
  return ref(make_str(current ? current : "C"));
}
Value grouping_value(const char* grouping) {
  List* list = make_list();
  size_t length = strlen(grouping);
  for (size_t i = 0; i < length; i++) list_append(list, int_value(static_cast<unsigned char>(grouping[i])));
  if (length && grouping[length - 1] != 127) list_append(list, small_int_value(0));
  return ref(list);
}
Value locale_localeconv() {
  const lconv* c = localeconv();
  Dict* dict = make_dict();
  auto text = [&](const char* name, const char* value) { dict_set_str(dict, intern(name), path_value(value)); };
  auto number = [&](const char* name, char value) {
    dict_set_str(dict, intern(name), int_value(static_cast<unsigned char>(value)));
  };
  text("decimal_point", c->decimal_point);
  text("thousands_sep", c->thousands_sep);
  dict_set_str(dict, intern("grouping"), grouping_value(c->grouping));
  text("int_curr_symbol", c->int_curr_symbol);
  text("currency_symbol", c->currency_symbol);
  text("mon_decimal_point", c->mon_decimal_point);
  text("mon_thousands_sep", c->mon_thousands_sep);
  dict_set_str(dict, intern("mon_grouping"), grouping_value(c->mon_grouping));
  text("positive_sign", c->positive_sign);
  text("negative_sign", c->negative_sign);
  number("int_frac_digits", c->int_frac_digits);
  number("frac_digits", c->frac_digits);
  number("p_cs_precedes", c->p_cs_precedes);
  number("p_sep_by_space", c->p_sep_by_space);
  number("n_cs_precedes", c->n_cs_precedes);
  number("n_sep_by_space", c->n_sep_by_space);
  number("p_sign_posn", c->p_sign_posn);
  number("n_sign_posn", c->n_sign_posn);
  return ref(dict);
}
Value locale_strcoll(Value a, Value b) {
  Str *x = as_str(a), *y = as_str(b);
  if (!x || !y) return raise_type_error("strcoll() argument %s must be str, not %T", x ? 2 : 1, x ? b : a);
  return int_value(strcoll(to_utf8(x).c_str(), to_utf8(y).c_str()));
}
Value locale_strxfrm(Value v) {
  if (!as_str(v)) return raise_type_error("strxfrm() argument must be str, not %T", v);
  return v;
}
Value locale_nl_langinfo(Value v) {
  int item;
  if (!int_argument(v, &item)) return null_value;
  if (item == CODESET) return ref(make_str("UTF-8"));
  const char* text = nl_langinfo(item);
  return path_value(text ? text : "");
}
Value locale_getencoding() { return ref(make_str("UTF-8")); }

// ---- _tracemalloc ----

Value nothing(const Value*, uint32_t) { return none(); }
Value is_tracing() { return false_value(); }
Value traceback_limit() { return small_int_value(1); }
Value traced_memory() { return ref(make_pair(small_int_value(0), small_int_value(0))); }
Value own_memory() { return small_int_value(0); }
Value traces() { return ref(make_list()); }

Value nothing_by_keyword(const Value*, uint32_t, Tuple*) { return none(); }

}  // namespace

void fill_faulthandler(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("enable", nothing_by_keyword),
      entry("disable", nothing_by_keyword),
      entry("is_enabled", is_tracing),
      entry("register", nothing_by_keyword),
      entry("unregister", nothing_by_keyword),
      entry("dump_traceback", nothing_by_keyword),
      entry("dump_traceback_later", nothing_by_keyword),
      entry("cancel_dump_traceback_later", nothing_by_keyword),
  };
  define(module, functions);
}

void fill_locale(Module* module) {
  static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, name},
      CONSTANT(LC_CTYPE) CONSTANT(LC_NUMERIC) CONSTANT(LC_TIME) CONSTANT(LC_COLLATE) CONSTANT(LC_MONETARY) CONSTANT(LC_MESSAGES)
          CONSTANT(LC_ALL) CONSTANT(CODESET) CONSTANT(RADIXCHAR) CONSTANT(THOUSEP) CONSTANT(YESEXPR) CONSTANT(NOEXPR)
              CONSTANT(CRNCYSTR) CONSTANT(D_T_FMT) CONSTANT(D_FMT) CONSTANT(T_FMT) CONSTANT(T_FMT_AMPM) CONSTANT(AM_STR)
                  CONSTANT(PM_STR) CONSTANT(ERA) CONSTANT(ERA_D_FMT) CONSTANT(ERA_D_T_FMT) CONSTANT(ERA_T_FMT)
                      CONSTANT(ALT_DIGITS) CONSTANT(DAY_1) CONSTANT(DAY_2) CONSTANT(DAY_3) CONSTANT(DAY_4) CONSTANT(DAY_5)
                          CONSTANT(DAY_6) CONSTANT(DAY_7) CONSTANT(ABDAY_1) CONSTANT(ABDAY_2) CONSTANT(ABDAY_3) CONSTANT(ABDAY_4)
                              CONSTANT(ABDAY_5) CONSTANT(ABDAY_6) CONSTANT(ABDAY_7) CONSTANT(MON_1) CONSTANT(MON_2)
                                  CONSTANT(MON_3) CONSTANT(MON_4) CONSTANT(MON_5) CONSTANT(MON_6) CONSTANT(MON_7) CONSTANT(MON_8)
                                      CONSTANT(MON_9) CONSTANT(MON_10) CONSTANT(MON_11) CONSTANT(MON_12) CONSTANT(ABMON_1)
                                          CONSTANT(ABMON_2) CONSTANT(ABMON_3) CONSTANT(ABMON_4) CONSTANT(ABMON_5)
                                              CONSTANT(ABMON_6) CONSTANT(ABMON_7) CONSTANT(ABMON_8) CONSTANT(ABMON_9)
                                                  CONSTANT(ABMON_10) CONSTANT(ABMON_11) CONSTANT(ABMON_12)
#undef CONSTANT
                                                      {"CHAR_MAX", 127},
  };
  set_numbers(module, constants);
  set_member(module, "Error", ref(exception_type(ExceptionKind::os_error)));
  static const BuiltinDefinition functions[] = {
      entry("setlocale", locale_setlocale, 1), entry("localeconv", locale_localeconv),   entry("strcoll", locale_strcoll),
      entry("strxfrm", locale_strxfrm),        entry("nl_langinfo", locale_nl_langinfo), entry("getencoding", locale_getencoding),
  };
  define(module, functions);
}

void fill_tracemalloc(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("start", nothing),
      entry("stop", nothing),
      entry("clear_traces", nothing),
      entry("reset_peak", nothing),
      entry("is_tracing", is_tracing),
      entry("get_traceback_limit", traceback_limit),
      entry("get_traced_memory", traced_memory),
      entry("get_tracemalloc_memory", own_memory),
      entry("_get_traces", traces),
      entry("_get_object_traceback", nothing),
  };
  define(module, functions);
}

}  // namespace python
