/// Hidden classes: transitions, attribute sites, dictionary mode.
#include "objects/map.h"

#include <algorithm>

#include "modules/collections.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/type.h"

namespace python {

namespace detail {
AttributeCaches attribute_caches;
}

void trace_attribute_caches(jitwright::Tracer& tracer) {
  for (AttributeSite* site : detail::attribute_caches.sites) tracer.visit(site);
  for (StoreSite* site : detail::attribute_caches.stores) tracer.visit(site);
}

namespace {

constexpr uint32_t maximum_inline_slots = 40;

Map* make_map(Map* root, uint32_t slot_count) {
  Map* map = make<Map>(Kind::hidden_map);
  map->slot_count = slot_count;
  map->claim = claims_unknown;
  if (root) {
    map->type.initialise(root->type.get());
    map->root.initialise(root);
    map->inline_capacity = root->inline_capacity;
    map->instance_size = root->instance_size;
    map->overflows = root->overflows;
  }
  return map;
}

Map* overflowing_root(Map* root) {
  if (root->overflows) return root;
  if (!root->overflowing.get()) {
    Map* map = make_map(nullptr, root->slot_count);
    map->type.initialise(root->type.get());
    map->instance_size = root->instance_size;
    map->inline_capacity = root->inline_capacity - 1;
    map->overflows = true;
    root->overflowing = map;
  }
  return root->overflowing;
}

Map* dictionary_map(Map* any_root) {
  Map* root = overflowing_root(any_root);
  if (!root->dictionary.get()) {
    Map* map = make_map(root, root->slot_count);
    map->is_dictionary = true;
    root->dictionary = map;
  }
  return root->dictionary;
}

Dict* dictionary_of(Instance* instance) { return as<Dict>(instance->slots[instance->map->inline_capacity]); }

SlotItems* make_slot_items(uint64_t capacity) {
  SlotItems* items = make<SlotItems>(Kind::value_items, capacity * sizeof(Value));
  items->capacity = capacity;
  return items;
}

Map* root_of(Map* map) { return map->root.get() ? map->root.get() : map; }

/// Makes all words null but the hidden slots.
void clear_slots(Instance* instance, Map* map) {
  for (uint32_t i = root_of(map)->slot_count; i < map->words(); i++) instance->slots[i] = null_value;
}

void enter_dictionary_mode(Instance* instance, Dict* dict) {
  Map* map = instance->map;
  Map* target = dictionary_map(root_of(map));
  clear_slots(instance, target);
  instance->slots[target->inline_capacity] = ref(dict);
  instance->map = target;
}

/// Gives an instance that is full an overflowing map with the same attributes.
void start_overflow(Instance* instance) {
  Map* map = instance->map;
  Map* chain[maximum_slots];
  uint32_t depth = 0;
  for (Map* each = map; each->name.get(); each = each->parent) chain[depth++] = each;
  Map* target = overflowing_root(root_of(map));
  while (depth > 0) {
    Map* old = chain[--depth];
    target = map_with(target, old->name);
    admit(target, slot_of(instance, old->slot_count - 1));
  }
  SlotItems* items = make_slot_items(2);
  items->items[0] = instance->slots[target->inline_capacity].get();
  instance->slots[target->inline_capacity] = ref(items);
  instance->map = target;
}

}  // namespace

Map* make_root_map(Type* type, uint32_t inline_capacity, bool grows) {
  Map* map = make_map(nullptr, type->hidden_slots);
  map->type.initialise(type);
  inline_capacity = std::max(inline_capacity, map->slot_count + grows);
  map->instance_size = static_cast<uint32_t>((sizeof(Instance) + inline_capacity * sizeof(Value) + 15) & ~size_t{15});
  // What rounding up left over is room for slots too.
  map->inline_capacity = static_cast<uint32_t>((map->instance_size - sizeof(Instance)) / sizeof(Value));
  map->next_sibling = type->root_map.get();
  return map;
}

Map* find_holder(Map* map, Str* name) {
  for (; map->name.get(); map = map->parent) {
    if (map->name.get() == name) return map;
  }
  return nullptr;
}

void reduce_claim(Map* holder, Value value) {
  holder->claim = holder->claim == claims_unknown ? claim_of(value) : claims_nothing;
}

Map* map_with(Map* map, Str* name) {
  if (map->slot_count >= maximum_slots) return dictionary_map(root_of(map));
  for (Map* child = map->last_transition; child; child = child->next_sibling) {
    if (child->name.get() == name) return child;
  }
  Map* child = make_map(root_of(map), map->slot_count + 1);
  child->parent.initialise(map);
  child->name.initialise(name);
  child->next_sibling = map->last_transition.get();
  map->last_transition = child;
  return child;
}

namespace detail {

AttributeSite* make_attribute_site(Map* map, uint64_t version, Str* name) {
  Type* type = map->type;
  AttributeForm form = AttributeForm::general;
  uint32_t index = 0;
  Value value = null_value;
  Map* holder = nullptr;
  auto use_slot = [&] {
    index = holder->slot_count - 1;
    form = AttributeForm::slot;
    if (index >= map->inline_capacity) {
      form = AttributeForm::overflow_slot;
      index -= map->inline_capacity;
    }
  };
  Value entry = lookup_in_type(type, version, name), found = value_of_lookup(entry);
  bool varies = entry != found;
  if (!has_flag(type, type_custom_getattribute)) {
    if (!map->is_dictionary) holder = find_holder(map, name);
    if (found && is_data_descriptor(found)) {
      if (varies) {
      } else if (has_kind(found, Kind::property)) {
        value = as<Property>(found)->getter;
        if (!is_none(value)) form = AttributeForm::getter;
      } else if (has_kind(found, Kind::member)) {
        index = as<Member>(found)->index;
        form = AttributeForm::member;
      } else if (has_kind(found, Kind::tuple_getter) && type->layout == Kind::tuple) {
        index = static_cast<uint32_t>(as<TupleGetter>(found)->index);
        form = AttributeForm::tuple_item;
      }
    } else if (map->is_dictionary) {
    } else if (holder) {
      use_slot();
    } else if (varies) {
    } else if (found) {
      form = AttributeForm::constant;
      value = found;
      if (is_ref(found)) {
        switch (kind_of(object_of(found))) {
          case Kind::function:
          case Kind::lru_cache:
          case Kind::method_descriptor: form = AttributeForm::method; break;
          case Kind::static_method: value = as<StaticMethod>(found)->function; break;
          case Kind::class_method:
          case Kind::super:
          case Kind::instance:
          case Kind::native:
            if (has_kind(found, Kind::class_method) || has_kind(found, Kind::super) || lookup(type_of(found), vm.names.__get__)) form = AttributeForm::general;
            break;
          default: break;
        }
      }
    } else if (!has_flag(type, type_has_getattr)) {
      form = AttributeForm::missing;
    }
  }
  AttributeSite* site = make<AttributeSite>(Kind::attribute_site);
  site->form = form;
  site->index = index;
  site->map.initialise(map);
  site->name.initialise(name);
  site->version = version;
  site->value.initialise(value);
  site->holder.initialise(form == AttributeForm::slot || form == AttributeForm::overflow_slot ? holder : nullptr);
  attribute_caches.sites[attribute_cache_index(map, name)] = site;
  return site;
}

StoreSite* make_store_site(Map* map, uint64_t version, Str* name) {
  Type* type = map->type;
  StoreForm form = StoreForm::general;
  uint32_t index = 0;
  Map *next = nullptr, *holder = nullptr;
  if (!has_flag(type, type_custom_setattr)) {
    Value found = value_of_lookup(lookup_in_type(type, version, name));
    if (found && has_kind(found, Kind::member)) {
      form = StoreForm::slot;
      index = as<Member>(found)->index;
    } else if (has_flag(type, type_has_dictionary) && !map->is_dictionary && !(found && is_data_descriptor(found))) {
      holder = find_holder(map, name);
      if (holder) {
        index = holder->slot_count - 1;
        form = StoreForm::slot;
        if (index >= map->inline_capacity) {
          form = StoreForm::overflow_slot;
          index -= map->inline_capacity;
        }
      } else if (map->slot_count < map->inline_capacity && map->slot_count < maximum_slots) {
        form = StoreForm::new_slot;
        index = map->slot_count;
        next = holder = map_with(map, name);
      }
    }
  }
  StoreSite* site = make<StoreSite>(Kind::attribute_site);
  site->form = form;
  site->index = index;
  site->map.initialise(map);
  site->name.initialise(name);
  site->version = version;
  site->next.initialise(next);
  site->holder.initialise(holder);
  attribute_caches.stores[attribute_cache_index(map, name)] = site;
  return site;
}

}  // namespace detail

Value get_slot(Instance* instance, Str* name) {
  Map* map = instance->map;
  if (map->is_dictionary) return dict_get_str(dictionary_of(instance), name);
  int32_t slot = find_slot(map, name);
  return slot < 0 ? null_value : slot_of(instance, static_cast<uint32_t>(slot)).get();
}

void set_slot(Instance* instance, Str* name, Value value) {
  Map* map = instance->map;
  if (map->is_dictionary) return dict_set_str(dictionary_of(instance), name, value);
  if (Map* holder = find_holder(map, name)) {
    admit(holder, value);
    slot_of(instance, holder->slot_count - 1) = value;
    return;
  }
  Map* target = map_with(map, name);
  if (target->is_dictionary) {
    Dict* dict = instance_dictionary(instance);
    return dict_set_str(dict, name, value);
  }
  uint32_t index = map->slot_count;
  if (index < map->inline_capacity) {
    instance->slots[index] = value;
  } else {
    // The next instances of the class get room for as many slots as this one needs.
    Type* type = map->type;
    if (type->root_map->inline_capacity <= index && index < maximum_inline_slots) {
      type->root_map = make_root_map(type, index + 1);
      type->version = ++vm.last_type_version;
    }
    if (!map->overflows) {
      start_overflow(instance);
      map = instance->map;
      target = map_with(map, name);
    }
    uint32_t outside = index - map->inline_capacity;
    SlotItems* items = overflow_of(instance);
    if (!items || outside >= items->capacity) {
      SlotItems* bigger = make_slot_items(items ? items->capacity * 2 : 2);
      for (uint32_t i = 0; i < outside; i++) bigger->items[i] = items->items[i].get();
      instance->slots[map->inline_capacity] = ref(bigger);
      items = bigger;
    }
    items->items[outside] = value;
  }
  admit(target, value);
  instance->map = target;
}

namespace {

/// Calls visit(name, value) for each named slot in order of their making.
template <class F>
void for_each_slot(Instance* instance, F visit_slot) {
  Map* chain[maximum_slots];
  uint32_t depth = 0;
  for (Map* map = instance->map; map->name.get(); map = map->parent) chain[depth++] = map;
  while (depth > 0) {
    Map* map = chain[--depth];
    visit_slot(map->name.get(), slot_of(instance, map->slot_count - 1).get());
  }
}

/// Gives the instance the same hidden slots, a new root and the named values given by `dict`, in order.
void rebuild_slots(Instance* instance, Map* root, Dict* dict) {
  clear_slots(instance, root);
  instance->map = root;
  for (int64_t i = next_entry(dict, 0); i >= 0; i = next_entry(dict, static_cast<uint64_t>(i) + 1)) {
    set_slot(instance, as<Str>(dict->entries->items[i].key), entry_value(dict, dict->entries->items[i]));
  }
}

}  // namespace

Dict* copy_attributes(Instance* instance) {
  if (instance->map->is_dictionary) return dict_copy(dictionary_of(instance));
  Dict* dict = make_dict();
  for_each_slot(instance, [&](Str* name, Value value) { dict_set_str(dict, name, value); });
  return dict;
}

bool delete_slot(Instance* instance, Str* name) {
  Map* map = instance->map;
  if (map->is_dictionary) return dict_delete_str(dictionary_of(instance), name);
  Map* holder = find_holder(map, name);
  if (!holder) return false;
  // The slots behind it move up by one, and the map becomes the one of an instance that never had the attribute.
  Map* later[maximum_slots];
  uint32_t count = 0, index = holder->slot_count - 1;
  for (Map* each = map; each != holder; each = each->parent) later[count++] = each;
  Map* becomes = holder->parent;
  while (count > 0) {
    Value value = slot_of(instance, index + 1);
    becomes = map_with(becomes, later[--count]->name);
    admit(becomes, value);
    slot_of(instance, index++) = value;
  }
  slot_of(instance, index) = null_value;
  instance->map = becomes;
  return true;
}

Dict* instance_dictionary(Instance* instance) {
  if (!instance->map->is_dictionary) enter_dictionary_mode(instance, copy_attributes(instance));
  return dictionary_of(instance);
}

void set_instance_dictionary(Instance* instance, Dict* dict) { enter_dictionary_mode(instance, dict); }

void change_class(Instance* instance, Type* type) {
  Map* old = instance->map;
  Map* root = type->root_map;
  while (root && root->instance_size != old->instance_size) root = root->next_sibling;
  if (!root) {
    // A root of exactly this capacity, known to the type but not used for new instances.
    root = make_root_map(type, old->words());
    root->next_sibling = type->root_map->next_sibling.get();
    type->root_map->next_sibling = root;
  }
  if (old->is_dictionary) {
    instance->map = dictionary_map(root);
    return;
  }
  rebuild_slots(instance, root, copy_attributes(instance));
}

}  // namespace python
