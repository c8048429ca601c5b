#include "trace_case.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#undef CHECK
#include <catch2/catch.hpp>

namespace jitwright::optimizer::testing {

namespace {

struct Sections {
  std::string comment, kind, recorded, target, expected, resume;
  int resume_guard = -1;
  std::vector<std::string> disabled;
};

Sections split(std::istream& in) {
  Sections sections;
  std::string* part = &sections.comment;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("# ", 0) == 0) {
      std::istringstream words(line.substr(2));
      std::string word;
      words >> word;
      if (word == "loop" || word == "bridge" || word == "entry") sections.kind = word, part = &sections.recorded;
      else if (word == "target") part = &sections.target;
      else if (word == "expect") part = &sections.expected;
      else if (word == "disable") words >> word, sections.disabled.push_back(word);
      else if (word == "resume") words >> sections.resume_guard, part = &sections.resume;
      else if (part == &sections.comment) sections.comment += line + "\n";
      continue;
    }
    if (!line.empty()) *part += line + "\n";
  }
  return sections;
}

void run(const std::filesystem::path& path) {
  std::ifstream file(path);
  Sections sections = split(file);
  file.close();
  TraceCase test;
  for (unsigned pass = 0; pass <= static_cast<unsigned>(Pass::dead_code); pass++) {
    for (const std::string& name : sections.disabled) {
      if (name == optimizer::name(static_cast<Pass>(pass))) test.options.disabled_passes |= 1u << pass;
    }
  }
  trace::Trace recorded, target_trace;
  resume::Snapshots snapshots, target_snapshots;
  REQUIRE(test.parse(sections.recorded, recorded, snapshots) == "");
  if (!sections.target.empty()) REQUIRE(test.parse(sections.target, target_trace, target_snapshots) == "");
  auto optimizer = test.make();
  Result target;
  if (!sections.target.empty()) target = optimizer->optimize_loop(target_trace, target_snapshots);
  Result result = sections.kind == "loop"    ? optimizer->optimize_loop(recorded, snapshots)
                  : sections.kind == "entry" ? optimizer->optimize_entry(recorded, snapshots, sections.target.empty() ? nullptr : &target.labels)
                                             : optimizer->optimize_bridge(recorded, snapshots, sections.target.empty() ? nullptr : &target.labels);
  std::string text = result.ok ? test.print(result.trace) : "refused: " + result.message + "\n";
  std::string resume_text;
  if (sections.resume_guard >= 0 && result.ok) resume_text = resume::print(result.resume.decode(static_cast<trace::ResumeId>(sections.resume_guard)));
  if (std::getenv("JW_UPDATE")) {
    std::ifstream old(path);
    std::string kept, line;
    while (std::getline(old, line) && line != "# expect") kept += line + "\n";
    old.close();
    std::ofstream updated(path);
    updated << kept << "# expect\n" << text;
    if (sections.resume_guard >= 0) updated << "# resume " << sections.resume_guard << "\n" << resume_text;
    return;
  }
  CHECK(text == sections.expected);
  if (sections.resume_guard >= 0) CHECK(resume_text == sections.resume);
}

}  // namespace

TEST_CASE("optimised traces are as expected") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(JW_TEST_DIR)) {
    if (entry.path().extension() == ".trace") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    DYNAMIC_SECTION(path.lexically_relative(JW_TEST_DIR).string()) { run(path); }
  }
}

}  // namespace jitwright::optimizer::testing
