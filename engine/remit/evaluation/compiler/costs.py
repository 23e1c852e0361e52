"""Costs: the most steps that the interpreter takes for what is generated.

They are counted while generated code runs, or known beforehand to stay within the budget: a data
tree has a number of entries, and that bounds how often nested loops are run. A loop over a list
that lies under the elements of another loop goes, all in all, over no more entries than there are;
two loops that don't depend on each other multiply.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from remit.evaluation.compiler.code import Length


@dataclass(frozen=True, slots=True)
class Reach:
    """How often something is run at most: a factor, and the loops whose numbers multiply."""

    factor: int = 1
    loops: frozenset[int] = frozenset()

    def times(self, loop: int, length: Length, under: frozenset[int]) -> Reach:
        """Gives the reach of a loop of this number, over a list that lies under other loops."""
        factor, power = length
        more = frozenset((loop, *(-loop * 1000 - at for at in range(1, power)))) if power else []
        left = self.loops - under if power else self.loops
        return Reach(self.factor * factor, left | frozenset(more))


@dataclass(slots=True, eq=False)
class Cost:
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


@dataclass(slots=True, eq=False)
class Unit:
    """All costs of something that is computed at once."""

    costs: list[Cost] = field(default_factory=list)

    def cost(self, reach: Reach) -> Cost:
        """Gives a cost that is a part of it."""
        cost = Cost(reach)
        self.costs.append(cost)
        return cost


@dataclass(slots=True, eq=False)
class Sums:
    """Units as lines of Python, each written once."""

    lines: list[str] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def name(self, unit: Unit) -> str:
        """Gives the name that the sum of a unit goes by."""
        known = self.names.get(id(unit))
        if known is not None:
            return known
        parts: list[str] = []
        for cost in unit.costs:
            rate = " + ".join([cost.rate(), *map(self.name, cost.ahead)])
            power = len(cost.reach.loops)
            times = [str(cost.reach.factor)] * (cost.reach.factor != 1)
            times += ["entries"] * (power == 1) + [f"entries ** {power}"] * (power > 1)
            parts.append(" * ".join([*times, f"({rate})"]))
        name = self.names[id(unit)] = f"c{len(self.names)}"
        self.lines.append(f"{name} = {' + '.join(parts) or '0'}")
        return name
