#include "interpreter/code_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "bytecode/serialize.h"
#include "program/options.h"

namespace python {

namespace {

struct Head {
  uint32_t magic, flags, time, size;
};
static_assert(sizeof(Head) == 16);

Head head_for(const struct stat& status) {
  return {cache_magic(), 0, static_cast<uint32_t>(status.st_mtime), static_cast<uint32_t>(status.st_size)};
}

/// Marshal's letter for code and the reference flag; then the length in four bytes.
constexpr char code_letter = 'c';
constexpr size_t payload_start = sizeof(Head) + 1 + 4;

std::string second_path(const std::string& source) {
  std::string root;
  if (const char* cache = getenv("XDG_CACHE_HOME"); cache && *cache)
    root = cache;
  else if (const char* home = getenv("HOME"); home && *home)
    root = std::string(home) + "/.cache";
  else
    return "";
  if (source.empty() || source[0] != '/') return "";
  return root + "/jwpython" + source + "c";
}

bool make_directories(const std::string& path) {
  if (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return true;
  if (errno != ENOENT) return false;
  size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return false;
  return make_directories(path.substr(0, slash)) && (mkdir(path.c_str(), 0777) == 0 || errno == EEXIST);
}

bool write_all(int file, const std::string& bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t count = write(file, bytes.data() + done, bytes.size() - done);
    if (count <= 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

/// Writes a new file beside the old one and puts it in its place: readers see the one or the other.
bool replace_file(const std::string& path, const std::string& bytes, mode_t mode, bool with_parents) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  std::string folder = path.substr(0, slash), temporary = path + "." + std::to_string(getpid());
  if (with_parents ? !make_directories(folder) : mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) return false;
  int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return false;
  bool good = write_all(file, bytes);
  close(file);
  if (good && rename(temporary.c_str(), path.c_str()) == 0) return true;
  unlink(temporary.c_str());
  return false;
}

std::shared_ptr<const CodeSpec> read_entry(const std::string& path, const Head& wanted) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  struct stat status;
  bool good = fstat(file, &status) == 0 && static_cast<size_t>(status.st_size) > payload_start;
  size_t size = good ? static_cast<size_t>(status.st_size) : 0;
  // The code shows arrays of the mapped file, so the mapping stays. An entry is never changed in place, only replaced.
  void* mapped = good ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0) : MAP_FAILED;
  close(file);
  if (mapped == MAP_FAILED) return nullptr;
  const char* bytes = static_cast<const char*>(mapped);
  uint32_t length;
  memcpy(&length, bytes + sizeof wanted + 1, 4);
  std::shared_ptr<const CodeSpec> code;
  if (memcmp(bytes, &wanted, sizeof wanted) == 0 && (bytes[sizeof wanted] & 0x7F) == code_letter &&
      length == size - payload_start) {
    code = deserialize({bytes + payload_start, length}, BytesAre::kept);
  }
  if (!code) munmap(mapped, size);
  return code;
}

std::string folder_of(const std::string& source) { return source.substr(0, source.rfind('/') + 1); }

std::string entry_name(const std::string& source) {
  std::string name = source.substr(folder_of(source).size());
  size_t dot = name.rfind('.');
  if (dot != std::string::npos && dot > 0) name.resize(dot);
  name += ".jwpython-311";
  if (program_options.optimize > 0) name += ".opt-" + std::to_string(program_options.optimize);
  return name + ".pyc";
}

/// A file that runs under another name than its own has an entry of its own: the name is in its code.
std::string name_in_cache(const std::string& path, const std::string& shown_path) {
  return path == shown_path ? path : path.substr(0, path.rfind('.')) + ".frozen.py";
}

/// The entry that the build made.
std::string built_path(const std::string& source) {
  static const std::string root = [] {
    char buffer[4096];
    ssize_t length = readlink("/proc/self/exe", buffer, sizeof buffer);
    std::string program(buffer, static_cast<size_t>(length < 0 ? 0 : length));
    return folder_of(program) + "../lib/jwpython";
  }();
  return root + folder_of(source) + entry_name(source);
}

}  // namespace

uint32_t cache_magic() {
  uint64_t build = build_number();
  return static_cast<uint32_t>((build ^ build >> 16 ^ build >> 32 ^ build >> 48) & 0xFFFF) | 0x0A0D0000;
}

std::string cache_path(const std::string& source) {
  std::string folder = folder_of(source), name = entry_name(source);
  if (!program_options.cache_prefix.empty() && folder.starts_with("/")) return program_options.cache_prefix + folder + name;
  return folder + "__pycache__/" + name;
}

std::shared_ptr<const CodeSpec> read_cached_code(const std::string& path, const std::string& shown_path, const struct stat& status) {
  if (build_number() == 0) return nullptr;
  const std::string source = name_in_cache(path, shown_path);
  Head head = head_for(status);
  const bool is_usual = program_options.cache_prefix.empty() && program_options.optimize == 0;
  // The library first: most modules are its.
  if (is_usual && source.starts_with("/")) {
    if (auto code = read_entry(built_path(source), head)) return code;
  }
  // Code carries the name of its file: an entry that was moved along with its source is not used.
  if (auto code = read_entry(cache_path(source), head)) return code->filename == shown_path ? code : nullptr;
  std::string second = is_usual ? second_path(source) : "";
  return second.empty() ? nullptr : read_entry(second, head);
}

void write_cached_code(const std::string& path, const struct stat& status, const CodeSpec& code) {
  if (build_number() == 0) return;
  const std::string source = name_in_cache(path, code.filename);
  Head head = head_for(status);
  std::string payload;
  serialize(code, &payload);
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes.push_back(code_letter);
  uint32_t length = static_cast<uint32_t>(payload.size());
  bytes.append(reinterpret_cast<const char*>(&length), 4);
  bytes += payload;
  mode_t mode = (status.st_mode & 0666) | 0200;
  if (replace_file(cache_path(source), bytes, mode, !program_options.cache_prefix.empty())) return;
  if (!program_options.cache_prefix.empty() || program_options.optimize > 0) return;
  std::string second = second_path(source);
  if (!second.empty()) replace_file(second, bytes, mode, true);
}

}  // namespace python
