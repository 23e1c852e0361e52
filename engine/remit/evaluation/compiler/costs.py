"""Costs: the most steps that the interpreter takes for what is generated.

They are known beforehand to stay within the budget, or nothing compiled is run: the lists of a data
tree have a number of elements, and that bounds how often nested loops are run. A loop over a list
that lies under the elements of another loop goes, all in all, over no more elements than there are;
two loops that don't depend on each other multiply.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from remit.evaluation.compiler.code import Length, Steps, constant


class Reach(Struct, frozen=True):
    """How often something is run at most: a factor, and the loops whose numbers multiply."""

    factor: int = 1
    loops: frozenset[int] = frozenset()

    def times(self, loop: int, length: Length, under: frozenset[int]) -> Reach:
        """Gives the reach of a loop of this number, over a list that lies under other loops."""
        factor, power = length
        more = frozenset((loop, *(-loop * 1000 - at for at in range(1, power)))) if power else []
        left = self.loops - under if power else self.loops
        return Reach(self.factor * factor, left | frozenset(more))


class Cost(Struct, eq=False):
    """Steps of one run: so many at once, for each text that is walked through, for each walk
    through any data; and of what was computed ahead."""

    reach: Reach
    flat: int = 0
    texts: int = 0
    walks: int = 0
    ahead: list[Unit] = field(default_factory=list)

    def rate(self) -> str:
        """Gives the steps in Python, without what was computed ahead."""
        parts = [str(self.flat)]
        parts += [f"{self.texts} * text"] if self.texts else []
        parts += [f"{self.walks} * walk"] if self.walks else []
        return " + ".join(parts)


class Unit(Struct, eq=False):
    """All costs of something that is computed at once; it is `mapped` where it makes lists of the
    entries of maps."""

    costs: list[Cost] = field(default_factory=list)
    mapped: bool = False

    def cost(self, reach: Reach) -> Cost:
        """Gives a cost that is a part of it."""
        cost = Cost(reach)
        self.costs.append(cost)
        return cost


class Sums(Struct, eq=False):
    """Units as lines of Python, each written once. Of some loops is known, by their numbers, where
    the lists stand that they go over: each place has a number of elements of its own, `n`."""

    steps: Mapping[int, Steps]
    lines: list[str] = field(default_factory=list)
    names: dict[tuple[int, str], str] = field(default_factory=dict)

    mapped: dict[int, bool] = field(default_factory=dict)
    places: dict[Steps, int] = field(default_factory=dict)

    def opening(self) -> str:
        """Gives how the function begins that these lines make."""
        return "def bound(n, elements, entries, text, walk):"

    def closing(self) -> str:
        """Gives what tells the places, in the order of their numbers."""
        return f"places = ({' '.join(f'{_written(at)},' for at in self.places)})"

    def total(self, unit: Unit) -> str:
        """Gives the name that the sum of a unit goes by, in terms of the size of all lists, or of
        all data where lists are made of maps."""
        return self._sum(unit, "entries" if self._is_mapped(unit) else "elements")

    def _is_mapped(self, unit: Unit) -> bool:
        if id(unit) not in self.mapped:
            ahead = [each for cost in unit.costs for each in cost.ahead]
            self.mapped[id(unit)] = unit.mapped or any(map(self._is_mapped, ahead))
        return self.mapped[id(unit)]

    def _sum(self, unit: Unit, size: str) -> str:
        known = self.names.get((id(unit), size))
        if known is not None:
            return known
        parts: list[str] = []
        for cost in unit.costs:
            rate = " + ".join([cost.rate(), *(self._sum(each, size) for each in cost.ahead)])
            placed = [self.steps[loop] for loop in sorted(cost.reach.loops) if loop in self.steps]
            power = len(cost.reach.loops) - len(placed)
            times = [str(cost.reach.factor)] * (cost.reach.factor != 1)
            times += [f"n[{self.places.setdefault(at, len(self.places))}]" for at in placed]
            times += [size] * (power == 1) + [f"{size} ** {power}"] * (power > 1)
            parts.append(" * ".join([*times, f"({rate})"]))
        name = self.names[id(unit), size] = f"c{len(self.names)}"
        self.lines.append(f"{name} = {' + '.join(parts) or '0'}")
        return name


def _written(steps: Steps) -> str:
    """Gives steps as Python writes them."""
    root, *others = steps
    if root is None:
        return f"(None, {', '.join(map(_written, others))},)"
    first = constant(root) if isinstance(root, str) else f"({', '.join(map(constant, root))})"
    rest = ["None" if step is None else constant(step) for step in others]
    return f"({', '.join([first, *rest])},)"
