/// The modules pwd and grp: the system's users and groups.
#include <grp.h>
#include <pwd.h>

#include "modules/os/arguments.h"
#include "objects/struct_sequence.h"

namespace python {

namespace {

Type* user_type;
Type* group_type;

Value user_value(const passwd& user) {
  Value values[] = {path_value(user.pw_name),  path_value(user.pw_passwd), int_value(user.pw_uid),   int_value(user.pw_gid),
                    path_value(user.pw_gecos), path_value(user.pw_dir),    path_value(user.pw_shell)};
  return make_struct_sequence(user_type, values);
}
Value group_value(const group& g) {
  List* members = make_list();
  for (char** member = g.gr_mem; *member; member++) list_append(members, path_value(*member));
  Value values[] = {path_value(g.gr_name), path_value(g.gr_passwd), int_value(g.gr_gid), ref(members)};
  return make_struct_sequence(group_type, values);
}
Value not_found(const char* function, const char* what, Value key) {
  return raise_key_error(ref(text_format("%s(): %s not found: %R", function, what, key)));
}

Value user_by_id(Value v) {
  int64_t id;
  if (!long_argument(v, &id)) return null_value;
  const passwd* user = id >= 0 && id <= UINT32_MAX ? getpwuid(static_cast<uid_t>(id)) : nullptr;
  return user ? user_value(*user) : raise_key_error(ref(text_format("getpwuid(): uid not found: %s", id)));
}
Value user_by_name(Value v) {
  Str* name = as_str(v);
  if (!name) return raise_type_error("getpwnam() argument must be str, not %T", v);
  const passwd* user = getpwnam(encode_path(name).c_str());
  return user ? user_value(*user) : not_found("getpwnam", "name", v);
}
Value all_users() {
  List* list = make_list();
  setpwent();
  while (const passwd* user = getpwent()) list_append(list, user_value(*user));
  endpwent();
  return ref(list);
}
Value group_by_id(Value v) {
  int64_t id;
  if (!long_argument(v, &id)) return null_value;
  const group* g = id >= 0 && id <= UINT32_MAX ? getgrgid(static_cast<gid_t>(id)) : nullptr;
  return g ? group_value(*g) : raise_key_error(ref(text_format("getgrgid(): gid not found: %s", id)));
}
Value group_by_name(Value v) {
  Str* name = as_str(v);
  if (!name) return raise_type_error("getgrnam() argument must be str, not %T", v);
  const group* g = getgrnam(encode_path(name).c_str());
  return g ? group_value(*g) : not_found("getgrnam", "name", v);
}
Value all_groups() {
  List* list = make_list();
  setgrent();
  while (const group* g = getgrent()) list_append(list, group_value(*g));
  endgrent();
  return ref(list);
}

}  // namespace

void fill_pwd(Module* module) {
  static const char* const fields[] = {"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"};
  user_type = make_struct_sequence_type("pwd", "struct_passwd", fields);
  set_member(module, "struct_passwd", ref(user_type));
  static const BuiltinDefinition functions[] = {entry("getpwuid", user_by_id), entry("getpwnam", user_by_name),
                                                entry("getpwall", all_users)};
  define(module, functions);
}

void fill_grp(Module* module) {
  static const char* const fields[] = {"gr_name", "gr_passwd", "gr_gid", "gr_mem"};
  group_type = make_struct_sequence_type("grp", "struct_group", fields);
  set_member(module, "struct_group", ref(group_type));
  static const BuiltinDefinition functions[] = {entry("getgrgid", group_by_id, 1, "id"),
                                                entry("getgrnam", group_by_name, 1, "name"), entry("getgrall", all_groups)};
  define(module, functions);
}

}  // namespace python
