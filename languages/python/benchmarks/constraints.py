"""A chain of one-way constraints is planned and propagated again and again (after the idea of DeltaBlue)."""
from harness import run


class Variable:
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0


class Constraint:
    strength = 0

    def __init__(self, planner):
        planner.constraints.append(self)

    def output(self):
        raise NotImplementedError

    def inputs_known(self, mark):
        raise NotImplementedError

    def execute(self):
        raise NotImplementedError


class Equal(Constraint):
    strength = 2

    def __init__(self, planner, source, target):
        Constraint.__init__(self, planner)
        self.source = source
        self.target = target
        source.constraints.append(self)
        target.determined_by = self

    def output(self):
        return self.target

    def inputs_known(self, mark):
        return self.source.mark == mark or self.source.determined_by is None

    def execute(self):
        self.target.value = self.source.value


class Scale(Equal):
    strength = 3

    def __init__(self, planner, source, target, factor, offset):
        Equal.__init__(self, planner, source, target)
        self.factor = factor
        self.offset = offset

    def execute(self):
        self.target.value = self.source.value * self.factor + self.offset


class Stay(Constraint):
    strength = 1

    def __init__(self, planner, variable):
        Constraint.__init__(self, planner)
        self.variable = variable

    def output(self):
        return self.variable

    def inputs_known(self, mark):
        return True

    def execute(self):
        pass


class Planner:
    def __init__(self):
        self.constraints = []
        self.mark = 0

    def plan_from(self, variable):
        self.mark += 1
        mark = self.mark
        plan = []
        variable.mark = mark
        work = [variable]
        while work:
            current = work.pop()
            for constraint in current.constraints:
                out = constraint.output()
                if out.mark != mark and constraint.inputs_known(mark):
                    out.mark = mark
                    plan.append(constraint)
                    work.append(out)
        return plan


def main(size):
    planner = Planner()
    first = Variable("first", 1)
    Stay(planner, first)
    previous = first
    for i in range(200):
        variable = Variable("v%d" % i, 0)
        if i % 3 == 0:
            Scale(planner, previous, variable, 1, 2)
        else:
            Equal(planner, previous, variable)
        previous = variable
    total = 0
    for i in range(size):
        plan = planner.plan_from(first)
        first.value = i
        for step in range(3):
            for constraint in plan:
                constraint.execute()
        total += previous.value
    return "%d constraints, total %d" % (len(planner.constraints), total)


run(main, 200)
