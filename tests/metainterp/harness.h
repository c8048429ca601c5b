// Runs jitcode text: a library from text, with the test's own addresses for symbols, and an environment that remembers what it was asked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "jitcode/image.h"
#include "metainterp/metainterp.h"

namespace jitwright::metainterp {

class TestEnvironment : public Environment {
 public:
  std::map<std::vector<uint64_t>, TargetToken> targets;
  std::function<void(uint64_t*)> native_portal = [](uint64_t*) {};
  std::vector<uint64_t> portal_lives;  ///< of the last run_portal
  int portal_runs = 0;
  std::set<uint64_t> unreliable;         ///< addresses of quasi-immutable fields
  std::vector<uint64_t> changed_fields;

  TargetToken find_target(const jitcode::Function&, std::span<const uint64_t> greens) override {
    auto found = targets.find({greens.begin(), greens.end()});
    return found == targets.end() ? TargetToken::none : found->second;
  }
  void run_portal(const jitcode::Function& portal, uint64_t* buffer) override {
    ++portal_runs;
    portal_lives.assign(buffer, buffer + portal.portal->live_types.size());
    native_portal(buffer);
  }
  bool may_rely_on(uint64_t field) override { return !unreliable.contains(field); }
  void field_changes(uint64_t field, uint64_t) override { changed_fields.push_back(field); }
};

class Harness {
 public:
  explicit Harness(const std::string& text, std::map<std::string, const void*> symbols = {}) : interpreter(library, environment) {
    auto module = std::move(jitcode::parse(text).value());
    for (const auto& function : module->functions) {
      std::string message = jitcode::verify(*function, *module);
      if (message.empty()) message = jitcode::verify_liveness(*function, *module);
      CHECK(message.empty(), message.c_str());
    }
    std::vector<const void*> addresses;
    for (const std::string& symbol : module->symbols) {
      places_.push_back(std::make_unique<uint64_t[]>(8));
      addresses.push_back(symbols.count(symbol) ? symbols[symbol] : places_.back().get());
      names_[reinterpret_cast<uint64_t>(addresses.back())] = symbol;
    }
    library.add(std::move(module), addresses);
  }

  const jitcode::Function& function(const std::string& name) const {
    for (const auto& function : library.modules()[0]->functions) {
      if (function->name == name) return *function;
    }
    CHECK(false, "the test's function exists");
    return *library.modules()[0]->functions[0];
  }

  /// Runs a function from its start in the blackhole. It must not have been cut by a merge point.
  RunResult run(const std::string& name, std::vector<uint64_t> arguments) {
    const jitcode::Function& f = function(name);
    // A frame at pc 0 needs a liveness entry there: the parameters.
    auto& liveness = const_cast<jitcode::Function&>(f).liveness;
    static constexpr uint16_t first_registers[] = {0, 1, 2, 3, 4, 5, 6, 7};
    JW_CHECK(arguments.size() <= std::size(first_registers), "a few arguments");
    jitcode::Liveness entry{0, false, std::span(first_registers).first(arguments.size())};
    if (f.find_liveness(0, false)) liveness[0] = entry;
    else liveness.insert(liveness.begin(), entry);
    resume::ConcreteFrames frames;
    frames.add(&f, 0, false, arguments);
    return interpreter.run(frames);
  }

  uint64_t address(const std::string& symbol) const {
    for (const auto& [address, name] : names_) {
      if (name == symbol) return address;
    }
    return 0;
  }

  /// The trace's text with `@name` for the addresses of symbols.
  std::string text(const trace::Trace& trace) const {
    trace::Names names;
    names.access_classes = &library.access_classes();
    for (const auto& call : library.calls()) names.calls.push_back(call.name);
    for (const auto& family : library.families()) names.families.push_back(family.name);
    std::string text = trace::print(trace, names);
    for (const auto& [address, name] : names_) {
      char hex[32];
      std::snprintf(hex, sizeof hex, "0x%llx", static_cast<unsigned long long>(address));
      for (const std::string& constant : {hex + std::string(":ptr"), std::to_string(address)}) {
        for (size_t at; (at = text.find(constant)) != std::string::npos;) text.replace(at, constant.size(), "@" + name);
      }
    }
    return text;
  }

  jitcode::Library library;
  TestEnvironment environment;
  MetaInterpreter interpreter;

 private:
  std::vector<std::unique_ptr<uint64_t[]>> places_;
  std::map<uint64_t, std::string> names_;
};

}  // namespace jitwright::metainterp
