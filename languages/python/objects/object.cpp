/// The kinds' registration with the heap and their trace functions.
#include "objects/object.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "modules/abc.h"
#include "modules/collections.h"
#include "modules/context.h"
#include "modules/datetime/datetime.h"
#include "modules/deque.h"
#include "modules/io/files.h"
#include "modules/socket/socket.h"
#include "modules/struct/format.h"
#include "modules/json/json.h"
#include "modules/sre/pattern.h"
#include "modules/functools.h"
#include "modules/itertools.h"
#include "modules/operator.h"
#include "objects/builtin.h"
#include "objects/bytes.h"
#include "objects/exception.h"
#include "objects/floating.h"
#include "objects/function.h"
#include "objects/iterators.h"
#include "objects/memory_view.h"
#include "objects/module.h"
#include "objects/range.h"
#include "objects/set.h"
#include "objects/type.h"
#include "objects/vm.h"
#include "objects/weak_reference.h"

namespace python {

constinit Singletons singletons{
    .none = {{static_cast<uint32_t>(Kind::none), 0}},
    .false_ = {{static_cast<uint32_t>(Kind::boolean), 0}},
    .ellipsis = {{static_cast<uint32_t>(Kind::ellipsis), 0}},
    .not_implemented = {{static_cast<uint32_t>(Kind::not_implemented), 0}},
    .true_ = {{static_cast<uint32_t>(Kind::boolean), 0}},
};

const char* kind_name(Kind kind) {
  static const char* const names[] = {
      "free",
#define KIND(name, type_name, structure, finalized, meaning) #name,
#include "objects/kinds.def"
#undef KIND
  };
  return names[static_cast<uint32_t>(kind)];
}

Type* type_of(Value v) {
  if (is_ref(v)) {
    Object* object = object_of(v);
    switch (kind_of(object)) {
      case Kind::instance: return as<Instance>(v)->map->type;
      case Kind::type: return as<Type>(v)->metatype;
      case Kind::native: return as<NativeObject>(v)->type;
      default: return vm.types[object->kind];
    }
  }
  return vm.types[static_cast<uint32_t>(is_small_int(v) ? Kind::integer : Kind::floating)];
}

namespace {

using jitwright::Tracer;

/// Reports the listed fields of an object.
template <class T, auto... fields>
void trace_fields(void* object, Tracer& tracer) {
  T* self = static_cast<T*>(object);
  (visit(tracer, self->*fields), ...);
}

void trace_items(ValueField* items, uint64_t count, Tracer& tracer) {
  for (uint64_t i = 0; i < count; i++) visit(tracer, items[i]);
}

void trace_instance(void* object, Tracer& tracer) {
  Instance* self = static_cast<Instance*>(object);
  Map* map = self->map;
  visit(tracer, self->map);
  if (map) trace_items(self->slots, map->words(), tracer);
}

void trace_type(void* object, Tracer& tracer) {
  trace_fields<Type, &Type::metatype, &Type::name, &Type::qualname, &Type::base, &Type::bases, &Type::mro, &Type::dict,
               &Type::root_map, &Type::subclasses>(object, tracer);
}

void trace_map(void* object, Tracer& tracer) {
  trace_fields<Map, &Map::type, &Map::parent, &Map::root, &Map::name, &Map::last_transition, &Map::next_sibling, &Map::overflowing,
               &Map::dictionary>(object, tracer);
}

// AttributeSite and StoreSite share a kind: the field after `version` is a value in one and a pointer in the other.
static_assert(sizeof(AttributeSite) == sizeof(StoreSite));
void trace_attribute_site(void* object, Tracer& tracer) {
  trace_fields<AttributeSite, &AttributeSite::map, &AttributeSite::name, &AttributeSite::value, &AttributeSite::holder>(object, tracer);
}

void trace_tuple(void* object, Tracer& tracer) {
  Tuple* self = static_cast<Tuple*>(object);
  trace_items(self->items, self->length, tracer);
}

/// The items that lie in the bytes [begin, end) of an object with `count` items of `item_size` bytes from byte `first` on, in part or whole.
struct ItemRange {
  uint64_t begin, end;
  ItemRange(size_t begin, size_t end, size_t first, size_t item_size, uint64_t count)
      : begin(begin > first ? (begin - first) / item_size : 0), end(end > first ? std::min((end - first + item_size - 1) / item_size, count) : 0) {}
};

void trace_part_of_tuple(void* object, size_t begin, size_t end, Tracer& tracer) {
  Tuple* self = static_cast<Tuple*>(object);
  ItemRange range(begin, end, sizeof(Tuple), sizeof(Value), self->length);
  for (uint64_t i = range.begin; i < range.end; i++) visit(tracer, self->items[i]);
}

void trace_part_of_value_items(void* object, size_t begin, size_t end, Tracer& tracer) {
  ListItems* self = static_cast<ListItems*>(object);
  ItemRange range(begin, end, sizeof(ListItems), sizeof(Value), self->capacity);
  for (uint64_t i = range.begin; i < range.end; i++) visit(tracer, self->items[i]);
}

void trace_part_of_dict_entries(void* object, size_t begin, size_t end, Tracer& tracer) {
  DictEntries* self = static_cast<DictEntries*>(object);
  ItemRange range(begin, end, sizeof(DictEntries), sizeof(DictEntry), self->capacity);
  for (uint64_t i = range.begin; i < range.end; i++) {
    visit(tracer, self->items[i].key);
    visit(tracer, self->items[i].value);
  }
}

void trace_value_items(void* object, Tracer& tracer) {
  ListItems* self = static_cast<ListItems*>(object);
  trace_items(self->items, self->capacity, tracer);
}

void trace_table(void* object, Tracer& tracer) {
  trace_fields<HashTable, &HashTable::entries, &HashTable::index>(object, tracer);
}

void trace_dict_entries(void* object, Tracer& tracer) {
  DictEntries* self = static_cast<DictEntries*>(object);
  for (uint64_t i = 0; i < self->capacity; i++) {
    visit(tracer, self->items[i].key);
    visit(tracer, self->items[i].value);
  }
}

void trace_str(void* object, Tracer& tracer) {
  Str* self = static_cast<Str*>(object);
  if (self->shared) tracer.visit(shared_buffer(self));
}
void trace_bytearray(void* object, Tracer& tracer) { visit(tracer, static_cast<ByteArray*>(object)->items); }

void trace_native(void* object, Tracer& tracer) {
  NativeObject* self = static_cast<NativeObject*>(object);
  visit(tracer, self->type);
  trace_items(self->fields, self->field_count, tracer);
}

constexpr auto trace_weak_reference = trace_fields<WeakReference, &WeakReference::callback, &WeakReference::owner>;
constexpr auto trace_calling_iterator = trace_fields<CallingIterator, &CallingIterator::callable, &CallingIterator::iterator>;
constexpr auto trace_combinatoric = trace_fields<Combinatoric, &Combinatoric::pools, &Combinatoric::indices, &Combinatoric::cycles>;

struct KindTrace {
  Kind kind;
  void (*trace)(void*, Tracer&);
};

const KindTrace traces[] = {
    {Kind::instance, trace_instance},
    {Kind::type, trace_type},
    {Kind::str, trace_str},
    {Kind::bytearray, trace_bytearray},
    {Kind::array, trace_bytearray},
    {Kind::memory_view, trace_memory_view},
    {Kind::list, trace_fields<List, &List::items>},
    {Kind::tuple, trace_tuple},
    {Kind::dict, trace_table},
    {Kind::set, trace_table},
    {Kind::frozenset, trace_table},
    {Kind::range, trace_fields<Range, &Range::start, &Range::stop, &Range::step, &Range::length>},
    {Kind::slice, trace_fields<Slice, &Slice::start, &Slice::stop, &Slice::step>},
    {Kind::dict_keys, trace_fields<DictView, &DictView::dict>},
    {Kind::dict_values, trace_fields<DictView, &DictView::dict>},
    {Kind::dict_items, trace_fields<DictView, &DictView::dict>},
    {Kind::mapping_proxy, trace_fields<MappingProxy, &MappingProxy::mapping>},
    {Kind::list_iterator, trace_fields<ListIterator, &ListIterator::list>},
    {Kind::list_reverse_iterator, trace_fields<ListIterator, &ListIterator::list>},
    {Kind::tuple_iterator, trace_fields<TupleIterator, &TupleIterator::tuple>},
    {Kind::long_range_iterator,
     trace_fields<LongRangeIterator, &LongRangeIterator::current, &LongRangeIterator::remaining, &LongRangeIterator::step>},
    {Kind::str_iterator, trace_fields<StrIterator, &StrIterator::str>},
    {Kind::bytes_iterator, trace_fields<BytesIterator, &BytesIterator::source>},
    {Kind::dict_key_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::dict_value_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::dict_item_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::dict_reverse_key_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::dict_reverse_value_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::dict_reverse_item_iterator, trace_fields<DictIterator, &DictIterator::dict>},
    {Kind::set_iterator, trace_fields<SetIterator, &SetIterator::set>},
    {Kind::sequence_iterator, trace_fields<SequenceIterator, &SequenceIterator::sequence>},
    {Kind::callable_iterator, trace_fields<CallableIterator, &CallableIterator::callable, &CallableIterator::sentinel>},
    {Kind::enumerate, trace_fields<Enumerate, &Enumerate::iterator, &Enumerate::index>},
    {Kind::zip, trace_fields<Zip, &Zip::iterators>},
    {Kind::map, trace_fields<MapIterator, &MapIterator::callable, &MapIterator::iterators>},
    {Kind::filter, trace_fields<Filter, &Filter::predicate, &Filter::iterator>},
    {Kind::reversed, trace_fields<Reversed, &Reversed::sequence>},
    {Kind::function, trace_fields<Function, &Function::code, &Function::globals, &Function::closure, &Function::defaults,
                                  &Function::keyword_defaults, &Function::name, &Function::qualname, &Function::doc,
                                  &Function::module, &Function::annotations, &Function::dict>},
    {Kind::builtin_function,
     trace_fields<BuiltinFunction, &BuiltinFunction::owner, &BuiltinFunction::module, &BuiltinFunction::self>},
    {Kind::method_descriptor,
     trace_fields<BuiltinFunction, &BuiltinFunction::owner, &BuiltinFunction::module, &BuiltinFunction::self>},
    {Kind::bound_method, trace_fields<BoundMethod, &BoundMethod::function, &BoundMethod::self>},
    {Kind::bound_builtin_method, trace_fields<BoundMethod, &BoundMethod::function, &BoundMethod::self>},
    {Kind::cell, trace_fields<Cell, &Cell::value>},
    {Kind::property,
     trace_fields<Property, &Property::getter, &Property::setter, &Property::deleter, &Property::doc, &Property::name>},
    {Kind::static_method, trace_fields<StaticMethod, &StaticMethod::function, &StaticMethod::dict>},
    {Kind::class_method, trace_fields<ClassMethod, &ClassMethod::function, &ClassMethod::dict>},
    {Kind::member, trace_fields<Member, &Member::name, &Member::owner>},
    {Kind::getset, trace_fields<GetSet, &GetSet::owner>},
    {Kind::super, trace_fields<Super, &Super::type, &Super::object, &Super::object_type>},
    {Kind::code, trace_code},
    {Kind::generator, trace_generator},
    {Kind::coroutine, trace_generator},
    {Kind::async_generator, trace_generator},
    {Kind::async_generator_asend, trace_async_step},
    {Kind::async_generator_athrow, trace_async_step},
    {Kind::coroutine_wrapper, trace_coroutine_wrapper},
    {Kind::anext_awaitable, trace_anext_awaitable},
    {Kind::frame, trace_frame},
    {Kind::traceback, trace_fields<Traceback, &Traceback::next, &Traceback::code, &Traceback::frame>},
    {Kind::module, trace_fields<Module, &Module::dict>},
    {Kind::namespace_object, trace_fields<NamespaceObject, &NamespaceObject::dict>},
    {Kind::generic_alias, trace_fields<GenericAlias, &GenericAlias::origin, &GenericAlias::arguments>},
    {Kind::union_type, trace_fields<UnionType, &UnionType::arguments>},
    {Kind::file_io, trace_file_io},
    {Kind::buffered_reader, trace_buffered},
    {Kind::buffered_writer, trace_buffered},
    {Kind::buffered_random, trace_buffered},
    {Kind::buffered_pair, trace_buffered_pair},
    {Kind::text_io, trace_text_io},
    {Kind::bytes_io, trace_bytes_io},
    {Kind::string_io, trace_string_io},
    {Kind::newline_decoder, trace_newline_decoder},
    {Kind::pattern, trace_fields<sre::Pattern, &sre::Pattern::program, &sre::Pattern::whole, &sre::Pattern::pattern,
                                 &sre::Pattern::group_index, &sre::Pattern::group_names>},
    {Kind::match, trace_fields<sre::Match, &sre::Match::pattern, &sre::Match::string>},
    {Kind::sre_scanner, trace_fields<sre::Scanner, &sre::Scanner::pattern, &sre::Scanner::string>},
    {Kind::match_iterator, trace_fields<sre::Scanner, &sre::Scanner::pattern, &sre::Scanner::string>},
    {Kind::json_decoder,
     trace_fields<json::Decoder, &json::Decoder::strict, &json::Decoder::object_hook, &json::Decoder::object_pairs_hook,
                  &json::Decoder::parse_float, &json::Decoder::parse_int, &json::Decoder::parse_constant>},
    {Kind::json_encoder, trace_fields<json::Encoder, &json::Encoder::markers, &json::Encoder::fallback, &json::Encoder::encode_string,
                                      &json::Encoder::indent, &json::Encoder::key_separator, &json::Encoder::item_separator>},
    {Kind::weak_reference, trace_weak_reference},
    {Kind::weak_proxy, trace_weak_reference},
    {Kind::weak_callable_proxy, trace_weak_reference},
    {Kind::deque, trace_fields<Deque, &Deque::items>},
    {Kind::deque_iterator, trace_fields<DequeIterator, &DequeIterator::deque>},
    {Kind::deque_reverse_iterator, trace_fields<DequeIterator, &DequeIterator::deque>},
    {Kind::tuple_getter, trace_fields<TupleGetter, &TupleGetter::doc>},
    {Kind::partial, trace_fields<Partial, &Partial::callable, &Partial::arguments, &Partial::keywords, &Partial::dict>},
    {Kind::lru_cache, trace_fields<LruCache, &LruCache::callable, &LruCache::results, &LruCache::root, &LruCache::info_type, &LruCache::dict>},
    {Kind::lru_link, trace_fields<LruLink, &LruLink::previous, &LruLink::following, &LruLink::key, &LruLink::value>},
    {Kind::comparison_key, trace_fields<ComparisonKey, &ComparisonKey::comparison, &ComparisonKey::object>},
    {Kind::item_getter, trace_fields<ItemGetter, &ItemGetter::items>},
    {Kind::attribute_getter, trace_fields<AttributeGetter, &AttributeGetter::paths, &AttributeGetter::arguments>},
    {Kind::method_caller, trace_fields<MethodCaller, &MethodCaller::name, &MethodCaller::arguments, &MethodCaller::keyword_names,
                                       &MethodCaller::keyword_values>},
    {Kind::abc_data, trace_fields<AbcData, &AbcData::registry, &AbcData::cache, &AbcData::negative_cache>},
    {Kind::context, trace_fields<Context, &Context::values, &Context::previous>},
    {Kind::context_variable, trace_fields<ContextVariable, &ContextVariable::name, &ContextVariable::fallback>},
    {Kind::context_token, trace_fields<ContextToken, &ContextToken::context, &ContextToken::variable, &ContextToken::old_value>},
    {Kind::chain, trace_fields<Chain, &Chain::sources, &Chain::current>},
    {Kind::count, trace_fields<Count, &Count::current, &Count::step>},
    {Kind::cycle, trace_fields<Cycle, &Cycle::iterator, &Cycle::saved>},
    {Kind::repeat, trace_fields<Repeat, &Repeat::item>},
    {Kind::islice, trace_fields<IteratorSlice, &IteratorSlice::iterator>},
    {Kind::starmap, trace_calling_iterator},
    {Kind::take_while, trace_calling_iterator},
    {Kind::drop_while, trace_calling_iterator},
    {Kind::filter_false, trace_calling_iterator},
    {Kind::compress, trace_fields<Compress, &Compress::data, &Compress::selectors>},
    {Kind::accumulate,
     trace_fields<Accumulate, &Accumulate::iterator, &Accumulate::callable, &Accumulate::total, &Accumulate::initial>},
    {Kind::pairwise, trace_fields<Pairwise, &Pairwise::iterator, &Pairwise::previous>},
    {Kind::zip_longest, trace_fields<ZipLongest, &ZipLongest::iterators, &ZipLongest::filler>},
    {Kind::product, trace_combinatoric},
    {Kind::permutations, trace_combinatoric},
    {Kind::combinations, trace_combinatoric},
    {Kind::combinations_with_replacement, trace_combinatoric},
    {Kind::group_by, trace_fields<GroupBy, &GroupBy::iterator, &GroupBy::key_function, &GroupBy::target_key, &GroupBy::current_key,
                                  &GroupBy::current_value, &GroupBy::group>},
    {Kind::grouper, trace_fields<Grouper, &Grouper::parent, &Grouper::target_key>},
    {Kind::tee, trace_fields<Tee, &Tee::link>},
    {Kind::tee_link, trace_fields<TeeLink, &TeeLink::item, &TeeLink::following, &TeeLink::iterator>},
    {Kind::native, trace_native},
    {Kind::datetime, trace_fields<datetime::DateTime, &datetime::DateTime::tzinfo>},
    {Kind::time, trace_fields<datetime::Time, &datetime::Time::tzinfo>},
    {Kind::timezone, trace_fields<datetime::TimeZone, &datetime::TimeZone::offset, &datetime::TimeZone::name>},
    {Kind::struct_format, trace_struct_format},
    {Kind::hidden_map, trace_map},
    {Kind::attribute_site, trace_attribute_site},
    {Kind::value_items, trace_value_items},
    {Kind::dict_entries, trace_dict_entries},
    {Kind::global_cell, trace_fields<GlobalCell, &GlobalCell::value>},
};

}  // namespace

void register_kinds() {
  jitwright::Heap& heap = jitwright::Heap::current();
  jitwright::Kind kinds[kind_count] = {};
  for (uint32_t i = 0; i < kind_count; i++) kinds[i].name = kind_name(static_cast<Kind>(i));
  for (const KindTrace& entry : traces) kinds[static_cast<uint32_t>(entry.kind)].trace = entry.trace;
  kinds[static_cast<uint32_t>(Kind::tuple)].trace_part = trace_part_of_tuple;
  kinds[static_cast<uint32_t>(Kind::value_items)].trace_part = trace_part_of_value_items;
  kinds[static_cast<uint32_t>(Kind::dict_entries)].trace_part = trace_part_of_dict_entries;
  for (Kind kind : {Kind::weak_reference, Kind::weak_proxy, Kind::weak_callable_proxy}) {
    kinds[static_cast<uint32_t>(kind)].finalize = finalize_weak_reference;
  }
  kinds[static_cast<uint32_t>(Kind::instance)].farewell = true;  // those that are watched: their class has __del__
  kinds[static_cast<uint32_t>(Kind::generator)].farewell = true;  // likewise: their code may have something to clean up
  kinds[static_cast<uint32_t>(Kind::coroutine)].farewell = true;
  kinds[static_cast<uint32_t>(Kind::file_io)].finalize = finalize_file_io;
  kinds[static_cast<uint32_t>(Kind::socket)].finalize = finalize_socket;
  kinds[static_cast<uint32_t>(Kind::resource)].finalize = finalize_resource;
  for (Kind kind : {Kind::buffered_reader, Kind::buffered_writer, Kind::buffered_random}) {
    kinds[static_cast<uint32_t>(kind)].finalize = finalize_buffered;
  }
  // What a file still holds is written before it dies.
  for (Kind kind : {Kind::buffered_writer, Kind::buffered_random, Kind::text_io}) kinds[static_cast<uint32_t>(kind)].farewell = true;
  kinds[static_cast<uint32_t>(Kind::text_io)].finalize = finalize_text_io;
  for (uint32_t i = 1; i < kind_count; i++) {
    if (heap.add_kind(kinds[i]) != i) {
      std::fprintf(stderr, "jwpython: the heap numbers kinds from 1; kind %s got another number\n", kinds[i].name);
      std::abort();
    }
  }
}

}  // namespace python
