/// The cases of the interpreter's switch, included where the loop stands: the portal (run.cpp) and the traced loop (run_traced.cpp), which differ in
/// how they leave, suspend, jump back and call. The includer defines JUMP_BACK, LEAVE(result) and SUSPEND(value), has `frame`, `code`, `pc`,
/// `first_argument`, `argument_count`, and the labels `call` and `error`.

      // -- moves, constants, locals, cells, names --
      case Opcode::nop: NEXT
      case Opcode::move: R(pc->a) = R(pc->b); NEXT
      case Opcode::load_const: R(pc->a) = code->constants->items[pc->b]; NEXT
      case Opcode::check_local:
        if (!R(pc->a)) [[unlikely]] { raise_unbound_local(code, pc->a); goto error; }
        NEXT
      case Opcode::delete_local:
        if (!R(pc->a)) [[unlikely]] { raise_unbound_local(code, pc->a); goto error; }
        R(pc->a) = null_value; NEXT
      case Opcode::clear: R(pc->a) = null_value; NEXT
      case Opcode::make_cell: R(pc->a) = ref(make_cell(R(pc->a))); NEXT
      case Opcode::load_cell: RESULT(load_cell(frame, code, pc->b))
      case Opcode::store_cell: as<Cell>(R(pc->a))->value = V(pc->b); NEXT
      case Opcode::delete_cell:
        if (!load_cell(frame, code, pc->a)) [[unlikely]] goto error;
        as<Cell>(R(pc->a))->value = null_value; NEXT
      case Opcode::load_free: RESULT(load_free(frame, code, pc->b))
      case Opcode::store_free: closure_cell(frame, pc->a)->value = V(pc->b); NEXT
      case Opcode::delete_free:
        if (!load_free(frame, code, pc->a)) [[unlikely]] goto error;
        closure_cell(frame, pc->a)->value = null_value; NEXT
      case Opcode::load_closure: R(pc->a) = frame->closure->items[pc->b]; NEXT
      case Opcode::load_class_free: RESULT(load_class_free(frame, code, pc->b, pc->c))
      case Opcode::load_global: RESULT(load_global(code, pc->b))
      case Opcode::store_global: store_global(code, pc->a, V(pc->b)); NEXT
      case Opcode::delete_global: CHECK_TRUE(delete_global(code, pc->a))
      case Opcode::load_name: RESULT(load_name(frame, code, pc->b))
      case Opcode::store_name: CHECK_TRUE(store_name(frame, code, pc->a, V(pc->b)))
      case Opcode::delete_name: CHECK_TRUE(delete_name(frame, code, pc->a))
      case Opcode::setup_annotations: CHECK_TRUE(setup_annotations(frame, code))

      // -- arithmetic --
#define BINARY(name, symbol, in_place_symbol, method, reflected, in_place)     \
      case Opcode::name: RESULT(name(V(pc->b), V(pc->c)))                      \
      case Opcode::inplace_##name: RESULT(inplace_##name(V(pc->b), V(pc->c)))
#include "objects/operators.def"
#undef BINARY
      case Opcode::negate: RESULT(negate(V(pc->b)))
      case Opcode::positive: RESULT(positive(V(pc->b)))
      case Opcode::invert: RESULT(invert(V(pc->b)))
      case Opcode::logical_not: {
        int truth_value = truth(V(pc->b));
        if (truth_value < 0) [[unlikely]] goto error;
        R(pc->a) = boolean(truth_value == 0); NEXT
      }

      // -- comparisons --
      case Opcode::less: RESULT(less(V(pc->b), V(pc->c)))
      case Opcode::less_equal: RESULT(less_equal(V(pc->b), V(pc->c)))
      case Opcode::greater: RESULT(greater(V(pc->b), V(pc->c)))
      case Opcode::greater_equal: RESULT(greater_equal(V(pc->b), V(pc->c)))
      case Opcode::equal: RESULT(equal(V(pc->b), V(pc->c)))
      case Opcode::not_equal: RESULT(not_equal(V(pc->b), V(pc->c)))
      case Opcode::is_same: R(pc->a) = boolean(is_same(V(pc->b), V(pc->c))); NEXT
      case Opcode::is_not_same: R(pc->a) = boolean(!is_same(V(pc->b), V(pc->c))); NEXT
      case Opcode::contains: TRUTH(contains(V(pc->c), V(pc->b)))
      case Opcode::not_contains: {
        int truth_value = contains(V(pc->c), V(pc->b));
        if (truth_value < 0) [[unlikely]] goto error;
        R(pc->a) = boolean(truth_value == 0); NEXT
      }

      // -- jumps --
      case Opcode::jump: pc = TARGET(pc->a); continue;
      case Opcode::jump_back: JUMP_BACK
      case Opcode::jump_if_true: JUMP_WHEN(truth(V(pc->a)), 1, pc->b)
      case Opcode::jump_if_false: JUMP_WHEN(truth(V(pc->a)), 0, pc->b)
      case Opcode::jump_if_less: JUMP_WHEN(less_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_less: JUMP_WHEN(less_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_less_equal: JUMP_WHEN(less_equal_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_less_equal: JUMP_WHEN(less_equal_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_greater: JUMP_WHEN(greater_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_greater: JUMP_WHEN(greater_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_greater_equal: JUMP_WHEN(greater_equal_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_greater_equal: JUMP_WHEN(greater_equal_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_equal: JUMP_WHEN(same_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_equal: JUMP_WHEN(same_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_unequal: JUMP_WHEN(differ_truth(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_not_unequal: JUMP_WHEN(differ_truth(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_is: JUMP_WHEN(is_same(V(pc->a), V(pc->b)), 1, pc->c)
      case Opcode::jump_if_is_not: JUMP_WHEN(is_same(V(pc->a), V(pc->b)), 0, pc->c)
      case Opcode::jump_if_in: JUMP_WHEN(contains(V(pc->b), V(pc->a)), 1, pc->c)
      case Opcode::jump_if_not_in: JUMP_WHEN(contains(V(pc->b), V(pc->a)), 0, pc->c)

      // -- attributes and items --
      case Opcode::load_attr: RESULT(get_attr(R(pc->b), NAME_AT(pc->c)))
      case Opcode::store_attr: CHECK_TRUE(set_attr(R(pc->a), NAME_AT(pc->b), V(pc->c)))
      case Opcode::delete_attr: CHECK_TRUE(delete_attr(R(pc->a), NAME_AT(pc->b)))
      case Opcode::get_item: RESULT(get_item(R(pc->b), V(pc->c)))
      case Opcode::set_item: CHECK_TRUE(set_item(R(pc->a), V(pc->b), V(pc->c)))
      case Opcode::delete_item: CHECK_TRUE(delete_item(R(pc->a), V(pc->b)))
      case Opcode::get_slice: RESULT(get_slice(R(pc->b), R(pc->c), R(pc->c + 1)))
      case Opcode::set_slice: CHECK_TRUE(set_slice(R(pc->a), R(pc->b), R(pc->b + 1), V(pc->c)))
      case Opcode::build_slice: RESULT(make_slice(R(pc->b), R(pc->b + 1), pc->c == 3 ? R(pc->b + 2) : none()))

      // -- calls --
      case Opcode::call:
        first_argument = static_cast<uint32_t>(pc->b) + 1;
        argument_count = static_cast<uint32_t>(pc->c);
        goto call;
      case Opcode::call_kw:
        frame->pc = pc;
        RESULT(call_kw(frame, R(pc->b), pc->b + 1, pc->d, as<Tuple>(code->constants->items[pc->c].get())))
      case Opcode::call_ex: frame->pc = pc; RESULT(call_star(frame, R(pc->b), R(pc->b + 1), R(pc->b + 2)))
      case Opcode::load_method: {
        Method method = get_method(R(pc->b), NAME_AT(pc->c));
        if (!method.callable) [[unlikely]] goto error;
        R(pc->a) = method.callable;
        R(pc->a + 1) = method.self;
        NEXT
      }
      case Opcode::call_method: {
        bool has_self = bool(R(pc->b + 1));
        first_argument = static_cast<uint32_t>(pc->b) + 2 - has_self;
        argument_count = static_cast<uint32_t>(pc->c) + has_self;
        goto call;
      }
      case Opcode::call_method_kw: {
        frame->pc = pc;
        bool has_self = bool(R(pc->b + 1));
        RESULT(call_kw(frame, R(pc->b), pc->b + 2 - has_self, static_cast<uint32_t>(pc->d + has_self),
                       as<Tuple>(code->constants->items[pc->c].get())))
      }
      case Opcode::load_super_attr: frame->pc = pc; RESULT(load_super_attr(frame, pc->b, NAME_AT(pc->c)))
      case Opcode::load_super_method: {
        frame->pc = pc;
        Method method = load_super_method(frame, pc->b, NAME_AT(pc->c));
        if (!method.callable) [[unlikely]] goto error;
        R(pc->a) = method.callable;
        R(pc->a + 1) = method.self;
        NEXT
      }

      // -- making objects --
      case Opcode::build_tuple: R(pc->a) = build_tuple(frame, pc->b, pc->c); NEXT
      case Opcode::build_list: R(pc->a) = build_list(frame, pc->b, pc->c); NEXT
      case Opcode::build_set: RESULT(build_set(frame, pc->b, pc->c))
      case Opcode::build_dict: RESULT(build_dict(frame, pc->b, pc->c))
      case Opcode::build_string: RESULT(build_string(frame, pc->b, pc->c))
      case Opcode::format_value: RESULT(format_value(V(pc->b), pc->d & 4 ? V(pc->c) : null_value, pc->d & 3))
      case Opcode::list_append: list_append(as<List>(R(pc->a)), V(pc->b)); NEXT
      case Opcode::set_add: CHECK_TRUE(set_add(as<Set>(R(pc->a)), V(pc->b)))
      case Opcode::dict_add: CHECK_TRUE(dict_set(as<Dict>(R(pc->a)), V(pc->b), V(pc->c)))
      case Opcode::list_extend: CHECK_TRUE(extend_list_for_call(as<List>(R(pc->a)), V(pc->b)))
      case Opcode::set_update: CHECK_TRUE(set_update(as<Set>(R(pc->a)), V(pc->b)))
      case Opcode::dict_update: CHECK_TRUE(update_dict_display(R(pc->a), V(pc->b)))
      case Opcode::dict_merge: CHECK_TRUE(merge_keywords(R(pc->a), V(pc->b), R(pc->c)))
      case Opcode::list_to_tuple: RESULT(ref(tuple_from(R(pc->b))))
      case Opcode::make_function: RESULT(make_function(frame, code, pc->b, pc->c, pc->d))
      case Opcode::load_build_class: RESULT(load_build_class(code))

      // -- iteration and unpacking --
      case Opcode::get_iter: RESULT(iterate(R(pc->b)))
      case Opcode::for_iter: {
        Value item = next(R(pc->b));
        if (item) [[likely]] {
          R(pc->a) = item;
          NEXT
        }
        if (vm.exception) [[unlikely]] goto error;
        pc = TARGET(pc->c);
        continue;
      }
      case Opcode::unpack: CHECK_TRUE(unpack_registers(frame, pc->a, R(pc->b), pc->c))
      case Opcode::unpack_two: CHECK_TRUE(unpack_two(frame, pc->a, pc->b, R(pc->c)))
      case Opcode::unpack_ex: CHECK_TRUE(unpack_registers_with_star(frame, pc->a, R(pc->b), pc->c, pc->d))

      // -- leaving, exceptions --
      case Opcode::return_value: {
        Value result = V(pc->a);
        LEAVE(result)
      }
      case Opcode::raise: raise_exception(R(pc->a), null_value); goto error;
      case Opcode::raise_from: raise_exception(R(pc->a), V(pc->b)); goto error;
      case Opcode::raise_current: raise_current(); goto error;
      case Opcode::reraise: vm.exception = R(pc->a); goto error;
      case Opcode::push_handled: R(pc->a) = push_handled(frame, code, R(pc->b)); NEXT
      case Opcode::pop_handled: pop_handled(frame, code, R(pc->a)); NEXT
      case Opcode::jump_if_no_match: JUMP_WHEN(exception_matches(R(pc->a), R(pc->b)), 0, pc->c)
      case Opcode::match_group: CHECK_TRUE(match_group(frame, pc->a, R(pc->b)))
      case Opcode::combine_groups: RESULT(combine_exception_groups(R(pc->b), as<List>(R(pc->c))))
      case Opcode::load_assertion_error: R(pc->a) = ref(exception_type(ExceptionKind::assertion_error)); NEXT
      case Opcode::enter_with: frame->pc = pc; CHECK_TRUE(enter_with(frame, pc->a, R(pc->b), vm.names.__enter__, vm.names.__exit__))
      case Opcode::exit_with_error: frame->pc = pc; RESULT(exit_with_error(R(pc->b), R(pc->c)))

      // -- generators --
      case Opcode::yield_value: {
        Value value = V(pc->b);
        frame->pc = pc;
        frame->generator->state = GeneratorState::suspended;
        SUSPEND(value)
      }
      case Opcode::get_yield_from_iter: RESULT(yield_from_iterator(R(pc->b), code))
      case Opcode::send: {
        Value result = null_value;
        link_generator(R(pc->b), frame);
        Value item = send_to(R(pc->b), R(pc->a), &result);
        if (item) {
          R(pc->a) = item;
          NEXT
        }
        if (!result) [[unlikely]] goto error;
        R(pc->a) = result;
        pc = TARGET(pc->c);
        continue;
      }
      case Opcode::yield_delegate: {
        Value value = R(pc->a);
        frame->pc = pc;
        frame->generator->state = GeneratorState::suspended;
        SUSPEND(value)
      }

      // -- modules --
      case Opcode::import_name: frame->pc = pc; RESULT(import_name(frame, code, NAME_AT(pc->b), V(pc->c), pc->d))
      case Opcode::import_from: RESULT(import_from(R(pc->b), NAME_AT(pc->c)))
      case Opcode::import_star: CHECK_TRUE(import_star(frame, code, R(pc->a)))
      case Opcode::print_expr: CHECK_TRUE(print_expression(V(pc->a)))

      // -- asynchronous code --
      case Opcode::get_awaitable: RESULT(awaitable_iterator(R(pc->b), pc->c))
      case Opcode::get_aiter: RESULT(asynchronous_iterator(R(pc->b)))
      case Opcode::get_anext: RESULT(asynchronous_next(R(pc->b)))
      case Opcode::enter_async_with: frame->pc = pc; CHECK_TRUE(enter_with(frame, pc->a, R(pc->b), vm.names.__aenter__, vm.names.__aexit__))
      case Opcode::jump_if_no_async_stop:
        JUMP_WHEN(is_instance(R(pc->a), exception_type(ExceptionKind::stop_async_iteration)), 0, pc->b)

      // -- structural pattern matching --
      case Opcode::jump_if_not_sequence: JUMP_WHEN(is_match_sequence(R(pc->a)), 0, pc->b)
      case Opcode::jump_if_not_mapping: JUMP_WHEN(is_match_mapping(R(pc->a)), 0, pc->b)
      case Opcode::get_length: {
        int64_t count = length(R(pc->b));
        if (count < 0) [[unlikely]] goto error;
        R(pc->a) = int_value(count);
        NEXT
      }
      case Opcode::match_keys: RESULT(match_keys(R(pc->b), R(pc->c)))
      case Opcode::match_class: RESULT(match_class(R(pc->b), R(pc->b + 1), pc->d, as<Tuple>(code->constants->items[pc->c].get())))
      case Opcode::copy_without_keys: RESULT(copy_without_keys(R(pc->b), R(pc->c)))
