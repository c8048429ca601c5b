#include "bytecode/operands.h"

namespace python {

RegisterEffects register_effects(const Instruction& in) {
  RegisterEffects effects;
  auto read = [&](int32_t first, int32_t count) { effects.reads[effects.read_count++] = {first, count}; };
  auto write = [&](int32_t first, int32_t count) { effects.writes[effects.write_count++] = {first, count}; };
  const OpcodeInfo& info = opcode_info(in.op);
  int32_t values[4] = {in.a, in.b, in.c, in.d};
  for (int i = 0; i < 4; i++) {
    char kind = info.operands[i];
    if (kind == 'r' || kind == 'm' || (kind == 'v' && values[i] >= 0)) read(values[i], 1);
    if (kind == 'w' || kind == 'm') write(values[i], 1);
  }
  switch (in.op) {
    case Opcode::call: read(in.b, in.c + 1); break;
    case Opcode::call_kw: read(in.b, in.d + 1); break;
    case Opcode::call_ex: read(in.b, 3); break;
    case Opcode::call_method: read(in.b, in.c + 2); break;
    case Opcode::call_method_kw: read(in.b, in.d + 2); break;
    case Opcode::load_method: write(in.a, 2); break;
    case Opcode::load_super_attr: read(in.b, 3); break;
    case Opcode::load_super_method: read(in.b, 3), write(in.a, 2); break;
    case Opcode::build_tuple:
    case Opcode::build_list:
    case Opcode::build_set:
    case Opcode::build_string:
    case Opcode::build_slice: read(in.b, in.c); break;
    case Opcode::build_dict: read(in.b, 2 * in.c); break;
    case Opcode::get_slice: read(in.c, 2); break;
    case Opcode::set_slice: read(in.b, 2); break;
    case Opcode::make_function: read(in.c, __builtin_popcount(in.d)); break;
    case Opcode::match_class: read(in.b, 2); break;
    case Opcode::match_group: read(in.a + 1, 1), write(in.a, 2); break;
    case Opcode::unpack: write(in.a, in.c); break;
    case Opcode::unpack_ex: write(in.a, in.c + 1 + in.d); break;
    case Opcode::enter_with:
    case Opcode::enter_async_with: write(in.a, 2); break;
    default: break;
  }
  return effects;
}

bool never_goes_on(Opcode op) {
  switch (op) {
    case Opcode::jump:
    case Opcode::jump_back:
    case Opcode::return_value:
    case Opcode::raise:
    case Opcode::raise_from:
    case Opcode::raise_current:
    case Opcode::reraise: return true;
    default: return false;
  }
}

}  // namespace python
