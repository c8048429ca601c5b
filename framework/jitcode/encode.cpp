// A module becomes an image; image.h draws it.
#include "jitcode/coding.h"
#include "jitcode/image.h"

namespace jitwright::jitcode {

namespace {

void write_signature(Writer& out, const layout::Signature& signature) {
  out.number(signature.parameters.size());
  for (layout::AbiType type : signature.parameters) out.number(static_cast<uint64_t>(type));
  out.number(static_cast<uint64_t>(signature.result));
  out.number(static_cast<uint64_t>(signature.second_result));
}

void write_checksum(Writer& out, size_t begin) { out.raw(checksum(out.bytes.data() + begin, out.bytes.size() - begin)); }

void write_portal(Writer& out, const PortalInfo& portal) {
  out.number(portal.greens);
  out.symbol(portal.driver_symbol);
  out.symbol(portal.resume_symbol);
  out.number(portal.live_types.size());
  for (layout::Type type : portal.live_types) out.number(static_cast<uint64_t>(type));
  for (const std::string& name : portal.live_names) out.text(name);
}

void write_locations(Writer& out, const std::vector<Location>& locations) {
  uint32_t pc = 0;
  for (const Location& location : locations) {
    out.number(location.pc - pc);
    pc = location.pc;
    out.number(location.file);
    out.number(location.line);
  }
}

void write_function(Writer& out, const Function& function) {
  out.text(function.name);
  write_signature(out, function.signature);
  out.number(function.register_count);
  out.number(function.local_bytes);
  out.number(function.has_loop | (function.portal ? 2 : 0));
  out.units(function.code);
  out.number(function.constants.size());
  for (const Constant& constant : function.constants) {
    out.number(constant.value);
    out.symbol(constant.symbol);
  }
  out.units(function.live_registers);
  out.number(function.liveness.size());
  uint32_t pc = 0;
  for (const Liveness& entry : function.liveness) {
    out.number(static_cast<uint64_t>(entry.pc - pc) << 1 | entry.across);
    pc = entry.pc;
    out.number(static_cast<uint64_t>(entry.registers.data() - function.live_registers.data()) - 1);
  }
  if (function.portal) write_portal(out, *function.portal);
  write_locations(out, function.locations);
}

/// A row for each entry: 16 times where its details are, and the flags of access classes.
void write_tables(Writer& out, const Module& module) {
  Writer details;
  size_t start = out.bytes.size();
  auto row = [&](uint32_t low) { out.number32(static_cast<uint32_t>(details.bytes.size() << 4 | low)); };
  for (const layout::AccessClass& access : module.access_classes) {
    row(Module::flags(access));
    details.text(access.field);
    details.text(access.scalar);
  }
  for (size_t i = 0; i < module.calls.size(); ++i) {
    row(0);
    details.text(module.calls[i].name);
    write_signature(details, module.calls[i].signature);
    details.number(static_cast<uint64_t>(module.calls[i].effect));
    details.number(module.calls[i].look_inside);
    details.symbol(module.call_trampolines[i]);
  }
  for (const std::string& file : module.files) {
    row(0);
    details.text(file);
  }
  row(0);
  details.text(module.source);
  CHECK(details.bytes.size() < 1u << 28, "the details of an image's tables are below 256 MB");
  out.raw(details.bytes.data(), details.bytes.size());
  write_checksum(out, start);
}

void write_families(Writer& out, const Module& module) {
  out.number(module.families.size());
  for (size_t i = 0; i < module.families.size(); ++i) {
    out.text(module.families[i].name);
    out.number(static_cast<uint64_t>(module.families[i].payload));
    out.symbol(module.family_symbols[i].box);
    out.symbol(module.family_symbols[i].unbox);
    out.symbol(module.family_symbols[i].is_box);
  }
}

}  // namespace

std::vector<uint8_t> encode(const Module& module) {
  Writer tables, functions, places, families, names;
  write_tables(tables, module);
  for (const auto& function : module.functions) {
    Writer record;
    write_function(record, *function);
    functions.raw(checksum(record.bytes.data(), record.bytes.size()));
    functions.raw(record.bytes.data(), record.bytes.size());
    places.number32(static_cast<uint32_t>(function->symbol + 1));
    places.number32(static_cast<uint32_t>(functions.bytes.size()));
  }
  write_families(families, module);
  for (const std::string& symbol : module.symbols) names.text(symbol);

  Writer out;
  size_t index_size = ImageHeader::size + places.bytes.size() + families.bytes.size() + 8;
  for (size_t field : {size_t{image_magic}, size_t{image_version}, index_size, tables.bytes.size(), functions.bytes.size(),
                       module.symbols.size(), module.functions.size(), module.access_classes.size(), module.calls.size(),
                       module.files.size()})
    out.number32(static_cast<uint32_t>(field));
  for (const Writer* part : {&places, &families}) out.raw(part->bytes.data(), part->bytes.size());
  write_checksum(out, 0);
  for (const Writer* part : {&tables, &functions, &names}) out.raw(part->bytes.data(), part->bytes.size());
  write_checksum(out, 0);
  return std::move(out.bytes);
}

}  // namespace jitwright::jitcode
