// Writes resume data guard by guard.
//
// A guard's record says what changed since the guard before it: registers of frames, objects, pending stores, facts. Fail
// arguments are named by what stays the same from guard to guard (the optimiser's values), so that what did not change costs
// nothing; the reader numbers them in ascending order of their names.
#pragma once

#include <span>
#include <vector>

#include "resume/resume_data.h"
#include "resume/running_description.h"
#include "resume/varint.h"
#include "support/numbering.h"

namespace jitwright::resume {

class ResumeWriter {
 public:
  explicit ResumeWriter(std::shared_ptr<Pool> pool = std::make_shared<Pool>()) : pool_(std::move(pool)) {}
  /// In `description` the bits of a fail argument are its name, those of an object its name. A guard's fail arguments are those its description and its
  /// facts mention. No fact is about an object.
  trace::ResumeId add(const Description& description, const Additions& additions = {});
  uint32_t number_of(const Fact& fact);
  size_t bytes() const { return out_.bytes().size(); }
  /// Whether anything was said of the fail argument with this name.
  bool is_known(uint64_t name) const { return name < known_names_.size() && known_names_[name]; }
  ResumeTable finish();

 private:
  struct Numbering : support::Numbering {
    uint32_t defined = 0;  ///< so many have been written
  };

  uint32_t number_of(Source source);
  uint32_t number_by_hash(const Source& source);
  uint32_t number_of(const PendingStore& store);
  uint32_t number_of(const FieldStore& store);
  uint32_t number_of(RecipeHead head);
  RecipeHead head_of(const Recipe& recipe);
  bool is_head(const Recipe& recipe, const RecipeHead& head) const;
  bool is_source(const Source& source, uint32_t number) const;
  uint64_t pending_at(size_t index, const PendingStore& store);
  uint64_t store_at(size_t index, const RunningObject& object, const FieldStore& store);
  // A reference is a distance back, or a definition: the lowest bit tells. True if it is to be a definition.
  bool reference(Numbering& numbering, uint32_t number);
  void write_source(uint32_t number);
  void write_place(uint32_t number);
  void write_slot(uint32_t number);
  void write_fact(uint32_t number);
  void write_head(uint32_t number);
  void write_access(MemoryType memory_type, layout::AccessClassId access_class, bool flag = false);
  bool write_made(const Description& description, const std::vector<uint32_t>& object_names);
  bool write_objects(const Description& description);
  void write_fact_source(const Source& source);
  void write_rest(const Fact& fact);
  void write_news(const News& news);
  bool write_facts(const std::vector<Fact>& facts, const std::vector<uint32_t>& holding, const News& news);
  bool write_frames(const Description& description, uint32_t same, size_t record);
  void write_frame(const FrameDescription& frame, RunningFrame& last, size_t record);
  bool same_frame(const FrameDescription& frame, const RunningFrame& last);

  std::shared_ptr<Pool> pool_;
  ResumeTable table_;
  ByteWriter out_;
  RunningDescription now_;
  Numbering sources_, places_, slots_, facts_, heads_;
  std::vector<uint32_t> number_of_argument_, number_of_object_;  ///< among the sources, by name and by number; or nothing
  uint32_t objects_defined_ = 0;
  std::vector<uint32_t> object_of_name_;
  std::vector<uint64_t> list_;
  std::vector<uint8_t> known_names_;
  std::vector<std::pair<uint32_t, uint32_t>> changes_;  ///< position, source
};

}  // namespace jitwright::resume
