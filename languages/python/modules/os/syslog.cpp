/// The module syslog.
#include <syslog.h>
#include <string>

#include "modules/io/files.h"
#include "modules/os/arguments.h"
#include "objects/list.h"

namespace python {

namespace {

std::string identity;  // what openlog was given; the C library keeps the pointer
bool is_open;

/// The script's file name, as messages begin if the program says nothing else.
std::string script_name() {
  Value arguments = sys_attribute(intern("argv"));
  List* list = arguments ? as_list(arguments) : nullptr;
  Str* name = list && list->length ? as_str(list_get(list, 0)) : nullptr;
  if (!name) return "";
  std::string text = to_utf8(name);
  return text.substr(text.rfind('/') + 1);
}

Value open_log(const Value* arguments, uint32_t count, Tuple* names) {
  Value v[3];
  if (!parse_arguments("openlog", "ident logoption facility", 0, arguments, count, names, v)) return null_value;
  int64_t options = 0, facility = LOG_USER;
  if ((v[1] && !long_argument(v[1], &options)) || (v[2] && !long_argument(v[2], &facility))) return null_value;
  if (v[0] && !is_str(v[0])) return raise_type_error("openlog() argument 1 must be str, not %T", v[0]);
  identity = v[0] ? to_utf8(as_str(v[0])) : script_name();
  openlog(identity.empty() ? nullptr : identity.c_str(), static_cast<int>(options), static_cast<int>(facility));
  is_open = true;
  return none();
}
/// syslog([priority,] message)
Value write_log(const Value* arguments, uint32_t count) {
  int priority = LOG_INFO;
  if (count == 2 && !int_argument(arguments[0], &priority)) return null_value;
  Str* message = as_str(arguments[count - 1]);
  if (!message) return raise_type_error("syslog.syslog() argument must be str, not %T", arguments[count - 1]);
  if (!is_open && !open_log(nullptr, 0, nullptr)) return null_value;
  syslog(priority, "%s", to_utf8(message).c_str());
  return none();
}
Value close_log() {
  closelog();
  is_open = false;
  return none();
}
Value set_log_mask(Value mask_v) {
  int mask;
  return int_argument(mask_v, &mask) ? int_value(setlogmask(mask)) : null_value;
}
Value log_mask(Value priority_v) {
  int priority;
  return int_argument(priority_v, &priority) ? int_value(LOG_MASK(priority)) : null_value;
}
Value log_up_to(Value priority_v) {
  int priority;
  return int_argument(priority_v, &priority) ? int_value(LOG_UPTO(priority)) : null_value;
}

}  // namespace

void fill_syslog(Module* module) {
  static const BuiltinDefinition functions[] = {
      entry("openlog", open_log), entry("syslog", write_log, 1, 2), entry("closelog", close_log),
      entry("setlogmask", set_log_mask), entry("LOG_MASK", log_mask), entry("LOG_UPTO", log_up_to),
  };
  define(module, functions);
  static const NamedNumber numbers[] = {
#define NUMBER(name) {#name, name}
      NUMBER(LOG_EMERG), NUMBER(LOG_ALERT), NUMBER(LOG_CRIT), NUMBER(LOG_ERR), NUMBER(LOG_WARNING), NUMBER(LOG_NOTICE), NUMBER(LOG_INFO),
      NUMBER(LOG_DEBUG), NUMBER(LOG_PID), NUMBER(LOG_CONS), NUMBER(LOG_NDELAY), NUMBER(LOG_ODELAY), NUMBER(LOG_NOWAIT), NUMBER(LOG_PERROR),
      NUMBER(LOG_KERN), NUMBER(LOG_USER), NUMBER(LOG_MAIL), NUMBER(LOG_DAEMON), NUMBER(LOG_AUTH), NUMBER(LOG_LPR), NUMBER(LOG_LOCAL0),
      NUMBER(LOG_LOCAL1), NUMBER(LOG_LOCAL2), NUMBER(LOG_LOCAL3), NUMBER(LOG_LOCAL4), NUMBER(LOG_LOCAL5), NUMBER(LOG_LOCAL6),
      NUMBER(LOG_LOCAL7), NUMBER(LOG_SYSLOG), NUMBER(LOG_CRON), NUMBER(LOG_UUCP), NUMBER(LOG_NEWS), NUMBER(LOG_AUTHPRIV), NUMBER(LOG_FTP),
#undef NUMBER
  };
  set_numbers(module, numbers);
}

}  // namespace python
